/* MBAR (common/numerics/mbar.h) against exact free energies: harmonic oscillators, whose samples are
   Gaussian, and a spin in fields; states without overlap; weights in a state that was not sampled. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "analysis/estimate/overlap_potential.h"
#include "common/core/rng.h"
#include "common/numerics/mbar.h"
#include "common/numerics/statistics.h"
#include "tests/support.h"

enum { STATES = 5, EACH = 400, ALL = STATES * EACH, DRAWS = 100 };

static double u[STATES * ALL], x[ALL];
static const double count[STATES] = {EACH, EACH, EACH, EACH, EACH};

/* u_k = spring/2 (x - centre)^2: f_k - f_0 = ln(spring_k / spring_0) / 2. */
static void oscillators(void **state)
{
    (void)state;
    static const double centre[STATES] = {0, 0.5, 1.2, 2, 2.2}, spring[STATES] = {1, 2, 4, 3, 9};
    static double f_last[DRAWS], mean[DRAWS], target[ALL], w[ALL];
    struct rng rng;
    rng_init(&rng, 7, 0, RNG_TEST);
    for (int d = 0; d < DRAWS; d++) {
        double f[STATES] = {0};
        for (size_t n = 0; n < ALL; n++)
            x[n] = centre[n / EACH] + rng_normal(&rng) / sqrt(spring[n / EACH]);
        for (size_t k = 0; k < STATES; k++)
            for (size_t n = 0; n < ALL; n++)
                u[k * ALL + n] = spring[k] / 2 * pow(x[n] - centre[k], 2);
        const struct mbar m = {STATES, ALL, u, count};
        assert_true(mbar_solve(&m, f));
        f_last[d] = f[STATES - 1];
        for (size_t n = 0; n < ALL; n++) target[n] = 2.5 * pow(x[n] - 1, 2);
        mbar_weights(&m, f, target, w);
        mean[d] = 0;
        for (size_t n = 0; n < ALL; n++) mean[d] += exp(w[n]) * x[n];
    }
    const struct statistics_estimate last = statistics_mean(DRAWS, f_last),
                                     at = statistics_mean(DRAWS, mean);
    print_message("f %.5f(%.5f), exact %.5f; mean %.5f(%.5f), exact 1\n", last.value, last.error,
                  log(9) / 2, at.value, at.error);
    assert_true(fabs(last.value - log(9) / 2) < 4 * last.error && last.error < 0.01);
    assert_true(fabs(at.value - 1) < 4 * at.error && at.error < 0.01);
}

/* u_k = -h_k s, s = 1 or -1, in the exact shares of both, up to rounding. */
static void a_spin(void **state)
{
    (void)state;
    static const double h[STATES] = {-1, -0.3, 0, 0.8, 1.5};
    double f[STATES] = {0};
    size_t n = 0;
    for (size_t k = 0; k < STATES; k++) {
        const size_t ups = (size_t)lround(EACH * exp(h[k]) / (2 * cosh(h[k])));
        for (size_t i = 0; i < EACH; i++) x[n++] = i < ups ? 1 : -1;
    }
    for (size_t k = 0; k < STATES; k++)
        for (size_t i = 0; i < ALL; i++) u[k * ALL + i] = -h[k] * x[i];
    const struct mbar all = {STATES, ALL, u, count};
    assert_true(mbar_solve(&all, f));
    for (size_t k = 0; k < STATES; k++) {
        print_message("h %.1f: f %.5f, exact %.5f\n", h[k], f[k], -log(cosh(h[k]) / cosh(h[0])));
        assert_true(fabs(f[k] + log(cosh(h[k]) / cosh(h[0]))) < 4e-3);
    }
}

static void overlaps(void **state)
{
    (void)state;
    double a[] = {3, 1, 2, 4}, b[] = {1, 2, 3, 4}, c[] = {9, 8}, d[] = {4, 5, 6, 7};
    assert_true(fabs(mbar_overlap(4, a, 4, b) - 1) < 1e-12);
    assert_true(fabs(mbar_overlap(4, a, 2, c)) < 1e-12);
    assert_true(fabs(mbar_overlap(4, a, 4, d) - 0.25) < 1e-12);
}

/* Samples of P ~ exp(-N/T (stiff Q^2/2 + spring/2 (Q - centre)^2)): the potential is stiff Q^2/2. */
enum { UMBRELLAS = 7, PER = 4000, BINS = 20 };
static double Q[UMBRELLAS][PER];

static void draw_umbrellas(struct overlap_potential_run *r, double T, double N, double stiff,
                           double apart)
{
    struct rng rng;
    rng_init(&rng, 11, 0, RNG_TEST);
    for (size_t k = 0; k < UMBRELLAS; k++) {
        const double spring = 2, centre = apart * (double)k, all = stiff + spring;
        r[k] = (struct overlap_potential_run){"run", 0, spring, centre, PER, Q[k]};
        for (size_t i = 0; i < PER; i++)
            Q[k][i] = spring * centre / all + rng_normal(&rng) * sqrt(T / (N * all));
    }
}

static void a_parabola(void **state)
{
    (void)state;
    const double T = 0.4, N = 60, stiff = 1.5;
    struct overlap_potential_run r[UMBRELLAS];
    draw_umbrellas(r, T, N, stiff, 0.12);
    struct overlap_potential p = overlap_potential_of(UMBRELLAS, r, T, N, -0.2, 0.6, BINS);
    size_t known = 0;
    double least = 0, chi2 = 0;
    for (size_t b = 0; b < BINS; b++)
        if (p.V[b].value == 0) least = p.Q[b];
    for (size_t b = 0; b < BINS; b++) {
        const double exact = stiff / 2 * (p.Q[b] * p.Q[b] - least * least);
        if (!isfinite(p.V[b].value) || p.V[b].error == 0) continue;
        known++, chi2 += pow((p.V[b].value - exact) / p.V[b].error, 2);
    }
    print_message("%zu bins, chi2 %.1f\n", known, chi2);
    assert_true(known > 14 && chi2 < 3 * (double)known);
    overlap_potential_clear(&p);
}

static void far_apart(void *argument)
{
    (void)argument;
    struct overlap_potential_run r[UMBRELLAS];
    draw_umbrellas(r, 0.01, 1000, 1, 0.5);
    r[3].path = "third", r[2].path = "second";
    overlap_potential_of(UMBRELLAS, r, 0.01, 1000, -1, 4, BINS);
}

static void gaps_are_refused(void **state)
{
    (void)state;
    assert_true(support_refuses(far_apart, NULL, "in common"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(oscillators),      cmocka_unit_test(a_spin),
        cmocka_unit_test(overlaps),         cmocka_unit_test(a_parabola),
        cmocka_unit_test(gaps_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
