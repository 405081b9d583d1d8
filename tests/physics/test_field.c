/* Trials of single diameters: two spheres in a given field have the exact joint distribution, and a
   field learnt in warm-up keeps the distribution of sizes, and with it energy and pressure. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "common/numerics/statistics.h"
#include "glass/spheres/columns.h"
#include "glass/spheres/dynamics/liquid.h"
#include "glass/spheres/dynamics/semi_grand.h"
#include "glass/spheres/system.h"
#include "tests/support.h"

static struct mc_chain opened(const char *system, const char *moves)
{
    return support_chain(
        &glass_spheres, "[run]\nsweeps = 1\nfolder = x\nseed = 9\n[system]\n%s\n%s", system, moves);
}

/* <v> and <s_0> of spheres 0 and 1 at rest, all others beyond reach, by quadrature. */
static void exact(const struct liquid *l, double *v, double *size)
{
    const struct spheres *const s = &l->s;
    enum { STEPS = 400 };
    const double low = l->field->knot[0], h = (l->field->knot[SEMI_GRAND_BINS] - low) / STEPS;
    const double r2 = potentials_distance2(&s->view, s->p[0].x, s->p[1].x);
    double total = 0;
    *v = *size = 0;
    for (int i = 0; i < STEPS; i++)
        for (int j = 0; j < STEPS; j++) {
            const double a = low + (i + 0.5) * h, b = low + (j + 0.5) * h;
            const double sij = potentials_cross(a, b, s->view.half_eps);
            const double e =
                potentials_energy(s->potential, r2, (struct potentials_bond){sij * sij, 1, 0});
            const double w =
                exp(semi_grand_at(l->field, a) + semi_grand_at(l->field, b) - e / l->T);
            total += w, *v += w * e, *size += w * a;
        }
    *v /= total, *size /= total;
}

static void agrees(const char *what, struct statistics_estimate x, double expected, double error)
{
    const double z = (x.value - expected) / hypot(x.error, error);
    printf("%s %.5f(%.5f), expected %.5f(%.5f), z = %.2f\n", what, x.value, x.error, expected,
           error, z);
    assert_true(fabs(z) < 4);
}

/* A dilute box: a lattice 6 apart, of which two spheres are brought together. */
static void two_spheres_are_exact(void **state)
{
    (void)state;
    enum { SAMPLES = 40000, N = 27 };
    static double v[SAMPLES], size[SAMPLES];
    struct mc_chain c = opened("N = 27\nrho = 0.004629629\nT = 0.7", "[move.resize]\nstep = 0.5\n");
    struct liquid *const l = c.state;
    struct spheres *const s = &l->s;
    struct frame f;
    double x[3 * N], e, mean;
    spheres_view(s, &f);
    for (int k = 0; k < 3 * N; k++) x[k] = f.x[k];
    for (int k = 0; k < 3; k++) x[3 + k] = x[k] + (k == 0);
    spheres_set_positions(s, x);
    c.energy = spheres_energy(s);
    exact(l, &e, &mean);
    for (int n = 0; n < SAMPLES; n++) {
        for (int k = 0; k < 8; k++) mc_sweep(&c);
        v[n] = c.energy, size[n] = s->p[0].s;
    }
    assert_true(c.energy == spheres_energy_direct(s));
    agrees("two spheres: v", statistics_blocked(SAMPLES, v, SAMPLES / 40), e, 0);
    agrees("two spheres: s", statistics_blocked(SAMPLES, size, SAMPLES / 40), mean, 0);
    mc_clear(&c);
}

/* Energy and pressure depend on the size distribution, which a short warm-up keeps only roughly.
   Allowed are therefore 2 %, and one bin in eight. */
static void learnt_field_keeps_sizes(void **state)
{
    (void)state;
    enum { ROUNDS = 150, ROWS = 600, BLOCKS = 20 };
    static double e[ROWS], P[ROWS], below[ROWS];
    struct mc_chain c = opened("N = 1000\nT = 0.5", "[move.displace]\nweight = 0.7\n[move.resize]\n"
                                                    "weight = 0.3\nstep = 0.2\n");
    struct liquid *const l = c.state;
    struct spheres *const s = &l->s;
    const double median = l->field->knot[SEMI_GRAND_BINS / 2];
    const double start = l->field->h[SEMI_GRAND_BINS] - l->field->h[0];
    for (int k = 0; k < ROUNDS; k++) {
        for (int i = 0; i < 20; i++) mc_sweep(&c);
        mc_tune(&c);
    }
    double count[SEMI_GRAND_BINS] = {0}, worst = 0;
    for (int k = 0; k < ROWS; k++) {
        for (int i = 0; i < 10; i++) mc_sweep(&c);
        e[k] = c.energy / (double)s->n, P[k] = glass_pressure(c.state), below[k] = 0;
        for (size_t i = 0; i < s->n; i++) {
            below[k] += (s->p[i].s < median) / (double)s->n;
            for (int b = 0; b < SEMI_GRAND_BINS; b++)
                count[b] += s->p[i].s >= l->field->knot[b] && s->p[i].s < l->field->knot[b + 1];
        }
    }
    for (int b = 0; b < SEMI_GRAND_BINS; b++) {
        const double share = count[b] / ((double)s->n * ROWS) * SEMI_GRAND_BINS;
        worst = fmax(worst, fabs(share - 1));
    }
    printf("field: over the range h changes by %.1f, at first by %.1f; a bin is off by %.0f %% at "
           "most\n",
           l->field->h[SEMI_GRAND_BINS] - l->field->h[0], start, 100 * worst);
    assert_true(worst < 0.125);
    assert_true(c.energy == spheres_energy(s));
    agrees("share below the median", statistics_blocked(ROWS, below, ROWS / BLOCKS), 0.5, 0.01);
    agrees("e", statistics_blocked(ROWS, e, ROWS / BLOCKS), 0.9786, 0.02);
    agrees("P", statistics_blocked(ROWS, P, ROWS / BLOCKS), 6.403, 0.12);
    mc_clear(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_spheres_are_exact),
        cmocka_unit_test(learnt_field_keeps_sizes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
