/* Implementation of simulation.h. */
#include "common/run/simulation.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>

#include "common/core/minmax.h"
#include "common/core/progress.h"
#include "common/core/version.h"
#include "common/io/checkpoint.h"
#include "common/io/checkpoint_pair.h"
#include "common/io/run_contents.h"
#include "common/io/run_folder.h"
#include "common/io/trajectory_writer.h"
#include "common/mc/run_tables.h"
#include "common/observe/equilibrium.h"
#include "common/observe/observe.h"
#include "common/observe/time_series.h"
#include "common/observe/two_time.h"
#include "common/run/branch_state.h"
#include "common/run/failure.h"
#include "common/run/requirements.h"
#include "common/run/simulation_parts.h"

/* ---- opening --------------------------------------------------------------------------------- */

/* A refused resume of a run with checkpoints leaves its status alone. */
static void watch_start(struct simulation *s)
{
    const struct run_folder_status now = run_folder_status(s->folder.path);
    if (run_folder_waits(&now) && !s->folder.trial)
        failure_watch(&s->failure, &s->folder, true, now.t, now.end);
}

void simulation_started(struct simulation *s)
{
    failure_forget(&s->failure);
}

/* held: the folder of the run, if it exists. */
static struct simulation *prepare(const struct mc_system *system, const struct runfile *f,
                                  const struct run_folder *held)
{
    struct simulation *const s = base_alloc(1, sizeof *s);
    *s = (struct simulation){.system = system, .f = f, .energy = NAN, .energy_before = NAN};
    run_tables_init(&s->tables);
    if (held) s->folder = *held, watch_start(s);
    s->dynamics = runfile_row(f, "run", "dynamics");
    s->clock = run_clock_init(system, f);
    s->tune = runfile_int(f, "run", "tune");
    time_series_init(&s->series, system, f);
    s->frames = runfile_schedule(f, "observe.trajectory", "schedule");
    mc_init(&s->chain, system, f);
    s->programmes = programmes_read(f, &s->chain, s->clock.end);
    s->equilibrium = equilibrium_create(f, &s->programmes.temperature, system->describe.observables,
                                        s->chain.T, s->clock.end, system->size(s->chain.state));
    if (mc_pressure(&s->chain) > 0)
        equilibrium_at_pressure(s->equilibrium, s->programmes.pressure, mc_pressure(&s->chain),
                                runfile_path(f));
    s->two_time = two_time_create(f, observe_rows, system->describe.observables, s->clock.end);
    return s;
}

static double energy_shown(const struct simulation *s)
{
    return s->system->describe.reported_energy ? s->system->describe.reported_energy(s->chain.state)
                                               : s->chain.energy / s->system->size(s->chain.state);
}

/* Initial state, or the state in a checkpoint of another run; defines the groups of two-time
   observables. */
static void begin_state(struct simulation *s, struct checkpoint *from)
{
    if (from) {
        mc_visit(&s->chain, from);
        if (s->system->adapt.set_temperature)
            s->system->adapt.set_temperature(s->chain.state, s->chain.T);
    } else {
        if (branch_state_asked(s->f))
            s->origin = branch_state_take(&s->chain, s->f);
        else
            mc_set_initial_state(&s->chain, s->f);
        requirements_check(s->system, s->f, s->chain.state);
    }
    if (!two_time_count(s->two_time)) return;
    const struct frame now = simulation_parts_frame(s);
    two_time_set_groups(s->two_time, &now);
}

static void open_fresh(struct simulation *s)
{
    time_series_create_tables(&s->series, &s->folder, &s->chain);
    if (s->equilibrium)
        s->verdicts = equilibrium_table(s->equilibrium, &s->folder, s->system->describe.clock);
    for (size_t i = 0; i < two_time_count(s->two_time); i++)
        s->table[i] = two_time_table(s->two_time, i, &s->folder, s->system->describe.clock);
    simulation_parts_open_trajectory(s, false, 0, NULL);
}

/* ---- checkpoints ----------------------------------------------------------------------------- */

void simulation_visit(struct simulation *s, struct checkpoint *c)
{
    simulation_parts_visit(s, c);
}

