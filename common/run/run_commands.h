/* What `run` and `resume` come to: one run, an ensemble (ensemble.h) or a ladder of temperatures
   (tempering.h), as the run file or the folder says. */
#ifndef COMMON_RUN_RUN_COMMANDS_H
#define COMMON_RUN_RUN_COMMANDS_H

#include <stdbool.h>

#include "common/run/program.h"

/* jobs: members of an ensemble at a time, 0: a processor each. Both return an exit status. */
int run_commands_run(const struct program *program, const char *path, int noverrides,
                     char *const *overrides, bool force, int jobs);
/* Prints what `run` would cost (plan.h). */
int run_commands_plan(const struct program *program, const char *path, int noverrides,
                      char *const *overrides);
/* Validates, prints the resolved file, runs nothing. */
int run_commands_check(const struct program *program, const char *path, int noverrides,
                       char *const *overrides);
/* restart: begins again where no checkpoint is intact. */
int run_commands_resume(const struct program *program, const char *folder, int jobs, bool restart);

#endif
