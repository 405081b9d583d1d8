/* plot: any column of any table. Two-time tables are averaged over replicas and over waiting times,
   or shown at one waiting time for runs that age. Other tables are shown against one of their
   columns, averaged over replicas with identical x. A table in the folder of a ladder or a
   population is read once for all of its runs. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "analysis/read/group_parts.h"
#include "analysis/read/group_colour.h"
#include "analysis/commands/commands.h"
#include "analysis/commands/plot_columns.h"
#include "analysis/estimate/drift.h"
#include "analysis/estimate/relaxation.h"
#include "analysis/read/curve.h"
#include "analysis/figure/column_symbol.h"
#include "analysis/figure/plot.h"
#include "analysis/figure/plot_text.h"
#include "analysis/figure/result_table.h"
#include "common/core/base.h"

struct asked { /* TABLE, TABLE.COLUMN, or COLUMN of series.dat; COLUMN can end with * */
    char *table, *column;
    char *against; /* column of x; NULL: not chosen */
};

struct curve_column { /* a column of a two-time table */
    const char *table, *column;
    bool many; /* one of a pattern */
};

/* The table of a column fs_2 is fs; acceptance_swap is no column of the table acceptance. */
static bool names_table(const struct group *g, const char *table, const char *text)
{
    char *const folder = plot_columns_folder(group_first(g), table);
    bool is = folder && strcmp(table, text) == 0;
    if (folder && !is && table_has_rows(folder, table)) {
        struct table t = table_read(folder, table);
        is = table_has(&t, text);
        table_clear(&t);
    }
    base_free(folder);
    return is;
}

static struct asked asked_of(const char *text, const struct group *g)
{
    const char *const dot = strchr(text, '.');
    if (strcmp(text, "series") == 0)
        return (struct asked){base_text("series"), base_text("energy"), NULL};
    char *const table = group_table_of(g, text);
    if (names_table(g, table, text)) return (struct asked){table, base_text("%s", text), NULL};
    base_free(table);
    if (!dot) return (struct asked){base_text("series"), base_text("%s", text), NULL};
    return (struct asked){base_text("%.*s", (int)(dot - text), text), base_text("%s", dot + 1),
                          NULL};
}

static bool is_pattern(const struct asked *what)
{
    return strchr(what->column, '*') != NULL;
}

/* A row; `column` where there are several, NULL otherwise. */
static void add_row(struct result_table *s, const struct group *g, const struct plot_series *drawn,
                    const char *run, const char *column, const char *from)
{
    const size_t last = drawn->n - 1;
    result_table_text(s, "%s", system_kind_word(group_system(g)));
    result_table_text(s, "%s", run);
    if (column) result_table_text(s, "%s", column);
    result_table_number(s, (double)drawn->n);
    result_table_number(s, drawn->x[last]);
    result_table_estimate(s, (struct statistics_estimate){drawn->y[last], drawn->error[last]});
    result_table_text(s, "%s", from);
}

/* "T = 0.3, g_{AB}(r)" as enhanced text: the run, with the column's symbol where there are several.
   base_free. */
static char *legend_of(const struct group *g, const char *run, const char *column)
{
    char *const literal = plot_text_literal(run);
    if (!column) return literal;
    char *const symbol = column_symbol_short(column, group_system(g)->name), *const all = base_text(
                                                                                 "%s, %s", literal,
                                                                                 symbol);
    base_free(literal), base_free(symbol);
    return all;
}

static void add_curve(struct result_table *s, struct plot_panel *panel, const struct groups *all,
                      const struct group *g, const struct curve_column *of, double asked)
{
    struct curve_rows r = curve_rows_column(g, of->table, of->column);
    const double waiting = curve_waiting(&r, group_first(g)->ages, asked);
    struct curve c = curve_average(&r, waiting, r.waiting[r.waitings - 1] / 10);
    require(c.n > 0, "%s/%s.dat: has no waiting time t_w = %g", group_first(g)->path, of->table,
            waiting);
    char *const legend = legend_of(g, g->legend, of->many ? of->column : NULL);
    struct plot_series *const drawn =
        plot_add(panel, c.n, legend,
                 of->many ? plot_colour(panel->n % PLOT_COLOURS, 0) : group_colour(all, g), 1.5);
    drawn->enhanced = true;
    base_free(legend);
    memcpy(drawn->x, c.lag, c.n * sizeof *c.lag);
    memcpy(drawn->y, c.value, c.n * sizeof *c.lag);
    memcpy(drawn->error, c.error, c.n * sizeof *c.lag);
    if (waiting == CURVE_ALL) drift_note_rows(s, g, of->column, &r, relaxation_level);
    char *const from = waiting == CURVE_ALL ? base_text("%zu waiting times", r.waitings)
                                            : base_text("t_w = %g", waiting);
    add_row(s, g, drawn, g->legend, of->many ? of->column : NULL, from);
    base_free(from);
    curve_clear(&c);
    curve_rows_clear(&r);
}

