/* What a command found: rows of text, numbers and estimates, shown as aligned text or JSON and
   saved as a table. Nothing is an estimate without its error, or a bound without its sign. */
#ifndef ANALYSIS_SUMMARY_H
#define ANALYSIS_SUMMARY_H

#include <stdbool.h>
#include <stddef.h>

#include "common/statistics.h"

struct summary;

/* The headline is a sentence or two; summary_free. */
struct summary *summary_new(const char *format, ...) __attribute__((format(printf, 1, 2)));
void summary_free(struct summary *s);

enum summary_kind { SUMMARY_TEXT, SUMMARY_NUMBER, SUMMARY_ESTIMATE };

/* Columns are declared first, in order; an estimate is shown as two, value and error. name and unit
   live as long as the summary; unit NULL: none. */
void summary_column(struct summary *s, const char *name, const char *unit, enum summary_kind kind);

/* The next cell, row by row, of the kind of its column. */
void summary_text(struct summary *s, const char *format, ...) __attribute__((format(printf, 2, 3)));
void summary_number(struct summary *s, double x); /* NAN: unknown; inf: none */
void summary_estimate(struct summary *s, struct statistics_estimate e);
void summary_bound(struct summary *s, char sign, double x); /* '<' or '>', for an estimate */

/* A sentence below the table. */
void summary_note(struct summary *s, const char *format, ...) __attribute__((format(printf, 2, 3)));

size_t summary_rows(const struct summary *s);
void summary_print(const struct summary *s, bool json);
/* "#" lines, then rows; the mark is one of the lines of every table that is saved. */
void summary_save(const struct summary *s, const char *path);
extern const char summary_mark[];

#endif
