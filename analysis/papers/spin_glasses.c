/* spins: spin glasses beside published and exact numbers (runs/spins). */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/figure/plot.h"
#include "analysis/figure/result_table.h"
#include "analysis/papers/claims.h"
#include "analysis/papers/papers.h"
#include "analysis/papers/spin_glass_runs.h"
#include "analysis/papers/spin_glasses_figure.h"
#include "analysis/read/curve.h"
#include "analysis/read/group_parts.h"
#include "analysis/read/table.h"
#include "common/core/base.h"

/* "p = 3" or "f = 3:1 4:1" */
static char *model_of(const struct group *g)
{
    const char *const mixture = run_value(group_first(g), "system.mixture");
    return mixture && strcmp(mixture, "none") ? base_text("f = %s", mixture)
                                              : base_text("p = %g", group_number(g, "system.p"));
}

/* ---- claims ------------------------------------------------------------------------------------- */

static double end_time(const struct group *g)
{
    return group_number(g, "run.sweeps") * group_number(g, "system.steps") *
           group_number(g, "system.dt");
}

/* Are these the equations of one model to one time, with twice the step. */
static bool is_coarser(const struct group *g, const struct group *fine)
{
    if (!spin_glass_runs_is_kind(g, "mean_field")) return false;
    char *const a = model_of(g), *const b = model_of(fine);
    const bool pair = !strcmp(a, b) && group_T(g) == group_T(fine) &&
                      spin_glass_runs_is_doubling(g) == spin_glass_runs_is_doubling(fine) &&
                      fabs(end_time(g) / end_time(fine) - 1) < 1e-9 &&
                      group_number(g, "system.dt") == 2 * group_number(fine, "system.dt");
    base_free(a), base_free(b);
    return pair;
}

/* Energy of the equations at the end. Uniform grids: the error of the finer is a third of their difference,
   as the order is two, and is removed. Doubling grids: the difference is the error. */
static void claim_energy(struct claims *c, const struct group *coarse, const struct group *fine)
{
    const bool doubling = spin_glass_runs_is_doubling(fine);
    double *const coarse_e = spin_glass_runs_last(coarse, "energy"), *const e =
                                                                         spin_glass_runs_last(
                                                                             fine, "energy");
    const double third = (e[0] - coarse_e[0]) / 3;
    char *const model = model_of(fine);
    char *const claim = base_text(doubling ? "e of N = infinity, %s, T = %g, t = %g"
                                           : "e of N = infinity, %s, T = %g",
                                  model, group_T(fine), end_time(fine));
    if (doubling)
        claims_measured(c, claim, NULL, (struct statistics_estimate){e[0], fabs(3 * third)});
    else
        claims_near(c, claim, (struct statistics_estimate){e[0] + third, fabs(third) / 4},
                    published_value(&c->published, claim).error, "differs");
    base_free(model), base_free(claim), base_free(coarse_e), base_free(e);
}

/* T times the slope of the response against C from 0.25 q to 0.9 q, by least squares; NAN with fewer than five
   points. */
static double ratio_at(const struct table *t, double waiting, double q, double T)
{
    const size_t w = table_column(t, "t_w"), C = table_column(t, "correlation"),
                 X = table_column(t, "response");
    double n = 0, sx = 0, sy = 0, sxx = 0, sxy = 0;
    for (size_t i = 0; i < t->rows; i++) {
        const double x = table_at(t, i, C), y = table_at(t, i, X);
        if (table_at(t, i, w) != waiting || !(x > 0.25 * q && x < 0.9 * q)) continue;
        n++, sx += x, sy += y, sxx += x * x, sxy += x * y;
    }
    return n < 5 ? NAN : -T * (n * sxy - sx * sy) / (n * sxx - sx * sx);
}

/* Of the last waiting time that has one. */
static double ratio_of(const struct group *g)
{
    const double q = spin_glass_runs_plateau(group_number(g, "system.p"), group_T(g));
    struct table t = table_read(g->member[0]->path, "correlation");
    double last = -1, ratio = NAN;
    for (size_t i = 0; i < t.rows; i++) {
        const double waiting = table_at(&t, i, table_column(&t, "t_w"));
        if (waiting <= last) continue;
        const double x = ratio_at(&t, waiting, q, group_T(g));
        if (isfinite(x)) last = waiting, ratio = x;
    }
    table_clear(&t);
    return ratio;
}

/* Exact: (p - 2)(1 - q)/q as t_w -> infinity; within 0.01 at the times of runs/spins. */
static void claim_ratio(struct claims *c, const struct group *coarse, const struct group *fine)
{
    const double ratio = ratio_of(fine), error = fabs(ratio - ratio_of(coarse));
    char *const model = model_of(fine);
    char *const claim =
        base_text("fluctuation-dissipation ratio X, %s, T = %g", model, group_T(fine));
    claims_near(c, claim, (struct statistics_estimate){ratio, error}, 0.01, "differs");
    base_free(model), base_free(claim);
}

