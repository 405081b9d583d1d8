/* Implementation of block_histogram.h. */
#include "analysis/estimate/block_histogram.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "common/core/base.h"
#include "common/core/rng.h"
#include "common/numerics/statistics.h"

enum { DEALS = 400 };

size_t block_histogram_blocks(size_t n, double tau)
{
    static const double long_enough = 8;
    const double blocks = floor((double)n / (long_enough * tau));
    return blocks >= 2 ? (size_t)fmin(BLOCK_HISTOGRAM_MOST, blocks) : 0;
}

/* Sum over bins of the squared difference of means over its variance; x (blocks) of each bin, the
   first na of `order` the first group. */
static double chi2(size_t bins, const double *x, const bool *used, size_t na, size_t n,
                   const uint32_t *order)
{
    double sum = 0;
    for (size_t k = 0; k < bins; k++) {
        if (!used[k]) continue;
        double mean[2] = {0}, square[2] = {0};
        for (size_t i = 0; i < n; i++) {
            const double y = x[k * n + order[i]];
            mean[i >= na] += y, square[i >= na] += y * y;
        }
        double variance = 0;
        for (int g = 0; g < 2; g++) {
            const double m = (double)(g ? n - na : na);
            mean[g] /= m;
            variance += fmax(0, square[g] / m - mean[g] * mean[g]) / (m - 1);
        }
        if (variance > 0) sum += pow(mean[0] - mean[1], 2) / variance;
    }
    return sum;
}

static double dealt(size_t bins, const double *x, const bool *used, size_t na, size_t n)
{
    uint32_t *const order = base_alloc(n, sizeof *order);
    for (size_t i = 0; i < n; i++) order[i] = (uint32_t)i;
    const double measured = chi2(bins, x, used, na, n, order);
    double sum = 0, square = 0;
    struct rng rng;
    rng_init(&rng, 1, 0, RNG_BOOTSTRAP);
    for (int d = 0; d < DEALS; d++) {
        rng_shuffle(&rng, order, (uint32_t)n);
        const double y = chi2(bins, x, used, na, n, order);
        sum += y, square += y * y;
    }
    base_free(order);
    const double mean = sum / DEALS, variance = square / DEALS - mean * mean;
    return variance > 0 ? (measured - mean) / sqrt(variance) : NAN;
}

double block_histogram_z(size_t bins, size_t na, const double *a, size_t nb, const double *b,
                         double rare_a, double rare_b)
{
    const size_t n = na + nb;
    if (n < 8 || na < 3 || nb < 3) return NAN;
    double *const x = base_alloc(bins * n, sizeof *x);
    bool *const used = base_alloc(bins, sizeof *used);
    for (size_t k = 0; k < bins; k++) {
        memcpy(x + k * n, a + k * na, na * sizeof *x);
        memcpy(x + k * n + na, b + k * nb, nb * sizeof *x);
        used[k] = statistics_mean(na, a + k * na).value >= rare_a &&
                  statistics_mean(nb, b + k * nb).value >= rare_b;
    }
    const double z = dealt(bins, x, used, na, n);
    base_free(x), base_free(used);
    return z;
}
