/* What `run` and `resume` come to: one run, an ensemble (ensemble.h) or a ladder of temperatures
   (tempering.h), as the run file or the folder says. */
#ifndef COMMON_LAUNCH_H
#define COMMON_LAUNCH_H

#include <stdbool.h>

#include "common/drive.h"

/* jobs: members of an ensemble at a time, 0: a processor each. Both return an exit status. */
int launch_run(const struct drive_program *program, const char *path, int noverrides,
               char *const *overrides, bool force, int jobs);
/* Prints what `run` would cost (plan.h). */
int launch_plan(const struct drive_program *program, const char *path, int noverrides,
                char *const *overrides);
/* Validates, prints the resolved file, runs nothing. */
int launch_check(const struct drive_program *program, const char *path, int noverrides,
                 char *const *overrides);
/* restart: begins again where no checkpoint is intact. */
int launch_resume(const struct drive_program *program, const char *folder, int jobs, bool restart);

#endif
