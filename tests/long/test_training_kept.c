/* A million trials by kept values in double precision: the running energy stays that from
   scratch. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "dnn/system/system.h"
#include "tests/kept_trials.h"
#include "tests/support.h"

static void test_million(void **state)
{
    (void)state;
    for (const char *const *n = kept_networks; *n; n++) {
        struct mc_chain c = support_chain(
            &dnn_system_double,
            "[run]\nsteps = 1\nfolder = x\nseed = 3\ndynamics = metropolis\n"
            "[system]\nT = 3\n%s[data]\ndim = 20\ntrain_samples = 100\ntest_samples = 1\n"
            "[move.displace]\nstep = 0.3\n",
            *n);
        const double worst = kept_trials(&c, 1000000);
        print_message("    largest relative difference in 10^6 trials: %.2g\n", worst);
        assert_true(worst < 1e-12);
        mc_clear(&c);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_million)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
