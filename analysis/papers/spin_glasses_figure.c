/* Figure of spin_glasses_figure.h. */
#include "analysis/papers/spin_glasses_figure.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/figure/colour.h"
#include "analysis/figure/plot.h"
#include "analysis/papers/spin_glass_runs.h"
#include "analysis/read/curve.h"
#include "analysis/read/group_parts.h"
#include "analysis/read/table.h"
#include "common/core/base.h"
#include "common/numerics/statistics.h"

struct panels { /* of the figure */
    struct plot_panel *displacement, *energies, *far, *response, *liquid, *overlaps, *network,
        *losses;
};

static struct panels panels_add(struct plot *p)
{
    struct panels f;
    struct plot_column *c = plot_column(p, "spins", "Spherical p-spin, p = 3", 2);
    f.displacement = plot_panel(c, "displacement", "t", "2 (1 − C(t_w + t, t_w))");
    f.energies = plot_panel(c, "finals", "energy per spin after descent", "density");
    c = plot_column(p, "limit", "The same at N = ∞, long times", 2);
    f.far = plot_panel(c, "displacement", "t", "2 (1 − C(t_w + t, t_w))");
    f.response = plot_panel(c, "response", "C(t_w + t, t_w)", "response χ(t_w + t, t_w)");
    c = plot_column(p, "liquid", "Liquid; spin glasses", 2);
    f.liquid = plot_panel(c, "msd", "t  [sweeps]", "mean squared displacement");
    f.overlaps = plot_panel(c, "overlaps", "overlap q", "P(q)");
    c = plot_column(p, "network", "Network, Langevin noise", 2);
    f.network = plot_panel(c, "msd", "t  [steps]", "mean squared displacement");
    f.losses = plot_panel(c, "losses", "test loss at the end", "density");
    return f;
}

static bool has_curves(const struct group *g, const char *table)
{
    return group_has(g, table) && table_has_rows(group_first(g)->path, table);
}

/* One curve for each waiting time, whose legends begin with `label`. Points: one legend for all. */
static void draw_displacements(struct plot_panel *panel, const struct group *g, const char *table,
                               const char *value, enum plot_style style, const char *label,
                               double unit)
{
    panel->log_x = panel->log_y = true;
    struct curve_rows rows = curve_rows_column(g, table, value);
    for (size_t w = 0; w < rows.waitings; w++) {
        struct curve c = curve_average(&rows, rows.waiting[w], INFINITY);
        char *const legend = style == PLOT_POINTS
                                 ? base_text("%s", w ? "" : label)
                                 : base_text("%st_w = %g", label, rows.waiting[w] * unit);
        struct plot_series *const s =
            plot_add(panel, c.n, legend, colour_along(w, rows.waitings), 1.5);
        s->style = style, s->n = 0;
        for (size_t i = 0; i < c.n; i++)
            if (c.lag[i] > 0 && c.value[i] > 0)
                plot_point(s, c.lag[i] * unit, c.value[i], c.blocks > 1 ? c.error[i] : NAN);
        base_free(legend);
        curve_clear(&c);
    }
    curve_rows_clear(&rows);
}

/* Share of values in bins of equal width, as a density. */
static void draw_density(struct plot_panel *panel, size_t n, const double *x, double low,
                         double high, int bins, const char *legend)
{
    struct plot_series *const s =
        plot_add(panel, (size_t)bins, legend, plot_colour(panel->n, 0), 1.5);
    panel->inside = true;
    const double width = (high - low) / bins;
    for (int b = 0; b < bins; b++) {
        double count = 0;
        for (size_t k = 0; k < n; k++)
            count += x[k] >= low + b * width && x[k] < low + (b + 1) * width;
        s->x[b] = low + (b + 0.5) * width;
        s->y[b] = count / ((double)n * width);
        s->error[b] = sqrt(count) / ((double)n * width);
    }
}

/* The bins cover the values: mean and four standard deviations. */
static void draw_finals(struct plot_panel *panel, const struct group *g, const char *value,
                        const char *legend)
{
    double *const x = spin_glass_runs_last(g, value);
    const double mean = statistics_mean(g->n, x).value,
                 reach = 4 * sqrt(statistics_variance(g->n, x).value);
    if (reach > 0) draw_density(panel, g->n, x, mean - reach, mean + reach, 16, legend);
    base_free(x);
}

/* Both signs of every q: the Hamiltonian is even, P(q) = P(-q). Returns the number of values; free with
   base_free. */
static size_t overlaps_of(const struct run *member, double **q)
{
    struct table t = table_read(member->path, "series");
    const size_t at = table_column(&t, "overlap"), n = 2 * t.rows;
    *q = base_alloc(n, sizeof **q);
    for (size_t i = 0; i < t.rows; i++) {
        (*q)[2 * i] = table_at(&t, i, at);
        (*q)[2 * i + 1] = -table_at(&t, i, at);
    }
    table_clear(&t);
    return n;
}

/* Mean over samples of the density in bins; errors over samples. */
static void draw_overlaps(struct plot_panel *panel, const struct group *g, const char *legend)
{
    enum { BINS = 32 };
    const double width = 2.0 / BINS;
    struct plot_series *const s = plot_add(panel, BINS, legend, plot_colour(panel->n, 0), 1.5);
    double *const density = base_alloc(BINS * g->n, sizeof *density);
    panel->inside = true;
    for (size_t k = 0; k < g->n; k++) {
        double *q;
        const size_t n = overlaps_of(g->member[k], &q);
        for (size_t i = 0; i < n; i++) {
            const double bin = fmin(fmax((q[i] + 1) / width, 0), BINS - 1);
            density[(size_t)bin * g->n + k] += 1 / ((double)n * width);
        }
        base_free(q);
    }
    for (size_t b = 0; b < BINS; b++) {
        const struct statistics_estimate mean = statistics_mean(g->n, density + b * g->n);
        s->x[b] = -1 + ((double)b + 0.5) * width, s->y[b] = mean.value, s->error[b] = mean.error;
    }
    base_free(density);
}

