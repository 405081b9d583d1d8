/* Implementation of run_loop.h. */
#include "common/run/run_loop.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "common/config/temperature_schedule.h"
#include "common/io/checkpoint.h"
#include "common/observe/two_time.h"
#include "common/mc/run_tables.h"
#include "common/run/program.h"
#include "common/observe/equilibrium.h"
#include "common/io/run_folder.h"
#include "common/io/checkpoint_pair.h"
#include "common/observe/observe.h"
#include "common/core/progress.h"
#include "common/config/schedule.h"
#include "common/observe/time_series.h"
#include "common/core/signals.h"
#include "common/core/version.h"
#include "common/core/comm.h"
#include "common/io/trajectory.h"

enum { TABLES = 16 };

struct run_loop {
    const struct mc_system *system;
    const struct mc_dynamics *dynamics;
    const struct runfile *f;
    struct run_folder folder;
    struct mc_chain chain;
    struct two_time *correlate;
    struct temperature_schedule anneal;
    struct time_series series;
    struct equilibrium *equilibrium; /* NULL if nobody asks */
    struct schedule frames;          /* when */
    FILE *verdicts, *table[TABLES];
    struct trajectory *trajectory; /* NULL if [observe.trajectory] is never */
    int64_t t, end;                /* now, and where the run ends */
    int64_t warmup, tune, every;   /* [time]; every: checkpoints, 0 = by the clock alone */
    int64_t kept;                  /* time of the newest checkpoint */
    size_t written;                /* frames in the trajectory */
    double energy;                 /* last one written to series.dat */
    double seconds, saved;         /* checkpoint interval and the clock at the last one [s] */
    struct progress progress;
    FILE *log;
};

/* ---- opening --------------------------------------------------------------------------------- */

static void open_anneal(struct run_loop *l)
{
    const char *why, *const where = runfile_where(l->f, "run", "temperature_schedule");
    require(temperature_schedule_parse(
                &l->anneal, runfile_text(l->f, "run", "temperature_schedule"), l->chain.T, &why),
            "%s: %s", where, why);
    const int64_t needed = l->anneal.n ? l->anneal.piece[l->anneal.n - 1].end : 0;
    require(needed <= l->end, "%s: takes %" PRId64 " %ss, but the run ends after %" PRId64, where,
            needed, l->system->describe.clock, l->end);
}

static struct run_loop *prepare(const struct mc_system *system, const struct runfile *f)
{
    struct run_loop *const l = base_alloc(1, sizeof *l);
    *l = (struct run_loop){.system = system, .f = f, .energy = NAN};
    l->dynamics = runfile_row(f, "run", "dynamics");
    l->end = runfile_int(f, "run", system->describe.duration);
    l->warmup = runfile_int(f, "run", "warmup");
    l->t = -l->warmup;
    l->tune = runfile_int(f, "run", "tune");
    l->every = runfile_int(f, "run", "checkpoint_every");
    l->seconds = runfile_real(f, "run", "checkpoint");
    time_series_open(&l->series, system, f);
    l->frames = schedule_of(f, "observe.trajectory", "schedule");
    mc_open(&l->chain, system, f);
    open_anneal(l);
    l->equilibrium = equilibrium_open(f, &l->anneal, system->describe.observables, l->chain.T,
                                      l->end, system->size(l->chain.state));
    l->correlate = two_time_create(f, observe_rows, system->describe.observables, l->end);
    l->saved = base_clock();
    return l;
}

static struct frame frame_now(struct run_loop *l)
{
    struct frame now = {.t = l->t, .energy = l->energy};
    l->system->view(l->chain.state, &now);
    return now;
}

static double energy_shown(const struct run_loop *l)
{
    return l->system->describe.reported_energy ? l->system->describe.reported_energy(l->chain.state)
                                               : l->chain.energy / l->system->size(l->chain.state);
}

/* The state at its start, or at that of another run's checkpoint, as the observables see it. */
static void begin_state(struct run_loop *l, struct checkpoint *from)
{
    if (from) {
        mc_visit(&l->chain, from);
        if (l->system->adapt.set_temperature)
            l->system->adapt.set_temperature(l->chain.state, l->chain.T);
    } else {
        mc_begin(&l->chain, l->f);
    }
    if (!two_time_count(l->correlate)) return;
    const struct frame now = frame_now(l);
    two_time_begin(l->correlate, &now);
}

