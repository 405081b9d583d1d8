/* mean: mean, error, autocorrelation time and number of independent samples of a column of a table,
   for every group, hold and rung. Rows at t <= 0 are left out. Of a table of two times, the rows of
   one lag are those of a series in the waiting time. Rows at equal distances give tau and, for a single run, the error (statistics.h); other rows stand for the times nearest
   to them. Errors of several runs are those between runs. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "analysis/commands/commands.h"
#include "analysis/estimate/drift.h"
#include "analysis/figure/plot.h"
#include "analysis/figure/result_table.h"
#include "analysis/read/group_colour.h"
#include "analysis/read/group_parts.h"
#include "analysis/read/table.h"
#include "common/core/base.h"

struct series { /* of a run */
    size_t n;
    double *t, *x; /* (n) */
};

struct summary {                          /* of a group */
    struct statistics_estimate mean, tau; /* tau [time] */
    double samples;
    bool even;   /* all rows are at equal distances */
    bool single; /* each run has one row */
    struct drift drift;
};

/* "TABLE.COLUMN", or a column of series.dat; base_free both. */
static void split(const char *of, char **table, char **column)
{
    const char *const dot = strchr(of, '.');
    *table = dot ? base_text("%.*s", (int)(dot - of), of) : base_text("series");
    *column = base_text("%s", dot ? dot + 1 : of);
}

/* ---- rows ------------------------------------------------------------------------------------ */

struct choice { /* of a table's rows */
    const char *table, *column;
    double lag, waiting; /* NAN: not given */
};

/* Fatal, naming what there is, unless a row has the value. */
static void require_value(const struct table *t, const char *key, const char *column, double x)
{
    const size_t at = table_column(t, column);
    double below = -INFINITY, above = INFINITY;
    for (size_t i = 0; i < t->rows; i++) {
        const double y = table_at(t, i, at);
        if (y <= x) below = fmax(below, y);
        if (y >= x) above = fmin(above, y);
    }
    if (below == x) return;
    char *const near = isfinite(below) && isfinite(above)
                           ? base_text("%g and %g", below, above)
                           : base_text("%g", fmin(fabs(below), above));
    require(!isnan(x),
            "%s: a table of two times. Allowed: --lag with one of its lags, such as %g; "
            "--waiting takes one waiting time",
            t->path, table_at(t, t->rows / 2, at));
    base_die("%s: --%s %g: no row has it; the nearest: %s", t->path, key, x, near);
}

static void require_choice(const struct table *t, const struct choice *c)
{
    if (table_has(t, "t_w") && table_has(t, "lag")) {
        require_value(t, "lag", "lag", c->lag);
        if (!isnan(c->waiting)) require_value(t, "waiting", "t_w", c->waiting);
        return;
    }
    require(isnan(c->lag) && isnan(c->waiting),
            "%s: --%s: a table of one time. Allowed: tables with t_w and lag, such as fs.fs",
            t->path, isnan(c->lag) ? "waiting" : "lag");
}

static bool is_chosen(const struct table *t, size_t row, const struct choice *c)
{
    if (isnan(c->lag)) return table_at(t, row, table_column(t, "t")) > 0;
    return table_at(t, row, table_column(t, "lag")) == c->lag &&
           (isnan(c->waiting) || table_at(t, row, table_column(t, "t_w")) == c->waiting);
}

static struct series series_read(const struct group *g, size_t member, const struct choice *c)
{
    struct table t = group_parts_table(g, member, c->table);
    require_choice(&t, c);
    const size_t at = table_column(&t, c->column),
                 time = table_column(&t, isnan(c->lag) ? "t" : "t_w");
    const size_t least = isnan(c->waiting) ? 2 : 1;
    struct series s = {.t = base_alloc(2 * t.rows, sizeof *s.t)};
    s.x = s.t + t.rows;
    for (size_t i = 0; i < t.rows; i++) {
        const double x = table_at(&t, i, at);
        if (!is_chosen(&t, i, c)) continue;
        require(isfinite(x), "%s: %s is %g at t = %g", t.path, c->column, x, table_at(&t, i, time));
        s.t[s.n] = table_at(&t, i, time), s.x[s.n++] = x;
    }
    require(s.n >= least, "%s: %zu rows of %s after t = 0 at T = %g; a mean needs two", t.path, s.n,
            c->column, group_T(g));
    table_clear(&t);
    return s;
}

/* ---- means ----------------------------------------------------------------------------------- */

/* The last row may be that of the end of a run, between the times of the schedule. */
static bool is_even(struct series *s)
{
    if (s->n < 3) return false;
    const double step = s->t[1] - s->t[0];
    size_t n = 2;
    while (n < s->n && fabs(s->t[n] - s->t[n - 1] - step) < 1e-9 * step) n++;
    if (n + 1 == s->n && n > 2) s->n = n;
    return n >= s->n;
}

/* A row represents the times that are nearer to it than to other rows. */
static double weighted(const struct series *s)
{
    double sum = 0, total = 0;
    if (s->n == 1) return s->x[0];
    for (size_t i = 0; i < s->n; i++) {
        const double before = s->t[i ? i - 1 : i], after = s->t[i + 1 < s->n ? i + 1 : i];
        sum += (after - before) * s->x[i], total += after - before;
    }
    return sum / total;
}

