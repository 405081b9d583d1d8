/* memory: retrieval by restricted Boltzmann machines and Hopfield networks (runs/memory) beside the saddle
   point of replica symmetry (common/numerics/replica_symmetry.h). T is the temperature of the Hopfield network. */
#include <gsl/gsl_fit.h>
#include <math.h>
#include <string.h>

#include "analysis/figure/plot.h"
#include "analysis/figure/result_table.h"
#include "analysis/papers/claims.h"
#include "analysis/papers/papers.h"
#include "analysis/read/group.h"
#include "analysis/read/table.h"
#include "common/config/temperature_schedule.h"
#include "common/core/base.h"
#include "common/numerics/replica_symmetry.h"

/* LOST: m below which a heated pattern is lost. It jumps there from m(T_M), 0.58 or more for the runs of
   runs/memory, to nearly 0. TOLERANCE: of m and q extrapolated to N = infinity. */
static const double LOST = 0.4, TOLERANCE = 0.003;
enum { SIZES = 16, CURVE = 24 };

static bool is_hopfield(const struct group *g)
{
    return !strcmp(group_system(g)->kind, "hopfield");
}

static bool is_heated(const struct group *g)
{
    const char *const schedule = run_value(group_first(g), "run.temperature_schedule");
    return schedule && strcmp(schedule, "none");
}

static double hopfield_temperature(const struct group *g, double T)
{
    return is_hopfield(g) ? T : T * T;
}

static struct replica_symmetry_model model_of(const struct group *g)
{
    return (struct replica_symmetry_model){
        .alpha = group_number(g, "system.alpha"),
        .Omega_hidden = is_hopfield(g) ? 1 : group_number(g, "system.Omega_hidden"),
        .Omega_patterns = group_number(g, "system.Omega_patterns")};
}

/* T, rounded to the digits that a square root in a run file leaves. */
static double temperature_of(const struct group *g)
{
    return round(hopfield_temperature(g, group_T(g)) * 1e8) / 1e8;
}

static bool same_family(const struct group *a, const struct group *b, bool alpha)
{
    const struct replica_symmetry_model x = model_of(a), y = model_of(b);
    return is_hopfield(a) == is_hopfield(b) && is_heated(a) == is_heated(b) &&
           x.Omega_hidden == y.Omega_hidden && x.Omega_patterns == y.Omega_patterns &&
           (!alpha || x.alpha == y.alpha);
}

static bool same_point(const struct group *a, const struct group *b)
{
    return same_family(a, b, true) && temperature_of(a) == temperature_of(b);
}

/* ---- numbers of runs ---------------------------------------------------------------------------- */

/* Mean over samples of the means over time; of a descent, of the last values. */
static struct statistics_estimate over_samples(const struct group *g, const char *column)
{
    double *const mean = base_alloc(g->n, sizeof *mean);
    for (size_t k = 0; k < g->n; k++) {
        struct table t = table_read(g->member[k]->path, "series");
        const size_t at = table_column(&t, column), first = is_hopfield(g) ? t.rows - 1 : 0;
        for (size_t i = first; i < t.rows; i++)
            mean[k] += table_at(&t, i, at) / (double)(t.rows - first);
        table_clear(&t);
    }
    const struct statistics_estimate all = statistics_mean(g->n, mean);
    base_free(mean);
    return all;
}

/* Value at 1/N = 0 of a line through the sizes of a point; NAN for fewer than two sizes. */
static struct statistics_estimate extrapolated(const struct groups *all, const struct group *point,
                                               const char *column)
{
    double x[SIZES], y[SIZES], weight[SIZES], c[2], cov[3], chi2;
    size_t n = 0;
    for (const struct group *g = all->group; g < all->group + all->n && n < SIZES; g++) {
        if (!same_point(g, point)) continue;
        const struct statistics_estimate e = over_samples(g, column);
        if (!(e.error > 0)) continue;
        x[n] = 1 / group_number(g, "system.N"), y[n] = e.value;
        weight[n++] = 1 / (e.error * e.error);
    }
    if (n < 2) return (struct statistics_estimate){NAN, NAN};
    gsl_fit_wlinear(x, 1, weight, 1, y, 1, n, &c[0], &c[1], &cov[0], &cov[1], &cov[2], &chi2);
    return (struct statistics_estimate){c[0], sqrt(cov[0])};
}

