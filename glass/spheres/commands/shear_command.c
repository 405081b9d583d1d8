/* glass shear: stored frames under athermal quasi-static shear. A table has all steps, one a line
   for each frame, and one the motion in the largest event. */
#include "glass/spheres/commands/shear_command.h"

#include <math.h>
#include <string.h>

#include "common/config/runfile.h"
#include "common/config/runfile_digest.h"
#include "common/io/checkpoint.h"
#include "common/io/output.h"
#include "common/io/trajectory.h"
#include "common/run/program.h"
#include "glass/spheres/commands/each_run.h"
#include "glass/spheres/commands/shear_progress.h"
#include "glass/spheres/commands/stored_frames.h"
#include "glass/spheres/commands/stored_run.h"
#include "glass/spheres/dynamics/liquid.h"
#include "glass/spheres/structure/quasistatic.h"

static const struct base_row planes[] = {{"xy", "x grows by strain y"},
                                         {"xz", "x grows by strain z"},
                                         {"yz", "y grows by strain z"},
                                         {0}};
static const struct base_table planes_table = {"plane", "planes of simple shear", planes,
                                               sizeof *planes};

/* clang-format off: a key on one or two lines is easier to read than one member per line */
const struct runfile_key shear_command_keys[] = {
    {.name = "strain",
     .doc = "strain at the end; negative: the other direction",
     .type = RUNFILE_REAL,
     .value = "0.2",
     .min = -10,
     .max = 10},
    {.name = "step",
     .doc = "largest step of strain",
     .type = RUNFILE_REAL,
     .value = "1e-4",
     .min = 1e-9,
     .max = 0.01},
    {.name = "least_step",
     .doc = "step of strain that locates plastic events",
     .type = RUNFILE_REAL,
     .value = "1e-6",
     .min = 1e-12,
     .max = 0.01},
    {.name = "heat",
     .doc = "least energy that a plastic event dissipates",
     .type = RUNFILE_REAL,
     .value = "1e-4",
     .min = 1e-10,
     .max = 1e9,
     .unit = "energy"},
    {.name = "plane",
     .doc = "plane of shear",
     .type = RUNFILE_TEXT,
     .value = "xy",
     .table = &planes_table},
    {.name = "every",
     .doc = "interval of sheared frames; 0: the last frame alone",
     .type = RUNFILE_INT,
     .value = "0",
     .min = 0,
     .max = 1e9},
    MINIMISE_METHOD,
    {.name = "max_force",
     .doc = "largest force component at rest",
     .type = RUNFILE_REAL,
     .value = "1e-8",
     .min = 1e-13,
     .max = 1,
     .unit = "energy/length"},
    {.name = "max_evaluations",
     .doc = "maximum number of gradient evaluations of a step",
     .type = RUNFILE_INT,
     .value = "100000",
     .min = 1,
     .max = 1e9},
    STORED_FRAMES_KEYS,
    {0},
};
/* clang-format on */

static const struct run_folder_column steps_column[] = {{"t", "sweep"},
                                                        {"strain", "1"},
                                                        {"energy", "energy"},
                                                        {"stress", "energy/length^dim"},
                                                        {"pressure", "energy/length^dim"},
                                                        {"plastic", "1"},
                                                        {"heat", "energy"},
                                                        {"drop", "energy/length^dim"},
                                                        {"displacement", "length"},
                                                        {"participation", "1"},
                                                        {"force", "energy/length"},
                                                        {"slopes", "1"}};
static const struct run_folder_column yield_column[] = {
    {"t", "sweep"},       {"T", "energy"},
    {"e_IS", "energy"},   {"stress_max", "energy/length^dim"},
    {"strain_max", "1"},  {"drop_max", "energy/length^dim"},
    {"strain_drop", "1"}, {"events", "1"},
    {"above", "1"}};
static const struct run_folder_column event_column[] = {
    {"x", "length"},   {"y", "length"},   {"z", "length"},  {"diameter", "length"},
    {"u_x", "length"}, {"u_y", "length"}, {"u_z", "length"}};
static const struct run_folder_column curve_column[] = {{"t", "sweep"},
                                                        {"strain", "1"},
                                                        {"energy", "energy"},
                                                        {"stress", "energy/length^dim"},
                                                        {"pressure", "energy/length^dim"}};
enum { EVENT = sizeof event_column / sizeof *event_column };
enum { CURVE = sizeof curve_column / sizeof *curve_column, POINTS = 200 };

static struct quasistatic_rules rules_of(const struct runfile *o, int dim)
{
    const char *const plane = runfile_text(o, "shear", "plane");
    const struct quasistatic_rules r = {.method = runfile_row(o, "shear", "method"),
                                        .force = runfile_real(o, "shear", "max_force"),
                                        .most = (int)runfile_int(o, "shear", "max_evaluations"),
                                        .step = runfile_real(o, "shear", "step"),
                                        .least_step = runfile_real(o, "shear", "least_step"),
                                        .heat = runfile_real(o, "shear", "heat"),
                                        .along = plane[0] - 'x',
                                        .across = plane[1] - 'x'};
    require(r.least_step <= r.step, "%s = %g: above step = %g",
            runfile_where(o, "shear", "least_step"), r.least_step, r.step);
    require(r.across < dim, "%s = %s: in two dimensions only xy",
            runfile_where(o, "shear", "plane"), plane);
    return r;
}

