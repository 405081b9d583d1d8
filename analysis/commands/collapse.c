/* collapse: time-temperature superposition. The decays of one protocol at all temperatures are
   compared as functions of t / tau(T), where tau is the time at which a decay reaches the level. S
   and the spread measure how closely the decays agree. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/read/group_parts.h"
#include "analysis/read/group_colour.h"
#include "analysis/commands/commands.h"
#include "analysis/figure/number_format.h"
#include "analysis/figure/plot.h"
#include "analysis/figure/plot_text.h"
#include "analysis/estimate/drift.h"
#include "analysis/estimate/relaxation.h"
#include "analysis/estimate/collapse_quality.h"
#include "analysis/figure/result_table.h"
#include "common/core/base.h"
#include "common/core/rng.h"

struct family { /* decays of one protocol */
    size_t n, left_out;
    const struct group **group; /* (n) borrowed */
    const struct group *first;
    double *T, *tau;
    unsigned *colour;
    struct curve *curve;
};

static bool belongs(const struct group *g, const struct group *first)
{
    return group_system(g) == group_system(first) && strcmp(g->family, first->family) == 0;
}

/* As a function of t / tau, the error of tau is an error of the point as well. */
static void add_error_of_tau(struct curve *c, struct statistics_estimate tau)
{
    const double relative = isnan(tau.error) ? 0 : tau.error / tau.value;
    for (size_t i = 1; i + 1 < c->n; i++) {
        if (!(c->lag[i - 1] > 0)) continue;
        const double slope =
            (c->value[i + 1] - c->value[i - 1]) / log(c->lag[i + 1] / c->lag[i - 1]);
        c->error[i] = hypot(c->error[i], slope * relative);
    }
}

static struct family family_of(struct result_table *s, const struct groups *all,
                               const struct group *first, const struct command_arguments *a,
                               const char *observable)
{
    struct family f = {.first = first};
    f.T = base_alloc(all->n, sizeof *f.T);
    f.tau = base_alloc(all->n, sizeof *f.tau);
    f.colour = base_alloc(all->n, sizeof *f.colour);
    f.group = base_alloc(all->n, sizeof *f.group);
    f.curve = base_alloc(all->n, sizeof *f.curve);
    for (const struct group *g = first; g < all->group + all->n; g++) {
        if (!belongs(g, first) || group_parts_lack(g, observable, s)) continue;
        struct curve_rows rows = curve_rows_read(g, observable);
        const double waiting = curve_one_waiting(&rows, g, observable, a->waiting);
        struct curve c;
        const struct relaxation x = relaxation_measure(&rows, waiting, a->level, &c);
        if (waiting == CURVE_ALL) drift_note_rows(s, g, observable, &rows, a->level);
        curve_rows_clear(&rows);
        if (x.bound != RELAXATION_VALUE) {
            curve_clear(&c);
            f.left_out++;
            continue;
        }
        f.T[f.n] = group_T(g);
        f.group[f.n] = g;
        f.colour[f.n] = group_colour_cold(all, g);
        f.tau[f.n] = x.tau.value;
        add_error_of_tau(&c, x.tau);
        f.curve[f.n++] = c;
    }
    curve_pool_errors(f.n, f.curve);
    return f;
}

static void family_clear(struct family *f)
{
    for (size_t i = 0; i < f->n; i++) curve_clear(&f->curve[i]);
    base_free(f->curve);
    base_free(f->T);
    base_free((void *)f->group);
    base_free(f->tau);
    base_free(f->colour);
}

/* Compares only C below twice the level, beyond the plateau or the short times. */
static struct collapse_quality quality_of(const struct family *f, double level)
{
    const struct curve **const c = base_alloc(f->n, sizeof *c);
    for (size_t k = 0; k < f->n; k++) c[k] = &f->curve[k];
    const struct collapse_quality q =
        collapse_quality_superposed(f->n, c, f->tau, 0.05, fmin(0.95, 2 * level));
    base_free((void *)c);
    return q;
}

/* ---- the master curve's slope ---------------------------------------------------------------- */

static const double slope_from = 1, slope_to = 1e3; /* t / tau */

/* d ln C / d ln t of values y (c->n), by least squares weighted with the errors of ln C. Uses
   points where C exceeds three errors. NAN if these cover less than a decade. */
static double slope_of(const struct curve *c, const double *y, double tau)
{
    double w = 0, wx = 0, wy = 0, wxx = 0, wxy = 0, first = NAN, last = NAN;
    for (size_t i = 0; i < c->n; i++) {
        const double t = c->lag[i] / tau;
        if (t < slope_from || t > slope_to || !(c->value[i] > 3 * c->error[i]) || !(y[i] > 0))
            continue;
        const double x = log(t), z = log(y[i]), each = pow(c->value[i] / c->error[i], 2);
        w += each, wx += each * x, wy += each * z, wxx += each * x * x, wxy += each * x * z;
        if (isnan(first)) first = x;
        last = x;
    }
    return last - first >= log(10) * 0.99 ? (w * wxy - wx * wy) / (w * wxx - wx * wx) : NAN;
}

/* Slope of the hottest curve, which covers the largest range of t / tau. */
static struct statistics_estimate slope_measure(const struct family *f)
{
    enum { DRAWS = 200 };
    const struct curve *const c = f->curve;
    const double full = slope_of(c, c->value, f->tau[0]);
    if (isnan(full) || c->blocks == 0) return (struct statistics_estimate){full, NAN};
    size_t *const draw = base_alloc(c->blocks, sizeof *draw);
    double *const y = base_alloc(c->n, sizeof *y), slope[DRAWS];
    struct rng rng;
    rng_init(&rng, 1, 0, RNG_BOOTSTRAP);
    for (int d = 0; d < DRAWS; d++) {
        curve_draw(c->blocks, &rng, draw);
        curve_resample(c, draw, y);
        slope[d] = slope_of(c, y, f->tau[0]);
    }
    base_free(draw);
    base_free(y);
    return statistics_bootstrap(DRAWS, slope, c->blocks, full);
}

