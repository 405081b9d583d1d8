/* spins: spin glasses beside published and exact numbers (runs/spins); figure: ageing of the p-spin model, of a
   liquid and of a network, final energies and losses by size, P(q). */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/figure/colour.h"
#include "analysis/figure/plot.h"
#include "analysis/figure/result_table.h"
#include "analysis/papers/claims.h"
#include "analysis/papers/papers.h"
#include "analysis/read/curve.h"
#include "analysis/read/group_parts.h"
#include "analysis/read/table.h"
#include "common/core/base.h"

static bool is_kind(const struct group *g, const char *kind)
{
    return strcmp(group_system(g)->kind, kind) == 0;
}

/* "p = 3" or "f = 3:1 4:1" */
static char *model_of(const struct group *g)
{
    const char *const mixture = run_value(group_first(g), "system.mixture");
    return mixture && strcmp(mixture, "none") ? base_text("f = %s", mixture)
                                              : base_text("p = %g", group_number(g, "system.p"));
}

/* Last value of a column of series.dat, of each member (n). */
static double *last_values(const struct group *g, const char *column)
{
    double *const x = base_alloc(g->n, sizeof *x);
    for (size_t k = 0; k < g->n; k++) {
        struct table t = table_read(g->member[k]->path, "series");
        x[k] = table_at(&t, t.rows - 1, table_column(&t, column));
        table_clear(&t);
    }
    return x;
}

/* ---- claims ------------------------------------------------------------------------------------- */

/* Energy of the equations at the end, from two grids: the error of the finer is a third of their
   difference, as the order is two; the value has that error removed. */
static void claim_equations(struct claims *c, const struct groups *all, const struct group *fine)
{
    for (const struct group *g = all->group; g < all->group + all->n; g++) {
        char *const a = model_of(g), *const b = model_of(fine);
        const bool pair =
            is_kind(g, "mean_field") && !strcmp(a, b) && group_T(g) == group_T(fine) &&
            group_number(g, "run.sweeps") * group_number(g, "system.steps") *
                    group_number(g, "system.dt") ==
                group_number(fine, "run.sweeps") * group_number(fine, "system.steps") *
                    group_number(fine, "system.dt") &&
            group_number(g, "system.dt") == 2 * group_number(fine, "system.dt");
        if (pair) {
            double *const coarse_e = last_values(g, "energy"), *const e =
                                                                   last_values(fine, "energy");
            const double third = (e[0] - coarse_e[0]) / 3;
            char *const claim = base_text("e of N = infinity, %s, T = %g", b, group_T(fine));
            const struct statistics_estimate ours = {e[0] + third, fabs(third) / 4};
            claims_near(c, claim, ours, published_value(&c->published, claim).error, "differs");
            base_free(claim), base_free(coarse_e), base_free(e);
        }
        base_free(a), base_free(b);
    }
}

/* A mean over samples beside the published one: the interval is that of both errors. */
static void claim_mean(struct claims *c, char *claim, struct statistics_estimate ours)
{
    const struct statistics_estimate there = published_value(&c->published, claim);
    const double z = (ours.value - there.value) / hypot(ours.error, there.error);
    if (isfinite(z))
        claims_row(c, claim,
                   (struct claims_result){.ours = ours,
                                          .verdict = fabs(z) < 3 ? VERDICT_HOLDS : VERDICT_FAILS,
                                          .otherwise = "differs"});
    else
        claims_measured(c, claim, NULL, ours);
    base_free(claim);
}

static void claim_final_energies(struct claims *c, const struct group *g)
{
    double *const e = last_values(g, "energy");
    claim_mean(c, base_text("final e, N = %g", group_number(g, "system.N")),
               statistics_mean(g->n, e));
    const struct statistics_estimate width = statistics_variance(g->n, e);
    claim_mean(c, base_text("width of final e times sqrt N, N = %g", group_number(g, "system.N")),
               (struct statistics_estimate){sqrt(width.value * group_number(g, "system.N")),
                                            width.error / (2 * sqrt(width.value)) *
                                                sqrt(group_number(g, "system.N"))});
    base_free(e);
}

static const struct {
    const char *column, *name;
} lane_means[] = {{"energy", "e"}, {"overlap_square", "q^2"}, {"link_overlap", "q_link"}};

/* Mean of the members' means over their samples: samples of one member share random numbers, so that
   only members are independent. */
static struct statistics_estimate over_samples(const struct group *g, const char *column)
{
    double *const mean = base_alloc(g->n, sizeof *mean);
    for (size_t k = 0; k < g->n; k++) {
        struct table t = table_read(g->member[k]->path, "samples");
        const size_t at = table_column(&t, column);
        for (size_t i = 0; i < t.rows; i++) mean[k] += table_at(&t, i, at) / (double)t.rows;
        table_clear(&t);
    }
    const struct statistics_estimate all = statistics_mean(g->n, mean);
    base_free(mean);
    return all;
}

static void claim_lanes(struct claims *c, const struct group *g)
{
    for (size_t k = 0; k < sizeof lane_means / sizeof *lane_means; k++)
        claim_mean(c,
                   base_text("%s, L = %g, T = %g", lane_means[k].name, group_number(g, "system.L"),
                             group_T(g)),
                   over_samples(g, lane_means[k].column));
}