/* A curve for each column of the pattern. */
static void add_curves(struct result_table *s, struct plot_panel *panel, const struct groups *all,
                       const struct group *g, const struct asked *what, double waiting)
{
    struct table t = table_read(group_first(g)->path, what->table);
    for (size_t c = 0; c < t.columns; c++) {
        const struct curve_column of = {what->table, t.name[c], is_pattern(what)};
        const bool time = strcmp(of.column, "t_w") == 0 || strcmp(of.column, "lag") == 0;
        if (!plot_columns_matches(&t, c, what->column) || (of.many && time)) continue;
        if (panel->n < PLOT_SERIES)
            add_curve(s, panel, all, g, &of, waiting);
        else
            result_table_note(s, "Figure: no room for %s of %s.", of.column, g->legend);
    }
    table_clear(&t);
}

/* ---- tables of one x ------------------------------------------------------------------------- */

/* The mean of runs with identical x as one curve. Its error needs two runs, or a column of errors. */
static void add_mean(struct result_table *s, struct plot_series *drawn, const struct group *g,
                     const char *run, size_t n, const struct plot_columns *t, bool columns)
{
    double *const value = base_alloc(n, sizeof *value);
    for (size_t i = 0; i < drawn->n; i++) {
        for (size_t m = 0; m < n; m++) value[m] = plot_columns_y(&t[m], i);
        const struct statistics_estimate mean = statistics_mean(n, value);
        drawn->x[i] = plot_columns_x(t, i);
        drawn->y[i] = mean.value;
        const bool times = strcmp(t->table->name[t->x], "t") == 0;
        const double wider =
            times && n > 1
                ? families_widening(n, families_independent(group_first(g), n, drawn->x[i]))
                : 1;
        drawn->error[i] = n > 1 ? wider * mean.error : plot_columns_error(t, i);
    }
    if (!plot_columns_monotonic(t)) drawn->style = PLOT_POINTS;
    char *const from = base_text("%zu run%s", n, n > 1 ? "s" : "");
    add_row(s, g, drawn, run, columns ? t->y_name : NULL, from);
    base_free(from);
    base_free(value);
}

/* The run, or the folder of its ladder if the table is there, and the T of a block. base_free. */
static char *run_of(const struct group *g, const struct plot_columns *t, const char *table)
{
    char *const T = isnan(t->T) ? base_text("%s", "") : base_text(", T = %g", t->T),
                *const own = run_has(group_first(g), table) ? base_text("%s", g->legend)
                                                            : plot_columns_above(group_first(g)),
                *const all = base_text("%s%s", own, T);
    base_free(T), base_free(own);
    return all;
}

/* Draws column `c` and block `b` of all members. */
static void add_block(struct result_table *s, struct plot_panel *panel, const struct groups *all,
                      const struct group *g, size_t members,
                      struct plot_columns_list *const *member, size_t at, const struct asked *what)
{
    const bool columns = is_pattern(what);
    struct plot_columns *const t = base_alloc(g->n, sizeof *t);
    size_t n = 0;
    for (size_t m = 0; m < members; m++)
        if (at < member[m]->n) t[n++] = member[m]->curve[at];
    const size_t together = plot_columns_same_x(n, t) ? n : 1;
    const bool many = columns || member[0]->n > 1;
    for (size_t m = 0; m < n; m += together) {
        char *const run = run_of(g, &t[m], what->table), *const legend = legend_of(
                                                             g, run, columns ? t[m].y_name : NULL);
        const unsigned colour = many ? plot_colour(at % PLOT_COLOURS, 0) : group_colour(all, g);
        struct plot_series *const drawn = plot_add(panel, t[m].n, m ? "" : legend, colour, 1.2);
        drawn->enhanced = true;
        add_mean(s, drawn, g, run, together, t + m, columns);
        base_free(run), base_free(legend);
    }
    base_free(t);
}

static void add_series(struct result_table *s, struct plot_panel *panel, const struct groups *all,
                       const struct group *g, const struct asked *what)
{
    struct plot_columns_list **const member = base_alloc(g->n, sizeof *member);
    size_t n = 0, most = 0, left_out = 0;
    for (size_t m = 0; m < g->n; m++) {
        if (plot_columns_again(g, m, what->table)) continue;
        member[n] = plot_columns_read(g, m, what->table, what->column, what->against);
        most = member[n]->n > most ? member[n]->n : most;
        n++;
    }
    for (size_t at = 0; at < most; at++)
        if (panel->n + n <= PLOT_SERIES)
            add_block(s, panel, all, g, n, member, at, what);
        else
            left_out++;
    if (n > 1 && strcmp(what->against, "t") == 0 && g->part.to == 0 &&
        temperature_stages_walker(group_first(g)))
        result_table_note(s, "%s: errors over walkers are widened by the families of each time",
                          g->legend);
    if (left_out)
        result_table_note(s, "Figure: no room for %zu curves of %s.", left_out, g->legend);
    for (size_t m = 0; m < n; m++) plot_columns_free(member[m]);
    base_free(member);
}

