/* Status of runs, read from their folders: a table. */
#ifndef COMMON_RUN_STATUS_H
#define COMMON_RUN_STATUS_H

#include <stdio.h>

#include "common/run/program.h"

/* One row per run; all members of an ensemble, all runs in a plain folder. Times and rates are those of the last checkpoint.
   Runs that resume could continue are tried (run_commands_try), for ten seconds each and a minute
   in all. */
void status_show(const struct program *program, size_t n, char *const *folder, FILE *out);

#endif