static void claim_equations(struct claims *c, const struct groups *all, const struct group *fine)
{
    for (const struct group *g = all->group; g < all->group + all->n; g++) {
        if (!is_coarser(g, fine)) continue;
        claim_energy(c, g, fine);
        if (spin_glass_runs_is_doubling(fine) && group_T(fine) > 0) claim_ratio(c, g, fine);
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
    double *const e = spin_glass_runs_last(g, "energy");
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

/* xi/L of the second moment: 2 sin(pi/L) xi = sqrt([q^2] / [|q(k)|^2] - 1). NAN without a root. */
static struct statistics_estimate length(const struct group *g)
{
    const double L = group_number(g, "system.L");
    const struct statistics_estimate q2 = over_samples(g, "overlap_square"),
                                     wave = over_samples(g, "overlap_wave");
    const double ratio = q2.value / wave.value - 1;
    const double x = sqrt(ratio) / (2 * sin(M_PI / L) * L);
    const double relative =
        hypot(q2.error / q2.value, wave.error / wave.value) * (ratio + 1) / ratio / 2;
    return (struct statistics_estimate){x, x * relative};
}

static void claim_length(struct claims *c, const struct group *g)
{
    const struct statistics_estimate x = length(g);
    if (isfinite(x.value))
        claim_mean(c, base_text("xi / L, L = %g, T = %g", group_number(g, "system.L"), group_T(g)),
                   x);
}

/* xi/L of a size at a temperature; NAN: no such runs. */
static struct statistics_estimate length_of(const struct groups *all, double L, double T)
{
    for (const struct group *g = all->group; g < all->group + all->n; g++)
        if (spin_glass_runs_is_kind(g, "ea_lanes") && group_number(g, "system.L") == L &&
            temperature_stages_same(group_T(g), T))
            return length(g);
    return (struct statistics_estimate){NAN, NAN};
}

/* Where xi/L of L = 8 and 12 cross, linear between temperatures of both. */
static void claim_crossing(struct claims *c, const struct groups *all)
{
    static const double T[] = {1.0, 1.1, 1.2, 1.3};
    struct statistics_estimate last = {NAN, NAN};
    for (size_t k = 0; k < sizeof T / sizeof *T; k++) {
        const struct statistics_estimate small = length_of(all, 8, T[k]),
                                         large = length_of(all, 12, T[k]);
        const struct statistics_estimate now = {large.value - small.value,
                                                hypot(large.error, small.error)};
        if (k > 0 && last.value > 0 && now.value <= 0) {
            const double w = last.value / (last.value - now.value), width = T[k] - T[k - 1];
            const double error =
                width / (last.value - now.value) * hypot((1 - w) * last.error, w * now.error);
            claims_near(c, "T where xi / L of L = 8 and 12 cross",
                        (struct statistics_estimate){T[k - 1] + w * width, error}, 0.03, "differs");
        }
        last = now;
    }
}

/* Both sides of the identity of Gaussian couplings, e + (c(s, s) - c)/T, over the second half of each run. */
static void claim_identity(struct claims *c, const struct group *g)
{
    const bool lattice = spin_glass_runs_is_kind(g, "ea");
    const double self = lattice ? group_number(g, "system.dim") : 0.5;
    double *const difference = base_alloc(g->n, sizeof *difference);
    for (size_t k = 0; k < g->n; k++) {
        struct table t = table_read(g->member[k]->path, "identity");
        const size_t e = table_column(&t, "energy"), x = table_column(&t, "covariance");
        const size_t first = t.rows / 2;
        for (size_t i = first; i < t.rows; i++)
            difference[k] += (table_at(&t, i, e) + (self - table_at(&t, i, x)) / group_T(g)) /
                             (double)(t.rows - first);
        table_clear(&t);
    }
    claim_mean(c,
               lattice ? base_text("identity, Gaussian EA, L = %g, T = %g",
                                   group_number(g, "system.L"), group_T(g))
                       : base_text("identity, spherical p-spin, N = %g, T = %g",
                                   group_number(g, "system.N"), group_T(g)),
               statistics_mean(g->n, difference));
    base_free(difference);
}

/* Runs of samples in equilibrium; those of one sample cannot tell. */
static bool has_identity(const struct group *g)
{
    const char *const mixture = run_value(group_first(g), "system.mixture");
    return g->n >= 8 && group_has(g, "identity") &&
           ((spin_glass_runs_is_kind(g, "pspin") && mixture && !strcmp(mixture, "none") &&
             group_number(g, "run.warmup") > 0) ||
            spin_glass_runs_is_kind(g, "ea"));
}

static struct claims claims_of(const struct command_arguments *a, const struct groups *all)
{
    struct claims c =
        claims_init(a, "Spin glasses beside published and exact numbers; ours: means over "
                       "samples, or two grids extrapolated.");
    for (const struct group *g = all->group; g < all->group + all->n; g++) {
        if (spin_glass_runs_is_kind(g, "mean_field")) claim_equations(&c, all, g);
        if (spin_glass_runs_is_kind(g, "pspin") && group_T(g) == 0) claim_final_energies(&c, g);
        if (spin_glass_runs_is_kind(g, "ea_lanes")) claim_lanes(&c, g), claim_length(&c, g);
        if (has_identity(g)) claim_identity(&c, g);
    }
    claim_crossing(&c, all);
    return c;
}

void spin_glasses_command(const struct command_arguments *a)
{
    struct groups all = groups_read(a->n, a->folder);
    struct claims c = claims_of(a, &all);
    struct plot *const plot = plot_create(a->output);
    spin_glasses_figure_draw(plot, &all);
    claims_save(&c, a);
    command_output_show(a, c.table, plot);
    claims_clear(&c);
    groups_clear(&all);
}
