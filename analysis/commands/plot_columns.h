/* Curves from the columns of a table: x and y, a curve for each column of a pattern and for each
   temperature of a table in blocks. */
#ifndef ANALYSIS_COMMANDS_PLOT_COLUMNS_H
#define ANALYSIS_COMMANDS_PLOT_COLUMNS_H

#include "analysis/read/group.h"
#include "analysis/read/table.h"

struct result_table;

struct plot_columns { /* a curve */
    const struct table *table;
    size_t n;           /* points */
    const size_t *row;  /* (n) rows of the table */
    size_t x, y, error; /* columns; error SIZE_MAX: none */
    char *y_name;       /* "E" of a pattern "*" */
    double T;           /* of its block; NAN: none */
};

struct plot_columns_list {
    struct table table;
    size_t n;
    struct plot_columns *curve; /* (n) */
    size_t **row;               /* (n) */
};

/* Folder of a table: the run's, or that of its ladder or population; NULL: none has it. Free with
   base_free. */
char *plot_columns_folder(const struct run *f, const char *table);

char *plot_columns_above(const struct run *f); /* the folder above the run's; base_free */

/* Chooses the columns that were not given. x: `lag` of two times, `t`, or else the first column that
   is no T of blocks. y, if it is the name of the table and no column: the first after x. Fatal if no
   run has the table or the columns. */
void plot_columns_choose(const struct groups *all, const char *table, char **y, char **x);
/* True if the group has the table and a column, and no group before it has the same file. A group
   without them gets a note in s. */
bool plot_columns_has(const struct groups *all, const struct group *g, const char *table,
                      const char *column, struct result_table *s);

/* True if an earlier member has the same file: the table of their ladder or population. */
bool plot_columns_again(const struct group *g, size_t member, const char *table);

/* True if column number c of the table is `column`, or fits it as a pattern with *, which leaves out
   the errors of other columns unless it names them. */
bool plot_columns_matches(const struct table *t, size_t c, const char *column);

/* Curves of a member; rows of its segment where the table has times. */
struct plot_columns_list *plot_columns_read(const struct group *g, size_t member, const char *table,
                                            const char *y, const char *x);
void plot_columns_free(struct plot_columns_list *l);

double plot_columns_x(const struct plot_columns *c, size_t i);
double plot_columns_y(const struct plot_columns *c, size_t i);
double plot_columns_error(const struct plot_columns *c, size_t i); /* NAN: none */
bool plot_columns_monotonic(const struct plot_columns *c); /* x never falls, or never rises */
bool plot_columns_same_x(size_t n, const struct plot_columns *c); /* of all curves c (n) */

#endif
