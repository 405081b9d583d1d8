/* Implementation of entropy_runs.h. */
#include "glass/spheres/commands/entropy_runs.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/config/runfile.h"
#include "common/io/table_rows.h"
#include "common/mc/mc.h"
#include "common/mc/needs.h"
#include "common/run/program.h"
#include "common/run/run_folders.h"
#include "glass/spheres/commands/stored_frames.h"
#include "glass/spheres/dynamics/liquid.h"
#include "glass/spheres/dynamics/moves.h"
#include "glass/spheres/structure/energy_surface.h"
#include "glass/spheres/structure/minimise.h"
#include "glass/spheres/structure/modes.h"

/* ---- series.dat ------------------------------------------------------------------------------ */

struct series { /* of a run, without its first part */
    struct table_rows table;
    size_t first;
};

static double at(const struct table_rows *t, size_t row, size_t column)
{
    return t->x[row * t->columns + column];
}

static struct series open_series(const char *folder, double skip)
{
    enum { LEAST = 8 };
    struct series s = {.table = table_rows_read(folder, "series")};
    const struct table_rows *const t = &s.table;
    require(t->rows >= LEAST, "%s/series.dat: %zu rows: at least %d are needed", folder, t->rows,
            LEAST);
    const double end = at(t, t->rows - 1, 0), begin = fmax(skip * end, at(t, 0, 0) + 0.5);
    while (s.first + LEAST < t->rows && at(t, s.first, 0) < begin) s.first++;
    const double step = at(t, s.first + 1, 0) - at(t, s.first, 0);
    for (size_t r = s.first + 1; r + 1 < t->rows; r++)
        require(at(t, r, 0) - at(t, r - 1, 0) == step,
                "%s/series.dat: times are not evenly spaced: observe.series.schedule must be "
                "`every TIME`",
                folder);
    return s;
}

static struct statistics_estimate mean_of(const struct series *s, size_t column)
{
    const size_t n = s->table.rows - s->first;
    double *const x = base_alloc(n, sizeof *x);
    for (size_t i = 0; i < n; i++) x[i] = at(&s->table, s->first + i, column);
    const struct statistics_estimate mean = statistics_correlated(n, x);
    base_free(x);
    return mean;
}

/* ---- one run --------------------------------------------------------------------------------- */

static bool moves_positions(const struct runfile *f)
{
    const struct mc_dynamics *const dynamics = runfile_row(f, "run", "dynamics");
    bool any = dynamics->needs & NEEDS_FORCES;
    for (const struct mc_move *m = glass_moves; m->name; m++)
        any = any || (m->changes != mc_changes_nothing && mc_weight(f, m) > 0);
    return any;
}

static void set_kind(struct entropy_run *run, const struct runfile *f)
{
    run->T = runfile_real(f, "system", "T");
    const bool biased = runfile_has(f, "bias");
    run->kind = biased ? ENTROPY_TETHERED : moves_positions(f) ? ENTROPY_LIQUID : ENTROPY_FROZEN;
    if (biased) run->alpha = -runfile_real(f, "bias", "field") / run->T;
    run->origin = base_text("%s", biased ? runfile_text(f, "bias", "reference")
                                  : run->kind == ENTROPY_FROZEN ? runfile_text(f, "system", "start")
                                                                : "");
}

static void require_suitable(const char *folder, const struct entropy_run *run,
                             const struct runfile *f, const struct liquid *l)
{
    require(l->P == 0, "%s: [system] P = %g: needs a run at constant volume", folder, l->P);
    require(strcmp(runfile_text(f, "run", "temperature_schedule"), "none") == 0,
            "%s: [run] temperature_schedule = %s: needs a run at one temperature", folder,
            runfile_text(f, "run", "temperature_schedule"));
    if (run->kind != ENTROPY_TETHERED) return;
    require(run->alpha > 0 && runfile_real(f, "bias", "spring") == 0 &&
                strcmp(runfile_text(f, "bias", "of"), "msd") == 0,
            "%s: [bias]: needs tethers: of = msd, field < 0, spring = 0", folder);
}

