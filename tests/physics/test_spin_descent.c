/* Spherical p = 3 at N = 256: descent and Langevin dynamics of 16 samples beside the
   published curve of N = infinity to t = 5. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "glass/spins/pspin.h"
#include "glass/spins/pspin_system.h"
#include "tests/support.h"

enum { SAMPLES = 16, TIMES = 4 };

static void energies_approach_infinite_size(void **state)
{
    (void)state;
    static const int unit[TIMES] = {10, 20, 40, 100}; /* of 0.05 */
    static const struct {
        double T, e[TIMES];
    } curve[] = {{0, {-0.57141, -0.7825, -0.9262, -1.0357}},
                 {0.3, {-0.49460, -0.6614, -0.7813, -0.8793}}};
    for (size_t k = 0; k < 2; k++) {
        double sum[TIMES] = {0}, square[TIMES] = {0};
        for (int j = 0; j < SAMPLES; j++) {
            struct mc_chain c = support_chain(&pspin_system_spherical,
                                              "[run]\nsweeps = 1\nfolder = x\nseed = "
                                              "%d\n[system]\nN = 256\nT = %g\nsample = %d\n",
                                              j + 1, curve[k].T, j + 1);
            int done = 0;
            for (int i = 0; i < TIMES; i++) {
                support_advance(&c, "langevin", unit[i] - done);
                done = unit[i];
                const double e = pspin_energy(c.state) / 256;
                sum[i] += e / SAMPLES, square[i] += e * e / SAMPLES;
            }
            mc_clear(&c);
        }
        for (int i = 0; i < TIMES; i++) {
            const double error = sqrt((square[i] - sum[i] * sum[i]) / (SAMPLES - 1));
            print_message("    T = %g, t = %g: e = %.4f(%.4f), N = infinity %.4f\n", curve[k].T,
                          unit[i] * 0.05, sum[i], error, curve[k].e[i]);
            assert_true(fabs(sum[i] - curve[k].e[i]) < 0.015 + 2 * error);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(energies_approach_infinite_size)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
