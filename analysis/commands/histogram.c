/* histogram: the distribution of a column of series.dat, beside that without swaps. All groups
   share their bins. Errors: blocks, each long against the autocorrelation time of the column. z:
   block_histogram.h. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "analysis/read/group_colour.h"
#include "analysis/commands/commands.h"
#include "analysis/estimate/block_histogram.h"
#include "analysis/estimate/drift.h"
#include "analysis/read/group_parts.h"
#include "analysis/figure/column_symbol.h"
#include "analysis/figure/plot.h"
#include "analysis/figure/result_table.h"
#include "analysis/read/table.h"
#include "common/core/base.h"

enum { BINS = BLOCK_HISTOGRAM_BINS, BLOCKS = BLOCK_HISTOGRAM_MOST, MEMBERS = 32 };

struct shares { /* of a group */
    const struct group *group;
    struct statistics_estimate mean;
    struct drift drift[MEMBERS]; /* of each member */
    double samples;
    size_t blocks;
    double share[BINS][BLOCKS * MEMBERS];
};

struct range {
    double least, most;
};

/* The first row after t = 0, which can still be the start. */
static size_t first_row(const struct table *t)
{
    size_t row = 0;
    while (row < t->rows && table_at(t, row, table_column(t, "t")) <= 0) row++;
    return row;
}

static struct range range_of(const struct groups *all, const struct system_kind *k,
                             const char *column)
{
    struct range r = {INFINITY, -INFINITY};
    for (const struct group *g = all->group; g < all->group + all->n; g++)
        for (size_t m = 0; m < g->n && group_system(g) == k; m++) {
            struct table t = group_parts_table(g, m, "series");
            const size_t at = table_column(&t, column);
            for (size_t i = first_row(&t); i < t.rows; i++) {
                const double x = table_at(&t, i, at);
                if (isfinite(x)) r.least = fmin(r.least, x), r.most = fmax(r.most, x);
            }
            table_clear(&t);
        }
    return r;
}

static void add_member(struct shares *s, size_t m, const char *column, struct range r, double *mean)
{
    struct table t = group_parts_table(s->group, m, "series");
    const size_t at = table_column(&t, column), first = first_row(&t), rows = t.rows - first;
    require(rows >= 2 * BLOCKS, "%s: %zu rows at T = %g; a histogram needs %d or more", t.path,
            t.rows, group_T(s->group), 2 * BLOCKS + 1);
    double *const x = base_alloc(t.rows, sizeof *x);
    for (size_t i = 0; i < rows; i++) {
        x[i] = table_at(&t, first + i, at);
        require(isfinite(x[i]), "%s: %s = %g at t = %g. Choose rows of numbers by --until", t.path,
                column, x[i], table_at(&t, first + i, table_column(&t, "t")));
    }
    const struct statistics_estimate e = statistics_correlated(rows, x),
                                     tau = statistics_tau(rows, x);
    const size_t whole = block_histogram_blocks(rows, tau.value), blocks = whole ? whole : 1,
                 each = rows / blocks;
    for (size_t i = 0; i < blocks * each; i++) {
        const double bin = (x[i] - r.least) / (r.most - r.least) * BINS;
        s->share[bin < BINS ? (size_t)bin : BINS - 1][s->blocks + i / each] += 1 / (double)each;
    }
    s->drift[m] = drift_of_series(rows, x);
    *mean = e.value;
    s->samples += (double)rows / (2 * tau.value);
    if (s->group->n == 1) s->mean = e;
    s->blocks += blocks;
    base_free(x);
    table_clear(&t);
}

static struct shares *shares_of(const struct group *g, const char *column, struct range r)
{
    struct shares *const s = base_alloc(1, sizeof *s);
    double mean[MEMBERS];
    s->group = g;
    require(g->n <= MEMBERS, "%s: more than %d replicas", g->legend, MEMBERS);
    for (size_t m = 0; m < g->n; m++) add_member(s, m, column, r, &mean[m]);
    if (g->n > 1) s->mean = statistics_mean(g->n, mean);
    s->mean.error *= group_widening(g);
    if (g->independent > 0) s->samples *= g->independent / (double)g->n;
    return s;
}

static bool related(const struct group *g)
{
    return group_widening(g) != 1;
}

/* z of two groups; NAN if b is NULL, no bin has five independent samples, blocks are few, or members
   share ancestors, so that blocks cannot be dealt. */
