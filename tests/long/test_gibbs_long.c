/* Coexistence in the Gibbs ensemble: the Lennard-Jones fluid, linear force shifted at 2.5 sigma, T = 0.8,
   against the vapour pressure of NIST (transition-matrix Monte Carlo,
   http://mmlapps.nist.gov/srs/LJ_PURE/vaporEOStmmc_rc25LFS.htm); equal pressures and chemical potentials. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "common/core/base.h"
#include "common/numerics/statistics.h"
#include "glass/spheres/gibbs/gibbs_system.h"
#include "glass/spheres/gibbs/two_boxes.h"
#include "tests/support.h"

enum { WARM = 1500, ROWS = 400, EVERY = 20, BLOCKS = 8 };

static double pressure[2][ROWS], activity[2][BLOCKS];

static void warm(struct mc_chain *c)
{
    for (int k = 0; k < WARM / 100; k++) {
        support_advance(c, "metropolis", 100);
        mc_tune(c);
    }
    mc_reset_counters(c);
}

static double agree(const char *what, struct statistics_estimate a, struct statistics_estimate b)
{
    const double z = (a.value - b.value) / hypot(a.error, b.error);
    printf("    %s: %.5g(%.2g), %.5g(%.2g), z = %.2f\n", what, a.value, a.error, b.value, b.error,
           z);
    assert_true(fabs(z) < 4);
    return z;
}

static void liquid_and_gas(void **state)
{
    (void)state;
    struct mc_chain c = support_chain(
        &gibbs_system,
        "[run]\nsweeps = 1\nfolder = x\nseed = 2\n[system]\nT = 0.8\nN = 400\nrho = 0.3\n"
        "spheres_share = 0.1\nvolume_share = 0.65\ncut = 2.5\npotential = formula\n"
        "formula = 4*((s/r)^12 - (s/r)^6) + 0.016316891136 - (r - 2.5)*0.0389994774528\n"
        "[move.displace]\nweight = 0.7\ntarget = 0.4\n[move.transfer]\nweight = 0.3\n"
        "[move.volume]\nweight = 0.003\ntarget = 0.4\n");
    struct two_boxes *const g = c.state;
    warm(&c);
    for (int k = 0; k < ROWS; k++) {
        support_advance(&c, "metropolis", EVERY);
        for (int b = 0; b < 2; b++) pressure[b][k] = two_boxes_pressure(g, b);
        if ((k + 1) % (ROWS / BLOCKS)) continue;
        for (int b = 0; b < 2; b++)
            activity[b][k / (ROWS / BLOCKS)] = g->activity[b] / (double)g->insertions[b];
        mc_reset_counters(&c);
    }
    const struct statistics_estimate P = statistics_correlated(ROWS, pressure[0]),
                                     nist = {3.02538e-2, 3e-5};
    agree("vapour pressure, NIST", P, nist);
    assert_true(P.error < 0.05 * nist.value);
    agree("pressures of gas and liquid", P, statistics_correlated(ROWS, pressure[1]));
    agree("exp(-mu/T) of gas and liquid", statistics_mean(BLOCKS, activity[0]),
          statistics_mean(BLOCKS, activity[1]));
    assert_true(c.energy == two_boxes_energy(g, 0) + two_boxes_energy(g, 1));
    mc_clear(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(liquid_and_gas)};
    return cmocka_run_group_tests(tests, support_begin, support_end);
}
