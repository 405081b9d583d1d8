/* age: tests of ageing. Every scaled time is tried on the decays of each group of replicas. The
   figure shows the decays as measured, and in the scaled time that collapses them best. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/read/group_parts.h"
#include "analysis/estimate/ageing.h"
#include "analysis/estimate/drift.h"
#include "analysis/figure/colour.h"
#include "analysis/commands/commands.h"
#include "analysis/figure/plot.h"
#include "analysis/figure/plot_text.h"
#include "analysis/estimate/relaxation.h"
#include "analysis/figure/number_format.h"
#include "analysis/figure/result_table.h"
#include "common/core/base.h"

static void columns(struct result_table *s)
{
    result_table_column(s, "program", NULL, RESULT_TABLE_TEXT);
    result_table_column(s, "run", NULL, RESULT_TABLE_TEXT);
    result_table_column(s, "form", NULL, RESULT_TABLE_TEXT);
    result_table_column(s, "mu", NULL, RESULT_TABLE_ESTIMATE);
    result_table_column(s, "S", NULL, RESULT_TABLE_ESTIMATE);
    result_table_column(s, "spread", NULL, RESULT_TABLE_NUMBER);
    result_table_column(s, "points", NULL, RESULT_TABLE_NUMBER);
    result_table_column(s, "verdict", NULL, RESULT_TABLE_TEXT);
}

/* Interval of S; below 1 a collapse is as good as the errors, and no better than another. */
static struct verdict_interval interval(const struct ageing *a)
{
    struct verdict_interval i = verdict_interval(collapse_quality_S(&a->quality));
    if (i.low < 1) i.low = 1;
    if (i.high < 1) i.high = 1;
    return i;
}

/* True if the intervals of S of two forms overlap, or one of them is unknown. */
static bool alike(const struct ageing *a, const struct ageing *b)
{
    const struct verdict_interval x = interval(a), y = interval(b);
    return !(x.high < y.low || y.high < x.low);
}

/* "best", or "among the best" if another form of the n is as good within the errors, with the claim
   that the collapse holds; "" for the rest. */
static const char *verdict(const struct ageing *a, size_t n, size_t best, size_t k)
{
    static const char *const text[2][3] = {
        {[VERDICT_UNKNOWN] = "best: cannot tell if within errors",
         [VERDICT_HOLDS] = "best: within errors",
         [VERDICT_FAILS] = "best, beyond errors"},
        {[VERDICT_UNKNOWN] = "among the best: cannot tell if within errors",
         [VERDICT_HOLDS] = "among the best: within errors",
         [VERDICT_FAILS] = "among the best, beyond errors"}};
    bool tie = false;
    if (!a[k].quality.points || !alike(&a[k], &a[best])) return "";
    for (size_t i = 0; i < n; i++)
        tie = tie || (i != best && a[i].quality.points && alike(&a[i], &a[best]));
    return text[tie][collapse_quality_verdict(&a[k].quality)];
}

static void add_row(struct result_table *s, const struct group *g, const struct ageing *a,
                    const char *judged)
{
    result_table_text(s, "%s", system_kind_word(group_system(g)));
    result_table_text(s, "%s", g->legend);
    result_table_text(s, "%s", a->form->name);
    result_table_estimate(s, a->mu);
    result_table_estimate(s, collapse_quality_S(&a->quality));
    result_table_number(s, number_format_rounded(a->quality.spread));
    result_table_number(s, (double)a->quality.points);
    result_table_text(s, "%s", judged);
}

/* ---- figure ---------------------------------------------------------------------------------- */

static const char *scaled_label(const struct ageing_form *f)
{
    return strcmp(f->name, "full") == 0  ? "t / t_w"
           : strcmp(f->name, "sub") == 0 ? "t / t_w^μ"
           : strcmp(f->name, "none") == 0
               ? "t, as measured"
               : "effective time  [(t_w + t)^{1-μ} - t_w^{1-μ}] / (1 - μ)";
}

static struct plot_panel *new_panel(struct plot_column *c, const char *name, const char *xlabel)
{
    struct plot_panel *const panel = &c->panel[c->panels++];
    *panel = (struct plot_panel){
        .name = name, .xlabel = xlabel, .ylabel = "C(t_w, t_w + t)", .log_x = true, .unit = true};
    return panel;
}

/* Curves of waiting times, in the legend if there are few enough; returns how many are left out. */
static size_t draw_curves(struct plot_panel *panel, const struct ageing_curves *c,
                          const struct ageing_form *form, double mu)
{
    enum { NAMED = 12, CURVES = 24 };
    const size_t step = (c->n + CURVES - 1) / CURVES; /* more would hide one another */
    size_t drawn = 0;
    for (size_t w = 0; w < c->n; w += step, drawn++) {
        const struct curve *const from = &c->curve[w];
        const size_t every = (c->n / step + NAMED - 1) / NAMED;
        char *const legend = (w / step) % (every ? every : 1) == 0
                                 ? base_text("t_w = %g", c->waiting[w])
                                 : base_text("%s", "");
        struct plot_series *const s = plot_add(panel, from->n, legend, colour_along(w, c->n), 1.5);
        s->enhanced = true;
        base_free(legend);
        for (size_t i = 0; i < from->n; i++) {
            s->x[i] = form->u(from->lag[i], c->waiting[w], mu);
            s->y[i] = from->value[i];
            s->error[i] = from->error[i];
        }
    }
    return c->n - drawn;
}

