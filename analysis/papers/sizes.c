/* sizes: swap Monte Carlo of polydisperse spheres and neurons side by side, in equilibrium.
   Acceptance of swaps against the difference of size; against temperature, the acceptance, the
   relaxation time of the overlap with and without swaps, and their ratio. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "analysis/read/group_parts.h"
#include "analysis/papers/papers.h"
#include "analysis/figure/plot.h"
#include "analysis/estimate/relaxation_speedup.h"
#include "analysis/figure/number_format.h"
#include "analysis/figure/result_table.h"
#include "analysis/read/table.h"
#include "common/core/base.h"

enum { MOST = 64 };
enum { DIFFERENCE, ACCEPTANCE, TAU, SPEEDUP, PANELS };

/* Acceptance over all of a run, mean over the runs; the error needs two runs. */
static struct statistics_estimate acceptance(const struct group *g)
{
    double *const share = base_alloc(g->n, sizeof *share);
    for (size_t i = 0; i < g->n; i++) {
        struct table t = table_read(g->member[i]->path, "series");
        share[i] = table_at(&t, t.rows - 1, table_column(&t, "acceptance_swap"));
        table_clear(&t);
    }
    const struct statistics_estimate mean = statistics_mean(g->n, share);
    base_free(share);
    return mean;
}

static struct relaxation tau_of(const struct group *g, double level)
{
    struct curve_rows r = curve_rows_read(g, "overlap");
    const struct relaxation x =
        relaxation_measure(&r, curve_one_waiting(&r, g, "overlap", NAN), level, NULL);
    curve_rows_clear(&r);
    return x;
}

/* Name of a kind of run: the property that sizes control, and their spread. */
static char *kind_of(const struct run *f)
{
    const char *const property = run_value(f, "units.property"),
                      *const spread = run_value(f, "units.polydispersity"),
                      *const model = run_value(f, "system.model");
    return property ? base_text("%s, δ = %s", property, spread ? spread : "")
                    : base_text("%s", model ? model : f->system->items);
}

static struct plot_column *column_of(struct plot *p, const struct system_kind *k)
{
    const char *const name = k->items;
    for (struct plot_column *c = p->column; c < p->column + p->columns; c++)
        if (strcmp(c->name, name) == 0) return c;
    char *const title = base_text("Polydisperse %s", name);
    struct plot_column *const c = plot_column(p, name, title, k->trained ? 2 : 1);
    base_free(title);
    c->panels = PANELS;
    c->panel[DIFFERENCE] = (struct plot_panel){.name = "difference",
                                               .xlabel = "difference of size",
                                               .ylabel = "acceptance at the lowest T"};
    c->panel[ACCEPTANCE] =
        (struct plot_panel){.name = "acceptance", .ylabel = "acceptance of swaps", .joined = true};
    c->panel[TAU] = (struct plot_panel){
        .name = "tau", .ylabel = "τ  [sweeps];  dashed: swaps off", .log_y = true, .joined = true};
    c->panel[SPEEDUP] = (struct plot_panel){
        .name = "speedup", .xlabel = "temperature  T", .ylabel = "speed-up  τ_{off} / τ_{on}"};
    return c;
}

static unsigned colour_for(const struct plot_column *c, const char *kind)
{
    static const int order[] = {PLOT_BLUE, PLOT_VERMILLION, PLOT_GREEN, PLOT_PURPLE, PLOT_ORANGE};
    const struct plot_panel *const known = &c->panel[ACCEPTANCE];
    for (size_t i = 0; i < known->n; i++)
        if (strcmp(known->series[i].legend, kind) == 0) return known->series[i].colour;
    return plot_colour((size_t)order[known->n % 5], 0);
}

