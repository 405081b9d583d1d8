/* heterogeneity: chi_4(t) and alpha_2(t), and their peaks. Systems in equilibrium use all waiting
   times. Runs that age use one, and their chi_4 is the one between replicas. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/read/group_parts.h"
#include "analysis/read/group_colour.h"
#include "analysis/commands/commands.h"
#include "analysis/estimate/chi4.h"
#include "analysis/estimate/drift.h"
#include "analysis/estimate/relaxation.h"
#include "analysis/figure/column_symbol.h"
#include "analysis/figure/plot.h"
#include "analysis/figure/result_table.h"
#include "common/core/base.h"

struct peak {
    double lag; /* NAN: none */
    struct statistics_estimate height;
};

/* The highest point that has an error and exceeds the three points on either side. This excludes a
   maximum at the first lags, which comes from single steps. */
static struct peak peak_of(size_t n, const double *lag, const struct statistics_estimate *y)
{
    enum { AROUND = 3 };
    struct peak p = {NAN, {NAN, NAN}};
    for (size_t i = AROUND; i + AROUND < n; i++) {
        bool top = y[i].error > 0 && !(y[i].value <= p.height.value);
        for (size_t k = i - AROUND; k <= i + AROUND; k++) top = top && !(y[k].value > y[i].value);
        if (top) p = (struct peak){lag[i], y[i]};
    }
    return p;
}

static struct peak alpha2_peak(const struct curve *c)
{
    struct statistics_estimate *const y = base_alloc(c->n, sizeof *y);
    for (size_t i = 0; i < c->n; i++) y[i] = (struct statistics_estimate){c->value[i], c->error[i]};
    const struct peak p = peak_of(c->n, c->lag, y);
    base_free(y);
    return p;
}

/* ---- figure ---------------------------------------------------------------------------------- */

static struct plot_column *column_of(struct plot *p, const struct system_kind *k,
                                     const char *observable)
{
    struct plot_column *const c = system_kind_column(p, k, k->key_columns);
    if (c->panels) return c;
    c->panels = 1;
    c->panel[0] = (struct plot_panel){.name = "chi4", .xlabel = k->time, .log_x = true};
    c->panel[1] = (struct plot_panel){.name = "alpha2", .xlabel = k->time, .log_x = true};
    plot_labels(&c->panel[0], NULL, system_kind_label(k, "chi4"));
    plot_labels(&c->panel[1], NULL, system_kind_label(k, "alpha2"));
    char *const of = column_symbol_short(observable, k->name);
    c->panel[0].note = base_text("from  %s", of);
    base_free(of);
    return c;
}

/* chi_4 between replicas if there are three or more, else over origins. */
static const struct statistics_estimate *best(const struct chi4 *f, size_t members, bool ages)
{
    return members >= 3 || ages ? f->replicas : f->origins;
}

static void draw_chi4(struct plot_column *c, const struct groups *all, const struct group *g,
                      const struct chi4 *f)
{
    const struct statistics_estimate *const y = best(f, g->n, group_first(g)->ages);
    struct plot_series *const s = plot_add(&c->panel[0], f->n, g->legend, group_colour(all, g),
                                           group_first(g)->swaps ? 1.5 : 2.2);
    for (size_t i = 0; i < f->n; i++)
        s->x[i] = f->lag[i], s->y[i] = y[i].value, s->error[i] = y[i].error;
}

/* The first lag shown: that of the first minimum. Before it alpha_2 is that of single steps of a move,
   not of the liquid. */
static size_t first_shown(const struct curve *a)
{
    size_t at = 0;
    while (at + 1 < a->n && !(a->value[at + 1] >= a->value[at])) at++;
    return at < a->n / 2 ? at : 0;
}

static void draw_alpha2(struct plot_column *c, const struct groups *all, const struct group *g,
                        const struct curve *a, struct result_table *table)
{
    const size_t first = first_shown(a);
    c->panel[0].joined = true;
    c->panels = 2;
    if (first)
        result_table_note(table,
                          "Figure: alpha_2 of %s is drawn from t = %g on, its first minimum; "
                          "single steps dominate before.",
                          g->legend, a->lag[first]);
    struct plot_series *const s = plot_add(&c->panel[1], a->n - first, g->legend,
                                           group_colour(all, g), group_first(g)->swaps ? 1.5 : 2.2);
    memcpy(s->x, a->lag + first, s->n * sizeof *s->x);
    memcpy(s->y, a->value + first, s->n * sizeof *s->y);
    memcpy(s->error, a->error + first, s->n * sizeof *s->error);
}

