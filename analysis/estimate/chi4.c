/* Implementation of chi4.h: all values of the group in one cube, whose variances along its
   two other axes are taken lag by lag, with and without each part. */
#include "analysis/estimate/chi4.h"

#include <math.h>
#include <stdlib.h>

#include "common/core/base.h"
#include "common/core/vector.h"

enum { REPLICAS_LEAST = 3, STRETCHES = 10, NOTHING = -1 };

struct cube {
    size_t members, waitings, lags;
    double *value; /* (lags, members, waitings); NAN where nothing was measured */
    size_t parts;  /* jackknife blocks: members, or stretches of waiting times */
    bool by_member;
};

static size_t place(size_t n, const double *sorted, double x)
{
    const double *const found = bsearch(&x, sorted, n, sizeof x, vector_compare);
    return (size_t)(found - sorted);
}

static bool wanted(const struct curve_row *row, double waiting)
{
    return waiting == CURVE_ALL || row->waiting == waiting;
}

static size_t find_lags(const struct curve_rows *r, double waiting, double *lag)
{
    size_t n = 0, kept = 0;
    for (size_t i = 0; i < r->n; i++)
        if (wanted(&r->row[i], waiting)) lag[n++] = r->row[i].lag;
    qsort(lag, n, sizeof *lag, vector_compare);
    for (size_t i = 0; i < n; i++)
        if (kept == 0 || lag[i] != lag[kept - 1]) lag[kept++] = lag[i];
    return kept;
}

static struct cube cube_of(const struct curve_rows *r, double waiting, size_t lags,
                           const double *lag)
{
    struct cube c = {.members = r->members, .waitings = r->waitings, .lags = lags};
    const size_t all = c.lags * c.members * c.waitings;
    c.by_member = c.members >= REPLICAS_LEAST;
    c.parts = c.by_member ? c.members : c.waitings < STRETCHES ? c.waitings : STRETCHES;
    c.value = base_alloc(all, sizeof *c.value);
    for (size_t i = 0; i < all; i++) c.value[i] = NAN;
    for (const struct curve_row *row = r->row; row < r->row + r->n; row++) {
        if (!wanted(row, waiting)) continue;
        const size_t l = place(lags, lag, row->lag),
                     w = place(r->waitings, r->waiting, row->waiting);
        c.value[(l * c.members + row->member) * c.waitings + w] = row->value;
    }
    return c;
}

/* NAN where nothing was measured, and in the block that is left out. */
static double at(const struct cube *c, size_t lag, size_t member, size_t waiting, int out)
{
    const size_t part = c->by_member ? member : waiting * c->parts / c->waitings;
    if (out != NOTHING && part == (size_t)out) return NAN;
    return c->value[(lag * c->members + member) * c->waitings + waiting];
}

/* Variance along one axis, averaged over the other. Each line is weighted by its degrees of
   freedom. */
static double variance(const struct cube *c, size_t lag, bool origins, int out)
{
    const size_t lines = origins ? c->members : c->waitings,
                 length = origins ? c->waitings : c->members;
    double square = 0, freedom = 0;
    for (size_t k = 0; k < lines; k++) {
        double n = 0, sum = 0, sum2 = 0, first = NAN;
        for (size_t i = 0; i < length; i++) {
            const double x = origins ? at(c, lag, k, i, out) : at(c, lag, i, k, out);
            if (isnan(x)) continue;
            if (isnan(first)) first = x; /* equal values have variance 0, without rounding errors */
            n++;
            sum += x - first;
            sum2 += (x - first) * (x - first);
        }
        if (n < 2) continue;
        square += sum2 - sum * sum / n;
        freedom += n - 1;
    }
    return freedom > 0 ? square / freedom : NAN;
}

static struct statistics_estimate estimate(const struct cube *c, size_t lag, bool origins,
                                           double items)
{
    double *const left = base_alloc(c->parts + 1, sizeof *left);
    const double full = items * variance(c, lag, origins, NOTHING);
    size_t n = 0;
    for (size_t k = 0; k < c->parts; k++) {
        left[n] = items * variance(c, lag, origins, (int)k);
        if (!isnan(left[n])) n++;
    }
    struct statistics_estimate e = {full, NAN};
    if (n == c->parts) e = statistics_jackknife(n, left, full);
    base_free(left);
    return e;
}

struct chi4 chi4_measure(const struct curve_rows *r, double items, double waiting)
{
    struct chi4 f = {.lag = base_alloc(r->n, sizeof *f.lag)};
    f.n = find_lags(r, waiting, f.lag);
    f.origins = base_alloc(f.n, sizeof *f.origins);
    f.replicas = base_alloc(f.n, sizeof *f.replicas);
    struct cube c = cube_of(r, waiting, f.n, f.lag);
    for (size_t l = 0; l < f.n; l++) {
        f.origins[l] = estimate(&c, l, true, items);
        f.replicas[l] = estimate(&c, l, false, items);
    }
    base_free(c.value);
    return f;
}

void chi4_clear(struct chi4 *f)
{
    base_free(f->lag);
    base_free(f->origins);
    base_free(f->replicas);
    *f = (struct chi4){0};
}

/* ---- alpha_2 -------------------------------------------------------------------------------- */

/* A ratio of means, not a mean of ratios. The curves of the two moments share their blocks. */
struct curve chi4_alpha2(const struct group *g, double waiting, double length)
{
    const char *const dim = run_value(group_first(g), "system.dim");
    const double d = !group_system(g)->in_box ? 1 : dim ? strtod(dim, NULL) : 3;
    struct curve_rows r2 = curve_rows_column(g, "alpha2", "r2"),
                      r4 = curve_rows_column(g, "alpha2", "r4");
    struct curve a = curve_average(&r2, waiting, length), b = curve_average(&r4, waiting, length);
    double *const left = base_alloc(a.blocks + 1, sizeof *left);
    require(a.n == b.n, "%s/alpha2.dat: r2 and r4 are not measured together", group_first(g)->path);
    for (size_t i = 0; i < a.n; i++) {
        size_t n = 0;
        a.value[i] = d * b.value[i] / ((d + 2) * a.value[i] * a.value[i]) - 1;
        for (size_t k = 0; k < a.blocks; k++) {
            const double m2 = a.left_out[k * a.n + i], m4 = b.left_out[k * a.n + i];
            a.left_out[k * a.n + i] = d * m4 / ((d + 2) * m2 * m2) - 1;
            if (isfinite(a.left_out[k * a.n + i])) left[n++] = a.left_out[k * a.n + i];
        }
        a.error[i] = statistics_jackknife(n, left, a.value[i]).error;
    }
    base_free(left);
    curve_clear(&b);
    curve_rows_clear(&r2);
    curve_rows_clear(&r4);
    return a;
}
