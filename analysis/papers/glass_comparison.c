/* twins: spheres and networks as glasses, by the same observables, after a quench or in training.
   Displacement (cage or none), ageing of the overlap at the lowest temperature, superposition of
   all temperatures, and alpha_2. One column per system; the units of time differ. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "analysis/read/group_parts.h"
#include "analysis/estimate/ageing.h"
#include "analysis/figure/colour.h"
#include "analysis/read/group_colour.h"
#include "analysis/papers/papers.h"
#include "analysis/estimate/chi4.h"
#include "analysis/estimate/langevin.h"
#include "analysis/figure/plot.h"
#include "analysis/estimate/relaxation.h"
#include "analysis/estimate/collapse_quality.h"
#include "analysis/figure/result_table.h"
#include "common/core/base.h"

static const double level = 0.7; /* level of the overlap, which a frozen glass reaches as well */

struct twin { /* a group of replicas */
    const struct group *group;
    struct curve msd, overlap, alpha2; /* at one waiting time */
    struct ageing_curves ageing;
    struct relaxation tau; /* of the overlap, at the level */
    struct statistics_estimate mu, last_slope, least_slope;
    unsigned colour;
};

static struct twin twin_read(const struct groups *all, const struct group *g, double waiting)
{
    struct twin t = {.group = g};
    struct curve_rows overlap = curve_rows_read(g, "overlap"), msd = curve_rows_read(g, "msd");
    const double from = curve_waiting(&overlap, true, waiting);
    t.tau = relaxation_measure(&overlap, from, level, &t.overlap);
    t.msd = curve_average(&msd, from, INFINITY);
    require(t.msd.n && t.overlap.n, "%s: nothing was measured from t_w = %g on",
            group_first(g)->path, from);
    struct curve_rows r4 = curve_rows_column(g, "alpha2", "r4");
    t.alpha2 = chi4_alpha2(g, curve_waiting(&r4, true, waiting), INFINITY);
    curve_rows_clear(&r4);
    t.least_slope = langevin_least_slope(&t.msd, &t.last_slope);
    t.ageing = ageing_read(&overlap);
    t.mu = ageing_slope(&t.ageing, level);
    t.colour = group_system(g)->in_legend ? group_colour(all, g) : group_colour_cold(all, g);
    curve_rows_clear(&overlap);
    curve_rows_clear(&msd);
    return t;
}

static void twin_clear(struct twin *t)
{
    curve_clear(&t->msd);
    curve_clear(&t->overlap);
    curve_clear(&t->alpha2);
    ageing_clear(&t->ageing);
}

static bool alike(const struct twin *a, const struct twin *b)
{
    return group_system(a->group) == group_system(b->group) &&
           strcmp(group_first(a->group)->protocol, group_first(b->group)->protocol) == 0;
}

/* Quality of the superposition of all temperatures of a protocol, for overlaps from 0.95 down. */
static struct collapse_quality superposition(size_t n, const struct twin *t, const struct twin *of)
{
    const struct curve **const c = base_alloc(n, sizeof *c);
    double *const tau = base_alloc(n, sizeof *tau);
    size_t curves = 0;
    for (size_t k = 0; k < n; k++) {
        if (!alike(&t[k], of) || t[k].tau.bound != RELAXATION_VALUE) continue;
        tau[curves] = t[k].tau.tau.value;
        c[curves++] = &t[k].overlap;
    }
    const struct collapse_quality q = collapse_quality_superposed(curves, c, tau, 0.05, 0.95);
    base_free((void *)c);
    base_free(tau);
    return q;
}

/* ---- figure ---------------------------------------------------------------------------------- */

enum { MSD, AGEING, COLLAPSE, ALPHA2, PANELS };

static void describe(struct plot_column *c, const char *time)
{
    c->panels = PANELS;
    c->panel[MSD] = (struct plot_panel){.name = "msd",
                                        .ylabel = "mean squared displacement",
                                        .log_x = true,
                                        .log_y = true,
                                        .joined = true};
    c->panel[AGEING] = (struct plot_panel){
        .name = "ageing", .xlabel = time, .ylabel = "Q(t_w, t_w + t)", .log_x = true, .unit = true};
    c->panel[COLLAPSE] = (struct plot_panel){
        .name = "collapse", .xlabel = "t / τ(T)", .ylabel = "Q", .log_x = true, .unit = true};
    c->panel[ALPHA2] =
        (struct plot_panel){.name = "alpha2", .xlabel = time, .ylabel = "α_2(t)", .log_x = true};
}

static void draw_curve(struct plot_panel *panel, const struct curve *c, double unit,
                       const char *legend, unsigned colour, double width)
{
    struct plot_series *const s = plot_add(panel, c->n, legend, colour, width);
    s->n = 0;
    for (size_t i = 0; i < c->n; i++)
        if (c->lag[i] > 0 && isfinite(c->value[i]))
            plot_point(s, c->lag[i] / unit, c->value[i], c->error[i]);
}

/* The legend without "no swap" where runs without swaps differ in T alone. */
static const char *name_of(const struct group *g)
{
    static const char plain[] = "no swap, ";
    const size_t n = sizeof plain - 1;
    return !group_system(g)->in_legend && strncmp(g->legend, plain, n) == 0 ? g->legend + n
                                                                            : g->legend;
}

