/* Time of a run, an integer: the warm-up is -warmup ... 0, the measured run 0 ... end. */
#ifndef COMMON_RUN_RUN_CLOCK_H
#define COMMON_RUN_RUN_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

struct checkpoint;
struct mc_system;
struct runfile;

struct run_clock {
    const char *unit;   /* "sweep" or "step" */
    const char *length; /* key of [run]: "sweeps" or "steps" */
    int64_t t, warmup, end;
    int64_t checkpoint_every; /* 0: checkpoints follow the wall clock alone */
    bool may_extend;          /* the checkpoint may be that of a shorter run */
    int64_t former;           /* its length; 0: the run was not made longer */
};

/* The clock at the start of the warm-up. f: a checked run file. */
struct run_clock run_clock_init(const struct mc_system *system, const struct runfile *f);
int64_t run_clock_elapsed(const struct run_clock *c); /* since the start of the warm-up */
/* The first time > t at which `period` divides the elapsed time. */
int64_t run_clock_multiple(const struct run_clock *c, int64_t period);
/* The first time > t of a scheduled checkpoint; SCHEDULE_NEVER if there is none. */
int64_t run_clock_next_checkpoint(const struct run_clock *c);
bool run_clock_checkpoint_due(const struct run_clock *c); /* true if a checkpoint is scheduled at
                                                             t */
/* Time, and digest of the run file. On loading, fatal if the folder's run.ini has changed, unless
   may_extend is set and the length alone has grown, which is then in `former`. */
void run_clock_visit(struct run_clock *c, struct checkpoint *p, const struct runfile *f,
                     const char *folder);

#endif