/* Temperature at which m first falls below LOST, mean over samples. */
static struct statistics_estimate loss_temperature(const struct group *g)
{
    double *const T = base_alloc(g->n, sizeof *T);
    struct temperature_schedule s;
    const char *why;
    for (size_t k = 0; k < g->n; k++) {
        struct table t = table_read(g->member[k]->path, "series");
        const size_t at = table_column(&t, "retrieval"), time = table_column(&t, "t");
        size_t row = 0;
        while (row + 1 < t.rows && table_at(&t, row, at) >= LOST) row++;
        const bool read = temperature_schedule_parse(
            &s, run_value(g->member[k], "run.temperature_schedule"), g->member[k]->T, &why);
        const double T_row =
            read ? temperature_schedule_T(&s, (int64_t)table_at(&t, row, time)) : NAN;
        T[k] = table_at(&t, row, at) < LOST ? hopfield_temperature(g, T_row) : NAN;
        table_clear(&t);
    }
    const struct statistics_estimate e = statistics_mean(g->n, T);
    base_free(T);
    return e;
}

/* ---- claims ------------------------------------------------------------------------------------- */

/* "Omega_hidden = 1, Omega_patterns = 0.25, alpha = 0.05" */
static char *model_text(const struct group *g)
{
    const struct replica_symmetry_model x = model_of(g);
    char *const patterns =
        x.Omega_patterns > 0 ? base_text("Omega_patterns = %g, ", x.Omega_patterns) : NULL;
    char *const text = base_text("Omega_hidden = %g, %salpha = %g", x.Omega_hidden,
                                 patterns ? patterns : "", x.alpha);
    base_free(patterns);
    return text;
}

static void claim_point(struct claims *c, const struct groups *all, const struct group *g,
                        const char *column, const char *symbol)
{
    char *const model = model_text(g);
    const double T = temperature_of(g);
    char *const claim = T < 1e-6 ? base_text("%s, %s, T = 0", symbol, model)
                                 : base_text("%s, %s, T = %g", symbol, model, T);
    claims_near(c, claim, extrapolated(all, g, column), TOLERANCE, "differs");
    base_free(claim), base_free(model);
}

static void claim_heating(struct claims *c, const struct group *g)
{
    char *const model = model_text(g);
    char *const claim = base_text("T_M, %s", model);
    char *const where = base_text("heated, N = %g", group_number(g, "system.N"));
    claims_measured(c, claim, where, loss_temperature(g));
    base_free(where), base_free(claim), base_free(model);
}

static bool is_first(const struct groups *all, const struct group *g)
{
    for (const struct group *b = all->group; b < g; b++)
        if (same_point(b, g)) return false;
    return true;
}

static struct claims claims_of(const struct command_arguments *a, const struct groups *all)
{
    struct claims c = claims_init(
        a, "Retrieval of a pattern beside the saddle point of replica symmetry; ours: m and q "
           "extrapolated to N = infinity, T_M by heating.");
    for (const struct group *g = all->group; g < all->group + all->n; g++) {
        if (is_heated(g) || !is_first(all, g)) continue;
        claim_point(&c, all, g, "retrieval", "m");
        if (!is_hopfield(g)) claim_point(&c, all, g, "overlap", "q");
    }
    for (const struct group *g = all->group; g < all->group + all->n; g++)
        if (is_heated(g)) claim_heating(&c, g);
    return c;
}

/* ---- figure ------------------------------------------------------------------------------------- */

struct panels { /* of the figure */
    struct plot_panel *phases, *sizes, *m, *q;
};

static struct panels panels_add(struct plot *p)
{
    struct panels f;
    struct plot_column *c = plot_column(p, "phases", "Loss by heating; sizes beside N = ∞", 1);
    f.phases = plot_panel(c, "T_M", "load α", "T");
    f.sizes = plot_panel(c, "sizes", "1000 / N", "(1 − m)/2");
    c = plot_column(p, "states", "Saddle points; runs extrapolated", 1);
    f.m = plot_panel(c, "m", "T", "retrieval m");
    f.q = plot_panel(c, "q", "T", "overlap of replicas q");
    f.sizes->padded = f.sizes->log_y = true;
    return f;
}

/* Number of the first group of the same family in the list: its colour. */
static size_t family_of(const struct groups *all, const struct group *g, bool alpha)
{
    size_t n = 0;
    for (const struct group *b = all->group; b < g; b++) {
        bool first = is_heated(b) == is_heated(g) && is_hopfield(b) == is_hopfield(g);
        if (first && same_family(b, g, alpha)) return n;
        for (const struct group *d = all->group; d < b && first; d++)
            first = !same_family(d, b, alpha);
        n += first;
    }
    return n;
}

