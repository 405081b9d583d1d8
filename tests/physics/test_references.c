/* Four liquids at a warm state point each: Kob-Andersen against molecular dynamics, binary soft
   spheres against an independent Monte Carlo, Lennard-Jones against NIST's tables (tails
   included), r^-12 against its virial series to B8. And constant pressure: two spheres whose mean
   volume is an integral, and a liquid that finds back to the density at which it had that
   pressure. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "common/core/base.h"
#include "common/numerics/statistics.h"
#include "glass/spheres/columns.h"
#include "glass/spheres/dynamics/liquid.h"
#include "glass/spheres/dynamics/moves.h"
#include "glass/spheres/system.h"
#include "tests/references.h"

static const struct references_row rows[] = {
    {"ka", 1000, 1.2, 1.0, 0.17, -6.013, 0.005, 9.89, 0.03, 1000, 1500, 0},
    {"bss", 1000, 1.0, 1.0, 0.3, 3.2166, 0.0015, 13.931, 0.006, 400, 1500, 0},
    {"lj", 500, 0.776, 0.85, 0.3, -5.5121, 0.0004, 0.00677, 0.002, 1500, 4000, 0},
    {"r12", 1000, 0.5, 1.0, 0.7, 0.70726, 0.0002, 0.5 * 3.82904, 0.0005, 300, 2000, 0},
};

static void liquids(void **state)
{
    (void)state;
    for (size_t k = 0; k < sizeof rows / sizeof rows[0]; k++) references_check(&rows[k]);
}

/* ---- constant pressure ----------------------------------------------------------------------- */

static struct mc_chain chain_of(struct liquid *l)
{
    struct mc_chain c = {
        .system = &glass_spheres, .state = l, .T = l->T, .energy = spheres_energy(&l->s)};
    for (; glass_moves[c.n].name; c.n++)
        c.entry[c.n] = (struct mc_entry){.move = &glass_moves[c.n]};
    rng_init(&c.rng, 11, 0, RNG_TEST);
    return c;
}

static size_t use(struct mc_chain *c, const char *move, double step)
{
    struct mc_entry *const e = mc_entry(c, move);
    e->step = step;
    return (size_t)(e - c->entry);
}

/* Two spheres: the weight of V is V (V - I) exp(-P V / T), I = Int (1 - exp(-v/T)) d^dim r, from
   the smallest box that the cut-off allows. */
static double exact_volume(const struct liquid *l, int dim)
{
    const struct spheres *const s = &l->s;
    const double sij = potentials_cross(s->p[0].s, s->p[1].s, s->view.half_eps);
    const double cut = s->potential->cut * sij, h = cut / 20000;
    double lost = 0, norm = 0, sum = 0;
    for (double r = h / 2; r < cut; r += h)
        lost += (1 - exp(-s->potential->energy(r * r, sij * sij) / l->T)) * h *
                (dim == 3 ? 4 * M_PI * r * r : 2 * M_PI * r);
    const double low = pow(2 * s->neighbours.reach, dim), scale = l->T / l->P;
    for (double V = low + scale / 2e4; V < low + 60 * scale; V += scale / 1e4) {
        const double w = V * (V - lost) * exp(-(V - low) / scale);
        norm += w, sum += w * V;
    }
    return sum / norm;
}

static void two_spheres_have_the_exact_mean_volume(void **state)
{
    (void)state;
    enum { SAMPLES = 50, LENGTH = 30000 };
    const float diameter[2] = {1.0f, 1.3f};
    const double x[] = {0.1, 0.2, 0.3, 1.4, 1.5, 1.6};
    for (int dim = 2; dim <= 3; dim++) {
        const double L = 3.6, T = 0.7;
        struct liquid *const l = liquid_create(base_find(&models_table, "nbc8"), potentials_base, 2,
                                               dim, 2 / pow(L, dim), T, diameter, "test");
        spheres_set_positions(&l->s, x);
        l->P = dim == 3 ? 0.05 : 0.2;
        struct mc_chain c = chain_of(l);
        const size_t volume = use(&c, "volume", 0.1), displace = use(&c, "displace", 2);
        double V[SAMPLES] = {0};
        for (int b = 0; b < SAMPLES; b++)
            for (int n = 0; n < LENGTH; n++) {
                mc_attempt(&c, n % 2 ? volume : displace);
                V[b] += pow(l->s.L, dim) / LENGTH;
            }
        const struct statistics_estimate mean = statistics_blocked(SAMPLES, V, 1);
        const double exact = exact_volume(l, dim), z = (mean.value - exact) / mean.error;
        printf("%dD: <V> = %.4f(%.4f), exact %.4f, z = %.2f\n", dim, mean.value, mean.error, exact,
               z);
        assert_true(mean.error < 0.01 * exact && fabs(z) < 4);
        liquid_free(l);
    }
}

/* nbc8 at rho = 1, T = 0.5 has P = 6.403(0.010); dP/drho is about 25. */
static void a_liquid_finds_its_density(void **state)
{
    (void)state;
    enum { N = 512, WARM = 1500, SWEEPS = 4000, LENGTH = 200 };
    static float diameter[N];
    static double rho[SWEEPS], P[SWEEPS];
    const struct model *const m = base_find(&models_table, "nbc8");
    size_distribution_draw(base_row(&size_distribution_table, 0),
                           base_find(&size_distribution_laws, m->law), m->shape, 1, 0, diameter, N);
    struct liquid *const l = liquid_create(m, potentials_base, N, 3, 0.9, 0.5, diameter, "test");
    struct spheres *const s = &l->s;
    static double x[3 * N];
    for (int i = 0; i < 3 * N; i++)
        x[i] = (i % 3 == 0 ? i / 3 % 8 : i % 3 == 1 ? i / 24 % 8 : i / 192) * s->L / 8;
    spheres_set_positions(s, x);
    l->P = 6.403;
    struct mc_chain c = chain_of(l);
    const size_t volume = use(&c, "volume", 0.02), displace = use(&c, "displace", 0.15),
                 swap = use(&c, "swap", 0.2);
    for (int k = -WARM; k < SWEEPS; k++) {
        for (int n = 0; n < N; n++) mc_attempt(&c, n % 5 ? displace : swap);
        mc_attempt(&c, volume);
        if (k >= 0) rho[k] = N / pow(s->L, 3), P[k] = glass_pressure(l);
    }
    assert_true(c.energy == spheres_energy(s));
    const struct statistics_estimate density = statistics_blocked(SWEEPS, rho, LENGTH),
                                     virial = statistics_blocked(SWEEPS, P, LENGTH);
    const double z = (density.value - 1) / hypot(density.error, 0.01 / 25),
                 w = (virial.value - l->P) / virial.error;
    printf("rho = %.5f(%.5f), z = %.2f; virial pressure %.4f(%.4f) of %.4f, z = %.2f\n",
           density.value, density.error, z, virial.value, virial.error, l->P, w);
    assert_true(fabs(z) < 4 && fabs(w) < 4);
    liquid_free(l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_spheres_have_the_exact_mean_volume),
        cmocka_unit_test(a_liquid_finds_its_density),
        cmocka_unit_test(liquids),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
