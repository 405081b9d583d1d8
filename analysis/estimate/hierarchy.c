/* Implementation of hierarchy.h. The nulls: the same distances assigned to pairs at random, and
   Gaussian vectors about a common direction, in the dimension that gives their overlaps the mean
   and the variance of those measured. */
#include "analysis/estimate/hierarchy.h"

#include <gsl/gsl_statistics_double.h>
#include <math.h>
#include <string.h>

#include "analysis/estimate/linkage.h"
#include "analysis/figure/plot.h"
#include "analysis/read/table.h"
#include "common/core/base.h"
#include "common/numerics/interpolation.h"
#include "common/core/rng.h"

const struct hierarchy_kind hierarchy_kinds[] = {
    {"raw", "as they are", "1 − q,  as they are", &system_kind_network},
    {"weights", "aligned by weights", "1 − q,  aligned by weights", &system_kind_network},
    {"values", "aligned by values", NULL, &system_kind_network},
    {"function", "functions", "1 − q  of functions", &system_kind_network},
    {"overlap", "spheres at their places", "1 − q", &system_kind_liquid},
    {0},
};

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

void hierarchy_clear(struct hierarchy *h)
{
    base_free(h->distance);
}

size_t hierarchy_pairs(size_t n, const double *distance, double *d)
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
    const size_t pairs = hierarchy_pairs(h->n, h->distance, d);
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

/* The same distances, assigned at random. */
static void deal(const struct hierarchy *h, struct rng *rng, double *distance)
{
    const size_t n = h->n;
    double *const d = base_alloc(n * n, sizeof *d);
    uint32_t *const order = base_alloc(n * n, sizeof *order);
    const size_t pairs = hierarchy_pairs(n, h->distance, d);
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
    const size_t pairs = hierarchy_pairs(n, h->distance, d);
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

const struct hierarchy_null hierarchy_nulls[HIERARCHY_NULLS] = {
    {"dealt", "dealt out at random", deal}, {"scattered", "random vectors", scatter}};

struct statistics_estimate hierarchy_expected(const struct hierarchy *h,
                                              const struct hierarchy_null *null, double part)
{
    double share[HIERARCHY_DRAWS], *const distance = base_alloc(h->n * h->n, sizeof *distance);
    struct rng rng;
    rng_init(&rng, 1, 0, RNG_NOISE);
    for (int k = 0; k < HIERARCHY_DRAWS; k++) {
        null->draw(h, &rng, distance);
        share[k] = linkage_isosceles(h->n, distance, part);
    }
    base_free(distance);
    return (struct statistics_estimate){gsl_stats_mean(share, 1, HIERARCHY_DRAWS),
                                        gsl_stats_sd(share, 1, HIERARCHY_DRAWS)};
}

double hierarchy_cophenetic(const struct hierarchy *h)
{
    struct linkage_merge *const merge = base_alloc(h->n, sizeof *merge);
    double *const height = base_alloc(3 * h->n * h->n, sizeof *height),
                  *const a = height + h->n * h->n, *const b = a + h->n * h->n;
    linkage_average(h->n, h->distance, merge);
    linkage_heights(h->n, merge, height);
    const size_t pairs = hierarchy_pairs(h->n, h->distance, a);
    hierarchy_pairs(h->n, height, b);
    const double r = gsl_stats_correlation(a, 1, b, 1, pairs);
    base_free(merge), base_free(height);
    return r;
}

/* The hierarchy without the solutions of a part; hierarchy_clear. */
static struct hierarchy without(const struct hierarchy *h, size_t part, size_t parts)
{
    struct hierarchy left = {h->kind, 0, base_alloc(h->n * h->n, sizeof(double))};
    size_t *const kept = base_alloc(h->n, sizeof *kept);
    for (size_t i = 0; i < h->n; i++)
        if (i % parts != part) kept[left.n++] = i;
    for (size_t i = 0; i < left.n; i++)
        for (size_t j = 0; j < left.n; j++)
            left.distance[i * left.n + j] = h->distance[kept[i] * h->n + kept[j]];
    base_free(kept);
    return left;
}

struct statistics_estimate hierarchy_jackknife(const struct hierarchy *h,
                                               double (*of)(const struct hierarchy *h))
{
    enum { PARTS = 10, LEAST = 3 };
    const size_t parts = h->n < 4 * PARTS ? h->n : PARTS;
    const struct statistics_estimate none = {of(h), NAN};
    if (h->n <= LEAST) return none;
    double *const left_out = base_alloc(parts, sizeof *left_out);
    for (size_t k = 0; k < parts; k++) {
        struct hierarchy left = without(h, k, parts);
        left_out[k] = of(&left);
        hierarchy_clear(&left);
    }
    const struct statistics_estimate e = statistics_jackknife(parts, left_out, none.value);
    base_free(left_out);
    return isfinite(e.error) ? e : none;
}