/* ---- a frame --------------------------------------------------------------------------------- */

static void keep_step(struct shear_progress *p, int64_t t)
{
    const struct quasistatic_state *const s = &p->q.now;
    const double row[SHEAR_PROGRESS_STEP] = {
        (double)t,        s->strain,   s->energy / (double)p->q.surface.spheres->n,
        s->stress,        s->pressure, s->plastic,
        s->heat,          s->drop,     s->displacement,
        s->participation, s->force,    s->slopes};
    shear_progress_add(&p->steps, row);
}

static void keep_event(struct shear_progress *p, int64_t t)
{
    struct shear_event *const e = &p->event;
    const struct quasistatic *const q = &p->q;
    if (!q->now.plastic || q->now.drop <= e->drop) return;
    e->drop = q->now.drop, e->strain = q->now.strain, e->t = (double)t;
    memcpy(e->x, q->before, q->surface.m * sizeof *e->x);
    quasistatic_motion(q, e->u);
}

static void note(struct shear_yielding *y, const struct quasistatic *q, double end)
{
    const struct quasistatic_state *const s = &q->now;
    const double stress = end < 0 ? -s->stress : s->stress;
    if (stress > y->stress) y->stress = stress, y->stress_at = s->strain;
    y->events += s->plastic, y->above += s->force > q->rules.force;
    if (s->plastic && s->drop > y->drop) y->drop = s->drop, y->drop_at = s->strain;
}

static void keep_yield(struct shear_progress *p, int64_t t, double T, size_t n)
{
    const struct shear_yielding *const y = &p->yielding;
    const double row[SHEAR_PROGRESS_YIELD] = {
        (double)t, T,       y->energy / (double)n, y->stress, y->stress_at, y->drop, y->drop_at,
        y->events, y->above};
    shear_progress_add(&p->yields, row);
}

/* From its beginning, or from where a killed command left it. */
static void shear(const struct stored_run *r, int64_t t, struct shear_progress *p)
{
    const struct quasistatic_rules rules = rules_of(r->options, r->frames.s->dim);
    const double end = runfile_real(r->options, "shear", "strain");
    struct quasistatic *const q = &p->q;
    quasistatic_init(q, r->frames.s, &rules);
    if (p->begun) {
        shear_progress_load_state(p, &r->folder);
    } else {
        p->yielding = (struct shear_yielding){.energy = q->now.energy, .stress = -INFINITY};
        keep_step(p, t);
        note(&p->yielding, q, end);
    }
    while (q->now.strain != end) {
        q->now.slopes = 0;
        quasistatic_advance(q, end);
        keep_step(p, t);
        keep_event(p, t);
        note(&p->yielding, q, end);
        if (q->now.strain != end) shear_progress_save(p, &r->folder);
    }
    quasistatic_clear(q);
    p->begun = false;
    keep_yield(p, t, r->frames.liquid->T, r->frames.s->n);
}

/* ---- tables ---------------------------------------------------------------------------------- */

static void write_steps(const struct run_folder *d, const struct shear_progress_rows *steps)
{
    FILE *const table =
        output_begin_table(d, "shear", "athermal quasi-static shear, energy per sphere",
                           SHEAR_PROGRESS_STEP, steps_column);
    for (const double *x = steps->x; x < steps->x + steps->n * steps->columns; x += steps->columns)
        fprintf(table, "%.0f %.10g %.12g %.10g %.10g %.0f %.4g %.6g %.6g %.6g %.2e %.0f\n", x[0],
                x[1], x[2], x[3], x[4], x[5], x[6], x[7], x[8], x[9], x[10], x[11]);
    output_end_table(d, "shear", table);
}

static void write_yields(const struct run_folder *d, const struct shear_progress_rows *yields)
{
    FILE *const table =
        output_begin_table(d, "yield", "largest stress and largest drop of stress of each frame",
                           SHEAR_PROGRESS_YIELD, yield_column);
    for (const double *x = yields->x; x < yields->x + yields->n * yields->columns;
         x += yields->columns)
        fprintf(table, "%.0f %.6g %.12g %.8g %.8g %.8g %.8g %.0f %.0f\n", x[0], x[1], x[2], x[3],
                x[4], x[5], x[6], x[7], x[8]);
    output_end_table(d, "yield", table);
}

