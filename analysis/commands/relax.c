/* relax: relaxation times. The figure shows tau against temperature, for runs that age against the
   waiting time. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "analysis/read/group_parts.h"
#include "analysis/read/group_colour.h"
#include "analysis/commands/commands.h"
#include "analysis/figure/plot.h"
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
    panel->note = base_text("of %s", observable);
    return panel;
}

static void add_point(struct plot *p, const struct groups *all, const struct group *g,
                      const char *observable, double waiting, const struct relaxation *x)
{
    enum { MOST = 256 };
    if (x->bound != RELAXATION_VALUE) return;
    const struct system_kind *const k = group_system(g);
    const bool ages = group_first(g)->ages;
    struct plot_panel *const panel =
        panel_of(system_kind_tau_column(p, k, ages), observable, k, ages);
    if (!panel) return;
    struct plot_series *const s =
        plot_named(panel, MOST, ages ? g->legend : g->family,
                   ages ? group_colour(all, g) : group_colour_family(all, g), 1.5);
    s->style = PLOT_POINTS;
    if (s->n < MOST)
        plot_point(s, ages ? fmax(waiting, 1) : group_T(g), x->tau.value, x->tau.error);
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
        const struct relaxation x = relaxation_measure(&rows, waiting, a->level, NULL);
        add_row(s, g, observable, waiting, &x);
        add_point(p, all, g, observable, waiting, &x);
        if (!ages) drift_note_rows(s, g, observable, &rows, a->level);
    }
    curve_rows_clear(&rows);
}

void relax_command(const struct command_arguments *a)
{
    struct groups all = group_parts_read(a);
    relaxation_require(&all);
    char *const clocks = system_kind_clocks();
    struct result_table *const s = result_table_create(
        "Relaxation times tau, C(tau) = %.4g; %s; errors: one sigma, jackknife.", a->level, clocks);
    base_free(clocks);
    struct plot *const p = plot_create(a->output);
    columns(s);
    for (const struct group *g = all.group; g < all.group + all.n; g++)
        for (const struct relaxation_observable *o = relaxation_observables; o->name; o++)
            if (group_has(g, o->name) && !group_parts_lack(g, o->name, s))
                measure(s, p, &all, g, o->name, a);
    groups_note_temperature(&all, s);
    command_output_show(a, s, p);
    groups_clear(&all);
}
