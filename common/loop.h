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
int loop_run(const struct mc_system *system, const struct runfile *f, bool force);
/* Continues the run in a folder, whose run.ini is f. restart: begins it again if no checkpoint is
   intact, which is refused otherwise unless none was ever written. */
int loop_resume(const struct mc_system *system, const struct runfile *f, const char *folder,
                bool restart);
/* Makes the folder of a run that starts from the chain in another run's checkpoint, at its first
   time, ready to be resumed. */
void loop_branch(const struct mc_system *system, const struct runfile *f, struct checkpoint *from);

/* ---- in pieces, for several runs that go in step (tempering.h) --------------------------------- */

struct loop; /* one run, open in its locked folder */

/* A run in a new folder, its tables begun. from: as in loop_branch, NULL: the run file's start. */
struct loop *loop_new(const struct mc_system *system, const struct runfile *f,
                      struct checkpoint *from, bool force);
/* The run in a folder, to be visited by a loading checkpoint before anything else. */
struct loop *loop_old(const struct mc_system *system, const struct runfile *f, const char *folder);
void loop_close(struct loop *l);
void loop_visit(struct loop *l, struct checkpoint *c); /* tables and trajectory go to disk first */

struct mc_chain *loop_chain(struct loop *l);
int64_t loop_time(const struct loop *l);
/* The next time at which something is to be done; warm-up only tunes. */
int64_t loop_next(const struct loop *l);
void loop_advance(struct loop *l, int64_t units); /* never beyond loop_next */
void loop_event(struct loop *l);                  /* does what is to be done now */
void loop_status(const struct loop *l, const char *word);
void loop_write_run_file(const struct loop *l); /* again: its run file has changed */

#endif