static void draw(struct plot_column *c, const struct twin *t)
{
    const double width = group_first(t->group)->swaps ? 1.2 : 2;
    draw_curve(&c->panel[MSD], &t->msd, 1, name_of(t->group), t->colour, width);
    draw_curve(&c->panel[ALPHA2], &t->alpha2, 1, "", t->colour, width);
    if (t->tau.bound == RELAXATION_VALUE)
        draw_curve(&c->panel[COLLAPSE], &t->overlap, t->tau.tau.value, "", t->colour, width);
}

static void draw_ageing(struct plot_column *c, const struct twin *t)
{
    struct plot_panel *const panel = &c->panel[AGEING];
    const struct ageing_curves *const a = &t->ageing;
    for (size_t w = 0; w < a->n; w++)
        draw_curve(panel, &a->curve[w], 1, "", colour_along(w, a->n), 1.5);
    panel->note = base_text("T = %g, t_w = %g to %g", group_first(t->group)->T, a->waiting[0],
                            a->waiting[a->n - 1]);
}

/* The coldest group without swaps at T > 0; NULL if there is none. */
static const struct twin *coldest(size_t n, const struct twin *t, const struct system_kind *k)
{
    const struct twin *best = NULL;
    for (size_t i = 0; i < n; i++) {
        const struct run *const r = group_first(t[i].group);
        if (r->system == k && !r->swaps && r->T > 0 &&
            (!best || r->T < group_first(best->group)->T))
            best = &t[i];
    }
    return best;
}

static void draw_all(struct plot *p, size_t n, const struct twin *t)
{
    for (const struct system_kind *const *k = system_kinds; *k; k++) {
        struct plot_column *c = NULL;
        for (size_t i = 0; i < n; i++) {
            if (group_system(t[i].group) != *k) continue;
            if (!c) describe(c = system_kind_column(p, *k, 2), (*k)->time);
            draw(c, &t[i]);
        }
        const struct twin *const cold = coldest(n, t, *k);
        if (c && cold && cold->ageing.n) draw_ageing(c, cold);
    }
}

/* ---- the command ----------------------------------------------------------------------------- */

static struct result_table *new_summary(void)
{
    struct result_table *const s = result_table_create(
        "Spheres and networks by the same observables: least and last d ln MSD / d ln t over a "
        "decade (near 0: a cage); tau of the overlap at %g, and mu of tau ~ t_w^mu; how Q of all "
        "temperatures differs in t / tau; alpha_2, the most and the last.",
        level);
    result_table_column(s, "program", NULL, RESULT_TABLE_TEXT);
    result_table_column(s, "run", NULL, RESULT_TABLE_TEXT);
    result_table_column(s, "least_slope", NULL, RESULT_TABLE_ESTIMATE);
    result_table_column(s, "slope", NULL, RESULT_TABLE_ESTIMATE);
    result_table_column(s, "tau", "time", RESULT_TABLE_ESTIMATE);
    result_table_column(s, "mu", NULL, RESULT_TABLE_ESTIMATE);
    result_table_column(s, "spread", NULL, RESULT_TABLE_ESTIMATE);
    result_table_column(s, "alpha2_most", NULL, RESULT_TABLE_ESTIMATE);
    result_table_column(s, "alpha2_last", NULL, RESULT_TABLE_ESTIMATE);
    return s;
}

static double rounded(double x)
{
    return isfinite(x) && x != 0 ? round(x * 1000) / 1000 : x;
}

static void add_row(struct result_table *s, size_t n, const struct twin *all, const struct twin *t)
{
    struct statistics_estimate most = {NAN, NAN};
    for (size_t i = 0; i < t->alpha2.n; i++)
        if (t->alpha2.lag[i] > 0 && !(t->alpha2.value[i] <= most.value))
            most = (struct statistics_estimate){t->alpha2.value[i], t->alpha2.error[i]};
    result_table_text(s, "%s", system_kind_word(group_system(t->group)));
    result_table_text(s, "%s", t->group->legend);
    result_table_estimate(s, t->least_slope);
    result_table_estimate(s, t->last_slope);
    relaxation_cell(s, &t->tau);
    result_table_estimate(s, t->mu);
    result_table_estimate(
        s, (struct statistics_estimate){rounded(superposition(n, all, t).spread), NAN});
    result_table_estimate(s, most);
    result_table_estimate(s, curve_last(&t->alpha2));
}

void glass_comparison_command(const struct command_arguments *a)
{
    struct groups all = groups_read(a->n, a->folder);
    group_parts_require_one(&all);
    groups_require_one_model(&all);
    struct twin *const t = base_alloc(all.n, sizeof *t);
    for (size_t i = 0; i < all.n; i++) t[i] = twin_read(&all, &all.group[i], a->waiting);
    struct result_table *const s = new_summary();
    for (size_t i = 0; i < all.n; i++) add_row(s, all.n, t, &t[i]);
    struct plot *const p = plot_create(a->output);
    draw_all(p, all.n, t);
    groups_note_temperature(&all, s);
    command_output_show(a, s, p);
    for (size_t i = 0; i < all.n; i++) twin_clear(&t[i]);
    base_free(t);
    groups_clear(&all);
}
