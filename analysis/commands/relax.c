/* relax: relaxation times. The figure shows tau against temperature, for runs that age against the
   waiting time. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "analysis/read/group_parts.h"
#include "analysis/read/group_colour.h"
#include "analysis/commands/commands.h"
#include "analysis/figure/column_symbol.h"
#include "analysis/figure/plot.h"
#include "analysis/figure/plot_text.h"
#include "analysis/estimate/drift.h"
#include "analysis/estimate/relaxation.h"
#include "analysis/figure/result_table.h"
#include "common/core/base.h"

static void columns(struct result_table *s)
{
    relaxation_columns(s);
    result_table_column(s, "tau", "time", RESULT_TABLE_ESTIMATE);
    result_table_column(s, "beta", NULL, RESULT_TABLE_ESTIMATE);
    result_table_column(s, "from", NULL, RESULT_TABLE_TEXT);
}

static void add_from(struct result_table *s, const struct relaxation *x)
{
    if (x->members > 1)
        result_table_text(s, "%zu runs", x->members);
    else if (x->blocks > 1)
        result_table_text(s, "%zu %sblocks%s", x->blocks, x->few ? "short " : "",
                          x->few ? ": error too small" : "");
    else
        result_table_text(s, "1 run");
}

static void add_row(struct result_table *s, const struct group *g, const char *observable,
                    double waiting, const struct relaxation *x)
{
    relaxation_row(s, g, observable, waiting);
    relaxation_cell(s, x);
    result_table_estimate(s, x->beta);
    add_from(s, x);
}

/* ---- figure ---------------------------------------------------------------------------------- */

static struct plot_panel *panel_of(struct plot_column *c, const char *observable,
                                   const struct system_kind *k, bool ages)
{
    for (size_t i = 0; i < c->panels; i++)
        if (strcmp(c->panel[i].name, observable) == 0) return &c->panel[i];
    if (c->panels == PLOT_ROWS) return NULL;
    struct plot_panel *const panel = &c->panel[c->panels++];
    *panel = (struct plot_panel){.name = observable, .log_x = ages, .log_y = true};
    panel->xlabel = ages ? k->waiting : "temperature  T";
    panel->ylabel = k->tau;
    char *const of = column_symbol_short(observable, k->name);
    panel->note = base_text("from  %s", of);
    base_free(of);
    return panel;
}

/* The decays of an observable, in a column of their system beside that of the times. */
static struct plot_panel *decay_panel(struct plot *p, const struct group *g, const char *observable)
{
    const struct system_kind *const k = group_system(g);
    const bool ages = group_first(g)->ages;
    const char *const name = ages || !k->sampled ? k->name : k->sampled;
    char *const own = base_text("%s-decay", name), *const title = base_text("%s: decay",
                                                                            ages || !k->sampled
                                                                                ? k->title
                                                                                : k->sampled_title);
    struct plot_column *c = p->column;
    while (c < p->column + p->columns && strcmp(c->name, own) != 0) c++;
    if (c == p->column + p->columns) c = plot_column(p, own, title, 3);
    base_free(title);
    if (c->name == own)
        c->own = own;
    else
        base_free(own);
    for (size_t i = 0; i < c->panels; i++)
        if (strcmp(c->panel[i].name, observable) == 0) return &c->panel[i];
    if (c->panels == PLOT_ROWS) return NULL;
    struct plot_panel *const panel = plot_panel(c, observable, k->lag, NULL);
    panel->log_x = panel->unit = true;
    plot_labels(panel, NULL, system_kind_label(k, observable));
    return panel;
}

/* C(t), with a disc at tau. */
static void add_decay(struct plot *p, struct result_table *s, unsigned colour,
                      const struct group *g, const char *observable, double waiting,
                      const struct relaxation *x, const struct curve *c, double level)
{
    enum { CURVES = 16 };
    struct plot_panel *const panel = decay_panel(p, g, observable);
    if (!panel) return;
    if (panel->n >= 2 * CURVES) {
        result_table_note(s,
                          "Figure: room for %d decays; those of %s at later times are not drawn.",
                          CURVES, observable);
        return;
    }
    char *const legend = plot_text_literal(g->legend), *const at = waiting == CURVE_ALL
                                                                       ? base_text("%s", legend)
                                                                       : base_text("%s, t_w = %g",
                                                                                   legend, waiting);
    struct plot_series *const drawn = plot_add(panel, c->n, at, colour, 1.5);
    drawn->enhanced = true;
    base_free(at);
    base_free(legend);
    memcpy(drawn->x, c->lag, c->n * sizeof *c->lag);
    memcpy(drawn->y, c->value, c->n * sizeof *c->lag);
    memcpy(drawn->error, c->error, c->n * sizeof *c->lag);
    struct plot_series *const tau = plot_add(panel, 1, "", colour, 1);
    tau->style = PLOT_POINTS;
    tau->n = 0;
    if (x->bound == RELAXATION_VALUE) plot_point(tau, x->tau.value, level, NAN);
}

