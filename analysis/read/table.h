/* A table of numbers from a run folder: `#` lines, of which the first says "NAME: doc", one "units:
   ...", and the last names the columns; then rows of numbers. Anything else ends the program with
   one line naming file, line and fault, except a last line cut short, as a run that is writing
   leaves it: that row is not there yet. */
#ifndef ANALYSIS_READ_TABLE_H
#define ANALYSIS_READ_TABLE_H

#include <stdbool.h>
#include <stddef.h>

enum { TABLE_COLUMNS = 64 };

struct table {
    char *path;
    size_t rows, columns;
    char *name[TABLE_COLUMNS]; /* of the columns */
    double *x; /* (rows, columns); may hold nan and inf, which a diverging run writes */
};

bool table_exists(const char *folder, const char *name); /* is there FOLDER/NAME.dat */

/* Reads FOLDER/NAME.dat; table_free. Dies if it is missing, malformed, or without rows. */
struct table table_read(const char *folder, const char *name);
void table_free(struct table *t);

/* Number of a column; dies naming file and columns. The loss of a network was a column `energy` in
   earlier versions: either name finds the other. */
size_t table_column(const struct table *t, const char *name);

static inline double table_at(const struct table *t, size_t row, size_t column)
{
    return t->x[row * t->columns + column];
}

#endif
