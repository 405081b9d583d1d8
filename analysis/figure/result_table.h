/* What a command found: rows of text, numbers and estimates, shown as aligned text or JSON and
   saved as a table. Nothing is an estimate without its error, or a bound without its sign. */
#ifndef ANALYSIS_FIGURE_RESULT_TABLE_H
#define ANALYSIS_FIGURE_RESULT_TABLE_H

#include <stdbool.h>
#include <stddef.h>

#include "common/numerics/statistics.h"

struct result_table;

/* The headline is a sentence or two; result_table_free. */
struct result_table *result_table_create(const char *format, ...)
    __attribute__((format(printf, 1, 2)));
void result_table_free(struct result_table *s);

enum result_table_kind { RESULT_TABLE_TEXT, RESULT_TABLE_NUMBER, RESULT_TABLE_ESTIMATE };

/* Columns are declared first, in order; an estimate is shown as two, value and error. name and unit
   live as long as the summary; unit NULL: none. */
void result_table_column(struct result_table *s, const char *name, const char *unit,
                         enum result_table_kind kind);

/* The next cell, row by row, of the kind of its column. */
void result_table_text(struct result_table *s, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void result_table_number(struct result_table *s, double x); /* NAN: unknown; inf: none */
void result_table_estimate(struct result_table *s, struct statistics_estimate e);
void result_table_bound(struct result_table *s, char sign,
                        double x); /* '<' or '>', for an estimate */

/* A sentence below the table. */
void result_table_note(struct result_table *s, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

size_t result_table_rows(const struct result_table *s);
void result_table_print(const struct result_table *s, bool json);
/* "#" lines, then rows; the mark is one of the lines of every table that is saved. */
void result_table_save(const struct result_table *s, const char *path);
extern const char result_table_mark[];

#endif
