/* Implementation of loop.h. */
#include "common/loop.h"

#include <inttypes.h>
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/checkpoint.h"
#include "common/correlate.h"
#include "common/counts.h"
#include "common/drive.h"
#include "common/folder.h"
#include "common/observe.h"
#include "common/progress.h"
#include "common/schedule.h"
#include "common/trajectory.h"

enum { TABLES = 16, COLUMNS = 2 + 16 + MC_MOVES };

struct loop {
    const struct mc_system *system;
    const struct mc_dynamics *dynamics;
    const struct runfile *f;
    struct folder folder;
    struct mc_chain chain;
    struct correlate *correlate;
    struct schedule series, frames; /* when */
    FILE *series_table, *table[TABLES];
    struct trajectory *trajectory; /* NULL if [observe.trajectory] is never */
    int64_t t, end;                /* now, and where the run ends */
    int64_t warmup, tune, every;   /* [time]; every: checkpoints, 0 = by the clock alone */
    int64_t kept;                  /* time of the newest checkpoint */
    size_t written;                /* frames in the trajectory */
    double energy;                 /* last one written to series.dat */
    double seconds, saved, walltime, started; /* checkpoint interval and clock readings [s] */
    FILE *log;
};

/* ---- signals --------------------------------------------------------------------------------- */

static volatile sig_atomic_t stop_signal;

static void on_signal(int number)
{
    /* a second Ctrl-C does not wait */
    if (stop_signal && number == SIGINT) _exit(DRIVE_INTERRUPTED);
    stop_signal = number;
}

static void catch_signals(void)
{
    static const int numbers[] = {SIGINT, SIGTERM, SIGUSR1, SIGUSR2};
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = SA_RESTART};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        sigaction(numbers[i], &action, NULL);
}

/* ---- opening --------------------------------------------------------------------------------- */

static struct schedule schedule_of(const struct runfile *f, const char *section)
{
    struct schedule s;
    const char *why;
    const bool good = schedule_parse(&s, runfile_text(f, section, "schedule"), &why);
    require(good, "%s: %s", runfile_where(f, section, "schedule"), why);
    return s;
}

static void prepare(struct loop *l, const struct mc_system *system, const struct runfile *f)
{
    *l = (struct loop){.system = system, .f = f, .energy = NAN};
    l->dynamics = runfile_row(f, "run", "dynamics");
    l->end = runfile_int(f, "run", system->duration);
    l->warmup = runfile_int(f, "run", "warmup");
    l->t = -l->warmup;
    l->tune = runfile_int(f, "run", "tune");
    l->every = runfile_int(f, "run", "checkpoint_every");
    l->seconds = runfile_real(f, "run", "checkpoint");
    l->walltime = runfile_real(f, "run", "walltime");
    l->series = schedule_of(f, "observe.series");
    l->frames = schedule_of(f, "observe.trajectory");
    mc_open(&l->chain, system, f);
    l->correlate = correlate_open(f, observe_rows, system->observables, l->end);
    l->started = l->saved = base_clock();
}

static struct frame frame_now(struct loop *l)
{
    struct frame now = {.t = l->t};
    l->system->view(l->chain.state, &now);
    now.energy = l->system->shown ? l->system->shown(l->chain.state)
                                  : l->chain.energy / l->system->per(l->chain.state);
    return now;
}

/* The state at its start, as the observables see it. */
static void begin_state(struct loop *l)
{
    struct frame now = {0};
    mc_begin(&l->chain, l->f);
    l->system->view(l->chain.state, &now);
    correlate_begin(l->correlate, &now);
}

static FILE *new_series(struct loop *l)
{
    struct folder_column column[COLUMNS] = {{"t", l->system->clock}, {"energy", "energy"}};
    char *made[MC_MOVES];
    int n = 2, nmade = 0;
    for (const struct mc_column *c = l->system->columns; c && c->name; c++)
        column[n++] = (struct folder_column){c->name, c->unit};
    for (size_t i = 0; i < l->chain.n; i++)
        if (l->chain.entry[i].weight > 0)
            column[n++] = (struct folder_column){
                made[nmade++] = base_text("acceptance_%s", l->chain.entry[i].move->name), "1"};
    FILE *const table = folder_table(
        &l->folder, "series",
        "energy per particle or loss per sample, and other one-time quantities", n, column);
    while (nmade) base_free(made[--nmade]);
    return table;
}

static void open_fresh(struct loop *l)
{
    l->series_table = new_series(l);
    for (size_t i = 0; i < correlate_count(l->correlate); i++)
        l->table[i] = correlate_table(l->correlate, i, &l->folder, l->system->clock);
    if (l->frames.kind == SCHEDULE_NONE) return;
    const struct frame now = frame_now(l);
    const size_t frames =
        (size_t)schedule_count(&l->frames, l->end) + !schedule_has(&l->frames, l->end);
    char *const path = folder_file(&l->folder, "trajectory.h5");
    l->trajectory = trajectory_create(path, &now, frames, l->system->label, l->system->clock,
                                      runfile_text(l->f, "run", "program"),
                                      (uint64_t)runfile_int(l->f, "run", "seed"));
    base_free(path);
}

