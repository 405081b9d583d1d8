/* speedup: relaxation time without swaps over that with swaps, at each temperature. One panel per
   observable. A protocol has the same name and colour in all systems. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "analysis/read/group_parts.h"
#include "analysis/read/group_colour.h"
#include "analysis/commands/commands.h"
#include "analysis/figure/column_symbol.h"
#include "analysis/figure/plot.h"
#include "analysis/estimate/drift.h"
#include "analysis/estimate/relaxation_speedup.h"
#include "analysis/figure/number_format.h"
#include "analysis/figure/result_table.h"
#include "common/core/base.h"

static void columns(struct result_table *s)
{
    relaxation_columns(s);
    result_table_column(s, "tau_off", "time", RESULT_TABLE_ESTIMATE);
    result_table_column(s, "tau_on", "time", RESULT_TABLE_ESTIMATE);
    relaxation_speedup_columns(s);
}

static void add_row(struct result_table *s, const struct group *g, const struct group *reference,
                    const char *observable, double waiting, const struct relaxation *off,
                    const struct relaxation *on)
{
    relaxation_row(s, g, observable, waiting);
    relaxation_cell(s, off);
    relaxation_cell(s, on);
    relaxation_speedup_cells(s, reference, g, off, on);
}

/* system: its name. waiting: label of the axis of waiting times; NULL for an axis of temperatures. Returns NULL if
   the column is full. */
static struct plot_panel *panel_of(struct plot_column *c, const char *observable,
                                   const char *system, const char *waiting)
{
    for (size_t i = 0; i < c->panels; i++)
        if (strcmp(c->panel[i].name, observable) == 0) return &c->panel[i];
    if (c->panels == PLOT_ROWS) return NULL;
    struct plot_panel *const panel = &c->panel[c->panels++];
    *panel = (struct plot_panel){.name = observable,
                                 .xlabel = waiting ? waiting : "temperature  T",
                                 .ylabel = "speed-up  τ_{off} / τ_{on}",
                                 .log_x = waiting != NULL,
                                 .log_y = true};
    char *const of = column_symbol_short(observable, system);
    panel->note = base_text("from  %s", of);
    base_free(of);
    return panel;
}

/* The ratio against T in equilibrium, against the waiting time for runs that age. */
static void add_point(struct plot *p, const struct groups *all, const struct group *g,
                      const char *observable, double waiting, const struct relaxation *off,
                      const struct relaxation *on)
{
    enum { MOST = 256 };
    if (off->bound != RELAXATION_VALUE || on->bound != RELAXATION_VALUE) return;
    const bool ages = group_first(g)->ages;
    struct plot_panel *const panel =
        panel_of(system_kind_tau_column(p, group_system(g), ages), observable,
                 group_system(g)->name, ages ? group_system(g)->waiting : NULL);
    if (!panel) return;
    const struct statistics_estimate r = number_format_ratio(off->tau, on->tau);
    struct plot_series *const s =
        plot_named(panel, MOST, ages ? g->legend : g->family, group_colour_family(all, g), 1.5);
    s->style = PLOT_POINTS;
    if (s->n < MOST) plot_point(s, ages ? fmax(waiting, 1) : group_T(g), r.value, r.error);
}

static bool has_waiting(const struct curve_rows *r, double waiting)
{
    for (size_t w = 0; w < r->waitings; w++)
        if (r->waiting[w] == waiting) return true;
    return false;
}

static void compare(struct result_table *s, struct plot *p, const struct groups *all,
                    const struct group *g, const char *observable,
                    const struct command_arguments *a)
{
    const struct group *const reference = groups_reference(all, g);
    struct curve_rows on = curve_rows_read(g, observable),
                      off = curve_rows_read(reference, observable);
    const bool ages = group_first(g)->ages;
    if (ages) curve_require_waiting(&on, g, observable, a->waiting);
    for (size_t w = 0; w < (ages ? on.waitings : 1); w++) {
        const double waiting = ages ? on.waiting[w] : CURVE_ALL;
        if (ages && (!has_waiting(&off, waiting) || (!isnan(a->waiting) && waiting != a->waiting)))
            continue;
        const struct relaxation x = relaxation_measure(&on, waiting, a->level, NULL);
        const struct relaxation y = relaxation_measure(&off, waiting, a->level, NULL);
        add_row(s, g, reference, observable, waiting, &y, &x);
        add_point(p, all, g, observable, waiting, &y, &x);
        if (ages) continue;
        drift_note_rows(s, g, observable, &on, a->level);
        drift_note_rows(s, reference, observable, &off, a->level);
    }
    curve_rows_clear(&on);
    curve_rows_clear(&off);
}

void speedup_command(const struct command_arguments *a)
{
    struct groups all = group_parts_read(a);
    char *const clocks = groups_clocks(&all);
    struct result_table *const s = result_table_create(
        "Speed-up per time unit: tau without swaps / tau with swaps; %s; per_trial: tau in "
        "displacement trials; "
        "per_second: in processor seconds by the logs, without an error of the clock.",
        clocks);
    base_free(clocks);
    struct plot *const p = plot_create(a->output);
    columns(s);
    size_t pairs = 0;
    for (const struct group *g = all.group; g < all.group + all.n; g++) {
        const struct group *reference = group_first(g)->swaps ? groups_reference(&all, g) : NULL;
        for (const struct relaxation_observable *o = relaxation_observables; reference && o->name;
             o++) {
            if (!group_has(g, o->name) || !group_has(reference, o->name) ||
                !groups_same_dynamics(g, reference))
                continue;
            pairs++;
            if (group_parts_lack(g, o->name, s) || group_parts_lack(reference, o->name, s))
                continue;
            compare(s, p, &all, g, o->name, a);
        }
    }
    require(pairs > 0,
            "%s: no run with swaps has its match without: same model, T, dynamics and observable",
            group_first(&all.group[0])->path);
    groups_note_families(&all, s);
    command_output_show(a, s, p);
    groups_clear(&all);
}
