/* Implementation of scaling.h. */
#include "analysis/scaling.h"

#include <math.h>

const double scaling_floor = 0.003;

static double variance(const struct scaling_curve *c, size_t i)
{
    const double e = c->error[i] > scaling_floor ? c->error[i] : scaling_floor;
    return e * e;
}

/* Curve c at x by a straight line; NAN outside. */
static double interpolate(const struct scaling_curve *c, double x, double *square)
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
    *square = (1 - part) * (1 - part) * variance(c, low) + part * part * variance(c, high);
    return (1 - part) * c->y[low] + part * c->y[high];
}

/* The master value at x without curve `self`; NAN if no other is there. */
static double master(size_t n, const struct scaling_curve *c, size_t self, double x, double *square)
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

struct scaling_quality scaling_measure(size_t n, const struct scaling_curve *c, double low,
                                       double high)
{
    struct scaling_quality q = {0, 0, 0};
    for (size_t k = 0; k < n; k++)
        for (size_t i = 0; i < c[k].n; i++) {
            double square;
            if (!(c[k].y[i] >= low && c[k].y[i] <= high)) continue;
            const double difference = c[k].y[i] - master(n, c, k, c[k].x[i], &square);
            if (isnan(difference)) continue;
            q.points++;
            q.S += difference * difference / (variance(&c[k], i) + square);
            q.spread += difference * difference;
        }
    if (q.points == 0) return (struct scaling_quality){NAN, NAN, 0};
    q.S /= (double)q.points;
    q.spread = sqrt(q.spread / (double)q.points);
    return q;
}
