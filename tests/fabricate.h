/* Run folders made by hand, for tests of what reads them. */
#ifndef TESTS_FABRICATE_H
#define TESTS_FABRICATE_H

#include <stdio.h>

#include "analysis/read/curve.h"

/* A finished run ROOT/NAME with these sections besides [run]; its path, base_free. One that is
   there is written over. */
char *fabricate_run(const char *root, const char *name, const char *program, int seed,
                    const char *sections);
char *fabricate_liquid(const char *root, const char *name, int seed, double T,
                       double swap); /* [move.swap] weight */
char *fabricate_network(const char *root, const char *name, int seed,
                        const char *protocol); /* [swap] protocol */

FILE *fabricate_file(const char *folder, const char *name);
void fabricate_text(const char *folder, const char *name, const char *text);

/* A trajectory of one frame of n weights; the last ten are those of the last layer. */
void fabricate_weights(const char *folder, size_t n, const double *w);

struct command_arguments;
/* The arguments of a command on n folders, with the defaults of the command line. */
struct command_arguments fabricate_arguments(size_t n, char **folder, const char *of);
/* Fails unless the command prints `part` (NULL: any text), and prints no `not` (NULL: none), nan or
   inf. */
void fabricate_prints(void (*command)(const struct command_arguments *),
                      const struct command_arguments *a, const char *part, const char * not );
/* What a command of `analysis` prints, run in a child; base_free. Fatal if it does not end well. */
char *fabricate_printed(void (*command)(const struct command_arguments *),
                        const struct command_arguments *a);

/* Lags 1, 2, ..., ten a decade from 10 on; l = 0, 1, ... */
double fabricate_lag(int l);

/* Rows of an observable with room for members x waitings x lags of them, none yet; waiting NULL: 0,
   1, 2, ... Free with curve_rows_clear. */
struct curve_rows fabricate_rows(size_t members, size_t waitings, const double *waiting,
                                 size_t lags);
void fabricate_row(struct curve_rows *r, size_t member, double waiting, double lag, double value);

#endif
