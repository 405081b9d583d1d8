/* Stated errors against scatter on real liquids: independent runs of nbc8, N = 64, that differ in
   the seed alone. Of energy, pressure and heat capacity (from fluctuations), the mean of ((x - mean) /
   error)^2 over the runs is 1, and two stated errors cover 95 %. SEEDS=200 for more. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "common/numerics/statistics.h"
#include "common/observe/equilibrium_tests.h"
#include "glass/spheres/columns.h"
#include "glass/spheres/dynamics/liquid.h"
#include "glass/spheres/system.h"
#include "tests/support.h"

enum { N = 64, EVERY = 5, MOST = 1000, QUANTITIES = 3, ROWS = 4000 };

static const char *const name[QUANTITIES] = {"energy", "pressure", "heat capacity"};

static const struct state { /* table row */
    double T;
    int warm;
    size_t rows; /* of the series, EVERY sweeps apart */
} states[] = {{0.5, 2000, 400}, {0.5, 2000, 4000}, {0.25, 4000, 1500}};

static void measure(const struct state *s, int seed, struct statistics_estimate x[QUANTITIES])
{
    static double e[ROWS], P[ROWS];
    struct mc_chain c = support_chain(
        &glass_spheres,
        "[run]\nsweeps = 1\nfolder = x\nseed = %d\n[system]\nN = %d\nrho = 1\nT = %g\n"
        "[move.displace]\nweight = 0.8\n[move.swap]\nweight = 0.2\n",
        seed, N, s->T);
    for (int k = 0; k < s->warm; k++) mc_sweep(&c);
    for (size_t r = 0; r < s->rows; r++) {
        for (int k = 0; k < EVERY; k++) mc_sweep(&c);
        e[r] = c.energy / N;
        P[r] = glass_pressure(c.state);
    }
    struct equilibrium_verdict v = equilibrium_tests_unknown();
    equilibrium_tests_energy(&v, s->rows, e, N / (s->T * s->T));
    x[0] = v.energy, x[1] = statistics_correlated(s->rows, P), x[2] = v.heat;
    mc_clear(&c);
}

/* Scatter over stated error, and the share of runs within two errors of the mean of all. */
static bool judge(const struct state *s, int seeds, int q,
                  struct statistics_estimate (*x)[QUANTITIES])
{
    double mean = 0, square = 0, error = 0, within = 0;
    const double n = seeds;
    for (int i = 0; i < seeds; i++) mean += x[i][q].value / n;
    for (int i = 0; i < seeds; i++) {
        const double z = (x[i][q].value - mean) / x[i][q].error;
        assert_true(x[i][q].error > 0);
        square += z * z / (n - 1), error += x[i][q].error / n, within += fabs(z) < 2;
    }
    double scatter = 0;
    for (int i = 0; i < seeds; i++) scatter += pow(x[i][q].value - mean, 2) / (n - 1);
    const double off = (square - 1) / sqrt(2 / (n - 1)),
                 missed = (within / n - 0.954) / sqrt(0.954 * 0.046 / n);
    printf("T = %.2f, %4zu rows, %-13s %.4f: scatter %.4f, stated %.4f, <z^2> %.2f (%+.1f), "
           "within two errors %.0f of %d (%+.1f)\n",
           s->T, s->rows, name[q], mean, sqrt(scatter), error, square, off, within, seeds, missed);
    return off < 4 && missed > -4 && square > 0.4; /* nor far too large */
}

static void errors_are_the_scatter(void **state)
{
    (void)state;
    const char *const text = getenv("SEEDS");
    const int seeds = text ? atoi(text) : 48;
    static struct statistics_estimate x[MOST][QUANTITIES];
    bool good = true;
    assert_in_range(seeds, 8, MOST);
    for (size_t k = 0; k < sizeof states / sizeof *states; k++) {
        for (int i = 0; i < seeds; i++) measure(&states[k], i + 1, x[i]);
        for (int q = 0; q < QUANTITIES; q++) good = judge(&states[k], seeds, q, x) && good;
    }
    assert_true(good);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(errors_are_the_scatter)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
