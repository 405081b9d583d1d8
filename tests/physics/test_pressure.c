/* Constant pressure with the default volume trials: the ideal gas, hard spheres against Carnahan and
   Starling, J. Chem. Phys. 51, 635 (1969), and r^-12 spheres against the virial series of Tan,
   Schultz, Kofke, Mol. Phys. 109, 123 (2011), whose pressure the virial gives too. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "common/core/base.h"
#include "common/numerics/statistics.h"
#include "glass/spheres/columns.h"
#include "glass/spheres/dynamics/liquid.h"
#include "glass/spheres/system.h"
#include "tests/support.h"

enum { SWEEPS = 4000, WARM = 600 };

static double density[SWEEPS], virial[SWEEPS];

static struct mc_chain warm_chain(const char *keys, double P, double rho)
{
    struct mc_chain c =
        support_chain(&glass_spheres,
                      "[run]\nsweeps = 1\nfolder = x\n[system]\nT = 1\nP = %.10g\nrho = %.10g\n%s"
                      "[move.displace]\nstep = 0.3\n[move.volume]\n",
                      P, rho, keys);
    for (int k = 0; k < WARM / 100; k++) {
        support_advance(&c, "metropolis", 100);
        mc_tune(&c);
    }
    return c;
}

static double volume_of(const struct liquid *l)
{
    return pow(l->s.L, l->s.dim);
}

/* Mean density against `exact`, which is known to `known`. */
static void check_density(struct mc_chain *c, const char *name, double exact, double known)
{
    const struct liquid *const l = c->state;
    for (int k = 0; k < SWEEPS; k++) {
        support_advance(c, "metropolis", 1);
        density[k] = (double)l->s.n / volume_of(l);
        virial[k] = l->s.potential->hard ? 0 : glass_pressure(l);
    }
    const struct statistics_estimate rho = statistics_correlated(SWEEPS, density);
    const double z = (rho.value - exact) / hypot(rho.error, known);
    printf("%s: rho = %.5f(%.5f), exact %.5f, z = %.2f\n", name, rho.value, rho.error, exact, z);
    assert_true(fabs(z) < 4 && rho.error < 0.015 * exact);
}

/* Weight V^N exp(-P V / T) dV: <V> = (N + 1) T / P and <1/V> = P / (N T). */
static void an_ideal_gas(void **state)
{
    (void)state;
    struct mc_chain c =
        warm_chain("model = hard\nsizes = species\nspecies = 1 0.01\nN = 64\n", 2, 1);
    check_density(&c, "ideal gas", 2, 1e-5);
    double V = 0, VV = 0;
    for (int k = 0; k < SWEEPS; k++) V += 64 / density[k] / SWEEPS;
    for (int k = 0; k < SWEEPS; k++) VV += pow(64 / density[k] - V, 2) / SWEEPS;
    printf("var(V) P^2 / (N + 1) = %.3f\n", VV * 4 / 65);
    assert_true(fabs(VV * 4 / 65 - 1) < 0.25);
    mc_clear(&c);
}

static void hard_spheres(void **state)
{
    (void)state;
    const double phi = 0.3, Z = (1 + phi + phi * phi - pow(phi, 3)) / pow(1 - phi, 3),
                 rho = phi * 6 / M_PI;
    struct mc_chain c = warm_chain("model = hard\nsizes = equal\nN = 216\n", rho * Z, 0.9 * rho);
    check_density(&c, "hard spheres", rho, 5e-4 * rho);
    mc_clear(&c);
}

static void soft_spheres(void **state)
{
    (void)state;
    static const double B[] = {1, 2.56650674, 3.79106644, 3.52761, 2.1149, 0.7695, 0.0908, -0.074};
    const double rho = 0.6;
    double Z = 0;
    for (int k = 0; k < 8; k++) Z += B[k] * pow(rho, k);
    struct mc_chain c = warm_chain("model = r12\nN = 256\n", rho * Z, 0.5);
    check_density(&c, "r^-12", rho, 1e-3 * rho);
    const struct statistics_estimate P = statistics_correlated(SWEEPS, virial);
    printf("virial pressure %.4f(%.4f) of %.4f\n", P.value, P.error, rho * Z);
    assert_true(fabs(P.value - rho * Z) < 4 * P.error && P.error < 0.01 * rho * Z);
    mc_clear(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_ideal_gas),
        cmocka_unit_test(hard_spheres),
        cmocka_unit_test(soft_spheres),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
