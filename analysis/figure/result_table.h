/* The results of a command: rows of text, numbers and estimates, printed as aligned text or JSON
   and saved as a table. An estimate has an error, a bound has a sign. */
#ifndef ANALYSIS_FIGURE_RESULT_TABLE_H
#define ANALYSIS_FIGURE_RESULT_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "common/numerics/statistics.h"

struct result_table;

/* The headline is one or two sentences. Free with result_table_free. */
struct result_table *result_table_create(const char *format, ...)
    __attribute__((format(printf, 1, 2)));
void result_table_free(struct result_table *s);

enum result_table_kind { RESULT_TABLE_TEXT, RESULT_TABLE_NUMBER, RESULT_TABLE_ESTIMATE };

/* Declares a column; all columns before the first cell. An estimate is saved as two columns, value
   and error. The table borrows name and unit. unit NULL: none. */
void result_table_column(struct result_table *s, const char *name, const char *unit,
                         enum result_table_kind kind);

/* Name of the error of the last column, an estimate, in place of NAME_error. */
void result_table_error_name(struct result_table *s, const char *name);

/* Adds the next cell, row by row. It must be of the kind of its column. */
void result_table_text(struct result_table *s, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void result_table_number(struct result_table *s, double x); /* NAN: unknown; inf: none */
void result_table_estimate(struct result_table *s, struct statistics_estimate e);
void result_table_bound(struct result_table *s, char sign,
                        double x); /* '<' or '>', for an estimate */

/* Adds a sentence below the table, once. */
void result_table_note(struct result_table *s, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* True if an estimate, which is no bound, has no error. */
bool result_table_lacks_errors(const struct result_table *s);

size_t result_table_rows(const struct result_table *s);
void result_table_print(const struct result_table *s, bool json);
void result_table_html(const struct result_table *s, FILE *out); /* headline, table and notes */
/* "#" lines, then rows; the mark is one of the lines of every table that is saved. */
void result_table_save(const struct result_table *s, const char *path);
extern const char result_table_mark[];

#endif
