/* Implementation of run_loop.h. */
#include "common/run/run_loop.h"

#include <inttypes.h>

#include "common/core/comm.h"
#include "common/core/minmax.h"
#include "common/core/progress.h"
#include "common/core/signals.h"
#include "common/run/failure.h"

enum { GRACE = 20 };     /* for a step [s] */
enum { LONGEST = 1024 }; /* time units between two readings of the wall clock */
enum { STOP = 1, SAVE = 2, SLOW = 4, MOVED = 8 }; /* flags that processes agree on */
static const double slow = 0.02;                  /* [s] */

struct state {
    const struct run_loop *l;
    struct progress progress;
    int64_t units, saved;  /* units per step; time of the newest checkpoint */
    double interval, last; /* between checkpoints, and clock at the last one [s] */
    double looked;         /* clock when the folder was last looked for [s] */
    struct failure failure;
    bool reports; /* this process writes status and progress */
};

static int64_t now(const struct state *s)
{
    return s->l->clock->t;
}

static void set_folder_status(const struct state *s, const char *word)
{
    if (s->reports)
        run_folder_set_status(s->l->folder, word, now(s), s->l->clock->end,
                              progress_rate(&s->progress, now(s)));
}

/* The whole is marked finished only after all replicas on all ranks: a kill in between must
   leave a folder that can be resumed. */
static void set_status(const struct state *s, const char *word)
{
    const struct run_loop *const l = s->l;
    if (l->target->set_status)
        l->target->set_status(l->runs, word, progress_rate(&s->progress, now(s)));
    if (l->collective) comm_or(0);
    set_folder_status(s, word);
}

static void save(struct state *s)
{
    s->l->target->save(s->l->runs);
    s->saved = s->failure.t = now(s);
    s->last = base_clock();
}

/* Looked at once a second. */
static bool has_moved(struct state *s)
{
    static const double pause = 1; /* [s] */
    if (!s->reports || base_clock() - s->looked < pause) return false;
    s->looked = base_clock();
    return run_folder_moved(s->l->folder);
}

/* All ranks must take the same decision, although their clocks and signals differ. */
static unsigned decide(struct state *s, bool was_slow)
{
    const bool due = base_clock() - s->last >= s->interval;
    const unsigned own = (signals_requested() ? STOP : 0) | (due ? SAVE : 0) |
                         (was_slow ? SLOW : 0) | (has_moved(s) ? MOVED : 0);
    return s->l->collective ? comm_or(own) : own;
}

/* Long steps make reading the wall clock cheap; short steps react to signals in time. */
static void adapt_units(struct state *s, unsigned flags)
{
    if (flags & SLOW)
        s->units = max_i64(1, s->units / 2);
    else
        s->units = min_i64(LONGEST, 2 * s->units);
}

static unsigned step(struct state *s)
{
    const struct run_loop *const l = s->l;
    const double began = base_clock();
    const int64_t next = l->target->next(l->runs);
    l->target->advance(l->runs, min_i64(s->units, next - now(s)));
    const bool was_slow = base_clock() - began > slow;
    if (now(s) == next || now(s) == l->clock->end) l->target->event(l->runs);
    const unsigned flags = decide(s, was_slow);
    adapt_units(s, flags);
    if (s->reports) progress_show(&s->progress, now(s), l->target->energy(l->runs));
    if (flags & SAVE || run_clock_checkpoint_due(l->clock)) {
        save(s);
        set_folder_status(s, "running");
    }
    return flags;
}

/* The checkpoint is in the folder, whatever it is called now. */
static void refuse_moved(const struct state *s)
{
    const struct run_folder *const d = s->l->folder;
    if (!s->reports || !run_folder_moved(d)) return;
    char *const now_at = run_folder_place(d);
    require(false,
            "%s: cannot be reached by its path: it was renamed or replaced while the run used "
            "it. The run has stopped at its newest checkpoint; to go on: resume %s",
            d->path, now_at);
}

static void end(struct state *s)
{
    const struct run_loop *const l = s->l;
    const bool finished = now(s) == l->clock->end;
    if (s->saved != now(s)) save(s);
    if (l->target->finish) l->target->finish(l->runs);
    const char *const early = finished && l->target->ended ? l->target->ended(l->runs) : NULL;
    if (early)
        run_folder_set_ended(l->folder, early, now(s)), progress_log(l->log, "%s", early);
    else
        set_status(s, finished ? "finished" : "interrupted");
    failure_forget(&s->failure);
    if (!s->reports) return;
    progress_end(&s->progress, now(s), l->target->energy(l->runs));
    l->target->report(l->runs, progress_line, &s->progress);
    if (!finished) refuse_moved(s);
    if (!finished)
        fprintf(stderr, "interrupted at %s %" PRId64 "; to go on: resume %s\n", l->clock->unit,
                now(s), l->folder->path);
}

int run_loop_execute(const struct run_loop *l)
{
    struct state s = {.l = l,
                      .units = 1,
                      .saved = l->clock->t,
                      .interval = runfile_real(l->f, "run", "checkpoint"),
                      .last = base_clock(),
                      .reports = !l->collective || comm_rank() == 0};
    signals_watch(runfile_real(l->f, "run", "walltime"));
    signals_grace(GRACE);
    progress_init(&s.progress, l->clock->unit, now(&s), l->clock->end, l->log);
    s.progress.text = l->target->progress_text, s.progress.context = l->runs;
    failure_watch(&s.failure, l->folder, false, now(&s), l->clock->end);
    set_status(&s, "running");
    unsigned flags = decide(&s, false);
    while (now(&s) < l->clock->end && !(flags & (STOP | MOVED))) flags = step(&s);
    signals_grace(0);
    end(&s);
    return now(&s) == l->clock->end ? EXIT_OK : EXIT_INTERRUPTED;
}
