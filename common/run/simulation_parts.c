/* Implementation of simulation_parts.h. */
#include "common/run/simulation_parts.h"

#include <inttypes.h>
#include <stdio.h>

#include "common/config/runfile.h"
#include "common/core/progress.h"
#include "common/io/checkpoint.h"
#include "common/io/run_table.h"
#include "common/io/trajectory_writer.h"
#include "common/observe/equilibrium.h"
#include "common/observe/two_time.h"

struct frame simulation_parts_frame(struct simulation *s)
{
    struct frame now = {.t = s->clock.t, .energy = s->energy};
    s->system->view(s->chain.state, &now);
    return now;
}

const char *simulation_parts_ended(const struct simulation *s)
{
    return s->system->describe.ended ? s->system->describe.ended(s->chain.state) : NULL;
}

void simulation_parts_open_trajectory(struct simulation *s, bool resumes, size_t frames,
                                      const uint64_t *digest)
{
    if (s->frames.kind == SCHEDULE_NONE) return;
    const struct frame now = simulation_parts_frame(s);
    const struct h5md_about about = {.label = s->system->describe.label,
                                     .time_unit = s->system->describe.clock,
                                     .creator = runfile_text(s->f, "run", "program"),
                                     .seed = (uint64_t)runfile_int(s->f, "run", "seed"),
                                     .planned = (size_t)schedule_count(&s->frames, s->clock.end) +
                                                !schedule_has(&s->frames, s->clock.end)};
    char *const path = run_folder_file(&s->folder, "trajectory.h5");
    s->trajectory = resumes ? trajectory_writer_resume(s->folder.lock, path, &now, &about, frames,
                                                       digest, s->folder.trial)
                            : trajectory_writer_create(s->folder.lock, path, &now, &about);
    base_free(path);
}

/* The number of frames, and a digest that earlier versions did not save. */
static void visit_trajectory(struct simulation *s, struct checkpoint *c)
{
    const bool loading = checkpoint_loading(c);
    if (s->trajectory && !loading && s->clock.t == s->clock.end)
        trajectory_writer_complete(s->trajectory);
    if (s->trajectory) trajectory_writer_sync(s->trajectory);
    uint64_t frames = s->trajectory ? trajectory_writer_frames(s->trajectory) : 0;
    uint64_t digest = s->trajectory ? trajectory_writer_digest(s->trajectory) : 0;
    const bool known = checkpoint_has(c, "frames_digest");
    checkpoint_u64(c, "frames", &frames, 1);
    if (known) checkpoint_u64(c, "frames_digest", &digest, 1);
    if (loading) simulation_parts_open_trajectory(s, true, frames, known ? &digest : NULL);
}

/* Removes what a run writes at its end alone: the run is now longer. */
static void forget_end(struct simulation *s, bool known)
{
    const int64_t t = s->clock.t;
    if (!schedule_has(&s->series.rows, t)) {
        char *const row = run_table_forget_last(&s->folder, s->series.table);
        if (known || sscanf(row, "%*s %lf", &s->energy_before) == 1) s->energy = s->energy_before;
        base_free(row);
    }
    if (s->series.watching && !schedule_has(&s->series.watches, t))
        base_free(run_table_forget_last(&s->folder, s->series.watched));
    if (s->trajectory && !schedule_has(&s->frames, t)) trajectory_writer_forget_last(s->trajectory);
}

static void extend(struct simulation *s, bool known)
{
    const size_t lost = two_time_lost(s->two_time, s->clock.t);
    progress_log(s->log, "made longer: %s %" PRId64 ", formerly %" PRId64, s->clock.length,
                 s->clock.end, s->clock.former);
    if (lost)
        progress_log(s->log,
                     "%zu origins of two-time observables ended at the former length, because an "
                     "earlier version wrote the checkpoint: their lags do not continue",
                     lost);
    if (lost)
        fprintf(stderr, "%s: warning: %zu origins ended at the former length; see log.txt\n",
                s->folder.path, lost);
    if (s->equilibrium &&
        equilibrium_extend(s->equilibrium, programmes_end(s->f), s->clock.former, s->clock.t))
        base_free(run_table_forget_last(&s->folder, s->verdicts));
    if (s->clock.t == s->clock.former) forget_end(s, known);
}

static void write_files(const struct simulation *s)
{
    if (s->system->describe.write_files)
        s->system->describe.write_files(s->chain.state, &s->folder);
}

void simulation_parts_visit(struct simulation *s, struct checkpoint *c)
{
    const struct run_folder *const d = &s->folder;
    run_clock_visit(&s->clock, c, s->f, s->folder.path);
    checkpoint_f64(c, "energy", &s->energy, 1);
    const bool ended =
        checkpoint_loading(c) ? checkpoint_has(c, "energy_before") : s->clock.t == s->clock.end;
    if (ended) checkpoint_f64(c, "energy_before", &s->energy_before, 1);
    mc_visit(&s->chain, c);
    if (checkpoint_loading(c) && s->clock.t > 0)
        programmes_follow(&s->programmes, &s->chain, s->clock.t - 1);
    if (checkpoint_loading(c) && simulation_parts_ended(s)) s->clock.end = s->clock.t;
    if (checkpoint_loading(c))
        run_tables_load(&s->tables, s->system, s->chain.state, &s->folder, c, s->log);
    else
        write_files(s), run_tables_save(&s->tables, s->system, s->chain.state, &s->folder, c);
    const bool seen = two_time_count(s->two_time) > 0 || s->equilibrium;
    const struct frame now = seen ? simulation_parts_frame(s) : (struct frame){.t = s->clock.t};
    two_time_visit(s->two_time, c, &now);
    equilibrium_visit(s->equilibrium, c, &now);
    checkpoint_enter(c, "tables");
    run_table_visit(d, "series", "series", &s->series.table, c);
    if (s->series.watching) run_table_visit(d, "watch", "watch", &s->series.watched, c);
    if (s->equilibrium) run_table_visit(d, "equilibrium", "equilibrium", &s->verdicts, c);
    for (size_t i = 0; i < two_time_count(s->two_time); i++) {
        const char *const name = two_time_row(s->two_time, i)->name;
        run_table_visit(d, name, name, &s->table[i], c);
    }
    checkpoint_leave(c);
    visit_trajectory(s, c);
    if (checkpoint_loading(c) && s->clock.former) extend(s, ended);
}
