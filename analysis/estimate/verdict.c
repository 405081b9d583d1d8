/* Implementation of verdict.h. */
#include "analysis/estimate/verdict.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_statistics_double.h>
#include <math.h>

#include "common/core/base.h"

enum verdict verdict_of(struct verdict_interval number, struct verdict_interval claim)
{
    if (isnan(number.low) || isnan(number.high) || isnan(claim.low) || isnan(claim.high))
        return VERDICT_UNKNOWN;
    if (number.low >= claim.low && number.high <= claim.high) return VERDICT_HOLDS;
    if (number.high < claim.low || number.low > claim.high) return VERDICT_FAILS;
    return VERDICT_UNKNOWN;
}

enum verdict verdict_exact(bool holds)
{
    return holds ? VERDICT_HOLDS : VERDICT_FAILS;
}

enum verdict verdict_both(enum verdict a, enum verdict b)
{
    if (a == VERDICT_FAILS || b == VERDICT_FAILS) return VERDICT_FAILS;
    return a == VERDICT_HOLDS && b == VERDICT_HOLDS ? VERDICT_HOLDS : VERDICT_UNKNOWN;
}

const char *verdict_text(enum verdict v)
{
    static const char *const text[] = {
        [VERDICT_UNKNOWN] = "cannot tell", [VERDICT_HOLDS] = "yes", [VERDICT_FAILS] = "no"};
    return text[v];
}

static const struct verdict_interval unknown = {NAN, NAN};

struct verdict_interval verdict_interval(struct statistics_estimate e)
{
    if (!isfinite(e.value) || !isfinite(e.error) || e.error < 0) return unknown;
    return (struct verdict_interval){e.value - 2 * e.error, e.value + 2 * e.error};
}

struct verdict_interval verdict_interval_at(struct statistics_estimate e, size_t n, double level)
{
    if (n < 2 || isnan(verdict_interval(e).low)) return unknown;
    const double freedom = (double)n - 1,
                 alone = e.error * 2 / gsl_cdf_tdist_Qinv(gsl_cdf_ugaussian_Q(2), freedom),
                 half = alone * gsl_cdf_tdist_Qinv((1 - level) / 2, freedom);
    return (struct verdict_interval){e.value - half, e.value + half};
}

struct verdict_interval verdict_bound(char sign, double x)
{
    if (!isfinite(x)) return unknown;
    return sign == '<' ? (struct verdict_interval){-INFINITY, x}
                       : (struct verdict_interval){x, INFINITY};
}

struct verdict_interval verdict_share(double came, double n, struct statistics_estimate *e)
{
    static const double z = 1.96;
    *e = (struct statistics_estimate){NAN, NAN};
    if (!(n > 0)) return unknown;
    const double p = came / n, half = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n)),
                 centre = p + z * z / (2 * n), scale = 1 + z * z / n;
    const struct verdict_interval r = {(centre - half) / scale, (centre + half) / scale};
    *e = (struct statistics_estimate){p, (r.high - r.low) / 4};
    return r;
}

struct verdict_interval verdict_above(double x)
{
    return (struct verdict_interval){x, INFINITY};
}

struct verdict_interval verdict_below(double x)
{
    return (struct verdict_interval){-INFINITY, x};
}

struct verdict_interval verdict_near(double x, double tolerance)
{
    return (struct verdict_interval){x - tolerance, x + tolerance};
}

/* The points with two finite coordinates, to p and q (n); returns their number. */
static size_t finite_points(size_t n, const double *x, const double *y, double *p, double *q)
{
    size_t kept = 0;
    for (size_t i = 0; i < n; i++)
        if (isfinite(x[i]) && isfinite(y[i])) p[kept] = x[i], q[kept++] = y[i];
    return kept;
}

/* Interval of a rank correlation of m points' worth, by Fisher's transform. */
static struct verdict_interval rank_range(double r, double m)
{
    const double most = 1 - 6 / (m * (m * m - 1));
    if (isnan(r) || m < 4) return unknown;
    const double z = atanh(fmin(most, fmax(-most, r))),
                 half = 1.96 * sqrt((1 + r * r / 2) / (m - 3));
    return (struct verdict_interval){tanh(z - half), tanh(z + half)};
}

struct verdict_rank verdict_rank(size_t n, const double *x, const double *y, size_t independent)
{
    double *const work = base_alloc(4 * n + 1, sizeof *work), *const p = work + 2 * n,
                  *const q = work + 3 * n;
    struct verdict_rank k = {NAN, unknown, finite_points(n, x, y, p, q)};
    if (k.points >= 3) k.r = gsl_stats_spearman(p, 1, q, 1, k.points, work);
    base_free(work);
    k.range = rank_range(k.r, (double)(independent < k.points ? independent : k.points));
    return k;
}

struct verdict_rank verdict_partial_rank(size_t n, const double *x, const double *y,
                                         const double *z, double fixed, double *p)
{
    double *const own = base_alloc(3 * n + 1, sizeof *own), *const q[] = {own, own + n,
                                                                          own + 2 * n};
    size_t kept = 0;
    for (size_t i = 0; i < n; i++)
        if (isfinite(x[i]) && isfinite(y[i]) && isfinite(z[i]))
            q[0][kept] = x[i], q[1][kept] = y[i], q[2][kept++] = z[i];
    const double xy = verdict_rank(kept, q[0], q[1], kept).r,
                 xz = verdict_rank(kept, q[0], q[2], kept).r,
                 yz = verdict_rank(kept, q[1], q[2], kept).r, left = (1 - xz * xz) * (1 - yz * yz),
                 m = (double)kept - fixed;
    base_free(own);
    const double r = left > 0 ? fmax(-1, fmin(1, (xy - xz * yz) / sqrt(left))) : NAN;
    *p = isnan(r) || m < 4 ? NAN : 2 * gsl_cdf_ugaussian_Q(fabs(atanh(r)) * sqrt(m - 3));
    return (struct verdict_rank){r, rank_range(r, m), kept};
}

char *verdict_growth(size_t n, const double *x, const double *y, size_t independent)
{
    const struct verdict_rank k = verdict_rank(n, x, y, independent);
    const char *const grows = verdict_text(verdict_of(k.range, verdict_above(0)));
    if (isnan(k.r)) return base_text("%s (%zu points)", grows, k.points);
    if (isnan(k.range.low))
        return base_text("%s (rank correlation %.2f of %zu points, too few for an error)", grows,
                         k.r, k.points);
    return base_text("%s (rank correlation %.2f, 95 %%: %.2f to %.2f, of %zu points)", grows, k.r,
                     k.range.low, k.range.high, k.points);
}