/* Temperatures of P(q): two of each ladder of runs/spins keep the panel readable. */
static bool is_shown(const struct group *g)
{
    const double T[2] = {spin_glass_runs_is_kind(g, "sk") ? 0.4 : 0.7,
                         spin_glass_runs_is_kind(g, "sk") ? 1 : 1.2};
    return temperature_stages_same(group_T(g), T[0]) || temperature_stages_same(group_T(g), T[1]);
}

static void draw_pspin(const struct panels *f, const struct group *g)
{
    char *const legend = base_text("N = %g", group_number(g, "system.N"));
    if (group_T(g) > 0 && has_curves(g, "correlation"))
        draw_displacements(f->displacement, g, "correlation", "displacement", PLOT_POINTS, legend,
                           group_number(g, "langevin.dt") * group_number(g, "langevin.steps"));
    else if (group_T(g) == 0)
        draw_finals(f->energies, g, "energy", legend);
    base_free(legend);
}

static void draw_ising(const struct panels *f, const struct group *g)
{
    const bool lattice = spin_glass_runs_is_kind(g, "ea");
    char *const legend = base_text("%s = %g, T = %g", lattice ? "EA, L" : "SK, N",
                                   group_number(g, lattice ? "system.L" : "system.N"), group_T(g));
    draw_overlaps(f->overlaps, g, legend);
    base_free(legend);
}

/* Slope 1/T above the plateau, x/T below, x = (p - 2)(1 - q)/q. */
static void draw_exact_response(struct plot_panel *panel, double p, double T)
{
    const double q = spin_glass_runs_plateau(p, T), X = (1 - q) / T;
    struct plot_series *const s = plot_add(panel, 3, "t_w → ∞", plot_colour(0, 0), 1.5);
    s->style = PLOT_DASHES;
    s->x[0] = 0, s->y[0] = X + q * (p - 2) * (1 - q) / q / T;
    s->x[1] = q, s->y[1] = X;
    s->x[2] = 1, s->y[2] = 0;
    for (size_t k = 0; k < 3; k++) s->error[k] = NAN;
}

static void draw_responses(struct plot_panel *panel, const struct group *g)
{
    struct curve_rows C = curve_rows_column(g, "correlation", "correlation"),
                      X = curve_rows_column(g, "correlation", "response");
    panel->inside = true;
    for (size_t w = 0; w < C.waitings; w++) {
        struct curve c = curve_average(&C, C.waiting[w], INFINITY),
                     x = curve_average(&X, C.waiting[w], INFINITY);
        struct plot_series *const s = plot_add(panel, c.n, "", colour_along(w, C.waitings), 1.5);
        s->n = 0;
        for (size_t i = 0; i < c.n && i < x.n; i++)
            if (isfinite(c.value[i])) plot_point(s, c.value[i], x.value[i], NAN);
        curve_clear(&c), curve_clear(&x);
    }
    draw_exact_response(panel, group_number(g, "system.p"), group_T(g));
    curve_rows_clear(&C), curve_rows_clear(&X);
}

static void draw_equations(const struct panels *f, const struct group *g)
{
    const double unit = group_number(g, "system.dt") * group_number(g, "system.steps");
    if (!spin_glass_runs_is_doubling(g)) {
        draw_displacements(f->displacement, g, "correlation", "displacement", PLOT_LINES, "N = ∞, ",
                           unit);
    } else if (group_number(g, "system.points") >= 512) { /* a coarser grid gives its error */
        draw_displacements(f->far, g, "correlation", "displacement", PLOT_LINES, "", unit);
        draw_responses(f->response, g);
    }
}

static void draw_network(const struct panels *f, const struct group *g)
{
    if (has_curves(g, "msd")) {
        draw_displacements(f->network, g, "msd", "msd", PLOT_LINES, "", 1);
        return;
    }
    const char *const layers = run_value(group_first(g), "network.layers"), *const width = strpbrk(
                                                                                layers,
                                                                                "0123456789");
    char *const legend =
        width ? base_text("width %ld", strtol(width, NULL, 10)) : base_text("%s", layers);
    draw_finals(f->losses, g, "test_loss", legend);
    base_free(legend);
}

static void draw(const struct panels *f, const struct group *g)
{
    if (!strcmp(group_system(g)->program, "dnn"))
        draw_network(f, g);
    else if (spin_glass_runs_is_kind(g, "spheres"))
        draw_displacements(f->liquid, g, "msd", "msd", PLOT_LINES, "", 1);
    else if (spin_glass_runs_is_kind(g, "mean_field") && group_T(g) > 0 &&
             has_curves(g, "correlation"))
        draw_equations(f, g);
    else if (spin_glass_runs_is_kind(g, "pspin"))
        draw_pspin(f, g);
    else if ((spin_glass_runs_is_kind(g, "ea") || spin_glass_runs_is_kind(g, "sk")) && is_shown(g))
        draw_ising(f, g);
}

void spin_glasses_figure_draw(struct plot *p, const struct groups *all)
{
    const struct panels f = panels_add(p);
    for (const struct group *g = all->group; g < all->group + all->n; g++) draw(&f, g);
}