/* Draws the acceptance of the last group, which is the coldest. */
static void add_differences(struct plot_series *s, const struct group *g)
{
    s->n = 0;
    if (!run_has(group_first(g), "acceptance")) return;
    struct table t = table_read(group_first(g)->path, "acceptance");
    const size_t from = table_column(&t, "from"), to = table_column(&t, "to"),
                 tried = table_column(&t, "tried"), accepted = table_column(&t, "accepted");
    for (size_t r = 0; r < t.rows && r < MOST; r++) {
        const double n = table_at(&t, r, tried), share = table_at(&t, r, accepted) / n;
        plot_point(s, (table_at(&t, r, from) + table_at(&t, r, to)) / 2, share,
                   sqrt(share * (1 - share) / n));
    }
    table_clear(&t);
}

static void add_points(struct plot *p, const struct group *g, const struct relaxation *off,
                       const struct relaxation *on)
{
    const struct run *const f = group_first(g);
    struct plot_column *const c = column_of(p, f->system);
    char *const kind = kind_of(f), *const without = base_text("%s, off", kind);
    const unsigned colour = colour_for(c, kind);
    const struct statistics_estimate accepted = acceptance(g);
    plot_point(plot_named(&c->panel[ACCEPTANCE], MOST, kind, colour, 1.6), f->T, accepted.value,
               accepted.error);
    add_differences(plot_named(&c->panel[DIFFERENCE], MOST, kind, colour, 1.6), g);
    if (on->bound == RELAXATION_VALUE)
        plot_point(plot_named(&c->panel[TAU], MOST, kind, colour, 1.6), f->T, on->tau.value,
                   on->tau.error);
    struct plot_series *const open = plot_named(&c->panel[TAU], MOST, without, colour, 1.2);
    open->style = PLOT_DASHES;
    if (off->bound == RELAXATION_VALUE) plot_point(open, f->T, off->tau.value, off->tau.error);
    if (off->bound == RELAXATION_VALUE && on->bound == RELAXATION_VALUE) {
        const struct statistics_estimate r = number_format_ratio(off->tau, on->tau);
        plot_point(plot_named(&c->panel[SPEEDUP], MOST, kind, colour, 1.6), f->T, r.value, r.error);
    }
    base_free(kind);
    base_free(without);
}

static void add_row(struct result_table *s, const struct group *reference, const struct group *g,
                    const struct relaxation *off, const struct relaxation *on)
{
    char *const kind = kind_of(group_first(g));
    result_table_text(s, "%s", group_system(g)->items);
    result_table_text(s, "%s", kind);
    result_table_number(s, group_first(g)->T);
    result_table_estimate(s, acceptance(g));
    relaxation_cell(s, off);
    relaxation_cell(s, on);
    relaxation_speedup_cells(s, reference, g, off, on);
    base_free(kind);
}

static struct result_table *empty(void)
{
    struct result_table *const s = result_table_create(
        "Exchanges of size in equilibrium: relaxation time of the overlap in sweeps, without over "
        "with swaps, per sweep, displacement trial and processor second.");
    result_table_column(s, "of", NULL, RESULT_TABLE_TEXT);
    result_table_column(s, "kind", NULL, RESULT_TABLE_TEXT);
    result_table_column(s, "T", "energy", RESULT_TABLE_NUMBER);
    result_table_column(s, "acceptance", NULL, RESULT_TABLE_ESTIMATE);
    result_table_column(s, "tau_off", "sweep", RESULT_TABLE_ESTIMATE);
    result_table_column(s, "tau_on", "sweep", RESULT_TABLE_ESTIMATE);
    relaxation_speedup_columns(s);
    return s;
}

void sizes_command(const struct command_arguments *a)
{
    struct groups all = groups_read(a->n, a->folder);
    group_parts_require_one(&all);
    struct result_table *const s = empty();
    struct plot *const p = plot_create(a->output);
    for (const struct group *g = all.group; g < all.group + all.n; g++) {
        const struct group *const reference = groups_reference(&all, g);
        if (!group_first(g)->swaps || !reference) continue;
        const struct relaxation off = tau_of(reference, a->level), on = tau_of(g, a->level);
        add_row(s, reference, g, &off, &on);
        add_points(p, g, &off, &on);
    }
    require(p->columns > 0, "%s: no run with swaps of sizes has its match without",
            group_first(all.group)->path);
    command_output_show(a, s, p);
    groups_clear(&all);
}