/* ---- checkpoints ----------------------------------------------------------------------------- */

static const char newest[] = "checkpoint.h5", previous[] = "checkpoint.previous.h5";

/* The tables' sizes are part of a checkpoint: what was written after it is cut off at resume. */
static void visit_table(struct loop *l, const char *name, FILE **table, struct checkpoint *c)
{
    int64_t size = checkpoint_loading(c) ? 0 : folder_sync(&l->folder, name, *table);
    checkpoint_i64(c, name, &size, 1);
    if (checkpoint_loading(c)) *table = folder_table_at(&l->folder, name, size);
}

static void visit(struct loop *l, struct checkpoint *c)
{
    const uint64_t expected = runfile_digest(l->f);
    uint64_t digest = expected, written = l->written;
    checkpoint_u64(c, "run_file", &digest, 1);
    require(digest == expected, "%s: run.ini is not the one this run was begun with",
            l->folder.path);
    checkpoint_i64(c, "t", &l->t, 1);
    checkpoint_f64(c, "energy", &l->energy, 1);
    checkpoint_u64(c, "frames", &written, 1);
    l->written = written;
    mc_visit(&l->chain, c);
    counts_visit(l->system, l->chain.state, c);
    correlate_visit(l->correlate, c);
    checkpoint_enter(c, "tables");
    visit_table(l, "series", &l->series_table, c);
    for (size_t i = 0; i < correlate_count(l->correlate); i++)
        visit_table(l, correlate_row(l->correlate, i)->name, &l->table[i], c);
    checkpoint_leave(c);
}

static void save(struct loop *l)
{
    if (l->trajectory) trajectory_sync(l->trajectory);
    counts_write(l->system, l->chain.state, &l->folder);
    struct checkpoint *const c = checkpoint_saver();
    visit(l, c);
    char *const path = folder_file(&l->folder, newest), *const old =
                                                            folder_file(&l->folder, previous);
    checkpoint_write(c, path, old);
    base_free(path);
    base_free(old);
    checkpoint_free(c);
    l->kept = l->t;
    l->saved = base_clock();
}

/* The newest valid checkpoint, saying so if it is not the newest; NULL if the run never wrote one.
 */
static struct checkpoint *newest_valid(struct loop *l)
{
    char why[2][200];
    bool there[2];
    for (int i = 0; i < 2; i++) {
        char *const path = folder_file(&l->folder, i ? previous : newest);
        there[i] = access(path, F_OK) == 0;
        struct checkpoint *const c = checkpoint_loader(path, why[i], sizeof why[i]);
        base_free(path);
        if (!c) continue;
        if (i && there[0]) {
            fprintf(stderr, "%s: %s is damaged (%s); going on from %s\n", l->folder.path, newest,
                    why[0], previous);
            progress_log(l->log, "%s is damaged (%s); going on from %s", newest, why[0], previous);
        }
        return c;
    }
    require(!there[0] && !there[1],
            "%s: no checkpoint is intact (%s); run with --force starts anew", l->folder.path,
            why[there[0] ? 0 : 1]);
    return NULL;
}

static void load(struct loop *l, struct checkpoint *c)
{
    visit(l, c);
    checkpoint_free(c);
    l->kept = l->t;
    if (l->frames.kind == SCHEDULE_NONE) return;
    char *const path = folder_file(&l->folder, "trajectory.h5");
    l->trajectory = trajectory_open(path, 1);
    base_free(path);
}

/* ---- the loop -------------------------------------------------------------------------------- */

static void write_series(struct loop *l, const struct frame *now)
{
    l->energy = now->energy;
    fprintf(l->series_table, "%" PRId64 " %.12g", now->t, now->energy);
    for (const struct mc_column *c = l->system->columns; c && c->name; c++)
        fprintf(l->series_table, " %.10g", c->value(l->chain.state));
    for (const struct mc_entry *e = l->chain.entry; e < l->chain.entry + l->chain.n; e++)
        if (e->weight > 0)
            fprintf(l->series_table, " %.6f",
                    e->tried ? (double)e->accepted / (double)e->tried : NAN);
    fputc('\n', l->series_table);
}

static void observe(struct loop *l)
{
    const bool series = schedule_has(&l->series, l->t) || l->t == l->end;
    const bool frame = l->trajectory && (schedule_has(&l->frames, l->t) || l->t == l->end);
    const bool pairs = correlate_next(l->correlate, l->t - 1) == l->t;
    if (l->t < 0 || !(series || frame || pairs)) return;
    struct frame now = {.t = l->t, .energy = l->energy};
    if (series || frame)
        now = frame_now(l);
    else
        l->system->view(l->chain.state, &now);
    if (series) write_series(l, &now);
    if (frame) trajectory_write(l->trajectory, l->written++, &now);
    if (pairs) correlate_add(l->correlate, &now, l->table);
}