/* ---- showing --------------------------------------------------------------------------------- */

/* "T = 0.2", or all of the group's legend if the family has this temperature twice. base_free. */
static char *legend_of(const struct family *f, size_t k)
{
    for (size_t i = 0; i < f->n; i++)
        if (i != k && temperature_stages_same(f->T[i], f->T[k]))
            return base_text("%s", f->group[k]->legend);
    return base_text("T = %g", f->T[k]);
}

static void draw(struct plot *p, const struct family *f, const char *observable)
{
    static const char *const name[] = {"1", "2", "3", "4", "5", "6"};
    const size_t most = sizeof name / sizeof *name;
    struct plot_column *const c = system_kind_column(p, group_system(f->first), 2);
    if (c->panels == most) return;
    struct plot_panel *const panel = &c->panel[c->panels];
    *panel = (struct plot_panel){
        .name = name[c->panels], .xlabel = "t / τ(T)", .log_x = true, .unit = true};
    plot_labels(panel, NULL, system_kind_label(group_system(f->first), observable));
    panel->note = plot_text_literal(f->first->family);
    c->panels++;
    for (size_t k = 0; k < f->n; k++) {
        const struct curve *const from = &f->curve[k];
        char *const legend = legend_of(f, k);
        struct plot_series *const s = plot_add(panel, from->n, legend, f->colour[k], 1.5);
        base_free(legend);
        for (size_t i = 0; i < from->n; i++) {
            s->x[i] = from->lag[i] / f->tau[k];
            s->y[i] = from->value[i];
            s->error[i] = from->error[i];
        }
    }
}

static void columns(struct result_table *s)
{
    result_table_column(s, "program", NULL, RESULT_TABLE_TEXT);
    result_table_column(s, "run", NULL, RESULT_TABLE_TEXT);
    result_table_column(s, "of", NULL, RESULT_TABLE_TEXT);
    result_table_column(s, "temperatures", NULL, RESULT_TABLE_NUMBER);
    result_table_column(s, "T_high", "energy", RESULT_TABLE_NUMBER);
    result_table_column(s, "T_low", "energy", RESULT_TABLE_NUMBER);
    result_table_column(s, "tau_ratio", NULL, RESULT_TABLE_NUMBER);
    result_table_column(s, "S", NULL, RESULT_TABLE_ESTIMATE);
    result_table_column(s, "spread", NULL, RESULT_TABLE_NUMBER);
    result_table_column(s, "slope", NULL, RESULT_TABLE_ESTIMATE);
    result_table_column(s, "verdict", NULL, RESULT_TABLE_TEXT);
}

static void add_row(struct result_table *s, const struct family *f, const char *observable,
                    const struct collapse_quality *q)
{
    static const double fair = 0.02; /* a spread that a figure does not show */
    const enum verdict v = collapse_quality_verdict(q);
    result_table_text(s, "%s", system_kind_word(group_system(f->first)));
    result_table_text(s, "%s", f->first->family);
    result_table_text(s, "%s", observable);
    result_table_number(s, (double)f->n);
    result_table_number(s, f->T[0]);
    result_table_number(s, f->T[f->n - 1]);
    result_table_number(s, number_format_rounded(f->tau[f->n - 1] / f->tau[0]));
    result_table_estimate(s, collapse_quality_S(q));
    result_table_number(s, number_format_rounded(q->spread));
    result_table_estimate(s, slope_measure(f));
    result_table_text(s, "%s",
                      v == VERDICT_HOLDS     ? "holds within errors"
                      : v == VERDICT_UNKNOWN ? verdict_text(v)
                      : q->spread < fair     ? "holds to a spread of 0.02"
                                             : "does not hold");
}

void collapse_command(const struct command_arguments *a)
{
    struct groups all = group_parts_read(a);
    groups_require_one_model(&all);
    struct result_table *const s = result_table_create(
        "Time-temperature superposition: C against t / tau(T), where C is below %.3g. S: "
        "mean square over variance, 1 is as good as the errors; spread: of C; slope: d ln C / "
        "d ln t beyond tau at the highest T, bootstrap error.",
        fmin(0.95, 2 * a->level));
    struct plot *const p = plot_create(a->output);
    columns(s);
    size_t shown = 0;
    for (const struct group *g = all.group; g < all.group + all.n; g++) {
        bool seen = false;
        for (const struct group *h = all.group; h < g; h++) seen = seen || belongs(h, g);
        if (seen) continue;
        const char *const observable = a->of ? a->of : group_has(g, "fs") ? "fs" : "overlap";
        struct family f = family_of(s, &all, g, a, observable);
        if (f.left_out)
            result_table_note(s, "%s: %zu temperature%s left out: tau is outside the data",
                              g->family, f.left_out, f.left_out > 1 ? "s" : "");
        if (f.n >= 2) {
            const struct collapse_quality q = quality_of(&f, a->level);
            add_row(s, &f, observable, &q);
            draw(p, &f, observable);
            shown++;
        }
        family_clear(&f);
    }
    require(shown > 0, "%s: no protocol has relaxation times at two temperatures",
            group_first(all.group)->path);
    groups_note_temperature(&all, s);
    command_output_show(a, s, p);
    groups_clear(&all);
}
