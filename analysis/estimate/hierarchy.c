/* landscape --of hierarchy: trees of average linkage, P(q), and whether distances d = 1 - q are
   ultrametric: the share of triples of solutions whose two largest distances differ by less than a
   tenth, against two nulls without hierarchy: the same distances dealt out to pairs at random, and
   random vectors whose overlaps have the same mean and variance: Gaussian ones about a common
   direction, in as many dimensions as give that variance. */
#include "analysis/estimate/hierarchy.h"

#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <string.h>

#include "analysis/landscape/landscape.h"
#include "analysis/estimate/linkage.h"
#include "analysis/figure/plot.h"
#include "analysis/figure/result_table.h"
#include "analysis/read/table.h"
#include "common/core/base.h"
#include "common/numerics/interpolation.h"
#include "common/core/rng.h"

const struct hierarchy_kind hierarchy_kinds[] = {
    {"raw", "as they are", "1 − q,  as they are"},
    {"weights", "aligned by weights", "1 − q,  aligned by weights"},
    {"values", "aligned by values", NULL},
    {"function", "functions", "1 − q  of functions"},
    {"overlap", "spheres at their places", "1 − q"},
    {0},
};

static const double near = 0.1; /* part by which two distances count as alike */

/* ---- reading --------------------------------------------------------------------------------- */

static bool has_column(const struct table *t, const char *name)
{
    for (size_t c = 0; c < t->columns; c++)
        if (strcmp(t->name[c], name) == 0) return true;
    return false;
}

bool hierarchy_read(struct hierarchy *h, const struct table *t, const struct hierarchy_kind *kind)
{
    if (!has_column(t, kind->name)) return false;
    const size_t i = table_column(t, "i"), j = table_column(t, "j"),
                 q = table_column(t, kind->name);
    if (!isfinite(table_at(t, 0, q))) return false;
    double last = 0;
    for (size_t r = 0; r < t->rows; r++) last = fmax(last, table_at(t, r, j));
    const size_t n = (size_t)last + 1;
    require(n >= 3, "%s: %zu solutions are too few to cluster; three are the least", t->path, n);
    require(t->rows == n * (n - 1) / 2, "%s: %zu pairs of %zu solutions, not all %zu", t->path,
            t->rows, n, n * (n - 1) / 2);
    *h = (struct hierarchy){kind, n, base_alloc(n * n, sizeof(double))};
    for (size_t r = 0; r < t->rows; r++) {
        const double a = table_at(t, r, i), b = table_at(t, r, j);
        require(a >= 0 && a < b && b < (double)n, "%s: '%g %g' is not a pair of solutions", t->path,
                a, b);
        const size_t x = (size_t)a, y = (size_t)b;
        h->distance[x * n + y] = h->distance[y * n + x] = fmax(0, 1 - table_at(t, r, q));
    }
    return true;
}

void hierarchy_free(struct hierarchy *h)
{
    base_free(h->distance);
}

/* Distances of the pairs, to d (n (n - 1) / 2); how many. */
static size_t pairs_of(size_t n, const double *distance, double *d)
{
    size_t pairs = 0;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < i; j++) d[pairs++] = distance[i * n + j];
    return pairs;
}

/* ---- drawing --------------------------------------------------------------------------------- */

void hierarchy_draw_tree(const struct hierarchy *h, struct plot_panel *panel, unsigned colour)
{
    struct linkage_merge *const merge = base_alloc(h->n, sizeof *merge);
    linkage_average(h->n, h->distance, merge);
    struct plot_series *const s = plot_add(panel, 7 * h->n, "", colour, 1.2);
    s->n = linkage_outline(h->n, merge, s->x, s->y);
    for (size_t i = 0; i < s->n; i++) s->error[i] = NAN;
    base_free(merge);
}

void hierarchy_draw_density(const struct hierarchy *h, struct plot_panel *panel, unsigned colour)
{
    enum { MOST = 24 };
    double *const d = base_alloc(h->n * h->n, sizeof *d), least = INFINITY, most = -INFINITY;
    const size_t pairs = pairs_of(h->n, h->distance, d);
    for (size_t k = 0; k < pairs; k++) least = fmin(least, d[k]), most = fmax(most, d[k]);
    const int bins = (int)fmax(5, fmin(MOST, sqrt((double)pairs)));
    const double pad = fmax(1e-6, 0.05 * (most - least)), width = (most - least + 2 * pad) / bins;
    double count[MOST] = {0};
    for (size_t k = 0; k < pairs; k++) count[(size_t)((d[k] - least + pad) / width)]++;
    struct plot_series *const s = plot_add(panel, MOST + 2, h->kind->doc, colour, 1.5);
    s->n = 0;
    for (int b = -1; b <= bins; b++) /* down to zero on either side */
        plot_point(s, 1 - (least - pad + (b + 0.5) * width),
                   b < 0 || b == bins ? 0 : count[b] / ((double)pairs * width), NAN);
    base_free(d);
}