static void open_fresh(struct run_loop *l)
{
    time_series_begin(&l->series, &l->folder, &l->chain);
    if (l->equilibrium)
        l->verdicts = equilibrium_begin(l->equilibrium, &l->folder, l->system->describe.clock);
    for (size_t i = 0; i < two_time_count(l->correlate); i++)
        l->table[i] = two_time_table(l->correlate, i, &l->folder, l->system->describe.clock);
    if (l->frames.kind == SCHEDULE_NONE) return;
    const struct frame now = frame_now(l);
    const size_t frames =
        (size_t)schedule_count(&l->frames, l->end) + !schedule_has(&l->frames, l->end);
    char *const path = run_folder_file(&l->folder, "trajectory.h5");
    l->trajectory = trajectory_create(
        path, &now, frames, l->system->describe.label, l->system->describe.clock,
        runfile_text(l->f, "run", "program"), (uint64_t)runfile_int(l->f, "run", "seed"));
    base_free(path);
}

/* ---- checkpoints ----------------------------------------------------------------------------- */

/* The tables' sizes are part of a checkpoint: what was written after it is cut off at resume. */
static void visit_table(struct run_loop *l, const char *name, FILE **table, struct checkpoint *c)
{
    int64_t size = checkpoint_loading(c) ? 0 : run_folder_sync(&l->folder, name, *table);
    checkpoint_i64(c, name, &size, 1);
    checkpoint_require(c, size >= 0, name);
    if (checkpoint_loading(c)) *table = run_folder_table_at(&l->folder, name, size);
}

void run_loop_visit(struct run_loop *l, struct checkpoint *c)
{
    const uint64_t expected = runfile_digest(l->f);
    uint64_t digest = expected, written = l->written;
    if (!checkpoint_loading(c)) run_tables_write(l->system, l->chain.state, &l->folder);
    if (l->trajectory) trajectory_sync(l->trajectory);
    checkpoint_u64(c, "run_file", &digest, 1);
    require(digest == expected, "%s: run.ini is not the one this run was begun with",
            l->folder.path);
    checkpoint_i64(c, "t", &l->t, 1);
    checkpoint_require(c, l->t >= -l->warmup && l->t <= l->end, "t");
    checkpoint_f64(c, "energy", &l->energy, 1);
    checkpoint_u64(c, "frames", &written, 1);
    l->written = written;
    mc_visit(&l->chain, c);
    if (checkpoint_loading(c) && l->anneal.n && l->t > 0)
        mc_set_temperature(&l->chain, temperature_schedule_T(&l->anneal, l->t - 1));
    run_tables_visit(l->system, l->chain.state, c);
    const bool seen = two_time_count(l->correlate) > 0 || l->equilibrium;
    const struct frame now = seen ? frame_now(l) : (struct frame){.t = l->t};
    two_time_visit(l->correlate, c, &now);
    equilibrium_visit(l->equilibrium, c, &now);
    checkpoint_enter(c, "tables");
    visit_table(l, "series", &l->series.table, c);
    if (l->series.watching) visit_table(l, "watch", &l->series.watched, c);
    if (l->equilibrium) visit_table(l, "equilibrium", &l->verdicts, c);
    for (size_t i = 0; i < two_time_count(l->correlate); i++)
        visit_table(l, two_time_row(l->correlate, i)->name, &l->table[i], c);
    checkpoint_leave(c);
    if (!checkpoint_loading(c) || l->frames.kind == SCHEDULE_NONE) return;
    char *const path = run_folder_file(&l->folder, "trajectory.h5");
    l->trajectory = trajectory_open(path, 1);
    checkpoint_require(c, l->written <= trajectory_capacity(l->trajectory), "frames");
    base_free(path);
}

static void save(struct run_loop *l)
{
    struct checkpoint *const c = checkpoint_saver();
    run_loop_visit(l, c);
    checkpoint_pair_write(l->folder.path, c);
    checkpoint_free(c);
    l->kept = l->t;
    l->saved = base_clock();
}

/* ---- the loop -------------------------------------------------------------------------------- */

