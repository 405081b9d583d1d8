/* Implementation of chi4.h: all values of the group in one cube, whose variances along its two other
   axes are taken lag by lag. */
#include "analysis/estimate/chi4.h"

#include <math.h>
#include <stdlib.h>

#include "common/core/base.h"
#include "common/core/vector.h"

struct cube {
    size_t members, waitings, lags;
    double independent; /* runs that the members are worth */
    double *value;      /* (lags, members, waitings); NAN where nothing was measured */
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
    c.independent = r->independent > 0 ? r->independent : (double)r->members;
    const size_t all = c.lags * c.members * c.waitings;
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

/* NAN where nothing was measured. */
static double at(const struct cube *c, size_t lag, size_t member, size_t waiting)
{
    return c->value[(lag * c->members + member) * c->waitings + waiting];
}

/* The measured values of a member, in the order of waiting times; returns their number. */
static size_t line(const struct cube *c, size_t lag, size_t member, double *x)
{
    size_t n = 0;
    for (size_t w = 0; w < c->waitings; w++) {
        const double y = at(c, lag, member, w);
        if (!isnan(y)) x[n++] = y;
    }
    return n;
}

/* Over the origins of each member. Weights are degrees of freedom, which count the correlation of
   origins. */
static struct statistics_estimate over_origins(const struct cube *c, size_t lag, double items)
{
    double *const x = base_alloc(c->waitings, sizeof *x), sum = 0, weight = 0, freedom = 0;
    for (size_t m = 0; m < c->members; m++) {
        const size_t n = line(c, lag, m, x);
        const double value = statistics_variance(n, x).value;
        if (n < 2 || isnan(value)) continue;
        sum += value * (double)(n - 1), weight += (double)(n - 1);
        freedom += statistics_variance_freedom(n, x) * c->independent / (double)c->members;
    }
    base_free(x);
    const double value = weight > 0 ? items * sum / weight : NAN;
    return (struct statistics_estimate){value, value * statistics_variance_error(freedom)};
}

/* Mean over the members measured at a waiting time; *n of them. */
static double mean_at(const struct cube *c, size_t lag, size_t waiting, size_t *n)
{
    double sum = 0;
    *n = 0;
    for (size_t m = 0; m < c->members; m++) {
        const double y = at(c, lag, m, waiting);
        if (!isnan(y)) sum += y, ++*n;
    }
    return sum / (double)*n;
}

/* Between members at equal waiting times, averaged over these. Each member less the mean of all is a
   series whose degrees of freedom count how far waiting times are independent. Members that share
   ancestors scatter too little, by (m - 1) / m over (n - 1) / n for n worth m. */
static struct statistics_estimate over_members(const struct cube *c, size_t lag, double items)
{
    double *const x = base_alloc(c->waitings, sizeof *x), square = 0, weight = 0, freedom = 0;
    for (size_t m = 0; m < c->members; m++) {
        size_t n = 0;
        for (size_t w = 0; w < c->waitings; w++) {
            size_t all;
            const double d = at(c, lag, m, w) - mean_at(c, lag, w, &all);
            if (isnan(d) || all < 2) continue;
            square += d * d, weight += ((double)all - 1) / (double)all;
            x[n++] = d;
        }
        if (n > 0) freedom += 1 + statistics_variance_freedom(n, x);
    }
    base_free(x);
    const double members = (double)c->members, worth = c->independent,
                 scatter = worth == members ? 1
                           : worth < 2      ? NAN
                                            : (members - 1) / members * worth / (worth - 1),
                 value = weight > 0 ? items * square / weight * scatter : NAN;
    return (struct statistics_estimate){
        value, value * statistics_variance_error(freedom * (worth - 1) / members)};
}

struct chi4 chi4_measure(const struct curve_rows *r, double items, double waiting)
{
    struct chi4 f = {.lag = base_alloc(r->n, sizeof *f.lag)};
    f.n = find_lags(r, waiting, f.lag);
    f.origins = base_alloc(f.n, sizeof *f.origins);
    f.replicas = base_alloc(f.n, sizeof *f.replicas);
    struct cube c = cube_of(r, waiting, f.n, f.lag);
    for (size_t l = 0; l < f.n; l++) {
        f.origins[l] = over_origins(&c, l, items);
        f.replicas[l] = over_members(&c, l, items);
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