/* Inherent structures of evenly spaced frames: energies and frequencies per sphere. */
static void measure_structures(struct entropy_run *run, struct stored_frames *frames, size_t wanted)
{
    const struct minimise_method *const method = minimise_table.rows;
    const size_t n = wanted < frames->frames ? wanted : frames->frames;
    double *const e = base_alloc(n, sizeof *e), *const w = base_alloc(n, sizeof *w);
    for (size_t k = 0; k < n; k++) {
        struct frame f;
        struct energy_surface surface;
        stored_frames_read(frames, frames->frames - 1 - k * (frames->frames / n), &f);
        energy_surface_init(&surface, frames->s);
        const double energy = method->down(&surface, 1e-8, 1000000).energy;
        const double log_omega = modes_log_frequencies(&surface);
        energy_surface_clear(&surface);
        if (!isfinite(log_omega)) continue;
        e[run->structures] = energy / (double)frames->s->n;
        w[run->structures++] = log_omega / (double)frames->s->n;
    }
    run->inherent = statistics_mean(run->structures, e);
    run->log_omega = statistics_mean(run->structures, w);
    base_free(e), base_free(w);
}

static void require_same(const struct entropy_runs *a, const struct spheres *s, const char *folder)
{
    const double rho = (double)s->n / pow(s->L, s->dim);
    const bool same = s->n == a->spheres && s->dim == a->dim && fabs(rho / a->rho - 1) < 1e-9;
    require(same, "%s: N = %zu, rho = %g: the first run has N = %zu, rho = %g", folder, s->n, rho,
            a->spheres, a->rho);
    const struct high_temperature h = high_temperature_of(s);
    require(!(fabs(h.slope / a->high.slope - 1) > 0.01),
            "%s: its potential or diameters differ from those of the first run", folder);
}

static void take_system(struct entropy_runs *a, const struct spheres *s)
{
    a->spheres = s->n, a->dim = s->dim;
    a->rho = (double)s->n / pow(s->L, s->dim);
    a->high = high_temperature_of(s);
}

static void add_run(struct entropy_runs *a, const struct program_request *r,
                    const struct runfile *o)
{
    const char *const folder = r->words[0];
    const double skip = runfile_real(o, "entropy", "skip");
    struct stored_frames frames;
    stored_frames_open(&frames, r);
    struct entropy_run run = {0};
    set_kind(&run, frames.file);
    require_suitable(folder, &run, frames.file, frames.liquid);
    struct frame last;
    stored_frames_read(&frames, frames.frames - 1, &last);
    if (a->n == 0) take_system(a, frames.s);
    require_same(a, frames.s, folder);
    struct series series = open_series(folder, skip);
    run.u = mean_of(&series, table_rows_column(&series.table, "energy"));
    if (run.kind == ENTROPY_TETHERED)
        run.r2 = mean_of(&series, table_rows_column(&series.table, "msd"));
    table_rows_clear(&series.table);
    stored_frames_limit(&frames, skip * (double)last.t, INFINITY);
    const size_t structures = (size_t)runfile_int(o, "entropy", "structures");
    if (run.kind == ENTROPY_LIQUID && structures && run.T <= runfile_real(o, "entropy", "below"))
        measure_structures(&run, &frames, structures);
    stored_frames_close(&frames);
    if (run.kind == ENTROPY_TETHERED && run.alpha < runfile_real(o, "entropy", "plateau"))
        base_free(run.origin);
    else
        a->run[a->n++] = run;
}

/* ---- all runs -------------------------------------------------------------------------------- */

static int compare(double a, double b)
{
    return (a > b) - (a < b);
}

static int by_kind(const void *a, const void *b)
{
    const struct entropy_run *const x = a, *const y = b;
    if (x->kind != y->kind) return (int)x->kind - (int)y->kind;
    const int origin = strcmp(x->origin, y->origin);
    if (origin) return origin;
    return x->T != y->T ? compare(y->T, x->T) : compare(x->alpha, y->alpha);
}

struct entropy_runs entropy_runs_read(const struct program_request *r, const struct runfile *o)
{
    struct run_folders f;
    struct program_request all = run_folders_expand(r, &f);
    struct entropy_runs a = {.run = base_alloc(f.n, sizeof *a.run)};
    for (size_t i = 0; i < f.n; i++) {
        struct program_request one = all;
        one.words = &f.folder[i], one.n = 1;
        add_run(&a, &one, o);
    }
    qsort(a.run, a.n, sizeof *a.run, by_kind);
    base_free(all.words);
    run_folders_clear(&f);
    return a;
}

void entropy_runs_clear(struct entropy_runs *a)
{
    for (size_t i = 0; i < a->n; i++) base_free(a->run[i].origin);
    base_free(a->run);
}