static void observe(struct run_loop *l)
{
    const bool last = l->t == l->end;
    const bool series = time_series_next(&l->series, l->t - 1) == l->t || last;
    const bool frame = l->trajectory && (schedule_has(&l->frames, l->t) || last);
    const bool sample = equilibrium_next(l->equilibrium, l->t - 1) == l->t;
    const bool pairs = two_time_next(l->correlate, l->t - 1) == l->t;
    if (l->t < 0 || !(series || frame || sample || pairs)) return;
    struct frame now = frame || sample || pairs ? frame_now(l) : (struct frame){.t = l->t};
    if (series || frame || sample) now.energy = energy_shown(l);
    if (series && time_series_write(&l->series, &l->chain, &now, last, l->log))
        l->energy = now.energy;
    if (frame) trajectory_write(l->trajectory, l->written++, &now);
    if (sample) equilibrium_add(l->equilibrium, &now, l->verdicts, l->log);
    if (pairs) two_time_add(l->correlate, &now, l->table);
}

static int64_t earlier(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* Time since the run began, which unlike t is never negative. */
static int64_t elapsed(const struct run_loop *l)
{
    return l->t + l->warmup;
}

static int64_t multiple_after(int64_t t, int64_t period)
{
    return (t / period + 1) * period;
}

int64_t run_loop_next(const struct run_loop *l)
{
    int64_t next = l->t < 0 ? 0 : l->end;
    if (l->every) next = earlier(next, multiple_after(elapsed(l), l->every) - l->warmup);
    if (l->t < 0) return earlier(next, multiple_after(elapsed(l), l->tune) - l->warmup);
    next = earlier(next, time_series_next(&l->series, l->t));
    next = earlier(next, equilibrium_next(l->equilibrium, l->t));
    if (l->trajectory) next = earlier(next, schedule_next(&l->frames, l->t));
    return earlier(next, two_time_next(l->correlate, l->t));
}

void run_loop_advance(struct run_loop *l, int64_t units)
{
    for (int64_t i = 0; i < units; i++, l->t++) {
        if (l->anneal.n && l->t >= 0)
            mc_set_temperature(&l->chain, temperature_schedule_T(&l->anneal, l->t));
        l->dynamics->advance(&l->chain);
    }
}

void run_loop_event(struct run_loop *l)
{
    if (l->t <= 0 && elapsed(l) % l->tune == 0) mc_tune(&l->chain);
    if (l->t == 0) mc_reset_counters(&l->chain);
    observe(l);
}

void run_loop_status(const struct run_loop *l, const char *word)
{
    run_folder_set_status(&l->folder, word, l->t, l->end, progress_rate(&l->progress, l->t));
}

/* What tables last showed; in warm-up they show nothing. */
static double energy_now(const struct run_loop *l)
{
    return l->t <= 0 ? l->chain.energy / l->system->size(l->chain.state) : l->energy;
}

static void advance(struct run_loop *l, int64_t until)
{
    do {
        run_loop_advance(l, 1);
        progress_show(&l->progress, l->t, energy_now(l));
    } while (l->t < until && !signals_requested() && base_clock() - l->saved < l->seconds);
}

static void save_if_due(struct run_loop *l)
{
    if (!(l->every && elapsed(l) % l->every == 0) && base_clock() - l->saved < l->seconds) return;
    save(l);
    run_loop_status(l, "running");
}

static int go(struct run_loop *l) /* and closes it */
{
    if (comm_size() > 1) comm_release(), l->system->distribute.lead(l->chain.state);
    signals_watch(runfile_real(l->f, "run", "walltime"));
    progress_begin(&l->progress, l->system->describe.clock, l->t, l->end, l->log);
    l->progress.tell = l->system->describe.progress_text, l->progress.of = l->chain.state;
    run_loop_status(l, "running");
    while (l->t < l->end && !signals_requested()) {
        const int64_t until = run_loop_next(l);
        advance(l, until);
        if (l->t == until) run_loop_event(l);
        save_if_due(l);
    }
    if (l->kept != l->t) save(l);
    const bool finished = l->t == l->end;
    time_series_draw(&l->series, &l->folder, l->log);
    run_loop_status(l, finished ? "finished" : "interrupted");
    progress_end(&l->progress, l->t, energy_now(l));
    mc_report(&l->chain, progress_say, &l->progress);
    if (!finished)
        fprintf(stderr, "interrupted at %s %" PRId64 "; to go on: resume %s\n",
                l->system->describe.clock, l->t, l->folder.path);
    run_loop_free(l);
    return finished ? EXIT_OK : EXIT_INTERRUPTED;
}

/* ---- from the beginning, and again ----------------------------------------------------------- */

static void open_log(struct run_loop *l, const char *word)
{
    l->folder.note =
        l->system->describe.header_line ? l->system->describe.header_line(l->chain.state) : NULL;
    char *const path = run_folder_file(&l->folder, "log.txt");
    l->log = base_open(path, "a");
    base_free(path);
    const struct frame now = two_time_count(l->correlate) ? frame_now(l) : (struct frame){0};
    progress_log(l->log, "%s %s %s, seed %s; origins need at most %.1f MB", word,
                 runfile_text(l->f, "run", "program"), version_text,
                 runfile_text(l->f, "run", "seed"),
                 1e-6 * (double)two_time_memory(l->correlate, now.n, now.dim));
    if (l->folder.note) progress_log(l->log, "%s", l->folder.note);
}

void run_loop_write_run_file(const struct run_loop *l)
{
    FILE *const out = run_folder_begin(&l->folder, "run.ini");
    runfile_write(l->f, out);
    run_folder_commit(&l->folder, "run.ini", out);
}

/* Whatever is to be seen at t = 0 is seen before the first checkpoint. */
static void begin(struct run_loop *l)
{
    open_fresh(l);
    if (l->t == 0) run_loop_event(l);
}

struct run_loop *run_loop_create(const struct mc_system *system, const struct runfile *f,
                                 struct checkpoint *from, bool force)
{
    struct run_loop *const l = prepare(system, f); /* all is tried before the folder is touched */
    begin_state(l, from);
    run_folder_create(&l->folder, runfile_text(f, "run", "folder"), force);
    run_loop_write_run_file(l);
    open_log(l, "begins");
    begin(l);
    return l;
}

struct run_loop *run_loop_reopen(const struct mc_system *system, const struct runfile *f,
                                 const char *folder)
{
    struct run_folder held;
    run_folder_open(&held, folder);
    struct run_loop *const l = prepare(system, f);
    l->folder = held;
    open_log(l, "resumes");
    return l;
}

void run_loop_free(struct run_loop *l)
{
    time_series_close(&l->series);
    if (l->verdicts) fclose(l->verdicts);
    equilibrium_free(l->equilibrium);
    for (size_t i = 0; i < two_time_count(l->correlate); i++) fclose(l->table[i]);
    if (l->trajectory) trajectory_close(l->trajectory);
    two_time_free(l->correlate);
    mc_close(&l->chain);
    fclose(l->log);
    run_folder_close(&l->folder);
    base_free(l);
}

struct mc_chain *run_loop_chain(struct run_loop *l)
{
    return &l->chain;
}

int64_t run_loop_time(const struct run_loop *l)
{
    return l->t;
}

void run_loop_check(const struct mc_system *system, const struct runfile *f)
{
    struct run_loop *const l = prepare(system, f);
    begin_state(l, NULL);
    two_time_free(l->correlate);
    equilibrium_free(l->equilibrium);
    mc_close(&l->chain);
    base_free(l);
}

int run_loop_run(const struct mc_system *system, const struct runfile *f, bool force)
{
    struct run_loop *const l = run_loop_create(system, f, NULL, force);
    save(l);
    return go(l);
}

void run_loop_branch(const struct mc_system *system, const struct runfile *f,
                     struct checkpoint *from)
{
    struct run_loop *const l = run_loop_create(system, f, from, false);
    save(l);
    run_loop_status(l, "interrupted");
    run_loop_free(l);
}

int run_loop_resume(const struct mc_system *system, const struct runfile *f, const char *folder)
{
    const struct run_folder_status s = run_folder_status(folder);
    if (strcmp(s.word, "finished") == 0) {
        fprintf(stderr, "%s: finished at %s %" PRId64 "; nothing to do\n", folder,
                system->describe.clock, s.t);
        comm_release();
        return EXIT_OK;
    }
    struct run_loop *const l = run_loop_reopen(system, f, folder);
    struct checkpoint *const c = checkpoint_pair_load(folder, l->log);
    if (c)
        run_loop_visit(l, c);
    else
        begin_state(l, NULL), begin(l), save(l);
    l->kept = l->t;
    checkpoint_free(c);
    return go(l);
}
