/* `run` and `resume`: select one run (single_run.h), an ensemble (ensemble.h) or tempering
   (tempering.h), from the run file or the folder. */
#ifndef COMMON_RUN_RUN_COMMANDS_H
#define COMMON_RUN_RUN_COMMANDS_H

#include <stdbool.h>

#include "common/run/program.h"

/* jobs: members of an ensemble at the same time; 0 = number of processors. Both return an exit
   status. */
int run_commands_run(const struct program *program, const char *path, int noverrides,
                     char *const *overrides, bool force, int jobs);
/* The checked run file of the first member of an ensemble, or the coldest rung of a ladder, which
   represents all `members` runs. */
struct runfile *run_commands_first(const struct program *program, const char *path, int noverrides,
                                   char *const *overrides, size_t *members);
/* Prints the expected cost of `run` (plan.h). */
int run_commands_plan(const struct program *program, const char *path, int noverrides,
                      char *const *overrides);
/* Checks the run file and prints it resolved; runs nothing. */
int run_commands_check(const struct program *program, const char *path, int noverrides,
                       char *const *overrides);
/* restart: starts again if no checkpoint is valid. */
int run_commands_resume(const struct program *program, const char *folder, int jobs, bool restart);
/* For a child process: ends as resume of a run or ladder would, up to its first step; changes no
   file. */
int run_commands_try(const struct program *program, const char *folder);

#endif