/* Of a heated family: the colour of states of the same laws, if there are any. */
static unsigned colour_of(const struct groups *all, const struct group *g)
{
    const struct replica_symmetry_model x = model_of(g);
    for (const struct group *b = all->group; b < all->group + all->n; b++) {
        const struct replica_symmetry_model y = model_of(b);
        if (!is_heated(b) && !is_hopfield(b) && x.Omega_hidden == y.Omega_hidden &&
            x.Omega_patterns == y.Omega_patterns)
            return plot_colour(1 + family_of(all, b, true), 0);
    }
    return plot_colour(1 + family_of(all, g, false), 0);
}

static void draw_point(struct plot_panel *panel, unsigned colour, double x,
                       struct statistics_estimate e)
{
    struct plot_series *const s = plot_add(panel, 1, "", colour, 1.5);
    s->style = PLOT_POINTS, s->n = 0;
    plot_point(s, x, e.value, e.error);
}

static void draw_spinodal(const struct panels *f, const struct groups *all, const struct group *g)
{
    struct replica_symmetry_model x = model_of(g);
    const unsigned colour = colour_of(all, g);
    char *const legend = base_text("Ω_z = %g", x.Omega_hidden);
    struct plot_series *const line = plot_named(f->phases, CURVE, legend, colour, 1.5);
    const bool is_new = line->n == 0;
    line->enhanced = true;
    for (int k = 1; k <= CURVE && is_new; k++) {
        x.alpha = 0.14 * k * k / (CURVE * CURVE);
        const double T_M = replica_symmetry_spinodal(&x).T;
        if (T_M > 0) plot_point(line, x.alpha, T_M, NAN);
    }
    base_free(legend);
    draw_point(f->phases, colour, group_number(g, "system.alpha"), loss_temperature(g));
}

static void draw_theory(struct plot_panel *m, struct plot_panel *q,
                        const struct replica_symmetry_model *x, const char *legend, unsigned colour)
{
    struct plot_series *const a = plot_named(m, CURVE, legend, colour, 1.5), *const b = plot_named(
                                                                                 q, CURVE, legend,
                                                                                 colour, 1.5);
    if (a->n > 0) return;
    a->enhanced = b->enhanced = true;
    const struct replica_symmetry_state end = replica_symmetry_spinodal(x);
    for (int k = 1; k <= CURVE; k++) {
        const double T = end.T * (1 - pow(1 - (double)k / CURVE, 2));
        const struct replica_symmetry_state s = k < CURVE ? replica_symmetry_retrieval(x, T) : end;
        plot_point(a, T, s.m, NAN), plot_point(b, T, s.q, NAN);
    }
}

static void draw_size(struct plot_panel *panel, const struct group *g, unsigned colour)
{
    const struct statistics_estimate m = over_samples(g, "retrieval");
    draw_point(panel, colour, 1000 / group_number(g, "system.N"),
               (struct statistics_estimate){(1 - m.value) / 2, m.error / 2});
}

static void draw_state(const struct panels *f, const struct groups *all, const struct group *g)
{
    const struct replica_symmetry_model x = model_of(g);
    const unsigned colour = plot_colour(1 + family_of(all, g, true), 0);
    const double T = temperature_of(g);
    char *const legend =
        base_text("Ω_z = %g, Ω_ξ = %g, α = %g", x.Omega_hidden, x.Omega_patterns, x.alpha);
    draw_theory(f->m, f->q, &x, legend, colour);
    base_free(legend);
    draw_size(f->sizes, g, colour);
    if (!is_first(all, g)) return;
    const double wrong = (1 - replica_symmetry_retrieval(&x, T).m) / 2;
    struct plot_series *const line = plot_add(f->sizes, 2, "", colour, 1.5);
    line->style = PLOT_DASHES, line->n = 0;
    plot_point(line, 0, wrong, NAN), plot_point(line, 2, wrong, NAN);
    draw_point(f->m, colour, T, extrapolated(all, g, "retrieval"));
    draw_point(f->q, colour, T, extrapolated(all, g, "overlap"));
}

void memory_command(const struct command_arguments *a)
{
    struct groups all = groups_read(a->n, a->folder);
    struct claims c = claims_of(a, &all);
    struct plot *const plot = plot_create(a->output);
    const struct panels f = panels_add(plot);
    for (const struct group *g = all.group; g < all.group + all.n; g++)
        if (is_heated(g))
            draw_spinodal(&f, &all, g);
        else if (!is_hopfield(g))
            draw_state(&f, &all, g);
    claims_save(&c, a);
    command_output_show(a, c.table, plot);
    claims_clear(&c);
    groups_clear(&all);
}
