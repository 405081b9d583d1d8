/* A table of numbers from a run folder. `#` lines: the first is "NAME: doc", one is "units: ...",
   and the last contains the column names. Then rows of numbers. Anything else is fatal, with one
   line naming file, line and fault: so is a time `t` that does not rise, a number of 1e100 or more,
   and a negative square. A last line without its end is ignored: the run is still
   writing it. */
#ifndef ANALYSIS_READ_TABLE_H
#define ANALYSIS_READ_TABLE_H

#include <stdbool.h>
#include <stddef.h>

enum { TABLE_COLUMNS = 1024 };

struct table {
    char *path;
    size_t rows, columns;
    char *name[TABLE_COLUMNS]; /* of the columns */
    double *x;                 /* (rows, columns); contains nan and inf if the run diverged */
};

bool table_exists(const char *folder, const char *name);   /* true if FOLDER/NAME.dat exists */
bool table_has_rows(const char *folder, const char *name); /* and has a complete row */

/* Reads FOLDER/NAME.dat; table_clear. Fatal if it is missing, malformed, or without rows. */
struct table table_read(const char *folder, const char *name);
void table_clear(struct table *t);

bool table_has(const struct table *t, const char *column);

/* Number of a column; fatal, naming file and columns, if it is absent. The loss of a network was a
   column `energy` in earlier versions: either name finds the other. */
size_t table_column(const struct table *t, const char *name);

/* Of FOLDER/NAME.dat, in the last row, or in the last one whose column `by` is `value`; NAN: no such
   row. by: NULL if unused. */
double table_cell(const char *folder, const char *name, const char *column, const char *by,
                  double value);

static inline double table_at(const struct table *t, size_t row, size_t column)
{
    return t->x[row * t->columns + column];
}

#endif
