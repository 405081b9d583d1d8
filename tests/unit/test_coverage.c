/* Errors that analysis states, on synthetic data drawn many times: chi_4 over origins and over
   replicas, and z of two histograms of correlated series, are right within two errors in 95 %. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "analysis/estimate/block_histogram.h"
#include "analysis/estimate/chi4.h"
#include "common/core/base.h"
#include "common/core/rng.h"
#include "common/numerics/statistics.h"
#include "tests/fabricate.h"

enum { DRAWS = 600 };

static void covers(const char *what, size_t covered, size_t draws, double least)
{
    const double sigma = sqrt(0.95 * 0.05 * (double)draws);
    if ((double)covered < least * (double)draws - 4 * sigma)
        fail_msg("%s: %zu of %zu", what, covered, draws);
}

static double next(struct rng *r, double a, double *now)
{
    return *now = a * *now + sqrt(1 - a * a) * rng_normal(r);
}

/* O of variance 1 / items at every origin, correlated between origins: chi_4 = 1. */
static void chi4(void **state)
{
    (void)state;
    static const struct {
        size_t members, waitings;
        double a;
    } rows[] = {{1, 200, 0}, {1, 400, 0.8}, {3, 1, 0}, {3, 100, 0.8}, {3, 50, 0.95}, {8, 40, 0.5}};
    struct rng r;
    rng_init(&r, 4, 0, RNG_TEST);
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        size_t origins = 0, replicas = 0;
        for (int d = 0; d < DRAWS; d++) {
            struct curve_rows c = fabricate_rows(rows[k].members, rows[k].waitings, NULL, 1);
            for (size_t m = 0; m < rows[k].members; m++) {
                double now = rng_normal(&r);
                for (size_t w = 0; w < rows[k].waitings; w++)
                    fabricate_row(&c, m, (double)w, 1, 0.5 + 0.1 * next(&r, rows[k].a, &now));
            }
            struct chi4 f = chi4_measure(&c, 100, CURVE_ALL);
            origins += fabs(f.origins[0].value - 1) < 2 * f.origins[0].error;
            replicas += fabs(f.replicas[0].value - 1) < 2 * f.replicas[0].error;
            chi4_clear(&f);
            curve_rows_clear(&c);
        }
        if (rows[k].waitings > 50) covers("over origins", origins, DRAWS, 0.93);
        if (rows[k].members > 1) covers("over replicas", replicas, DRAWS, 0.93);
    }
}

/* Shares of each block of a correlated series about a mean, in 30 bins of [-4, 4], to x (30, *n). */
static void shares(struct rng *r, double a, double mean, double *x, size_t *n)
{
    enum { LENGTH = 2000, BINS = BLOCK_HISTOGRAM_BINS };
    static double y[LENGTH];
    double now = rng_normal(r);
    for (int i = 0; i < LENGTH; i++) y[i] = mean + next(r, a, &now);
    const size_t blocks = block_histogram_blocks(LENGTH, statistics_tau(LENGTH, y).value),
                 each = LENGTH / blocks;
    *n = blocks;
    for (size_t i = 0; i < BINS * blocks; i++) x[i] = 0;
    for (size_t i = 0; i < blocks * each; i++) {
        const double bin = fmax(0, fmin(BINS - 1, (y[i] + 4) / 8 * BINS));
        x[(size_t)bin * blocks + i / each] += 1 / (double)each;
    }
}

static void histograms(void **state)
{
    (void)state;
    enum { BINS = BLOCK_HISTOGRAM_BINS, SOME = 200 };
    static const double as[] = {0, 0.5, 0.9};
    struct rng r;
    rng_init(&r, 6, 0, RNG_TEST);
    for (size_t k = 0; k < 3; k++) {
        size_t within = 0, seen = 0;
        for (int d = 0; d < SOME; d++) {
            double x[BINS * BLOCK_HISTOGRAM_MOST], y[BINS * BLOCK_HISTOGRAM_MOST];
            size_t n, m;
            shares(&r, as[k], 0, x, &n);
            shares(&r, as[k], 0, y, &m);
            within += fabs(block_histogram_z(BINS, n, x, m, y, 0.01, 0.01)) < 2;
            shares(&r, as[k], 1, y, &m);
            seen += block_histogram_z(BINS, n, x, m, y, 0.01, 0.01) > 2;
        }
        covers("z", within, SOME, 0.95);
        if (seen < 0.9 * SOME) fail_msg("a shift of one sigma is seen in %zu of %d", seen, SOME);
    }
    assert_int_equal(block_histogram_blocks(100, 50), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(chi4), cmocka_unit_test(histograms)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