/* One curve of n steps at equal strains, linear between steps. */
static void write_points(FILE *table, const double *step, size_t n, double end)
{
    const size_t columns = SHEAR_PROGRESS_STEP;
    for (int k = 0; k <= POINTS && n > 1; k++) {
        const double strain = end * k / POINTS;
        while (n > 2 && fabs(step[columns + 1]) < fabs(strain)) step += columns, n--;
        const double w = (strain - step[1]) / (step[columns + 1] - step[1]);
        fprintf(table, "%.0f %.10g", step[0], strain);
        for (size_t c = 2; c < CURVE; c++)
            fprintf(table, " %.10g", (1 - w) * step[c] + w * step[columns + c]);
        fputc('\n', table);
    }
}

/* Strains are the same in all runs, which have means. */
static void write_curves(const struct run_folder *d, const struct shear_progress_rows *steps,
                         double end)
{
    FILE *const table = output_begin_table(d, "shear_curve", "curves of shear.dat at equal strains",
                                           CURVE, curve_column);
    for (size_t k = 0, n; k < steps->n; k += n) {
        const double *const step = steps->x + k * steps->columns;
        for (n = 1; k + n < steps->n && step[n * steps->columns] == step[0];) n++;
        write_points(table, step, n, end);
    }
    output_end_table(d, "shear_curve", table);
}

static void write_event(const struct stored_run *r, const struct shear_event *e)
{
    const size_t dim = (size_t)r->frames.s->dim;
    const double L = r->frames.s->L;
    char *const doc = base_text("non-affine motion in the largest plastic event: t = %.0f, "
                                "strain %.8g, drop of stress %.6g",
                                e->t, e->strain, e->drop);
    FILE *const table = output_begin_table(&r->folder, "event", doc, EVENT, event_column);
    for (size_t i = 0; i < r->frames.s->n && e->drop > 0; i++) {
        for (size_t d = 0; d < 3; d++) {
            const double x = d < dim ? e->x[i * dim + d] : 0;
            fprintf(table, "%.6f ", x - L * floor(x / L));
        }
        fprintf(table, "%.6f", (double)r->frames.s->p[i].s);
        for (size_t d = 0; d < 3; d++) fprintf(table, " %.4e", d < dim ? e->u[i * dim + d] : 0);
        fputc('\n', table);
    }
    output_end_table(&r->folder, "event", table);
    base_free(doc);
}

/* ---- a run ----------------------------------------------------------------------------------- */

/* Of the options, the times of the frames and the last one of them. */
static uint64_t digest_of(struct stored_run *r)
{
    struct checkpoint *const c = checkpoint_create_digester();
    uint64_t options = runfile_digest(r->options);
    struct frame f = {0};
    checkpoint_u64(c, "options", &options, 1);
    for (size_t k = 0; k < r->frames.frames; k++) {
        f.t = trajectory_time(r->frames.trajectory, r->frames.first + k);
        checkpoint_i64(c, "t", &f.t, 1);
    }
    stored_frames_read(&r->frames, r->frames.frames - 1, &f);
    double *const x = base_alloc(f.n * (size_t)f.dim, sizeof *x);
    memcpy(x, f.x, f.n * (size_t)f.dim * sizeof *x);
    checkpoint_f64(c, "x", x, f.n * (size_t)f.dim);
    const uint64_t digest = checkpoint_digest(c);
    base_free(x);
    checkpoint_free(c);
    return digest;
}

static void shear_frames(struct stored_run *r, struct shear_progress *p)
{
    const size_t every = (size_t)runfile_int(r->options, "shear", "every"), all = r->frames.frames;
    if (!shear_progress_load(p, &r->folder)) p->frame = every ? 0 : all - 1;
    for (; p->frame < all; p->frame += every ? every : all) {
        struct frame f;
        stored_frames_read(&r->frames, p->frame, &f);
        shear(r, f.t, p);
    }
}

static const char *const tables[] = {"yield", "shear_curve", NULL};

static int shear_one(const struct program_request *request)
{
    struct stored_run r;
    struct shear_progress p;
    stored_run_init(&r, request, shear_command_keys,
                    (const char *const[]){"shear", "yield", "shear_curve", "event", NULL});
    rules_of(r.options, r.frames.s->dim);
    shear_progress_init(&p, r.frames.s->n * (size_t)r.frames.s->dim, digest_of(&r));
    shear_frames(&r, &p);
    write_steps(&r.folder, &p.steps);
    write_yields(&r.folder, &p.yields);
    write_curves(&r.folder, &p.steps, runfile_real(r.options, "shear", "strain"));
    write_event(&r, &p.event);
    double above = 0;
    for (size_t k = 0; k < p.yields.n; k++) above += p.yields.x[(k + 1) * p.yields.columns - 1];
    if (above > 0)
        fprintf(stderr, "warning: %s: %.0f minimisations keep forces above max_force\n",
                r.frames.folder, above);
    shear_progress_remove(&r.folder);
    shear_progress_clear(&p);
    stored_run_clear(&r);
    return EXIT_OK;
}

int shear_command(const struct program_request *request)
{
    return each_run(request, shear_one, tables);
}
