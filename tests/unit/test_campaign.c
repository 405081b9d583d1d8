/* Campaigns of training with swaps: Holm's correction, and arms that are not finished. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "analysis/estimate/multiple_tests.h"
#include "analysis/papers/papers.h"
#include "common/core/base.h"
#include "common/core/rng.h"
#include "tests/fabricate.h"
#include "tests/support.h"

/* Holm's correction: a worked example (four hypotheses at p = 0.01, 0.04, 0.03, 0.005, of which
   0.005 and 0.01 are rejected at 0.05), equal values, unknown ones, and false rejections. */
static void holm(void **state)
{
    (void)state;
    static const double p[] = {0.01, 0.04, 0.03, 0.005}, adjusted[] = {0.03, 0.06, 0.06, 0.02},
                        equal[] = {0.02, 0.02}, open[] = {NAN, 0.01, 0.9};
    double h[16];
    multiple_tests_holm(4, p, h);
    for (int i = 0; i < 4; i++) assert_float_equal(h[i], adjusted[i], 1e-12);
    multiple_tests_holm(2, equal, h);
    assert_true(h[0] == 0.04 && h[1] == 0.04);
    multiple_tests_holm(3, open, h);
    assert_true(isnan(h[0]) && h[2] == 1);
    assert_float_equal(h[1], 0.03, 1e-12);
    enum { DRAWS = 4000, MANY = 16, VALUES = 5 };
    struct rng r;
    rng_init(&r, 4, 0, RNG_TEST);
    double q[MANY], x[VALUES];
    int wrong = 0;
    for (int k = 0; k < DRAWS; k++) {
        bool any = false;
        for (int i = 0; i < MANY; i++) {
            for (int v = 0; v < VALUES; v++) x[v] = rng_normal(&r);
            q[i] = multiple_tests_p(statistics_mean(VALUES, x), VALUES);
        }
        multiple_tests_holm(MANY, q, h);
        for (int i = 0; i < MANY; i++) any = any || h[i] < 0.05;
        wrong += any;
    }
    const double share = wrong / (double)DRAWS, expected = 1 - pow(1 - 0.05 / MANY, MANY);
    assert_true(fabs(share - expected) < 4 * sqrt(expected * (1 - expected) / DRAWS));
    assert_true(isnan(multiple_tests_p((struct statistics_estimate){1, NAN}, 5)));
    assert_true(isnan(multiple_tests_p((struct statistics_estimate){1, 0.1}, 1)));
}

/* A network on whose training nothing depends, with few seeds: the speed-up cannot be told. */
static void posters(void **state)
{
    (void)state;
    enum { SEEDS = 3, ROWS = 60 };
    char *path[2 * SEEDS];
    struct rng r;
    rng_init(&r, 11, 0, RNG_TEST);
    static const char *const protocol[] = {"none", "1SA"};
    for (int p = 0; p < 2; p++)
        for (int s = 0; s < SEEDS; s++) {
            char *const folder = base_text("%s/%s", support_root, protocol[p]), *const name =
                                                                                    base_text(
                                                                                        "%s/%d",
                                                                                        protocol[p],
                                                                                        s + 1);
            mkdir(folder, 0777);
            path[p * SEEDS + s] = fabricate_network(support_root, name, s + 1, protocol[p]);
            FILE *f = fabricate_file(path[p * SEEDS + s], "series.dat");
            fprintf(f, "# s: x\n# t loss train_accuracy test_loss test_accuracy\n");
            const double rate = 0.3 * exp(0.2 * rng_normal(&r));
            for (int k = 1; k <= ROWS; k++) {
                const double t = pow(10, 0.05 * k);
                fprintf(f, "%.8g %.8g 0.5 1 0.5\n", t, 3 - rate * log(t) + 0.02 * rng_normal(&r));
            }
            fclose(f);
            base_free(folder), base_free(name);
        }
    char *published = base_text("%s/published.dat", support_root);
    fabricate_text(support_root, "published.dat",
                   "\"1 feature swaps speed training up\" 2 nan \"x\"\n");
    struct command_arguments a = fabricate_arguments(2 * SEEDS, path, NULL);
    a.name = "poster";
    a.published = published;
    fabricate_prints(swap_poster_command, &a, "1 feature swaps speed training up: cannot tell",
                     "does not hold");
    /* an arm of a campaign, of which one protocol is missing */
    fabricate_text(support_root, "expected", "# make standard\nnone 1 2 3\n1SA 1 2 3\nSAA 1 2\n");
    fabricate_prints(swap_poster_command, &a,
                     "speed training up: cannot tell; - +- -, 1 of 3 protocols are not finished; "
                     "to continue: make standard",
                     "does not hold");
    fabricate_text(support_root, "expected", "# make standard\nnone 1 2 3 4\n1SA 1 2 3\n");
    fabricate_prints(swap_poster_command, &a, "cannot tell; - +- -, 1 of 2 protocols", NULL);
    char *const expected = base_text("%s/expected", support_root);
    unlink(expected);
    base_free(expected);
    base_free(published);
    for (int k = 0; k < 2 * SEEDS; k++) base_free(path[k]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(holm), cmocka_unit_test(posters)};
    return cmocka_run_group_tests(tests, support_begin, support_end);
}
