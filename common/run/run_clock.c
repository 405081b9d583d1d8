/* Implementation of run_clock.h. */
#include "common/run/run_clock.h"

#include "common/config/runfile.h"
#include "common/io/checkpoint.h"
#include "common/mc/mc.h"

struct run_clock run_clock_init(const struct mc_system *system, const struct runfile *f)
{
    const int64_t warmup = runfile_int(f, "run", "warmup");
    return (struct run_clock){.unit = system->describe.clock,
                              .t = -warmup,
                              .warmup = warmup,
                              .end = runfile_int(f, "run", system->describe.duration),
                              .checkpoint_every = runfile_int(f, "run", "checkpoint_every")};
}

int64_t run_clock_elapsed(const struct run_clock *c)
{
    return c->t + c->warmup;
}

int64_t run_clock_multiple(const struct run_clock *c, int64_t period)
{
    return (run_clock_elapsed(c) / period + 1) * period - c->warmup;
}

int64_t run_clock_next_checkpoint(const struct run_clock *c)
{
    return c->checkpoint_every ? run_clock_multiple(c, c->checkpoint_every) : SCHEDULE_NEVER;
}

bool run_clock_checkpoint_due(const struct run_clock *c)
{
    return c->checkpoint_every && run_clock_elapsed(c) % c->checkpoint_every == 0;
}

void run_clock_visit(struct run_clock *c, struct checkpoint *p, const struct runfile *f,
                     const char *folder)
{
    const uint64_t expected = runfile_digest(f);
    uint64_t digest = expected;
    checkpoint_u64(p, "run_file", &digest, 1);
    require(digest == expected,
            "%s: run.ini has changed since the run was started. Restore it, or start a new run",
            folder);
    checkpoint_i64(p, "t", &c->t, 1);
    checkpoint_require(p, c->t >= -c->warmup && c->t <= c->end, "t");
}