static double difference(const struct shares *a, const struct shares *b)
{
    static const double samples = 5;
    if (!b || related(a->group) || related(b->group)) return NAN;
    const struct shares *const of[] = {a, b};
    double *x[2];
    for (int g = 0; g < 2; g++) {
        x[g] = base_alloc(BINS * of[g]->blocks, sizeof *x[g]);
        for (size_t k = 0; k < BINS; k++)
            memcpy(x[g] + k * of[g]->blocks, of[g]->share[k], of[g]->blocks * sizeof *x[g]);
    }
    const double z = block_histogram_z(BINS, a->blocks, x[0], b->blocks, x[1], samples / a->samples,
                                       samples / b->samples);
    base_free(x[0]), base_free(x[1]);
    return z;
}

static void draw(struct plot *p, const struct groups *all, const struct shares *s,
                 const char *column, struct range r)
{
    struct plot_column *const c = system_kind_column(p, group_system(s->group), 1);
    if (c->panels == 0) {
        c->panels = 1;
        c->panel[0] = (struct plot_panel){.name = "histogram", .log_y = true};
        const struct system_kind *const k = group_system(s->group);
        const struct column_symbol *const symbol = column_symbol_find(column, k->name);
        plot_labels(c->panel, system_kind_label(k, column),
                    symbol && *symbol->symbol && !strchr(symbol->symbol, '%')
                        ? base_text("probability density  p(%s)", symbol->symbol)
                        : base_text("probability density"));
    }
    const double width = (r.most - r.least) / BINS;
    struct plot_series *const series =
        plot_named(c->panel, BINS, s->group->legend, group_colour(all, s->group),
                   group_first(s->group)->swaps ? 1.5 : 2.8);
    if (group_first(s->group)->swaps) series->style = PLOT_POINTS;
    for (size_t k = 0; k < BINS; k++) {
        const struct statistics_estimate e = statistics_mean(s->blocks, s->share[k]);
        plot_point(series, r.least + ((double)k + 0.5) * width, e.value / width,
                   e.error / width * group_widening(s->group));
    }
}

static void add_row(struct result_table *s, const struct shares *x, const struct shares *reference)
{
    const struct run *const f = group_first(x->group);
    result_table_text(s, "%s", system_kind_word(f->system));
    result_table_text(s, "%s", x->group->legend);
    result_table_number(s, group_T(x->group));
    result_table_number(s, (double)x->group->n);
    result_table_number(s, round(x->samples));
    result_table_estimate(s, x->mean);
    result_table_number(s, reference ? round(100 * difference(x, reference)) / 100 : NAN);
}

void histogram_command(const struct command_arguments *a)
{
    const char *const column = a->of ? a->of : "energy";
    struct groups all = group_parts_read(a);
    struct result_table *const s = result_table_create(
        "Histograms of %s in the series; z: of all bins, against no swap of the same model.",
        column);
    result_table_column(s, "program", NULL, RESULT_TABLE_TEXT);
    result_table_column(s, "run", NULL, RESULT_TABLE_TEXT);
    result_table_column(s, "T", "energy", RESULT_TABLE_NUMBER);
    result_table_column(s, "runs", NULL, RESULT_TABLE_NUMBER);
    result_table_column(s, "samples", NULL, RESULT_TABLE_NUMBER);
    result_table_column(s, "mean", NULL, RESULT_TABLE_ESTIMATE);
    result_table_column(s, "z", NULL, RESULT_TABLE_NUMBER);
    struct plot *const p = plot_create(a->output);
    for (const struct group *g = all.group; g < all.group + all.n; g++) {
        const struct range r = range_of(&all, group_system(g), column);
        require(r.least < r.most, "%s/series.dat: %s never changes", group_first(g)->path, column);
        const struct group *const without = groups_reference(&all, g);
        struct shares *const x = shares_of(g, column, r), *const y =
                                                              without && without != g
                                                                  ? shares_of(without, column, r)
                                                                  : NULL;
        add_row(s, x, y);
        const struct drift d = drift_mean(g, x->drift);
        drift_note(s, g, column, &d);
        draw(p, &all, x, column, r);
        base_free(x);
        base_free(y);
    }
    groups_note_temperature(&all, s);
    command_output_show(a, s, p);
    groups_clear(&all);
}
