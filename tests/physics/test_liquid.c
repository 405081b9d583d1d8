/* Equilibrium of the standard model (nbc8, N = 1024, rho = 1, quantile diameters, dl = 0.12,
   swaps with probability 0.2 and |ds| < 0.2) against two independent codes' averages at three
   temperatures: energy, pressure, acceptances.

   The reference errors come from short blocks and may be 1.5 to 2 times too small: they are
   doubled here. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "common/numerics/statistics.h"
#include "glass/spheres/columns.h"
#include "glass/spheres/dynamics/liquid.h"
#include "glass/spheres/system.h"
#include "tests/support.h"

enum { N = 1024, EVERY = 10, LENGTH = 100 /* rows a block */, ROWS_MAX = 4000 };

static const struct reference { /* table row */
    double T, e, e_error, P, P_error, displace, swap;
    int warm, sweeps;
} references[] = {
    {1.00, 1.5023, 0.0020, 9.269, 0.009, 0.702, 0.249, 3000, 20000},
    {0.50, 0.9786, 0.0010, 6.403, 0.005, 0.638, 0.210, 4000, 20000},
    {0.30, 0.7143, 0.0008, 4.953, 0.004, 0.582, 0.181, 6000, 30000},
};

static struct mc_chain opened(double T)
{
    return support_chain(
        &glass_spheres,
        "[run]\nsweeps = 1\nfolder = x\nseed = 7\n[system]\nN = %d\nrho = 1\nT = %g\n"
        "[move.displace]\nweight = 0.8\n[move.swap]\nweight = 0.2\n",
        N, T);
}

static void agrees(const char *what, double T, struct statistics_estimate x, double expected,
                   double error)
{
    const double z = (x.value - expected) / hypot(x.error, error);
    printf("T = %.2f  %-9s %.5f(%.5f)  reference %.4f(%.4f)  z = %.2f\n", T, what, x.value, x.error,
           expected, error, z);
    assert_true(x.error < 0.004 * fabs(expected));
    assert_true(fabs(z) < 4);
}

static double acceptance(struct mc_chain *c, const char *move)
{
    const struct mc_entry *const e = mc_entry(c, move);
    return (double)e->accepted / (double)e->tried;
}

static void equilibrium(const struct reference *r)
{
    static double e[ROWS_MAX], P[ROWS_MAX], displace[ROWS_MAX], swap[ROWS_MAX];
    struct mc_chain c = opened(r->T);
    for (int k = 0; k < r->warm; k++) mc_sweep(&c);
    const size_t rows = (size_t)(r->sweeps / EVERY);
    for (size_t k = 0; k < rows; k++) {
        mc_reset_counters(&c);
        for (int i = 0; i < EVERY; i++) mc_sweep(&c);
        e[k] = c.energy / N, P[k] = glass_pressure(c.state);
        displace[k] = acceptance(&c, "displace"), swap[k] = acceptance(&c, "swap");
    }
    assert_true(c.energy == spheres_energy(liquid_spheres(c.state)));
    agrees("e", r->T, statistics_blocked(rows, e, LENGTH), r->e, 2 * r->e_error);
    agrees("P", r->T, statistics_blocked(rows, P, LENGTH), r->P, 2 * r->P_error);
    agrees("displace", r->T, statistics_blocked(rows, displace, LENGTH), r->displace,
           0.001); /* given to three digits */
    agrees("swap", r->T, statistics_blocked(rows, swap, LENGTH), r->swap, 0.001);
    mc_clear(&c);
}

static void hot(void **state)
{
    (void)state, equilibrium(&references[0]);
}
static void warm(void **state)
{
    (void)state, equilibrium(&references[1]);
}
static void supercooled(void **state)
{
    (void)state, equilibrium(&references[2]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(hot), cmocka_unit_test(warm),
                                       cmocka_unit_test(supercooled)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
