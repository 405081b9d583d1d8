/* Implementation of collapse_quality.h. */
#include "analysis/estimate/collapse_quality.h"

#include <math.h>

#include "common/core/base.h"

const double collapse_quality_floor = 0.003;

/* Mean square error of the points around i. With few replicas the error of a single point is too
   noisy. */
static double variance(const struct collapse_quality_curve *c, size_t i)
{
    enum { AROUND = 3 };
    const size_t from = i < AROUND ? 0 : i - AROUND, to = i + AROUND < c->n ? i + AROUND + 1 : c->n;
    double sum = 0;
    for (size_t k = from; k < to; k++) {
        const double e =
            c->error[k] > collapse_quality_floor ? c->error[k] : collapse_quality_floor;
        sum += e * e;
    }
    return sum / (double)(to - from);
}

/* Curve c at x by linear interpolation; NAN outside. Neighbouring points are correlated, so the
   interpolated value has their error. With a smaller error, S would dip wherever the points of all
   curves coincide. */
static double interpolate(const struct collapse_quality_curve *c, double x, double *square)
{
    size_t low = 0, high = c->n - 1;
    if (c->n < 2 || !(x >= c->x[low] && x <= c->x[high])) return NAN;
    while (high - low > 1) {
        const size_t middle = (low + high) / 2;
        if (c->x[middle] <= x)
            low = middle;
        else
            high = middle;
    }
    const double part = (x - c->x[low]) / (c->x[high] - c->x[low]);
    *square = (1 - part) * variance(c, low) + part * variance(c, high);
    return (1 - part) * c->y[low] + part * c->y[high];
}

/* Weighted mean of the other curves at x, and the square of its error; NAN if there is none. */
static double master(size_t n, const struct collapse_quality_curve *c, size_t self, double x,
                     double *square)
{
    double weight = 0, sum = 0;
    for (size_t k = 0; k < n; k++) {
        double own = 0;
        const double y = k == self ? NAN : interpolate(&c[k], x, &own);
        if (isnan(y)) continue;
        weight += 1 / own;
        sum += y / own;
    }
    *square = 1 / weight;
    return sum / weight;
}

static const struct collapse_quality none = {NAN, NAN, 0, false};

struct collapse_quality collapse_quality_measure(size_t n, const struct collapse_quality_curve *c,
                                                 double low, double high)
{
    struct collapse_quality q = {0};
    size_t known = 0;
    for (size_t k = 0; k < n; k++)
        for (size_t i = 0; i < c[k].n; i++) {
            double square;
            if (!(c[k].y[i] >= low && c[k].y[i] <= high)) continue;
            const double difference = c[k].y[i] - master(n, c, k, c[k].x[i], &square);
            if (isnan(difference)) continue;
            q.points++, known += c[k].error[i] > 0;
            q.S += difference * difference / (variance(&c[k], i) + square);
            q.spread += difference * difference;
        }
    if (q.points == 0) return none;
    q.known = 2 * known > q.points;
    q.S /= (double)q.points;
    q.spread = sqrt(q.spread / (double)q.points);
    return q;
}

struct statistics_estimate collapse_quality_S(const struct collapse_quality *q)
{
    return (struct statistics_estimate){q->S, q->known ? q->S * sqrt(2 / (double)q->points) : NAN};
}

enum verdict collapse_quality_verdict(const struct collapse_quality *q)
{
    return verdict_of(verdict_interval(collapse_quality_S(q)), verdict_below(3));
}

struct collapse_quality_curve collapse_quality_scaled(const struct curve *c, const double *values,
                                                      double unit)
{
    const size_t skip = c->n > 0 && !(c->lag[0] > 0);
    const struct collapse_quality_curve q = {c->n - skip, base_alloc(c->n, sizeof(double)),
                                             (values ? values : c->value) + skip, c->error + skip};
    for (size_t i = 0; i < q.n; i++) q.x[i] = log(c->lag[i + skip] / unit);
    return q;
}

struct collapse_quality collapse_quality_superposed(size_t n, const struct curve *const *c,
                                                    const double *unit, double low, double high)
{
    struct collapse_quality_curve *const scaled = base_alloc(n, sizeof *scaled);
    for (size_t k = 0; k < n; k++) scaled[k] = collapse_quality_scaled(c[k], NULL, unit[k]);
    const struct collapse_quality q = n > 1 ? collapse_quality_measure(n, scaled, low, high) : none;
    for (size_t k = 0; k < n; k++) base_free(scaled[k].x);
    base_free(scaled);
    return q;
}