/* ---- the command ----------------------------------------------------------------------------- */

static void columns(struct result_table *s)
{
    result_table_column(s, "program", NULL, RESULT_TABLE_TEXT);
    result_table_column(s, "run", NULL, RESULT_TABLE_TEXT);
    result_table_column(s, "t_w", "time", RESULT_TABLE_TEXT);
    result_table_column(s, "t_origins", "time", RESULT_TABLE_NUMBER);
    result_table_column(s, "chi4_origins", NULL, RESULT_TABLE_ESTIMATE);
    result_table_column(s, "t_replicas", "time", RESULT_TABLE_NUMBER);
    result_table_column(s, "chi4_replicas", NULL, RESULT_TABLE_ESTIMATE);
    result_table_column(s, "t_alpha2", "time", RESULT_TABLE_NUMBER);
    result_table_column(s, "alpha2", NULL, RESULT_TABLE_ESTIMATE);
}

static void add_peak(struct result_table *s, const struct peak *p)
{
    result_table_number(s, p->lag);
    result_table_estimate(s, p->height);
}

static double items_of(const struct group *g, const char *observable)
{
    char *const table = group_table_of(g, observable);
    const double items = run_items(group_first(g), table, observable);
    base_free(table);
    return items;
}

static void measure(struct result_table *s, struct plot *p, const struct groups *all,
                    const struct group *g, const struct command_arguments *a,
                    const char *observable)
{
    struct curve_rows rows = curve_rows_read(g, observable);
    const double waiting = curve_waiting(&rows, group_first(g)->ages, a->waiting),
                 items = items_of(g, observable);
    struct chi4 f = chi4_measure(&rows, items, waiting);
    require(f.n > 0, "%s/%s.dat: has no waiting time t_w = %g", group_first(g)->path, observable,
            waiting);
    struct plot_column *const c = column_of(p, group_system(g), observable);
    result_table_text(s, "%s", system_kind_word(group_system(g)));
    result_table_text(s, "%s", g->legend);
    if (waiting == CURVE_ALL)
        result_table_text(s, "all");
    else
        result_table_text(s, "%g", waiting);
    if (waiting == CURVE_ALL) drift_note_rows(s, g, observable, &rows, relaxation_level);
    const struct peak origins = peak_of(f.n, f.lag, f.origins),
                      replicas = peak_of(f.n, f.lag, f.replicas);
    add_peak(s, &origins);
    add_peak(s, &replicas);
    draw_chi4(c, all, g, &f);
    struct peak peak = {NAN, {NAN, NAN}};
    if (group_has(g, "alpha2") && !group_parts_lack(g, "alpha2", s)) {
        struct curve moments = chi4_alpha2(g, waiting, isnan(replicas.lag) ? 1 : 3 * replicas.lag);
        peak = alpha2_peak(&moments);
        draw_alpha2(c, all, g, &moments, s);
        curve_clear(&moments);
    }
    add_peak(s, &peak);
    chi4_clear(&f);
    curve_rows_clear(&rows);
}

void heterogeneity_command(const struct command_arguments *a)
{
    struct groups all = group_parts_read(a);
    groups_require_one_model(&all);
    const char *const observable = a->of ? a->of : "overlap";
    struct result_table *const s = result_table_create(
        "Peaks of chi_4 = N (<O^2> - <O>^2), O: %s, over origins and between replicas, and of "
        "alpha_2; two errors cover 95 %%. Fixed composition and volume: chi_4 is a lower "
        "bound.",
        observable);
    struct plot *const p = plot_create(a->output);
    columns(s);
    for (const struct group *g = all.group; g < all.group + all.n; g++)
        if (!group_parts_lack(g, observable, s)) measure(s, p, &all, g, a, observable);
    groups_note_temperature(&all, s);
    command_output_show(a, s, p);
    groups_clear(&all);
}