static void add_point(struct plot *p, struct result_table *t, const struct groups *all,
                      const struct group *g, const char *observable, double waiting,
                      const struct relaxation *x)
{
    enum { MOST = 256 };
    const struct system_kind *const k = group_system(g);
    const bool ages = group_first(g)->ages;
    if (x->bound != RELAXATION_VALUE) {
        if (p->path) result_table_note(t, "Figure: bounds on tau are not drawn.");
        return;
    }
    if (ages && waiting <= 0) {
        if (p->path) result_table_note(t, "Figure: tau at t_w = 0 is not on the logarithmic axis.");
        return;
    }
    struct plot_panel *const panel =
        panel_of(system_kind_tau_column(p, k, ages), observable, k, ages);
    if (!panel) return;
    struct plot_series *const s =
        plot_named(panel, MOST, ages ? g->legend : g->family,
                   ages ? group_colour(all, g) : group_colour_family(all, g), 1.5);
    s->style = PLOT_POINTS;
    if (s->n < MOST) plot_point(s, ages ? waiting : group_T(g), x->tau.value, x->tau.error);
}

/* In equilibrium tau is averaged over all waiting times. For runs that age, every waiting time has
   a row. */
static void measure(struct result_table *s, struct plot *p, const struct groups *all,
                    const struct group *g, const char *observable,
                    const struct command_arguments *a)
{
    struct curve_rows rows = curve_rows_read(g, observable);
    const bool ages = group_first(g)->ages;
    if (ages) curve_require_waiting(&rows, g, observable, a->waiting);
    for (size_t w = 0; w < (ages ? rows.waitings : 1); w++) {
        const double waiting = ages ? rows.waiting[w] : CURVE_ALL;
        if (ages && !isnan(a->waiting) && waiting != a->waiting) continue;
        struct curve c;
        const struct relaxation x = relaxation_measure(&rows, waiting, a->level, &c);
        add_row(s, g, observable, waiting, &x);
        add_point(p, s, all, g, observable, waiting, &x);
        const unsigned colour =
            ages ? group_colour_along(all, g, w, rows.waitings) : group_colour(all, g);
        add_decay(p, s, colour, g, observable, waiting, &x, &c, a->level);
        curve_clear(&c);
        if (!ages) drift_note_rows(s, g, observable, &rows, a->level);
    }
    curve_rows_clear(&rows);
}

/* One temperature makes no tau(T): a panel with a single point is left out. */
static void drop_single(struct plot *p)
{
    for (struct plot_column *c = p->column; c < p->column + p->columns; c++)
        for (struct plot_panel *k = c->panel; k < c->panel + c->panels; k++)
            if (!k->unit && k->n == 1 && k->series[0].n == 1) k->series[0].n = 0;
}

void relax_command(const struct command_arguments *a)
{
    struct groups all = group_parts_read(a);
    if (!a->of) relaxation_require(&all);
    char *const clocks = groups_clocks(&all);
    struct result_table *const s = result_table_create(
        "Relaxation times tau, C(tau) = %.4g; %s; errors: one sigma, jackknife.", a->level, clocks);
    base_free(clocks);
    struct plot *const p = plot_create(a->output);
    columns(s);
    for (const struct group *g = all.group; g < all.group + all.n; g++)
        if (a->of && !group_parts_lack(g, a->of, s)) measure(s, p, &all, g, a->of, a);
    for (const struct group *g = all.group; g < all.group + all.n && !a->of; g++)
        for (const struct relaxation_observable *o = relaxation_observables; o->name; o++)
            if (group_has(g, o->name) && !group_parts_lack(g, o->name, s))
                measure(s, p, &all, g, o->name, a);
    groups_note_temperature(&all, s);
    drop_single(p);
    command_output_show(a, s, p);
    groups_clear(&all);
}
