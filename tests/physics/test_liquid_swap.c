/* Swaps are only another way to the same equilibrium: with and without them the energy at T =
   0.5 is the same. The run without starts from a configuration that swaps have equilibrated,
   since by itself it would relax the composition of the box by diffusion alone. And the pressure
   is the derivative of the energy: W from the virial against scaled boxes. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "common/core/base.h"
#include "common/numerics/statistics.h"
#include "glass/spheres/state/reference.h"
#include "glass/spheres/dynamics/liquid.h"
#include "glass/spheres/system.h"
#include "tests/support.h"

enum { N = 1024, EVERY = 10, LENGTH = 200 /* rows a block */, WARM = 5000, ROWS = 3000 };

static struct mc_chain opened(const char *system, const char *moves)
{
    return support_chain(
        &glass_spheres,
        "[run]\nsweeps = 1\nfolder = x\nseed = 9\n[system]\nN = %d\nrho = 1\nT = 0.5\n%s%s", N,
        system, moves);
}

static struct statistics_estimate mean_energy(struct mc_chain *c)
{
    static double e[ROWS];
    for (int k = 0; k < ROWS; k++) {
        for (int i = 0; i < EVERY; i++) mc_sweep(c);
        e[k] = c->energy / N;
    }
    assert_true(c->energy == spheres_energy(liquid_spheres(c->state)));
    return statistics_blocked(ROWS, e, LENGTH);
}

static void same_energy(const char *system)
{
    struct mc_chain with =
        opened(system, "[move.displace]\nweight = 0.8\n[move.swap]\nweight = 0.2\n");
    for (int k = 0; k < WARM; k++) mc_sweep(&with);
    struct mc_chain without = opened(system, "[move.displace]\n");
    struct spheres *const a = liquid_spheres(with.state), *const b = liquid_spheres(without.state);
    memcpy(b->p, a->p, (N + 1) * sizeof *b->p);
    neighbours_build(&b->neighbours, b->p);
    without.energy = with.energy;
    const struct statistics_estimate on = mean_energy(&with), off = mean_energy(&without);
    const double z = (on.value - off.value) / hypot(on.error, off.error);
    printf("%-14.*s e with swaps %.5f(%.5f), without %.5f(%.5f), z = %.2f\n",
           (int)strcspn(system, "\n"), system, on.value, on.error, off.value, off.error, z);
    assert_true(mc_entry(&with, "swap")->accepted > 0 && mc_entry(&without, "swap")->tried == 0);
    assert_true(hypot(on.error, off.error) < 0.006 * on.value);
    assert_true(fabs(z) < 4);
    mc_clear(&with), mc_clear(&without);
}

static void same_energy_nonadditive(void **state)
{
    (void)state, same_energy("model = nbc8\n");
}
static void same_energy_additive(void **state)
{
    (void)state, same_energy("model = nbc4\n");
}

static double energy_scaled(struct spheres *s, double T, double lambda)
{
    static double x[3 * N];
    struct frame f;
    struct reference p;
    spheres_view(s, &f);
    for (size_t k = 0; k < s->n * (size_t)s->dim; k++) x[k] = lambda * f.x[k];
    reference_init(&p, s->potential, s->model, s->n, s->dim, lambda * s->L, T, x, f.label);
    const double energy = reference_energy(&p, NULL, NULL);
    reference_clear(&p);
    return energy;
}

/* dE/dlambda = -W for x -> lambda x at fixed diameters: centred difference of the same
   configuration in two boxes, in double precision. */
static void virial_is_the_derivative(void **state)
{
    (void)state;
    for (int dim = 2; dim <= 3; dim++) {
        char *const system = base_text("dim = %d\n", dim);
        struct mc_chain c =
            opened(system, "[move.displace]\nweight = 0.8\n[move.swap]\nweight = 0.2\n");
        for (int k = 0; k < 300; k++) mc_sweep(&c);
        struct spheres *const s = liquid_spheres(c.state);
        const double h = 1e-5, W = spheres_virial(s);
        const double up = energy_scaled(s, c.T, 1 + h), down = energy_scaled(s, c.T, 1 - h);
        printf("%dD: W = %.4f, -dE/dlambda = %.4f\n", dim, W, (down - up) / (2 * h));
        assert_true(fabs((down - up) / (2 * h) / W - 1) < 1e-6);
        mc_clear(&c);
        base_free(system);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(virial_is_the_derivative),
        cmocka_unit_test(same_energy_nonadditive),
        cmocka_unit_test(same_energy_additive),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
