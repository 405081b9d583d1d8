/* The only main loop: advance to the next scheduled time, hand a read-only frame to the
   observables, write tables, checkpoint. Time is an integer: -warmup ... 0 is warm-up (steps are
   tuned, nothing is observed), 0 ... end is the run. */
#ifndef COMMON_RUN_RUN_LOOP_H
#define COMMON_RUN_RUN_LOOP_H

#include <stdbool.h>

#include "common/mc/mc.h"
#include "common/config/runfile.h"

/* All that a run tries before it touches its folder; dies on what is wrong. */
void run_loop_check(const struct mc_system *system, const struct runfile *f);
/* Runs a checked run file in its [run] folder. Returns EXIT_OK or EXIT_INTERRUPTED. */
int run_loop_run(const struct mc_system *system, const struct runfile *f, bool force);
/* Continues the run in a folder, whose run.ini is f. restart: begins it again if no checkpoint is
   intact, which is refused otherwise unless none was ever written. */
int run_loop_resume(const struct mc_system *system, const struct runfile *f, const char *folder,
                    bool restart);
/* Makes the folder of a run that starts from the chain in another run's checkpoint, at its first
   time, ready to be resumed. */
void run_loop_branch(const struct mc_system *system, const struct runfile *f,
                     struct checkpoint *from);

/* ---- in pieces, for several runs that go in step (tempering.h) --------------------------------- */

struct run_loop; /* one run, open in its locked folder */

/* A run in a new folder, its tables begun. from: as in run_loop_branch, NULL: the run file's start. */
struct run_loop *run_loop_create(const struct mc_system *system, const struct runfile *f,
                                 struct checkpoint *from, bool force);
/* The run in a folder, to be visited by a loading checkpoint before anything else. */
struct run_loop *run_loop_reopen(const struct mc_system *system, const struct runfile *f,
                                 const char *folder);
void run_loop_free(struct run_loop *l);
void run_loop_visit(struct run_loop *l,
                    struct checkpoint *c); /* tables and trajectory go to disk first */

struct mc_chain *run_loop_chain(struct run_loop *l);
int64_t run_loop_time(const struct run_loop *l);
/* The next time at which something is to be done; warm-up only tunes. */
int64_t run_loop_next(const struct run_loop *l);
void run_loop_advance(struct run_loop *l, int64_t units); /* never beyond run_loop_next */
void run_loop_event(struct run_loop *l);                  /* does what is to be done now */
void run_loop_status(const struct run_loop *l, const char *word);
void run_loop_write_run_file(const struct run_loop *l); /* again: its run file has changed */

#endif