static struct summary summarise(const struct group *g, const struct choice *c)
{
    struct summary s = {.tau = {0, 0}, .even = true};
    double *const mean = base_alloc(g->n, sizeof *mean);
    struct drift *const drift = base_alloc(g->n, sizeof *drift);
    const double n = (double)g->n;
    for (size_t m = 0; m < g->n; m++) {
        struct series x = series_read(g, m, c);
        const bool even = is_even(&x);
        const struct statistics_estimate tau = statistics_tau(x.n, x.x),
                                         own = statistics_correlated(x.n, x.x);
        const double step = x.n > 1 ? x.t[1] - x.t[0] : NAN;
        s.single = x.n == 1;
        s.even = s.even && even;
        mean[m] = even ? own.value : weighted(&x);
        s.tau.value += tau.value * step / n, s.tau.error += pow(tau.error * step / n, 2);
        s.samples += (double)x.n / (2 * tau.value);
        drift[m] = drift_of_series(x.n, x.x);
        if (g->n == 1) s.mean = even ? own : (struct statistics_estimate){mean[m], NAN};
        base_free(x.t);
    }
    if (g->n > 1) s.mean = statistics_mean(g->n, mean);
    s.mean.error *= group_widening(g);
    if (g->independent > 0) s.samples *= g->independent / n;
    s.tau.error = sqrt(s.tau.error);
    s.drift = drift_mean(g, drift);
    base_free(mean), base_free(drift);
    return s;
}

static void add_row(struct result_table *s, const struct group *g, const struct summary *x,
                    const char *of)
{
    const struct statistics_estimate unknown = {NAN, NAN};
    result_table_text(s, "%s", system_kind_word(group_first(g)->system));
    result_table_text(s, "%s", g->legend);
    result_table_number(s, group_T(g));
    result_table_number(s, (double)g->n);
    result_table_estimate(s, x->mean);
    result_table_estimate(s, x->even ? x->tau : unknown);
    result_table_number(s, x->even ? round(10 * x->samples) / 10 : NAN);
    if (x->single)
        result_table_note(s, "%s: one row of each run%s", g->legend,
                          g->n > 1 ? ", the error is that between runs" : ", without error");
    else if (!x->even)
        result_table_note(s,
                          "%s: rows of %s are not at equal distances: the mean is over time%s; a "
                          "schedule `every N` gives tau",
                          g->legend, of, g->n > 1 ? ", its error between runs" : ", without error");
    else if (x->samples < 10 * (double)g->n)
        result_table_note(s, "%s: fewer than ten independent samples per run: errors are unsure",
                          g->legend);
    else
        drift_note(s, g, of, &x->drift);
}

/* Against T; runs without a temperature side by side. */
static void draw(struct plot *p, const struct groups *all, const struct group *g,
                 struct statistics_estimate mean, const char *column)
{
    enum { MOST = 256 };
    const bool thermal = isfinite(group_T(g));
    struct plot_column *const c = system_kind_column(p, group_system(g), 1);
    if (c->panels == 0) {
        c->panels = 1;
        c->panel[0] =
            (struct plot_panel){.name = "mean", .xlabel = thermal ? "temperature  T" : "run"};
        plot_labels(c->panel, NULL, system_kind_label(group_system(g), column));
    }
    struct plot_series *const s =
        plot_named(c->panel, MOST, thermal ? g->family : g->legend,
                   thermal ? group_colour_family(all, g) : group_colour(all, g), 1.5);
    s->style = PLOT_POINTS;
    if (s->n < MOST)
        plot_point(s, thermal ? group_T(g) : (double)(g - all->group), mean.value, mean.error);
}

void mean_command(const struct command_arguments *a)
{
    char *table, *column;
    split(a->of, &table, &column);
    const struct choice choice = {table, column, a->lag, a->waiting};
    struct groups all = group_parts_read(a);
    struct result_table *const s =
        result_table_create("Mean of %s, its integrated autocorrelation time tau, and independent "
                            "samples, rows / 2 tau; "
                            "errors: one sigma, two of them cover 95 %%.",
                            a->of);
    result_table_column(s, "program", NULL, RESULT_TABLE_TEXT);
    result_table_column(s, "run", NULL, RESULT_TABLE_TEXT);
    result_table_column(s, "T", "energy", RESULT_TABLE_NUMBER);
    result_table_column(s, "runs", NULL, RESULT_TABLE_NUMBER);
    result_table_column(s, "mean", NULL, RESULT_TABLE_ESTIMATE);
    result_table_column(s, "tau", "time", RESULT_TABLE_ESTIMATE);
    result_table_column(s, "samples", NULL, RESULT_TABLE_NUMBER);
    struct plot *const p = plot_create(a->output);
    for (const struct group *g = all.group; g < all.group + all.n; g++) {
        const struct summary x = summarise(g, &choice);
        add_row(s, g, &x, a->of);
        draw(p, &all, g, x.mean, column);
    }
    groups_note_temperature(&all, s);
    command_output_show(a, s, p);
    groups_clear(&all);
    base_free(table), base_free(column);
}