void simulation_save(struct simulation *s)
{
    struct checkpoint *const c = checkpoint_create_saver();
    simulation_visit(s, c);
    checkpoint_pair_write(&s->folder, c);
    checkpoint_free(c);
    simulation_saved(s);
}

void simulation_saved(struct simulation *s)
{
    run_tables_commit(&s->tables);
    simulation_started(s);
}

/* ---- advancing ------------------------------------------------------------------------------- */

static void observe(struct simulation *s)
{
    const bool last = s->clock.t == s->clock.end;
    const bool series = time_series_next(&s->series, s->clock.t - 1) == s->clock.t || last;
    const bool frame = s->trajectory && (schedule_has(&s->frames, s->clock.t) || last);
    const bool sample = equilibrium_next(s->equilibrium, s->clock.t - 1) == s->clock.t;
    const bool pairs = two_time_next(s->two_time, s->clock.t - 1) == s->clock.t;
    if (s->clock.t < 0 || !(series || frame || sample || pairs)) return;
    struct frame now =
        frame || sample || pairs ? simulation_parts_frame(s) : (struct frame){.t = s->clock.t};
    if (series || frame || sample) now.energy = energy_shown(s);
    if (last) s->energy_before = s->energy;
    if (series && time_series_write(&s->series, &s->chain, &now, last, s->log))
        s->energy = now.energy;
    if (frame) trajectory_writer_add(s->trajectory, &now);
    if (sample) equilibrium_add(s->equilibrium, &now, s->verdicts, s->log);
    if (pairs) two_time_add(s->two_time, &now, s->table);
}

int64_t simulation_next(const struct simulation *s)
{
    const int64_t t = s->clock.t;
    int64_t next = min_i64(t < 0 ? 0 : s->clock.end, run_clock_next_checkpoint(&s->clock));
    if (t < 0) return min_i64(next, run_clock_multiple(&s->clock, s->tune));
    next = min_i64(next, time_series_next(&s->series, t));
    next = min_i64(next, equilibrium_next(s->equilibrium, t));
    if (s->trajectory) next = min_i64(next, schedule_next(&s->frames, t));
    return min_i64(next, two_time_next(s->two_time, t));
}

const char *simulation_ended(const struct simulation *s)
{
    return simulation_parts_ended(s);
}

void simulation_advance(struct simulation *s, int64_t units)
{
    for (int64_t i = 0; i < units && s->clock.t < s->clock.end; i++) {
        if (s->clock.t >= 0) programmes_follow(&s->programmes, &s->chain, s->clock.t);
        if (s->clock.t >= 0) programmes_scale(&s->programmes, &s->chain, s->clock.t);
        s->dynamics->advance(&s->chain);
        s->clock.t++;
        if (simulation_ended(s)) s->clock.end = s->clock.t;
    }
}

static void end_warmup(struct simulation *s)
{
    if (s->clock.warmup > 0 && !mc_has_tuned(&s->chain))
        progress_log(s->log,
                     "the warm-up of %" PRId64 " %ss has tuned nothing: no move with trials has a "
                     "target",
                     s->clock.warmup, s->clock.unit);
    mc_reset_counters(&s->chain);
}

void simulation_event(struct simulation *s)
{
    if (s->clock.t <= 0 && run_clock_elapsed(&s->clock) % s->tune == 0) mc_tune(&s->chain);
    if (s->clock.t == 0) end_warmup(s);
    observe(s);
}

void simulation_set_status(const struct simulation *s, const char *word, double rate)
{
    run_folder_set_status(&s->folder, word, s->clock.t, s->clock.end, rate);
}

double simulation_energy(const struct simulation *s)
{
    return s->clock.t <= 0 ? s->chain.energy / s->system->size(s->chain.state) : s->energy;
}

void simulation_draw(const struct simulation *s)
{
    time_series_draw(&s->series, &s->folder, s->log);
}

/* ---- starting and resuming ----------------------------------------------------------------- */

static void log_origin(struct simulation *s)
{
    if (s->origin) progress_log(s->log, "%s", s->origin);
    base_free(s->origin);
    s->origin = NULL;
}

