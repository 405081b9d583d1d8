/* `run` and `resume` for a run file without lists and without [tempering]: one simulation. */
#ifndef COMMON_RUN_SINGLE_RUN_H
#define COMMON_RUN_SINGLE_RUN_H

#include <stdbool.h>

#include "common/config/runfile.h"
#include "common/mc/mc.h"
#include "common/run/simulation.h"

/* f: checked. Both return EXIT_OK or EXIT_INTERRUPTED. A folder without a valid checkpoint is fatal,
   unless none was ever written, or with SIMULATION_RESTART. */
int single_run_start(const struct mc_system *system, const struct runfile *f, bool force);
int single_run_resume(const struct mc_system *system, const struct runfile *f, const char *folder,
                      enum simulation_resume mode);
/* Creates the folder of a run with the checkpoint of its start, ready to be resumed. */
void single_run_create(const struct mc_system *system, const struct runfile *f);

#endif
