/* The only main loop: advance to the next scheduled time, hand a read-only frame to the
   observables, write tables, checkpoint. Time is an integer: -warmup ... 0 is warm-up (steps are
   tuned, nothing is observed), 0 ... end is the run. */
#ifndef COMMON_LOOP_H
#define COMMON_LOOP_H

#include <stdbool.h>

#include "common/mc.h"
#include "common/runfile.h"

/* All that a run tries before it touches its folder; dies on what is wrong. */
void loop_check(const struct mc_system *system, const struct runfile *f);
/* Runs a checked run file in its [run] folder. Returns DRIVE_OK or DRIVE_INTERRUPTED. */
int loop_run(const struct mc_system *system, struct runfile *f, bool force);
/* Continues the run in a folder, whose run.ini is f. */
int loop_resume(const struct mc_system *system, struct runfile *f, const char *folder);

#endif
