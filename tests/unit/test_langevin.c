/* Networks beside free diffusion: weights that do diffuse freely are found to, in relaxation times,
   exponent and slope, to within their errors; weights that drift are not. And distances between
   ends of training. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "analysis/papers/basins.h"
#include "analysis/estimate/langevin.h"
#include "common/core/base.h"
#include "common/core/rng.h"
#include "common/io/trajectory.h"
#include "tests/fabricate.h"
#include "tests/support.h"

enum { WEIGHTS = 2000, REPLICAS = 8, LAGS = 61 };

static const double T = 0.05, rate = 0.01, samples = 100, fraction = 20;

static char sections[600];

static void write_sections(void)
{
    snprintf(
        sections, sizeof sections,
        "dynamics = gradient\n[system]\nT = %g\n[network]\nlayers = x\n[data]\nname = d\ntrain "
        "= %g\n[train]\noptimiser = langevin\nlearning_rate = %g\nweight_decay = "
        "0.25\n[observe.overlap]\n"
        "schedule = log 10\nfraction = %g\n",
        T, samples, rate, fraction);
}

/* Weights that diffuse with D = T rate / P and drift by `drift` a step each its own way. */
static char *fabricate_diffusion(const char *root, int seed, double drift)
{
    char *const name = base_text("run-%d", seed), *const folder = fabricate_run(root, name, "dnn",
                                                                                seed, sections);
    base_free(name);
    static double w[WEIGHTS], x[WEIGHTS], way[WEIGHTS];
    struct rng rng;
    rng_init(&rng, (uint64_t)seed, 0, RNG_TEST);
    for (int i = 0; i < WEIGHTS; i++) w[i] = rng_normal(&rng), way[i] = rng_normal(&rng), x[i] = 0;
    fabricate_weights(folder, WEIGHTS, w);
    const double eps = langevin_spread(folder, 0) / fraction, D = T * rate / samples;
    FILE *const overlap = fabricate_file(folder, "overlap.dat"), *const msd = fabricate_file(
                                                                     folder, "msd.dat");
    fprintf(overlap, "# t_w lag overlap\n");
    fprintf(msd, "# t_w lag msd\n");
    double before = 0;
    for (int k = 0; k < LAGS; k++) {
        const double t = pow(10, 0.1 * k);
        double sum = 0, inside = 0;
        for (int i = 0; i < WEIGHTS; i++) {
            x[i] += sqrt(2 * D * (t - before)) * rng_normal(&rng) + drift * way[i] * (t - before);
            sum += x[i] * x[i];
            inside += fabs(x[i]) <= eps;
        }
        fprintf(overlap, "10 %.10g %.10g\n", t, inside / WEIGHTS);
        fprintf(msd, "10 %.10g %.10g\n", t, sum / WEIGHTS);
        before = t;
    }
    fclose(overlap);
    fclose(msd);
    return folder;
}

static struct groups fabricate_group(const char *root, double drift)
{
    char *folder[REPLICAS];
    for (int r = 0; r < REPLICAS; r++) folder[r] = fabricate_diffusion(root, r + 1, drift);
    const struct groups g = groups_read(REPLICAS, folder);
    for (int r = 0; r < REPLICAS; r++) base_free(folder[r]);
    assert_int_equal(g.n, 1);
    return g;
}

static void is_close(double value, double exact, double error)
{
    if (!(error > 0 && fabs(value - exact) < 4 * error))
        fail_msg("%g is not %g +- %g", value, exact, error);
}

static void free_weights(void **state)
{
    (void)state;
    char *const root = support_folder();
    struct groups g = fabricate_group(root, 0);
    struct langevin l = langevin_measure(g.group, NAN);
    assert_true(fabs(l.D - T * rate / samples) < 1e-12);
    for (int k = 0; k < LANGEVIN_LEVELS; k++) {
        assert_int_equal(l.tau[k].bound, RELAXATION_VALUE);
        /* the interpolation between lags adds a part of a step of 26 % */
        is_close(l.tau[k].tau.value, l.free[k], l.tau[k].tau.error + 0.01 * l.free[k]);
        assert_true(fabs(langevin_free_overlap(&l, l.free[k]) - langevin_levels[k]) < 1e-9);
    }
    is_close(l.exponent.value, l.free_exponent, l.exponent.error);
    assert_true(fabs(l.free_exponent + 0.5) < 0.05);
    is_close(l.slope.value, 1, l.slope.error);
    is_close(l.least_slope.value, 1, fmax(l.least_slope.error, 0.025));
    langevin_clear(&l);
    groups_clear(&g);
    support_remove(root);
}

/* What drifts is faster than diffusion at low temperature, and its displacement grows as t^2. */
static void weights_that_drift(void **state)
{
    (void)state;
    char *const root = support_folder();
    struct groups g = fabricate_group(root, 3e-4);
    struct langevin l = langevin_measure(g.group, NAN);
    assert_true(l.tau[1].tau.value < 0.5 * l.free[1]);
    assert_true(fabs(l.slope.value - 2) < 0.1);
    is_close(l.least_slope.value, 1, fmax(l.least_slope.error, 0.025));
    langevin_clear(&l);
    groups_clear(&g);
    support_remove(root);
}

static void slopes(void **state)
{
    (void)state;
    const double t[] = {0, 1, 2, 4, 8}, y[] = {7, 3, 0.75, 3.0 / 16, 3.0 / 64};
    assert_true(fabs(langevin_slope(5, t, y) + 2) < 1e-12);
    assert_true(isnan(langevin_slope(3, t, y)));
}

static void distances(void **state)
{
    (void)state;
    char *const root = support_folder();
    static double w[WEIGHTS];
    struct basin b[2];
    struct run *run[2];
    for (int k = 0; k < 2; k++) {
        char *const name = base_text("end-%d", k), *const folder = fabricate_run(root, name, "dnn",
                                                                                 k, sections);
        for (int i = 0; i < WEIGHTS; i++) w[i] = k ? 0.5 : 0;
        fabricate_weights(folder, WEIGHTS, w);
        fabricate_text(folder, "series.dat", "# t energy\n0 9\n5 0.5\n");
        run[k] = run_read(folder);
        b[k] = basins_read(run[k]);
        base_free(name);
        base_free(folder);
    }
    assert_true(fabs(basins_distance(&b[0], &b[1]) - sqrt(WEIGHTS * 0.25)) < 1e-9);
    assert_true(fabs(b[1].total - (0.5 + 0.125 * WEIGHTS * 0.25)) < 1e-9);
    assert_int_equal(b[0].origin, BASINS_FRESH);
    b[0].decay = 0;
    assert_true(isnan(basins_distance(&b[0], &b[1])));
    for (int k = 0; k < 2; k++) {
        basins_clear(&b[k]);
        run_free(run[k]);
    }
    support_remove(root);
}

int main(void)
{
    write_sections();
    const struct CMUnitTest tests[] = {cmocka_unit_test(free_weights),
                                       cmocka_unit_test(weights_that_drift),
                                       cmocka_unit_test(slopes), cmocka_unit_test(distances)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
