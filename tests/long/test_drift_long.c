/* The running energy of a long chain against the energy from scratch: sums of pair energies are
   exact, so after 10^8 trials, displacements and swaps, the two are equal to the last bit. For more:
   TRIALS=1e9 build/gcc/tests/long/test_drift_long (some three minutes on a core to itself). */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "glass/spheres/dynamics/liquid.h"
#include "glass/spheres/system.h"
#include "tests/support.h"

static void running_energy_never_drifts(void **state)
{
    (void)state;
    const char *const asked = getenv("TRIALS");
    const double trials = asked ? strtod(asked, NULL) : 1e8;
    struct mc_chain c =
        support_chain(&glass_spheres, "[run]\nsweeps = 1\nfolder = x\n[system]\nN = 1500\nT = "
                                      "0.1\n[move.displace]\nweight = 0.8\n"
                                      "[move.swap]\nweight = 0.2\n");
    const struct spheres *const s = liquid_spheres(c.state);
    double done = 0, next = 1e6, worst = 0;
    while (done < trials) {
        mc_sweep(&c);
        done += (double)s->n;
        if (done < next && done < trials) continue;
        const double oracle = spheres_energy(s), drift = c.energy / oracle - 1;
        if (drift * drift > worst * worst) worst = drift;
        if (done >= trials || next >= trials / 10)
            printf("%.3g trials: running %.17g, from scratch %.17g, relative drift %.1e\n", done,
                   c.energy, oracle, drift);
        next += trials / 20;
    }
    assert_true(worst == 0);
    assert_true(mc_entry(&c, "swap")->accepted > trials / 100);
    mc_clear(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(running_energy_never_drifts)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
