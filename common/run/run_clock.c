/* Implementation of run_clock.h. */
#include "common/run/run_clock.h"

#include <string.h>

#include "common/config/runfile.h"
#include "common/config/runfile_digest.h"
#include "common/io/checkpoint.h"
#include "common/mc/mc.h"

struct run_clock run_clock_init(const struct mc_system *system, const struct runfile *f)
{
    const int64_t warmup = runfile_int(f, "run", "warmup");
    return (struct run_clock){.unit = system->describe.clock,
                              .length = system->describe.duration,
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

static void save_lines(struct checkpoint *p, const struct runfile *f)
{
    char *const lines = runfile_digest_lines(f);
    size_t n = strlen(lines);
    checkpoint_count(p, "run_file_size", &n, SIZE_MAX);
    checkpoint_u8(p, "run_file_lines", (uint8_t *)lines, n);
    base_free(lines);
}

/* NULL: a checkpoint of an earlier version; base_free. */
static char *load_lines(struct checkpoint *p)
{
    enum { MOST = 1 << 20 };
    size_t n = 0;
    if (!checkpoint_has(p, "run_file_size")) return NULL;
    checkpoint_count(p, "run_file_size", &n, MOST);
    char *const lines = base_alloc(n + 1, 1);
    checkpoint_u8(p, "run_file_lines", (uint8_t *)lines, n);
    return lines;
}

/* The length of the run whose digest this is, if nothing but its length differs from the run file;
   0 otherwise. */
static int64_t former_length(const struct run_clock *c, struct checkpoint *p,
                             const struct runfile *f, uint64_t digest)
{
    char *const lines = load_lines(p), *const text =
                                           lines ? runfile_digest_value(lines, "run", c->length)
                                                 : NULL;
    int64_t length = 0;
    if (text) {
        struct runfile *const before = runfile_copy(f);
        runfile_set(before, "run", c->length, text);
        if (runfile_digest_holds(before, digest)) length = runfile_int(before, "run", c->length);
        runfile_free(before);
    }
    base_free(text);
    base_free(lines);
    return length < c->end ? length : 0;
}

static _Noreturn void refuse(struct checkpoint *p, const struct runfile *f, const char *folder)
{
    char *const lines = load_lines(p), *const what =
                                           lines ? runfile_digest_difference(f, lines) : NULL;
    base_die("%s/run.ini: %s. Restore the value to resume this run; a run with new values starts "
             "in another folder (run) or from this checkpoint (branch)",
             folder, what ? what : "is not the file that the run was started with");
}

void run_clock_visit(struct run_clock *c, struct checkpoint *p, const struct runfile *f,
                     const char *folder)
{
    uint64_t digest = runfile_digest(f);
    checkpoint_u64(p, "run_file", &digest, 1);
    if (!checkpoint_loading(p))
        save_lines(p, f);
    else if (!runfile_digest_holds(f, digest)) {
        if (c->may_extend) c->former = former_length(c, p, f, digest);
        if (!c->former) refuse(p, f, folder);
    }
    checkpoint_i64(p, "t", &c->t, 1);
    checkpoint_require(p, c->t >= -c->warmup && c->t <= c->end, "t");
}
