/* Ageing on curves made with a known mu: it comes back, with an error that is honest even for four
   replicas, and a wrong form of scaled time is seen to be wrong. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "analysis/estimate/ageing.h"
#include "common/core/base.h"
#include "common/core/rng.h"
#include "tests/fabricate.h"

static struct rng rng;

static const double waitings[] = {30, 100, 300, 1000, 3000};

struct noise {         /* of replicas */
    size_t members;    /* how many */
    double of_C, of_u; /* of every point; of ln u, the same at all lags */
};

/* C = exp(-(u / 5)^0.6) with noise. */
static struct ageing measured(const char *form, const char *by, double mu, struct noise noise)
{
    enum { W = 5, LAGS = 21 };
    const struct base_table t = {"form", "", ageing_forms, sizeof *ageing_forms};
    const struct ageing_form *const truth = base_find(&t, form);
    struct curve_rows r = fabricate_rows(noise.members, W, waitings, LAGS);
    for (size_t m = 0; m < noise.members; m++)
        for (int w = 0; w < W; w++) {
            const double own = exp(noise.of_u * rng_normal(&rng));
            for (int l = 0; l < LAGS; l++) {
                const double lag = pow(10, 0.2 * l), u = own * truth->u(lag, waitings[w], mu);
                fabricate_row(&r, m, waitings[w], lag,
                              exp(-pow(u / 5, 0.6)) + noise.of_C * rng_normal(&rng));
            }
        }
    struct ageing_curves c = ageing_read(&r);
    assert_int_equal(c.n, W);
    const struct ageing a = ageing_measure(&c, base_find(&t, by));
    ageing_clear(&c);
    curve_rows_clear(&r);
    return a;
}

static const struct noise fine = {8, 0.01, 0};

static void mu_is_recovered(void **state)
{
    (void)state;
    static const double truths[] = {0, 0.4, 0.85, 1, 1.2};
    for (size_t k = 0; k < sizeof truths / sizeof *truths; k++)
        for (int e = 0; e < 2; e++) {
            const char *const form = e ? "effective" : "sub";
            const struct ageing a = measured(form, form, truths[k], fine);
            if (!(fabs(a.mu.value - truths[k]) < 4 * a.mu.error && a.mu.error < 0.05))
                fail_msg("%s: mu = %g +- %g, not %g", form, a.mu.value, a.mu.error, truths[k]);
            assert_true(a.quality.S < 2);
        }
}

/* Four replicas, each of which is faster or slower as a whole: two stated errors hold in 95 % of
   draws (and the count of 100 scatters by 2.1), and are no larger than they need be. */
static void errors_of_mu_are_honest(void **state)
{
    (void)state;
    enum { DRAWS = 100 };
    const struct noise coarse = {4, 0.003, 0.2};
    int within = 0;
    double square = 0, stated = 0;
    for (int d = 0; d < DRAWS; d++) {
        const struct ageing a = measured("sub", "sub", 0.6, coarse);
        within += fabs(a.mu.value - 0.6) < 2 * a.mu.error;
        square += pow(a.mu.value - 0.6, 2) / DRAWS;
        stated += a.mu.error / DRAWS;
    }
    printf("mu: %d of %d within two errors; scatter %.4f, stated %.4f\n", within, DRAWS,
           sqrt(square), stated);
    assert_true(within >= 88);
    assert_true(stated < 2.5 * sqrt(square));
}

/* A wrong form is seen to be wrong. */
static void forms_are_told_apart(void **state)
{
    (void)state;
    assert_true(measured("sub", "none", 0.6, fine).quality.S > 10);
    assert_true(measured("sub", "full", 0.6, fine).quality.S > 10);
    assert_true(measured("full", "full", 1, fine).quality.S < 2);
    assert_true(measured("none", "none", 0, fine).quality.S < 2);
    assert_true(measured("effective", "sub", 0.9, fine).quality.S > 2);
}

int main(void)
{
    rng_init(&rng, 31, 0, RNG_TEST);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mu_is_recovered),
        cmocka_unit_test(errors_of_mu_are_honest),
        cmocka_unit_test(forms_are_told_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