static void draw(struct plot *p, struct result_table *s, const struct group *g,
                 const struct ageing_curves *c, const struct ageing *best)
{
    static const char *const raw[PLOT_ROWS] = {"1", "2", "3", "4", "5", "6"};
    const size_t row = p->column[0].panels;
    if (row == PLOT_ROWS) return;
    struct plot_panel *const left = new_panel(&p->column[0], raw[row], group_system(g)->time);
    struct plot_panel *const right = new_panel(&p->column[1], raw[row], scaled_label(best->form));
    char *const legend = plot_text_literal(g->legend);
    left->note = base_text("%s, %s:  t_w = %g to %g", group_system(g)->name, legend, c->waiting[0],
                           c->waiting[c->n - 1]);
    base_free(legend);
    if (isfinite(best->mu.error))
        right->note =
            base_text("μ = %s ± %s", number_format_value(best->mu), number_format_error(best->mu));
    else if (isfinite(best->mu.value))
        right->note = base_text("μ = %.1g, error unknown", best->mu.value);
    const size_t hidden = draw_curves(left, c, &ageing_forms[0], 0);
    if (hidden)
        result_table_note(s, "Figure: %zu of %zu waiting times of %s are not drawn.", hidden, c->n,
                          g->legend);
    draw_curves(right, c, best->form, best->mu.value);
}

/* ---- the command ----------------------------------------------------------------------------- */

static void measure(struct result_table *s, struct plot *p, const struct group *g,
                    const char *observable, double level)
{
    enum { FORMS = 8 };
    struct curve_rows rows = curve_rows_read(g, observable);
    curve_shift(&rows, g->part.begin);
    if (g->part.begin > 0)
        result_table_note(s, "%s: t_w counts from t = %g, where the hold begins", g->legend,
                          g->part.begin);
    drift_note_exchange(s, g);
    struct ageing_curves c = ageing_read(&rows);
    struct ageing a[FORMS];
    size_t n = 0, best = 0;
    require(c.n >= 2, "%s/%s.dat: ageing needs two waiting times above 0, and it has %zu",
            group_first(g)->path, observable, c.n);
    for (const struct ageing_form *f = ageing_forms; f->name; f++) {
        a[n] = ageing_measure(&c, f);
        if (a[n].quality.S < a[best].quality.S || !a[best].quality.points) best = n;
        n++;
    }
    for (size_t k = 0; k < n; k++) add_row(s, g, &a[k], verdict(a, n, best, k));
    const struct statistics_estimate slope = ageing_slope(&c, level);
    if (isfinite(slope.value) && isfinite(slope.error))
        result_table_note(s, "%s: tau ~ t_w^%.3f(+-%.3f) at C = %.3g", g->legend, slope.value,
                          slope.error, level);
    else if (isfinite(slope.value))
        result_table_note(s,
                          "%s: tau ~ t_w^%.3f at C = %.3g (error unknown: fewer than three runs)",
                          g->legend, slope.value, level);
    draw(p, s, g, &c, &a[best]);
    ageing_clear(&c);
    curve_rows_clear(&rows);
}

void age_command(const struct command_arguments *a)
{
    struct command_arguments whole = *a; /* a hold ages from its beginning on */
    if (!a->from.given) whole.from = (struct command_number){true, 0};
    struct groups all = group_parts_read(&whole);
    const char *const observable = a->of ? a->of : "overlap";
    struct result_table *const s = result_table_create(
        "Ageing of %s(t_w, t_w + t): collapse by a scaled time. S: mean square over "
        "variance, 1 is as good as the errors (at least %g); spread: of C.",
        observable, collapse_quality_floor);
    struct plot *const p = plot_create(a->output);
    p->columns = 2;
    p->column[0] = (struct plot_column){
        .name = "measured", .title = base_text("as measured;  older is darker"), .key_columns = 3};
    p->column[1] =
        (struct plot_column){.name = "scaled", .title = base_text("scaled"), .key_columns = 3};
    columns(s);
    for (const struct group *g = all.group; g < all.group + all.n; g++)
        if (!group_parts_lack(g, observable, s)) measure(s, p, g, observable, a->level);
    for (const struct ageing_form *f = ageing_forms; f->name; f++)
        result_table_note(s, "%-10s %s", f->name, f->doc);
    if (all.n > PLOT_ROWS)
        result_table_note(s, "The figure has room for %d of these %zu kinds of run.", PLOT_ROWS,
                          all.n);
    groups_note_temperature(&all, s);
    command_output_show(a, s, p);
    groups_clear(&all);
}
