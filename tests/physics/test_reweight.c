/* Reweighting where all is known: a system of d quadratic degrees of freedom, whose energies are
   drawn independently from their exact distribution at four temperatures. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "analysis/commands/reweight.h"
#include "common/core/base.h"
#include "common/core/rng.h"

enum { D = 40, SAMPLES = 4000, RUNS = 4, POINTS = 6 };

/* U = T/2 sum of D squares of normal numbers: <U> = D T / 2, C = D / 2, F/T = -(D/2) ln T. */
static void draw(struct rng *rng, double T, double *U)
{
    for (int i = 0; i < SAMPLES; i++) {
        U[i] = 0;
        for (int k = 0; k < D; k++) {
            const double x = rng_normal(rng);
            U[i] += T / 2 * x * x;
        }
    }
}

static void check(const char *what, double T, struct statistics_estimate e, double exact)
{
    const double z = (e.value - exact) / e.error;
    printf("T = %.3f: %s %.4f +- %.4f, exact %.4f, z = %.2f\n", T, what, e.value, e.error, exact,
           z);
    assert_true(fabs(z) < 4);
}

static void quadratic(void **state)
{
    (void)state;
    static const double T[RUNS] = {1, 1.25, 1.6, 2}, at[POINTS] = {0.95, 1.1, 1.4, 1.75, 2, 2.1};
    static double U[RUNS][SAMPLES];
    struct reweight_run run[RUNS];
    struct reweight_point p[POINTS];
    struct rng rng;
    rng_init(&rng, 7, 0, RNG_TEST);
    for (int k = 0; k < RUNS; k++) {
        draw(&rng, T[k], U[k]);
        run[k] = (struct reweight_run){T[k], SAMPLES, U[k]};
    }
    reweight(RUNS, run, POINTS, at, p);
    for (int i = 0; i < POINTS; i++) {
        check("U", at[i], p[i].U, D * at[i] / 2);
        check("C", at[i], p[i].C, D / 2.0);
        check("F/T", at[i], p[i].F, -D / 2.0 * log(at[i]));
        assert_true(p[i].samples > SAMPLES / 4.0 && p[i].samples < RUNS * SAMPLES);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(quadratic)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
