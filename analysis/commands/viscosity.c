/* viscosity: the stress correlator G(t) = V / T <s(0) s(t)>, averaged over the components of the stress
   that are equal in an isotropic liquid (xy, xz, yz and half of xx - yy, yy - zz), and its integral, the
   viscosity of Green and Kubo; or the mean stress over the rate of a sheared run. The integral ends where G
   falls below its error. Every member is cut in blocks, which give the errors. Stokes and Einstein: D eta / T. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/commands/commands.h"
#include "analysis/figure/plot.h"
#include "analysis/figure/result_table.h"
#include "analysis/read/group_colour.h"
#include "analysis/read/group_parts.h"
#include "analysis/read/table.h"
#include "common/core/base.h"

enum { BLOCKS = 8, LAGS = 4000, COMPONENTS = 5 };

struct stress { /* of a member */
    size_t rows, components;
    double step;           /* [time] */
    double *x[COMPONENTS]; /* (rows) */
};

struct correlator {                /* of a group */
    size_t parts, lags, cut;       /* cut: the integral ends here */
    double step;                   /* [time] */
    double *part;                  /* (parts, lags) G of each block */
    struct statistics_estimate *G; /* (lags) */
};

struct viscosity {
    struct statistics_estimate eta, G0, D;
    double cut; /* [time]; NAN of a flow */
    bool diffuses;
};

static double number(const struct run *f, const char *key)
{
    const char *const value = run_value(f, key);
    return value ? atof(value) : NAN;
}

static bool has_velocities(const struct run *f)
{
    const char *const name = run_value(f, "run.dynamics");
    return name && (strncmp(name, "md", 2) == 0 || strcmp(name, "langevin") == 0);
}

static bool flows(const struct run *f)
{
    const char *const name = run_value(f, "run.dynamics");
    return name && strcmp(name, "md_shear") == 0;
}

/* Length of the unit of a run's time: integration steps, or a sweep. */
static double unit_of(const struct run *f)
{
    return has_velocities(f) ? number(f, "md.dt") * number(f, "md.steps") : 1;
}

/* x += factor times a column. */
static void add_column(const struct table *t, const char *name, double factor, double *x)
{
    const size_t column = table_column(t, name);
    for (size_t i = 0; i < t->rows; i++) x[i] += factor * table_at(t, i, column);
}

static struct stress stress_read(const struct group *g, size_t member)
{
    static const char *const rows[COMPONENTS][2] = {{"stress_xy", NULL},
                                                    {"stress_xx", "stress_yy"},
                                                    {"stress_xz", NULL},
                                                    {"stress_yz", NULL},
                                                    {"stress_yy", "stress_zz"}};
    struct table t = group_parts_table(g, member, "watch");
    require(table_has(&t, "stress_xy"),
            "%s: has no stress. The run needs [observe.watch] also = stress", t.path);
    struct stress s = {.rows = t.rows, .components = table_has(&t, "stress_zz") ? 5 : 2};
    const size_t time = table_column(&t, "t");
    require(t.rows >= 4 * BLOCKS, "%s: %zu rows. Allowed: at least %d", t.path, t.rows, 4 * BLOCKS);
    const double step = table_at(&t, 1, time) - table_at(&t, 0, time);
    for (size_t i = 1; i + 1 < t.rows; i++)
        require(fabs(table_at(&t, i, time) - table_at(&t, i - 1, time) - step) < 1e-9 * step,
                "%s: rows are not at equal distances. Allowed: [observe.watch] schedule = every N",
                t.path);
    s.step = step * unit_of(g->member[member]);
    for (size_t k = 0; k < s.components; k++) {
        s.x[k] = base_alloc(t.rows, sizeof *s.x[k]);
        add_column(&t, rows[k][0], rows[k][1] ? 0.5 : 1, s.x[k]);
        if (rows[k][1]) add_column(&t, rows[k][1], -0.5, s.x[k]);
    }
    table_clear(&t);
    return s;
}

static void stress_clear(struct stress *s)
{
    for (size_t k = 0; k < s->components; k++) base_free(s->x[k]);
}

/* ---- Green and Kubo -------------------------------------------------------------------------- */

/* Mean of x(i) x(i + lag) over a block and all components. */
static double product(const struct stress *s, size_t first, size_t n, size_t lag)
{
    double sum = 0;
    for (size_t k = 0; k < s->components; k++)
        for (size_t i = first; i + lag < first + n; i++) sum += s->x[k][i] * s->x[k][i + lag];
    return sum / (double)(s->components * (n - lag));
}