/* xi/L of the second moment: 2 sin(pi/L) xi = sqrt([q^2] / [|q(k)|^2] - 1). */
static void claim_length(struct claims *c, const struct group *g)
{
    const double L = group_number(g, "system.L");
    const struct statistics_estimate q2 = over_samples(g, "overlap_square"),
                                     wave = over_samples(g, "overlap_wave");
    const double ratio = q2.value / wave.value - 1;
    if (!(ratio > 0)) return;
    const double x = sqrt(ratio) / (2 * sin(M_PI / L) * L);
    const double relative =
        hypot(q2.error / q2.value, wave.error / wave.value) * (ratio + 1) / ratio / 2;
    claim_mean(c, base_text("xi / L, L = %g, T = %g", L, group_T(g)),
               (struct statistics_estimate){x, x * relative});
}

static struct claims claims_of(const struct command_arguments *a, const struct groups *all)
{
    struct claims c =
        claims_init(a, "Spin glasses beside published and exact numbers; ours: means over "
                       "samples, or two grids extrapolated.");
    for (const struct group *g = all->group; g < all->group + all->n; g++) {
        if (is_kind(g, "mean_field")) claim_equations(&c, all, g);
        if (is_kind(g, "pspin") && group_T(g) == 0) claim_final_energies(&c, g);
        if (is_kind(g, "ea_lanes")) claim_lanes(&c, g), claim_length(&c, g);
    }
    return c;
}

/* ---- figure ------------------------------------------------------------------------------------- */

struct panels { /* of the figure */
    struct plot_panel *displacement, *energies, *liquid, *overlaps, *network, *losses;
};

static struct panels panels_add(struct plot *p)
{
    struct panels f;
    struct plot_column *c = plot_column(p, "spins", "Spherical p-spin, p = 3", 2);
    f.displacement = plot_panel(c, "displacement", "t", "2 (1 − C(t_w + t, t_w))");
    f.energies = plot_panel(c, "finals", "energy per spin after descent", "density");
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
    double *const x = last_values(g, value);
    const double mean = statistics_mean(g->n, x).value,
                 reach = 4 * sqrt(statistics_variance(g->n, x).value);
    if (reach > 0) draw_density(panel, g->n, x, mean - reach, mean + reach, 16, legend);
    base_free(x);
}

/* Both signs of every q: the Hamiltonian is even, P(q) = P(-q). */
static void draw_overlaps(struct plot_panel *panel, const struct group *g, const char *legend)
{
    size_t n = 0;
    double *q = NULL;
    for (size_t k = 0; k < g->n; k++) {
        struct table t = table_read(g->member[k]->path, "series");
        const size_t at = table_column(&t, "overlap");
        double *const more = base_alloc(n + 2 * t.rows, sizeof *more);
        if (n) memcpy(more, q, n * sizeof *q);
        for (size_t i = 0; i < t.rows; i++) {
            more[n++] = table_at(&t, i, at);
            more[n++] = -table_at(&t, i, at);
        }
        base_free(q);
        q = more;
        table_clear(&t);
    }
    draw_density(panel, n, q, -1, 1, 32, legend);
    struct plot_series *const s = &panel->series[panel->n - 1];
    for (size_t i = 0; i < s->n; i++) s->error[i] = NAN; /* values of one run are correlated */
    base_free(q);
}

/* Temperatures of P(q): two of each ladder of runs/spins keep the panel readable. */
static bool is_shown(const struct group *g)
{
    const double T[2] = {is_kind(g, "sk") ? 0.4 : 0.7, is_kind(g, "sk") ? 1 : 1.2};
    return temperature_stages_same(group_T(g), T[0]) || temperature_stages_same(group_T(g), T[1]);
}

static void draw_pspin(const struct panels *f, const struct group *g)
{
    char *const legend = base_text("N = %g", group_number(g, "system.N"));
    if (group_T(g) > 0)
        draw_displacements(f->displacement, g, "correlation", "displacement", PLOT_POINTS, legend,
                           group_number(g, "langevin.dt") * group_number(g, "langevin.steps"));
    else
        draw_finals(f->energies, g, "energy", legend);
    base_free(legend);
}

static void draw_ising(const struct panels *f, const struct group *g)
{
    const bool lattice = is_kind(g, "ea");
    char *const legend = base_text("%s = %g, T = %g", lattice ? "EA, L" : "SK, N",
                                   group_number(g, lattice ? "system.L" : "system.N"), group_T(g));
    draw_overlaps(f->overlaps, g, legend);
    base_free(legend);
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
    else if (is_kind(g, "spheres"))
        draw_displacements(f->liquid, g, "msd", "msd", PLOT_LINES, "", 1);
    else if (is_kind(g, "mean_field") && group_T(g) > 0 && has_curves(g, "correlation"))
        draw_displacements(f->displacement, g, "correlation", "displacement", PLOT_LINES, "N = ∞, ",
                           group_number(g, "system.dt") * group_number(g, "system.steps"));
    else if (is_kind(g, "pspin"))
        draw_pspin(f, g);
    else if ((is_kind(g, "ea") || is_kind(g, "sk")) && is_shown(g))
        draw_ising(f, g);
}

void spin_glasses_command(const struct command_arguments *a)
{
    struct groups all = groups_read(a->n, a->folder);
    struct claims c = claims_of(a, &all);
    struct plot *const plot = plot_create(a->output);
    const struct panels f = panels_add(plot);
    for (const struct group *g = all.group; g < all.group + all.n; g++) draw(&f, g);
    claims_save(&c, a);
    command_output_show(a, c.table, plot);
    claims_clear(&c);
    groups_clear(&all);
}
