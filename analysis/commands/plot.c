/* plot: any column of any table. Two-time tables are averaged over replicas and over waiting times,
   or shown at one waiting time for runs that age. Other tables are shown against t, averaged over
   replicas with identical times. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "analysis/read/group_parts.h"
#include "analysis/read/group_colour.h"
#include "analysis/commands/commands.h"
#include "analysis/estimate/drift.h"
#include "analysis/estimate/relaxation.h"
#include "analysis/read/curve.h"
#include "analysis/figure/plot.h"
#include "analysis/figure/result_table.h"
#include "analysis/read/table.h"
#include "common/core/base.h"

struct asked { /* TABLE, TABLE.COLUMN, or COLUMN of series.dat */
    char *table, *column;
};

static struct asked asked_of(const char *text, const struct run *of)
{
    const char *const dot = strchr(text, '.');
    if (strcmp(text, "series") == 0)
        return (struct asked){base_text("series"), base_text("energy")};
    if (!dot)
        return (struct asked){base_text("%s", run_has(of, text) ? text : "series"),
                              base_text("%s", text)};
    return (struct asked){base_text("%.*s", (int)(dot - text), text), base_text("%s", dot + 1)};
}

static bool two_times(const struct run *f, const char *table)
{
    struct table t = table_read(f->path, table);
    const bool yes = t.columns > 2 && strcmp(t.name[0], "t_w") == 0;
    table_clear(&t);
    return yes;
}

static void add_row(struct result_table *s, const struct group *g, const struct plot_series *drawn,
                    const char *from)
{
    const size_t last = drawn->n - 1;
    result_table_text(s, "%s", group_system(g)->program);
    result_table_text(s, "%s", g->legend);
    result_table_number(s, (double)drawn->n);
    result_table_number(s, drawn->x[last]);
    result_table_estimate(s, (struct statistics_estimate){drawn->y[last], drawn->error[last]});
    result_table_text(s, "%s", from);
}

static void add_curve(struct result_table *s, struct plot_panel *panel, const struct groups *all,
                      const struct group *g, const struct asked *what, double asked)
{
    struct curve_rows r = curve_rows_column(g, what->table, what->column);
    const double waiting = curve_waiting(&r, group_first(g)->ages, asked);
    struct curve c = curve_average(&r, waiting, r.waiting[r.waitings - 1] / 10);
    require(c.n > 0, "%s/%s.dat: has no waiting time t_w = %g", group_first(g)->path, what->table,
            waiting);
    struct plot_series *const drawn = plot_add(panel, c.n, g->legend, group_colour(all, g), 1.5);
    memcpy(drawn->x, c.lag, c.n * sizeof *c.lag);
    memcpy(drawn->y, c.value, c.n * sizeof *c.lag);
    memcpy(drawn->error, c.error, c.n * sizeof *c.lag);
    if (waiting == CURVE_ALL) drift_note_rows(s, g, what->column, &r, relaxation_level);
    char *const from = waiting == CURVE_ALL ? base_text("%zu waiting times", r.waitings)
                                            : base_text("t_w = %g", waiting);
    add_row(s, g, drawn, from);
    base_free(from);
    curve_clear(&c);
    curve_rows_clear(&r);
}

/* The mean of runs with identical times as one curve. Its error needs two runs. */
static void add_mean(struct result_table *s, struct plot_series *drawn, const struct group *g,
                     size_t n, const struct table *t, const char *column)
{
    double *const value = base_alloc(n, sizeof *value);
    for (size_t i = 0; i < drawn->n; i++) {
        for (size_t m = 0; m < n; m++) value[m] = table_at(&t[m], i, table_column(&t[m], column));
        const struct statistics_estimate mean = statistics_mean(n, value);
        drawn->x[i] = table_at(t, i, table_column(t, "t"));
        drawn->y[i] = mean.value;
        drawn->error[i] =
            mean.error * families_widening(n, families_independent(group_first(g), n, drawn->x[i]));
    }
    char *const from = base_text("%zu run%s", n, n > 1 ? "s" : "");
    add_row(s, g, drawn, from);
    base_free(from);
    base_free(value);
}