/* ---- nulls ----------------------------------------------------------------------------------- */

enum { DRAWS = 20, NULLS = 2 };

/* The same distances, dealt out at random. */
static void deal(const struct hierarchy *h, struct rng *rng, double *distance)
{
    const size_t n = h->n;
    double *const d = base_alloc(n * n, sizeof *d);
    uint32_t *const order = base_alloc(n * n, sizeof *order);
    const size_t pairs = pairs_of(n, h->distance, d);
    for (size_t k = 0; k < pairs; k++) order[k] = (uint32_t)k;
    rng_shuffle(rng, order, (uint32_t)pairs);
    for (size_t i = 0, k = 0; i < n; i++)
        for (size_t j = 0; j < i; j++) distance[i * n + j] = distance[j * n + i] = d[order[k++]];
    base_free(d), base_free(order);
}

/* Overlaps of x_i = sqrt(m) e + sqrt((1 - m) / dim) g_i: mean m, variance (1 - m)^2 / dim. */
static void scatter(const struct hierarchy *h, struct rng *rng, double *distance)
{
    enum { MOST = 100000 };
    const size_t n = h->n;
    double *const d = base_alloc(n * n, sizeof *d);
    const size_t pairs = pairs_of(n, h->distance, d);
    const double mean = fmax(0, 1 - gsl_stats_mean(d, 1, pairs)),
                 variance = gsl_stats_variance(d, 1, pairs);
    const double wanted = (1 - mean) * (1 - mean) / fmax(variance, 1e-300);
    const size_t dim = 1 + (size_t)fmax(2, fmin(MOST, round(wanted)));
    double *const x = base_alloc(n * dim, sizeof *x);
    for (size_t k = 0; k < n * dim; k++)
        x[k] = k % dim ? sqrt((1 - mean) / (double)(dim - 1)) * rng_normal(rng) : sqrt(mean);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < i; j++)
            distance[i * n + j] = distance[j * n + i] =
                1 - interpolation_overlap(dim, x + i * dim, x + j * dim);
    base_free(d), base_free(x);
}

static const struct null { /* a row */
    const char *name, *doc;
    void (*draw)(const struct hierarchy *h, struct rng *rng, double *distance);
} nulls[NULLS] = {{"dealt", "dealt out at random", deal}, {"scattered", "random vectors", scatter}};

/* Mean share of isosceles triples over draws of a null, its error being their spread. */
static struct statistics_estimate expected(const struct hierarchy *h, const struct null *null,
                                           double part)
{
    double share[DRAWS], *const distance = base_alloc(h->n * h->n, sizeof *distance);
    struct rng rng;
    rng_init(&rng, 1, 0, RNG_NOISE);
    for (int k = 0; k < DRAWS; k++) {
        null->draw(h, &rng, distance);
        share[k] = linkage_isosceles(h->n, distance, part);
    }
    base_free(distance);
    return (struct statistics_estimate){gsl_stats_mean(share, 1, DRAWS),
                                        gsl_stats_sd(share, 1, DRAWS)};
}

/* ---- the question ---------------------------------------------------------------------------- */

static struct result_table *empty(void)
{
    struct result_table *const s = result_table_create(
        "Hierarchy of solutions; isosceles: share of triples whose two largest distances differ by "
        "less than a tenth. Errors of the nulls: spread over %d draws.",
        DRAWS);
    result_table_column(s, "folder", NULL, RESULT_TABLE_TEXT);
    result_table_column(s, "overlap", NULL, RESULT_TABLE_TEXT);
    result_table_column(s, "solutions", NULL, RESULT_TABLE_NUMBER);
    result_table_column(s, "q", NULL, RESULT_TABLE_NUMBER);
    result_table_column(s, "sd", NULL, RESULT_TABLE_NUMBER);
    result_table_column(s, "cophenetic", NULL, RESULT_TABLE_NUMBER);
    result_table_column(s, "isosceles", NULL, RESULT_TABLE_NUMBER);
    result_table_column(s, "dealt", NULL, RESULT_TABLE_ESTIMATE);
    result_table_column(s, "scattered", NULL, RESULT_TABLE_ESTIMATE);
    return s;
}