/* ---- the command ----------------------------------------------------------------------------- */

/* True if all values are positive and span more than a factor of 30, or of 3 on a preferred scale. */
static bool logarithmic(const struct plot_panel *panel, bool preferred)
{
    double least = INFINITY, most = 0;
    for (const struct plot_series *s = panel->series; s < panel->series + panel->n; s++)
        for (size_t i = 0; i < s->n; i++)
            if (s->x[i] > 0) least = fmin(least, s->y[i]), most = fmax(most, s->y[i]);
    return least > 0 && most > (preferred ? 3 : 30) * least;
}

static struct plot_panel *panel_of(struct plot *p, const struct system_kind *k,
                                   const struct asked *what, const char *x, bool pairs)
{
    struct plot_column *const c = system_kind_column(p, k, k->key_columns);
    if (c->panels) return c->panel;
    struct plot_panel *const panel =
        plot_panel(c, is_pattern(what) ? "columns" : what->column, NULL, NULL);
    panel->log_x = pairs;
    plot_labels(panel, system_kind_label(k, x), system_kind_label(k, what->column));
    return panel;
}

static struct result_table *table_of(const struct asked *what, const char *x)
{
    struct result_table *const s = result_table_create(
        "%s of table %s; the last point of each curve.", what->column, what->table);
    result_table_column(s, "program", NULL, RESULT_TABLE_TEXT);
    result_table_column(s, "run", NULL, RESULT_TABLE_TEXT);
    if (is_pattern(what)) result_table_column(s, "of", NULL, RESULT_TABLE_TEXT);
    result_table_column(s, "points", NULL, RESULT_TABLE_NUMBER);
    result_table_column(s, x, strcmp(x, "t") == 0 ? "time" : NULL, RESULT_TABLE_NUMBER);
    result_table_column(s, "value", NULL, RESULT_TABLE_ESTIMATE);
    result_table_column(s, "over", NULL, RESULT_TABLE_TEXT);
    return s;
}

/* True if more than half of the positive times lie in the first fifth of the axis: log-spaced rows. */
static bool log_spaced(const struct plot_panel *panel)
{
    size_t early = 0, all = 0;
    double most = 0;
    for (const struct plot_series *s = panel->series; s < panel->series + panel->n; s++)
        for (size_t i = 0; i < s->n; i++) most = fmax(most, s->x[i]);
    for (const struct plot_series *s = panel->series; s < panel->series + panel->n; s++)
        for (size_t i = 0; i < s->n; i++)
            all += s->x[i] > 0, early += s->x[i] > 0 && 5 * s->x[i] < most;
    return all >= 8 && 2 * early > all;
}

static void set_scales(struct plot *p, const struct asked *what)
{
    const struct column_symbol *const x = column_symbol_find(what->against, NULL);
    const bool time = x && strcmp(x->unit, "t") == 0;
    for (struct plot_column *c = p->column; c < p->column + p->columns; c++) {
        const struct column_symbol *const y = column_symbol_find(what->column, c->name);
        c->panel[0].log_x = c->panel[0].log_x || (time && log_spaced(c->panel));
        c->panel[0].log_y = logarithmic(c->panel, y && y->logarithmic);
    }
}

void plot_command(const struct command_arguments *a)
{
    require(a->of, "plot: --of is missing: TABLE, TABLE.COLUMN, or a column of series.dat");
    struct groups all = groups_read(a->n, a->folder);
    const bool chosen = a->hold.given || a->from.given || a->until.given;
    struct asked what = asked_of(a->of, all.group);
    if (a->against) what.against = base_text("%s", a->against);
    plot_columns_choose(&all, what.table, &what.column, &what.against);
    const bool pairs = strcmp(what.against, "lag") == 0;
    struct result_table *const s = table_of(&what, pairs ? "t" : what.against);
    struct plot *const p = plot_create(a->output);
    if (chosen || pairs) group_parts_split(&all, a);
    for (const struct group *g = all.group; g < all.group + all.n; g++) {
        if (!plot_columns_has(&all, g, what.table, what.column, s)) continue;
        if (pairs && group_parts_lack(g, what.table, s)) continue;
        struct plot_panel *const panel = panel_of(p, group_system(g), &what, what.against, pairs);
        if (pairs)
            add_curves(s, panel, &all, g, &what, a->waiting);
        else
            add_series(s, panel, &all, g, &what);
    }
    set_scales(p, &what);
    groups_note_families(&all, s);
    command_output_show(a, s, p);
    base_free(what.table);
    base_free(what.column);
    base_free(what.against);
    groups_clear(&all);
}
