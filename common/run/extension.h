/* Longer runs: `resume FOLDER run.sweeps=N`. The new length is written to the status, then to
   run.ini; the resumed run then accepts the checkpoint of the shorter run (run_clock.h). A kill at
   any moment leaves a folder that resume continues. */
#ifndef COMMON_RUN_EXTENSION_H
#define COMMON_RUN_EXTENSION_H

#include <stdbool.h>

#include "common/run/program.h"

/* For a run, a ladder, a population, or all members of an ensemble. overrides (n): "run.sweeps=N"
   alone; anything else is fatal, and so is a length below the present one, before any file is
   changed. n = 0: completes a change of an ensemble's length that was interrupted. Rank 0 alone. */
void extension_prepare(const struct program *program, const char *folder, int n,
                       char *const *overrides, bool restart);

#endif
