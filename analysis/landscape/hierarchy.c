/* landscape --of hierarchy: trees of average linkage, P(q), and a test of ultrametricity. Distances
   d = 1 - q are ultrametric if the two largest of every triple are equal. The share of triples whose
   two largest differ by less than a tenth is compared with two nulls that have no hierarchy. */
#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <string.h>

#include "analysis/estimate/hierarchy.h"
#include "analysis/estimate/linkage.h"
#include "analysis/figure/plot.h"
#include "analysis/estimate/verdict.h"
#include "analysis/figure/number_format.h"
#include "analysis/figure/result_table.h"
#include "analysis/landscape/landscape.h"
#include "analysis/landscape/overlaps_table.h"
#include "analysis/read/table.h"
#include "common/core/base.h"

static const double near = 0.1; /* relative difference below which two distances count as equal */

static struct result_table *empty(void)
{
    struct result_table *const s = result_table_create(
        "Hierarchy of solutions; isosceles: share of triples whose two largest distances differ by "
        "less than a tenth. Errors: jackknife over solutions; of the nulls: spread over %d draws.",
        HIERARCHY_DRAWS);
    result_table_column(s, "folder", NULL, RESULT_TABLE_TEXT);
    result_table_column(s, "overlap", NULL, RESULT_TABLE_TEXT);
    result_table_column(s, "solutions", NULL, RESULT_TABLE_NUMBER);
    result_table_column(s, "q", NULL, RESULT_TABLE_ESTIMATE);
    result_table_column(s, "sd", NULL, RESULT_TABLE_ESTIMATE);
    result_table_column(s, "cophenetic", NULL, RESULT_TABLE_ESTIMATE);
    result_table_column(s, "isosceles", NULL, RESULT_TABLE_ESTIMATE);
    result_table_column(s, "dealt", NULL, RESULT_TABLE_ESTIMATE);
    result_table_column(s, "scattered", NULL, RESULT_TABLE_ESTIMATE);
    return s;
}

static double moment(const struct hierarchy *h, bool spread)
{
    double *const d = base_alloc(h->n * h->n, sizeof *d);
    const size_t pairs = hierarchy_pairs(h->n, h->distance, d);
    const double x = spread ? gsl_stats_sd(d, 1, pairs) : 1 - gsl_stats_mean(d, 1, pairs);
    base_free(d);
    return x;
}

static double mean_overlap(const struct hierarchy *h)
{
    return moment(h, false);
}

static double spread_of_overlaps(const struct hierarchy *h)
{
    return moment(h, true);
}

static double isosceles(const struct hierarchy *h)
{
    return linkage_isosceles(h->n, h->distance, near);
}

/* Of the share over a null. Draws that never differ, as of a single triple, give no error. */
static struct statistics_estimate excess(struct statistics_estimate share,
                                         struct statistics_estimate null)
{
    return (struct statistics_estimate){share.value - null.value,
                                        null.error > 0 ? hypot(share.error, null.error) : NAN};
}

static void add_row(struct result_table *s, const char *folder, const struct hierarchy *h)
{
    const struct statistics_estimate share = hierarchy_jackknife(h, isosceles);
    result_table_text(s, "%s", folder);
    result_table_text(s, "%s", h->kind->name);
    result_table_number(s, (double)h->n);
    result_table_estimate(s, hierarchy_jackknife(h, mean_overlap));
    result_table_estimate(s, hierarchy_jackknife(h, spread_of_overlaps));
    result_table_estimate(s, hierarchy_jackknife(h, hierarchy_cophenetic));
    result_table_estimate(s, share);
    struct statistics_estimate more[HIERARCHY_NULLS];
    enum verdict beyond = VERDICT_HOLDS;
    for (int k = 0; k < HIERARCHY_NULLS; k++) {
        const struct statistics_estimate e = hierarchy_expected(h, &hierarchy_nulls[k], near);
        result_table_estimate(s, e);
        more[k] = excess(share, e);
        beyond = verdict_both(beyond, verdict_of(verdict_interval(more[k]), verdict_above(0)));
    }
    result_table_note(
        s, "%s, %s: ultrametric beyond both nulls: %s (isosceles less null: %s +- %s, %s +- %s)",
        folder, h->kind->doc, verdict_text(beyond), number_format_value(more[0]),
        number_format_error(more[0]), number_format_value(more[1]), number_format_error(more[1]));
}

/* Draws the share of triples whose largest distances agree within a part, against that part. */
static void add_triples(struct plot_panel *panel, const struct hierarchy *h, unsigned colour)
{
    enum { POINTS = 16 };
    struct plot_series *const s = plot_add(panel, POINTS, h->kind->doc, colour, 1.5),
                              *const null = plot_add(panel, POINTS, "", colour, 1);
    null->style = PLOT_DASHES;
    s->n = null->n = 0;
    for (int k = 1; k <= POINTS; k++) {
        const double part = 0.5 * k / POINTS;
        const struct statistics_estimate e = hierarchy_expected(h, &hierarchy_nulls[0], part);
        plot_point(s, part, linkage_isosceles(h->n, h->distance, part), NAN);
        plot_point(null, part, e.value, e.error);
    }
}

static void add_trees(struct plot_column *c, const struct hierarchy *h, size_t n)
{
    for (size_t k = 0; k < n; k++) {
        if (!h[k].kind->axis) continue;
        struct plot_panel *const panel =
            plot_panel(c, h[k].kind->name, "solutions, in the order of the tree", h[k].kind->axis);
        hierarchy_draw_tree(&h[k], panel, plot_colour(k + 1, 0));
        panel->padded = true;
    }
}

static void add_column(struct plot *p, struct result_table *s, const char *folder,
                       const struct command_arguments *a)
{
    enum { KINDS = 8 };
    struct hierarchy h[KINDS];
    struct table t = overlaps_table_read(folder, "overlaps", a);
    size_t n = 0;
    for (const struct hierarchy_kind *k = hierarchy_kinds; k->name; k++)
        n += hierarchy_read(&h[n], &t, k);
    require(n > 0, "%s: has no column of overlaps", t.path);
    struct plot_column *const c = plot_column(p, p->columns == 0 ? "first" : "second",
                                              h[0].kind->system->title, n > 1 ? 2 : 1);
    add_trees(c, h, n);
    struct plot_panel *const density = plot_panel(c, "density", "overlap  q", "P(q)"),
                             *const triples =
                                 plot_panel(c, "triples", "two largest distances within",
                                            "share of triples;  dashed: dealt");
    for (size_t k = 0; k < n; k++) {
        hierarchy_draw_density(&h[k], density, plot_colour(k + 1, 0));
        add_triples(triples, &h[k], plot_colour(k + 1, 0));
        add_row(s, folder, &h[k]);
        hierarchy_clear(&h[k]);
    }
    table_clear(&t);
}

void hierarchy_command(const struct command_arguments *a)
{
    require(a->n <= 2, "landscape --of hierarchy: one or two folders, not %zu", a->n);
    struct result_table *const s = empty();
    struct plot *const p = plot_create(a->output);
    for (size_t i = 0; i < a->n; i++) add_column(p, s, a->folder[i], a);
    command_output_show(a, s, p);
}