static void open_log(struct simulation *s, const char *word)
{
    s->folder.note =
        s->system->describe.header_line ? s->system->describe.header_line(s->chain.state) : NULL;
    s->log = run_folder_log(&s->folder);
    const struct frame now =
        two_time_count(s->two_time) ? simulation_parts_frame(s) : (struct frame){0};
    struct utsname machine = {.nodename = "?"};
    uname(&machine);
    progress_log(s->log, "%s %s %s, seed %s, on %s; two-time origins: at most %.1f MB", word,
                 runfile_text(s->f, "run", "program"), version_text,
                 runfile_text(s->f, "run", "seed"), machine.nodename,
                 1e-6 * (double)two_time_memory(s->two_time, now.n, now.dim));
    if (s->folder.note) progress_log(s->log, "%s", s->folder.note);
    log_origin(s);
    const char *const notes =
        s->system->describe.notes ? s->system->describe.notes(s->chain.state) : NULL;
    for (const char *line = notes; line && *line; line += strcspn(line, "\n"), line += *line != 0)
        progress_log(s->log, "%.*s", (int)strcspn(line, "\n"), line);
}

void simulation_write_run_file(const struct simulation *s)
{
    run_contents_declare(&s->folder, s->f);
}

static void expect(struct simulation *s)
{
    run_contents_expect(&s->folder, s->clock.t, s->clock.end);
    watch_start(s);
}

/* The first observation precedes the first checkpoint. */
static void start_tables(struct simulation *s)
{
    open_fresh(s);
    if (s->clock.t == 0) simulation_event(s);
}

struct simulation *simulation_create(const struct mc_system *system, const struct runfile *f,
                                     struct checkpoint *from, bool force)
{
    struct simulation *const s = prepare(system, f, NULL); /* fatal errors come first */
    begin_state(s, from);
    run_contents_claim(&s->folder, runfile_text(f, "run", "folder"), force);
    if (!from) expect(s);
    simulation_write_run_file(s);
    open_log(s, "started");
    start_tables(s);
    return s;
}

struct simulation *simulation_reopen(const struct mc_system *system, const struct runfile *f,
                                     const char *folder, bool trial)
{
    struct run_folder held;
    run_folder_open(&held, folder);
    if (trial) run_folder_make_trial(&held);
    struct simulation *const s = prepare(system, f, &held);
    const struct run_folder_status was = run_folder_status(folder);
    s->clock.may_extend = was.end == s->clock.end;
    open_log(s, run_folder_waits(&was) ? "started" : "resumed");
    return s;
}

void simulation_restart(struct simulation *s)
{
    expect(s);
    checkpoint_pair_remove(s->folder.path);
    begin_state(s, NULL);
    log_origin(s);
    start_tables(s);
}

void simulation_free(struct simulation *s)
{
    simulation_started(s);
    time_series_clear(&s->series);
    if (s->verdicts) fclose(s->verdicts);
    equilibrium_free(s->equilibrium);
    for (size_t i = 0; i < two_time_count(s->two_time); i++) fclose(s->table[i]);
    trajectory_writer_close(s->trajectory);
    run_tables_clear(&s->tables);
    two_time_free(s->two_time);
    mc_clear(&s->chain);
    fclose(s->log);
    run_folder_close(&s->folder);
    base_free(s);
}

struct mc_chain *simulation_chain(struct simulation *s)
{
    return &s->chain;
}

const struct run_clock *simulation_clock(const struct simulation *s)
{
    return &s->clock;
}

const struct run_folder *simulation_folder(const struct simulation *s)
{
    return &s->folder;
}

FILE *simulation_log(const struct simulation *s)
{
    return s->log;
}

void simulation_check(const struct mc_system *system, const struct runfile *f)
{
    struct simulation *const s = prepare(system, f, NULL);
    begin_state(s, NULL);
    base_free(s->origin);
    two_time_free(s->two_time);
    equilibrium_free(s->equilibrium);
    mc_clear(&s->chain);
    base_free(s);
}
