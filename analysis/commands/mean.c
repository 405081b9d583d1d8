/* mean: mean, error, autocorrelation time and number of independent samples of a column of a table
   of one time, for every group, hold and rung. Rows at t <= 0 are left out. Rows at equal distances
   give tau and, for a single run, the error (statistics.h); other rows stand for the times nearest
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
    bool even; /* all rows are at equal distances */
    struct drift drift;
};

/* "TABLE.COLUMN", or a column of series.dat; base_free both. */
static void split(const char *of, char **table, char **column)
{
    const char *const dot = strchr(of, '.');
    *table = dot ? base_text("%.*s", (int)(dot - of), of) : base_text("series");
    *column = base_text("%s", dot ? dot + 1 : of);
}

static struct series series_read(const struct group *g, size_t member, const char *table,
                                 const char *column)
{
    struct table t = group_parts_table(g, member, table);
    const size_t time = table_column(&t, "t"), at = table_column(&t, column);
    struct series s = {.t = base_alloc(2 * t.rows, sizeof *s.t)};
    s.x = s.t + t.rows;
    for (size_t i = 0; i < t.rows; i++) {
        const double x = table_at(&t, i, at);
        if (table_at(&t, i, time) <= 0) continue;
        require(isfinite(x), "%s: %s is %g at t = %g", t.path, column, x, table_at(&t, i, time));
        s.t[s.n] = table_at(&t, i, time), s.x[s.n++] = x;
    }
    require(s.n >= 2, "%s: %zu rows of %s after t = 0 at T = %g; a mean needs two", t.path, s.n,
            column, group_T(g));
    table_clear(&t);
    return s;
}

/* The last row may be that of the end of a run, between the times of the schedule. */
static bool is_even(struct series *s)
{
    const double step = s->t[1] - s->t[0];
    size_t n = 2;
    while (n < s->n && fabs(s->t[n] - s->t[n - 1] - step) < 1e-9 * step) n++;
    if (n + 1 == s->n && n > 2) s->n = n;
    return n >= s->n && n > 2;
}

/* A row represents the times that are nearer to it than to other rows. */
static double weighted(const struct series *s)
{
    double sum = 0, total = 0;
    for (size_t i = 0; i < s->n; i++) {
        const double before = s->t[i ? i - 1 : i], after = s->t[i + 1 < s->n ? i + 1 : i];
        sum += (after - before) * s->x[i], total += after - before;
    }
    return sum / total;
}

static struct summary summarise(const struct group *g, const char *table, const char *column)
{
    struct summary s = {.tau = {0, 0}, .even = true};
    double *const mean = base_alloc(g->n, sizeof *mean);
    struct drift *const drift = base_alloc(g->n, sizeof *drift);
    const double n = (double)g->n;
    for (size_t m = 0; m < g->n; m++) {
        struct series x = series_read(g, m, table, column);
        const bool even = is_even(&x);
        const struct statistics_estimate tau = statistics_tau(x.n, x.x),
                                         own = statistics_correlated(x.n, x.x);
        const double step = x.t[1] - x.t[0];
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
    if (!x->even)
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
        const struct summary x = summarise(g, table, column);
        add_row(s, g, &x, a->of);
        draw(p, &all, g, x.mean, column);
    }
    groups_note_temperature(&all, s);
    command_output_show(a, s, p);
    groups_clear(&all);
    base_free(table), base_free(column);
}