static int64_t earlier(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* Time since the run began, which unlike t is never negative. */
static int64_t elapsed(const struct loop *l)
{
    return l->t + l->warmup;
}

static int64_t multiple_after(int64_t t, int64_t period)
{
    return (t / period + 1) * period;
}

/* The next time at which something is to be done; warm-up only tunes. */
static int64_t next_event(const struct loop *l)
{
    int64_t next = l->t < 0 ? 0 : l->end;
    if (l->every) next = earlier(next, multiple_after(elapsed(l), l->every) - l->warmup);
    if (l->t < 0) return earlier(next, multiple_after(elapsed(l), l->tune) - l->warmup);
    next = earlier(next, schedule_next(&l->series, l->t));
    if (l->trajectory) next = earlier(next, schedule_next(&l->frames, l->t));
    return earlier(next, correlate_next(l->correlate, l->t));
}

static bool stopping(const struct loop *l)
{
    return stop_signal || base_clock() - l->started > l->walltime;
}

static void advance(struct loop *l, int64_t until, struct progress *p)
{
    do {
        l->dynamics->advance(&l->chain);
        l->t++;
        progress_show(p, l->t,
                      l->t <= 0 ? l->chain.energy / l->system->per(l->chain.state) : l->energy);
    } while (l->t < until && !stopping(l) && base_clock() - l->saved < l->seconds);
}

static void at_event(struct loop *l, int64_t until)
{
    if (l->t <= 0 && elapsed(l) % l->tune == 0) mc_tune(&l->chain);
    if (l->t == 0) mc_count_from_here(&l->chain);
    if (l->t == until) observe(l);
    if ((l->every && elapsed(l) % l->every == 0) || base_clock() - l->saved >= l->seconds) {
        save(l);
        folder_set_status(&l->folder, "running", l->t, l->end);
    }
}

/* A first checkpoint stands from the beginning, after whatever is to be seen at t = 0. */
static void begin(struct loop *l)
{
    open_fresh(l);
    if (l->t == 0) at_event(l, 0);
    save(l);
}

static int go(struct loop *l)
{
    catch_signals();
    folder_set_status(&l->folder, "running", l->t, l->end);
    struct progress p;
    progress_begin(&p, l->system->clock, l->t, l->end, l->log);
    while (l->t < l->end && !stopping(l)) {
        const int64_t until = next_event(l);
        advance(l, until, &p);
        at_event(l, until);
    }
    if (l->kept != l->t) save(l);
    const bool finished = l->t == l->end;
    folder_set_status(&l->folder, finished ? "finished" : "interrupted", l->t, l->end);
    progress_end(&p, l->t, l->energy);
    if (!finished)
        fprintf(stderr, "interrupted at %s %" PRId64 "; to go on: resume %s\n", l->system->clock,
                l->t, l->folder.path);
    return finished ? DRIVE_OK : DRIVE_INTERRUPTED;
}

static void finish(struct loop *l)
{
    fclose(l->series_table);
    for (size_t i = 0; i < correlate_count(l->correlate); i++) fclose(l->table[i]);
    if (l->trajectory) trajectory_close(l->trajectory);
    correlate_free(l->correlate);
    mc_close(&l->chain);
    fclose(l->log);
    folder_close(&l->folder);
}

static void open_log(struct loop *l, const char *word)
{
    char *const path = folder_file(&l->folder, "log.txt");
    l->log = base_open(path, "a");
    base_free(path);
    const struct frame now = frame_now(l);
    progress_log(l->log, "%s %s %s, seed %s; origins need at most %.1f MB", word,
                 runfile_text(l->f, "run", "program"), BASE_VERSION,
                 runfile_text(l->f, "run", "seed"),
                 1e-6 * (double)correlate_memory(l->correlate, now.n, now.dim));
}

static void write_run_file(const struct loop *l)
{
    FILE *const out = folder_begin(&l->folder, "run.ini");
    runfile_write(l->f, out);
    folder_commit(&l->folder, "run.ini", out);
}

int loop_run(const struct mc_system *system, struct runfile *f, bool force)
{
    struct loop l;
    prepare(&l, system, f); /* all of the run file is tried before the folder is touched */
    begin_state(&l);
    folder_create(&l.folder, runfile_text(f, "run", "folder"), force);
    write_run_file(&l);
    open_log(&l, "begins");
    begin(&l);
    const int status = go(&l);
    finish(&l);
    return status;
}

int loop_resume(const struct mc_system *system, struct runfile *f, const char *folder)
{
    const struct folder_status s = folder_status(folder);
    if (strcmp(s.word, "finished") == 0) {
        fprintf(stderr, "%s: finished at %s %" PRId64 "; nothing to do\n", folder, system->clock,
                s.t);
        return DRIVE_OK;
    }
    struct loop l;
    struct folder held;
    folder_open(&held, folder);
    prepare(&l, system, f);
    l.folder = held;
    open_log(&l, "resumes");
    struct checkpoint *const c = newest_valid(&l);
    if (!c)
        begin_state(&l), begin(&l);
    else
        load(&l, c);
    const int status = go(&l);
    finish(&l);
    return status;
}