static double volume_of(const struct group *g, size_t member)
{
    struct table t = group_parts_table(g, member, "series");
    const size_t column = table_column(&t, "density");
    double sum = 0;
    for (size_t i = 0; i < t.rows; i++) sum += table_at(&t, i, column) / (double)t.rows;
    const double n = number(g->member[member], "system.N");
    require(n > 0, "%s: run.ini has no number N of spheres. Allowed: N above 0",
            g->member[member]->path);
    table_clear(&t);
    return n / sum;
}

static void fill(struct correlator *c, const struct group *g, size_t member, const struct stress *s)
{
    const double factor = volume_of(g, member) / group_T(g);
    const size_t n = s->rows / BLOCKS;
    for (size_t b = 0; b < BLOCKS; b++)
        for (size_t lag = 0; lag < c->lags; lag++)
            c->part[(member * BLOCKS + b) * c->lags + lag] = factor * product(s, b * n, n, lag);
}

static void average(struct correlator *c)
{
    double *const x = base_alloc(c->parts, sizeof *x);
    c->cut = c->lags;
    for (size_t lag = 0; lag < c->lags; lag++) {
        for (size_t p = 0; p < c->parts; p++) x[p] = c->part[p * c->lags + lag];
        c->G[lag] = statistics_mean(c->parts, x);
        if (c->cut == c->lags && !(c->G[lag].value > c->G[lag].error)) c->cut = lag;
    }
    base_free(x);
}

static struct correlator correlate(const struct group *g)
{
    struct correlator c = {.parts = g->n * BLOCKS};
    for (size_t m = 0; m < g->n; m++) {
        struct stress s = stress_read(g, m);
        const size_t half = s.rows / BLOCKS / 2;
        if (!m) {
            c.lags = half < LAGS ? half : LAGS, c.step = s.step;
            c.part = base_alloc(c.parts * c.lags, sizeof *c.part);
            c.G = base_alloc(c.lags, sizeof *c.G);
        }
        require(half >= c.lags && s.step == c.step,
                "%s: fewer rows or another schedule than the first run of its group",
                g->member[m]->path);
        fill(&c, g, m, &s);
        stress_clear(&s);
    }
    average(&c);
    return c;
}

/* By trapezoids, up to `cut` lags. */
static double integral(const double *G, size_t cut, double step)
{
    double sum = 0;
    for (size_t k = 1; k < cut; k++) sum += step * (G[k - 1] + G[k]) / 2;
    return sum;
}

static struct statistics_estimate eta_of(const struct correlator *c, size_t cut)
{
    double *const x = base_alloc(c->parts, sizeof *x);
    for (size_t p = 0; p < c->parts; p++) x[p] = integral(c->part + p * c->lags, cut, c->step);
    const struct statistics_estimate eta = statistics_mean(c->parts, x);
    base_free(x);
    return eta;
}

/* ---- flow, diffusion ------------------------------------------------------------------------- */

static struct statistics_estimate flow_of(const struct group *g)
{
    double *const x = base_alloc(g->n * BLOCKS, sizeof *x);
    for (size_t m = 0; m < g->n; m++) {
        struct stress s = stress_read(g, m);
        const size_t n = s.rows / BLOCKS;
        for (size_t i = 0; i < n * BLOCKS; i++)
            x[m * BLOCKS + i / n] += s.x[0][i] / (double)n / number(g->member[m], "md.shear_rate");
        stress_clear(&s);
    }
    const struct statistics_estimate eta = statistics_mean(g->n * BLOCKS, x);
    base_free(x);
    return eta;
}

/* From the msd at the longest lag of each member. */
static struct statistics_estimate diffusion_of(const struct group *g, bool *diffuses)
{
    double *const x = base_alloc(g->n, sizeof *x);
    *diffuses = true;
    for (size_t m = 0; m < g->n; m++) {
        struct table t = table_read(g->member[m]->path, "msd");
        const size_t lag = table_column(&t, "lag"), msd = table_column(&t, "msd");
        double longest = 0, sum = 0, n = 0;
        for (size_t i = 0; i < t.rows; i++) longest = fmax(longest, table_at(&t, i, lag));
        for (size_t i = 0; i < t.rows; i++)
            if (table_at(&t, i, lag) == longest) sum += table_at(&t, i, msd), n++;
        const double time = longest * unit_of(g->member[m]);
        *diffuses = *diffuses && sum / n > 1;
        x[m] = sum / n / (2 * number(g->member[m], "system.dim") * time);
        table_clear(&t);
    }
    const struct statistics_estimate D = statistics_mean(g->n, x);
    base_free(x);
    return D;
}

/* ---- output ---------------------------------------------------------------------------------- */