static bool same_times(size_t n, const struct table *t)
{
    const size_t x = table_column(t, "t");
    for (size_t m = 1; m < n; m++) {
        if (t[m].rows != t[0].rows) return false;
        for (size_t i = 0; i < t[0].rows; i++)
            if (table_at(&t[m], i, table_column(&t[m], "t")) != table_at(t, i, x)) return false;
    }
    return true;
}

static void add_series(struct result_table *s, struct plot_panel *panel, const struct groups *all,
                       const struct group *g, const struct asked *what)
{
    struct table *const t = base_alloc(g->n, sizeof *t);
    for (size_t m = 0; m < g->n; m++) t[m] = group_parts_table(g, m, what->table);
    const size_t together = same_times(g->n, t) ? g->n : 1;
    for (size_t m = 0; m < g->n; m += together)
        add_mean(s, plot_add(panel, t[m].rows, m ? "" : g->legend, group_colour(all, g), 1.2), g,
                 together, t + m, what->column);
    if (g->part.to == 0 && temperature_stages_walker(group_first(g)))
        result_table_note(s, "%s: errors over walkers are widened by the families of each time",
                          g->legend);
    for (size_t m = 0; m < g->n; m++) table_clear(&t[m]);
    base_free(t);
}

/* True if all values are positive and span more than a factor of 30. */
static bool logarithmic(const struct plot_panel *panel)
{
    double least = INFINITY, most = 0;
    for (const struct plot_series *s = panel->series; s < panel->series + panel->n; s++)
        for (size_t i = 0; i < s->n; i++)
            if (s->x[i] > 0) least = fmin(least, s->y[i]), most = fmax(most, s->y[i]);
    return least > 0 && most > 30 * least;
}

static struct plot_panel *panel_of(struct plot *p, const struct system_kind *k,
                                   const struct asked *what, bool pairs)
{
    struct plot_column *const c = system_kind_column(p, k, k->key_columns);
    if (c->panels) return c->panel;
    c->panels = 1;
    c->panel[0] = (struct plot_panel){
        .name = what->column, .log_x = pairs, .ylabel = what->column, .plain = true};
    c->panel[0].xlabel = pairs ? k->lag : k->time;
    return c->panel;
}

void plot_command(const struct command_arguments *a)
{
    require(a->of, "plot: --of is missing: TABLE, TABLE.COLUMN, or a column of series.dat");
    struct groups all = groups_read(a->n, a->folder);
    const bool chosen = a->hold.given || a->from.given || a->until.given;
    struct asked what = asked_of(a->of, group_first(all.group));
    struct result_table *const s = result_table_create(
        "%s of table %s; the last point of each curve.", what.column, what.table);
    result_table_column(s, "program", NULL, RESULT_TABLE_TEXT);
    result_table_column(s, "run", NULL, RESULT_TABLE_TEXT);
    result_table_column(s, "points", NULL, RESULT_TABLE_NUMBER);
    result_table_column(s, "t", "time", RESULT_TABLE_NUMBER);
    result_table_column(s, "value", NULL, RESULT_TABLE_ESTIMATE);
    result_table_column(s, "over", NULL, RESULT_TABLE_TEXT);
    struct plot *const p = plot_create(a->output);
    if (chosen || two_times(group_first(all.group), what.table)) group_parts_split(&all, a);
    for (const struct group *g = all.group; g < all.group + all.n; g++) {
        if (group_parts_lack(g, what.table, s)) continue;
        const bool pairs = two_times(group_first(g), what.table);
        struct plot_panel *const panel = panel_of(p, group_system(g), &what, pairs);
        if (pairs)
            add_curve(s, panel, &all, g, &what, a->waiting);
        else
            add_series(s, panel, &all, g, &what);
    }
    for (size_t c = 0; c < p->columns; c++)
        p->column[c].panel[0].log_y = logarithmic(p->column[c].panel);
    groups_note_families(&all, s);
    command_output_show(a, s, p);
    base_free(what.table);
    base_free(what.column);
    groups_clear(&all);
}
