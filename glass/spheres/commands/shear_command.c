/* glass shear: stored frames under athermal quasi-static shear. A table has all steps, one a line
   for each frame, and one the motion in the largest event. */
#include "glass/spheres/commands/shear_command.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

#include "common/config/runfile.h"
#include "common/io/output.h"
#include "common/run/program.h"
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
enum { STEPS = sizeof steps_column / sizeof *steps_column };
enum { YIELD = sizeof yield_column / sizeof *yield_column };
enum { EVENT = sizeof event_column / sizeof *event_column };

struct yielding { /* summary of a frame's curve */
    double sign;  /* direction of the shear */
    double energy;
    double stress, stress_at;
    double drop, drop_at;
    size_t events, above; /* above: minimisations that left larger forces */
};

struct event { /* the largest of all frames */
    double drop, strain;
    int64_t t;
    double *x, *u; /* (m) [length] */
};

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

static void write_step(FILE *table, int64_t t, const struct quasistatic *q)
{
    const struct quasistatic_state *const s = &q->now;
    fprintf(table, "%" PRId64 " %.10g %.12g %.10g %.10g %d %.4g %.6g %.6g %.6g %.2e %d\n", t,
            s->strain, s->energy / (double)q->surface.spheres->n, s->stress, s->pressure,
            s->plastic, s->heat, s->drop, s->displacement, s->participation, s->force, s->slopes);
}

static void keep_event(struct event *e, const struct quasistatic *q, int64_t t)
{
    if (!q->now.plastic || q->now.drop <= e->drop) return;
    e->drop = q->now.drop, e->strain = q->now.strain, e->t = t;
    memcpy(e->x, q->before, q->surface.m * sizeof *e->x);
    quasistatic_motion(q, e->u);
}

static void note(struct yielding *y, const struct quasistatic *q)
{
    const struct quasistatic_state *const s = &q->now;
    if (y->sign * s->stress > y->stress) y->stress = y->sign * s->stress, y->stress_at = s->strain;
    y->events += s->plastic, y->above += s->force > q->rules.force;
    if (s->plastic && s->drop > y->drop) y->drop = s->drop, y->drop_at = s->strain;
}

static struct yielding shear(const struct stored_run *r, int64_t t, struct event *e, FILE *steps)
{
    const struct quasistatic_rules rules = rules_of(r->options, r->frames.s->dim);
    const double end = runfile_real(r->options, "shear", "strain");
    struct quasistatic q;
    quasistatic_init(&q, r->frames.s, &rules);
    struct yielding y = {.sign = end < 0 ? -1 : 1, .energy = q.now.energy, .stress = -INFINITY};
    write_step(steps, t, &q);
    note(&y, &q);
    while (q.now.strain != end) {
        q.now.slopes = 0;
        quasistatic_advance(&q, end);
        write_step(steps, t, &q);
        keep_event(e, &q, t);
        note(&y, &q);
    }
    quasistatic_clear(&q);
    return y;
}

static void write_event(const struct stored_run *r, const struct event *e)
{
    const size_t dim = (size_t)r->frames.s->dim;
    const double L = r->frames.s->L;
    char *const doc = base_text("non-affine motion in the largest plastic event: t = %" PRId64
                                ", strain %.8g, drop of stress %.6g",
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

int shear_command(const struct program_request *request)
{
    struct stored_run r;
    stored_run_init(&r, request, shear_command_keys,
                    (const char *const[]){"shear", "yield", "event", NULL});
    const struct runfile *const o = r.options;
    rules_of(o, r.frames.s->dim);
    const size_t every = (size_t)runfile_int(o, "shear", "every"), all = r.frames.frames;
    const size_t m = r.frames.s->n * (size_t)r.frames.s->dim;
    struct event e = {.x = base_alloc(m, sizeof *e.x), .u = base_alloc(m, sizeof *e.u)};
    FILE *const steps = output_begin_table(
        &r.folder, "shear", "athermal quasi-static shear, energy per sphere", STEPS, steps_column);
    FILE *const yield = output_begin_table(
        &r.folder, "yield", "largest stress and largest drop of stress of each frame", YIELD,
        yield_column);
    size_t above = 0;
    for (size_t k = every ? 0 : all - 1; k < all; k += every ? every : all) {
        struct frame f;
        stored_frames_read(&r.frames, k, &f);
        const struct yielding y = shear(&r, f.t, &e, steps);
        fprintf(yield, "%" PRId64 " %.6g %.12g %.8g %.8g %.8g %.8g %zu %zu\n", f.t,
                r.frames.liquid->T, y.energy / (double)r.frames.s->n, y.stress, y.stress_at, y.drop,
                y.drop_at, y.events, y.above);
        above += y.above;
    }
    output_end_table(&r.folder, "shear", steps);
    output_end_table(&r.folder, "yield", yield);
    write_event(&r, &e);
    if (above)
        fprintf(stderr, "warning: %s: %zu minimisations keep forces above max_force\n",
                r.frames.folder, above);
    base_free(e.x), base_free(e.u);
    stored_run_clear(&r);
    return EXIT_OK;
}