/* Correlation of distances with the heights at which the tree joins them. */
static double cophenetic(const struct hierarchy *h)
{
    struct linkage_merge *const merge = base_alloc(h->n, sizeof *merge);
    double *const height = base_alloc(3 * h->n * h->n, sizeof *height),
                  *const a = height + h->n * h->n, *const b = a + h->n * h->n;
    linkage_average(h->n, h->distance, merge);
    linkage_heights(h->n, merge, height);
    const size_t pairs = pairs_of(h->n, h->distance, a);
    pairs_of(h->n, height, b);
    const double r = gsl_stats_correlation(a, 1, b, 1, pairs);
    base_free(merge), base_free(height);
    return r;
}

static void add_row(struct result_table *s, const char *folder, const struct hierarchy *h)
{
    double *const d = base_alloc(h->n * h->n, sizeof *d);
    const size_t pairs = pairs_of(h->n, h->distance, d);
    const double share = linkage_isosceles(h->n, h->distance, near);
    result_table_text(s, "%s", folder);
    result_table_text(s, "%s", h->kind->name);
    result_table_number(s, (double)h->n);
    result_table_number(s, 1 - gsl_stats_mean(d, 1, pairs));
    result_table_number(s, gsl_stats_sd(d, 1, pairs));
    result_table_number(s, cophenetic(h));
    result_table_number(s, share);
    double z[NULLS];
    for (int k = 0; k < NULLS; k++) {
        const struct statistics_estimate e = expected(h, &nulls[k], near);
        result_table_estimate(s, e);
        z[k] = (share - e.value) / e.error;
    }
    const bool more = z[0] > 4 && z[1] > 4;
    result_table_note(s, "%s, %s: ultrametric beyond both nulls: %s (z = %.1f, %.1f)", folder,
                      h->kind->doc, more ? "yes" : "no", z[0], z[1]);
    base_free(d);
}

/* Share of triples alike within a part, against that part. */
static void add_triples(struct plot_panel *panel, const struct hierarchy *h, unsigned colour)
{
    enum { POINTS = 16 };
    struct plot_series *const s = plot_add(panel, POINTS, h->kind->doc, colour, 1.5),
                              *const null = plot_add(panel, POINTS, "", colour, 1);
    null->style = PLOT_DASHES;
    s->n = null->n = 0;
    for (int k = 1; k <= POINTS; k++) {
        const double part = 0.5 * k / POINTS;
        const struct statistics_estimate e = expected(h, &nulls[0], part);
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

static void add_column(struct plot *p, struct result_table *s, const char *folder)
{
    enum { KINDS = 8 };
    struct hierarchy h[KINDS];
    struct table t = table_read(folder, "overlaps");
    size_t n = 0;
    for (const struct hierarchy_kind *k = hierarchy_kinds; k->name; k++)
        n += hierarchy_read(&h[n], &t, k);
    require(n > 0, "%s: has no column of overlaps", t.path);
    const bool network = strcmp(h[0].kind->name, "overlap") != 0;
    struct plot_column *const c = plot_column(p, p->columns == 0 ? "first" : "second",
                                              network ? "Network" : "Liquid", n > 1 ? 2 : 1);
    add_trees(c, h, n);
    struct plot_panel *const density = plot_panel(c, "density", "overlap  q", "P(q)"),
                             *const triples =
                                 plot_panel(c, "triples", "two largest distances within",
                                            "share of triples;  dashed: dealt");
    for (size_t k = 0; k < n; k++) {
        hierarchy_draw_density(&h[k], density, plot_colour(k + 1, 0));
        add_triples(triples, &h[k], plot_colour(k + 1, 0));
        add_row(s, folder, &h[k]);
        hierarchy_free(&h[k]);
    }
    table_free(&t);
}

void hierarchy_command(const struct command_arguments *a)
{
    require(a->n <= PLOT_COLUMNS, "landscape --of hierarchy: one or two folders, not %zu", a->n);
    struct result_table *const s = empty();
    struct plot *const p = plot_create(a->output);
    for (size_t i = 0; i < a->n; i++) add_column(p, s, a->folder[i]);
    command_output_show(a, s, p);
}