static struct plot_column *column_of(struct plot *p, const struct group *g)
{
    struct plot_column *const c = system_kind_column(p, group_system(g), 1);
    const char *const x = has_velocities(group_first(g)) ? "time  t" : "time  t  [sweeps]";
    if (c->panels) return c;
    c->panels = 2;
    c->panel[0] = (struct plot_panel){
        .name = "G", .xlabel = x, .ylabel = "G(t)  [ε/σ^d]", .log_x = true, .joined = true};
    c->panel[1] =
        (struct plot_panel){.name = "eta", .xlabel = x, .ylabel = "integral of G", .log_x = true};
    return c;
}

static void draw(struct plot *p, const struct groups *all, const struct group *g,
                 const struct correlator *c)
{
    struct plot_column *const column = column_of(p, g);
    if (c->cut < 3) return;
    const size_t n = c->cut - 1;
    struct plot_series *const G =
        plot_add(&column->panel[0], n, g->legend, group_colour(all, g), 1.5);
    struct plot_series *const eta =
        plot_add(&column->panel[1], n, g->legend, group_colour(all, g), 1.5);
    for (size_t k = 0; k < n; k++) {
        const struct statistics_estimate sum = eta_of(c, k + 2);
        G->x[k] = eta->x[k] = (double)(k + 1) * c->step;
        G->y[k] = c->G[k + 1].value, G->error[k] = c->G[k + 1].error;
        eta->y[k] = sum.value, eta->error[k] = sum.error;
    }
}

static void add_row(struct result_table *s, const struct group *g, const struct viscosity *v)
{
    const double T = group_T(g);
    const bool flow = flows(group_first(g));
    struct statistics_estimate product = {v->D.value * v->eta.value / T, 0};
    product.error =
        fabs(product.value) * hypot(v->D.error / v->D.value, v->eta.error / v->eta.value);
    result_table_text(s, "%s", g->legend);
    result_table_number(s, T);
    result_table_number(s, (double)g->n);
    result_table_text(s, "%s", flow ? "flow" : "Green-Kubo");
    result_table_estimate(s, v->eta);
    result_table_estimate(s, v->G0);
    result_table_number(s, v->cut);
    result_table_estimate(s, v->D);
    result_table_estimate(s, product);
    if (!v->diffuses)
        result_table_note(s, "%s: msd at the longest lag is below 1: D is not that of diffusion",
                          g->legend);
    if (!has_velocities(group_first(g)))
        result_table_note(s, "%s: time is in sweeps, and stress without velocities", g->legend);
}

static void measure(const struct groups *all, const struct group *g, struct result_table *s,
                    struct plot *p)
{
    const struct statistics_estimate none = {NAN, NAN};
    struct viscosity v = {.eta = none, .G0 = none, .D = none, .cut = NAN, .diffuses = true};
    if (flows(group_first(g))) {
        v.eta = flow_of(g);
    } else {
        struct correlator c = correlate(g);
        v.eta = eta_of(&c, c.cut), v.G0 = c.G[0], v.cut = (double)c.cut * c.step;
        if (c.cut == c.lags)
            result_table_note(s, "%s: G has not decayed at the longest lag: eta is a lower bound",
                              g->legend);
        draw(p, all, g, &c);
        base_free(c.part), base_free(c.G);
        if (group_has(g, "msd")) v.D = diffusion_of(g, &v.diffuses);
    }
    add_row(s, g, &v);
}

void viscosity_command(const struct command_arguments *a)
{
    struct groups all = group_parts_read(a);
    struct result_table *const s =
        result_table_create("Viscosity eta, by the integral of G(t) = V <s s(t)> / T up to `cut`, "
                            "or by stress over rate; "
                            "errors between blocks: two of them cover 95 %%.");
    result_table_column(s, "run", NULL, RESULT_TABLE_TEXT);
    result_table_column(s, "T", "energy", RESULT_TABLE_NUMBER);
    result_table_column(s, "runs", NULL, RESULT_TABLE_NUMBER);
    result_table_column(s, "method", NULL, RESULT_TABLE_TEXT);
    result_table_column(s, "eta", "energy time/length^dim", RESULT_TABLE_ESTIMATE);
    result_table_column(s, "G0", "energy/length^dim", RESULT_TABLE_ESTIMATE);
    result_table_column(s, "cut", "time", RESULT_TABLE_NUMBER);
    result_table_column(s, "D", "length^2/time", RESULT_TABLE_ESTIMATE);
    result_table_column(s, "D_eta_over_T", "1/length^(dim-2)", RESULT_TABLE_ESTIMATE);
    struct plot *const p = plot_create(a->output);
    for (const struct group *g = all.group; g < all.group + all.n; g++) measure(&all, g, s, p);
    groups_note_temperature(&all, s);
    command_output_show(a, s, p);
    groups_clear(&all);
}
