/* The rows of a table NAME.dat of a run folder, as the programs write them. */
#ifndef COMMON_IO_TABLE_ROWS_H
#define COMMON_IO_TABLE_ROWS_H

#include <stdbool.h>
#include <stddef.h>

struct table_rows {
    size_t rows, columns;
    double *x;                 /* (rows, columns) */
    bool *gap;                 /* (rows) blank lines before the row */
    char *doc, *names, *units; /* of the header; NULL: missing */
};

/* Reads FOLDER/TABLE.dat; fatal if it is missing. Rows of another length than the first are left
   out. */
struct table_rows table_rows_read(const char *folder, const char *table);
void table_rows_clear(struct table_rows *t);

/* Number of a column; t->columns if there is none of this name. */
size_t table_rows_column(const struct table_rows *t, const char *name);

#endif
