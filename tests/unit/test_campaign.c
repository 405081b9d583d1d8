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

/* Runs ROOT/NAME/SEED whose loss is 3 - 0.3 ln (speed t), the noise one number a run. */
enum { REPEATS = 5, MANY_RUNS = 64 };
static char *made[MANY_RUNS];
static size_t made_runs;

static void make_runs(const char *name, const char *swap, double speed, double noise, double test)
{
    enum { ROWS = 60 };
    static struct rng r;
    if (made_runs == 0) rng_init(&r, 17, 0, RNG_TEST);
    char *const folder = base_text("%s/%s", support_root, name);
    mkdir(folder, 0777);
    for (int seed = 1; seed <= REPEATS; seed++) {
        char *const own = base_text("%s/%d", name, seed),
                    *const text = base_text("[system]\nT = 0\n[data]\nname = d\n[train]\n"
                                            "batch_size = 4\nlearning_rate = 0.1\n"
                                            "[swap]\nevery = 1\nprobability = 1\n%s\n",
                                            swap);
        char *const path = fabricate_run(support_root, own, "dnn", seed, text);
        made[made_runs++] = path;
        FILE *const f = fabricate_file(path, "series.dat");
        fprintf(f, "# s: x\n# t loss train_accuracy test_loss test_accuracy\n");
        const double off = noise * rng_normal(&r), shift = 0.01 * noise * rng_normal(&r);
        for (int k = 1; k <= ROWS; k++) {
            const double t = pow(10, 0.05 * k);
            fprintf(f, "%.8g %.8g 0.5 %.8g 0.5\n", t, 3 - 0.3 * (log(t * speed) + off),
                    1 + test + shift + (k > 30 ? 0.01 * (k - 30) : 0));
        }
        fclose(f);
        base_free(own), base_free(text);
    }
    base_free(folder);
}

static void forget_runs(void)
{
    while (made_runs) base_free(made[--made_runs]);
}

static struct command_arguments arguments_of(char *published)
{
    struct command_arguments a = fabricate_arguments(made_runs, made, NULL);
    a.published = published;
    return a;
}

#define CODE(code, n) "protocol = " code "\nswaps = " n "\nreset = always\npair = common"

/* The map of speed-ups: a planted corner is found, a flat map has none, and a scattered or an
   unfinished one cannot tell. Doses: 8 swaps of single images in batches of 4 are 2 an image. */
static void maps(void **state)
{
    (void)state;
    static const struct {
        double fast, noise;
        const char *expected, *answer;
    } cases[] = {
        {1.5, 0.003, NULL, "1.1: yes; 1.5"},
        {1.0, 0.003, NULL, "1.1: no; 1.0"},
        {1.0, 0.3, NULL, "1.1: cannot tell"},
        {1.5, 0.003, "# make standard\nm-1SA-1 1 2 3 4 5 6\n", "1 of 1 protocols are not finished"},
    };
    char *const published = base_text("%s/published.dat", support_root);
    fabricate_text(support_root, "published.dat", "\"x\" 2 nan \"x\"\n");
    char *const expected = base_text("%s/expected", support_root);
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        make_runs("m-none", "protocol = none\nswaps = 1\nreset = always\npair = common", 1,
                  cases[k].noise, 0);
        make_runs("m-1SA-1", CODE("1SA", "8"), cases[k].fast, cases[k].noise, 0);
        make_runs("m-AAS-1", CODE("AAS", "3"), 1, cases[k].noise, 0);
        make_runs("m-11S-1", CODE("11S", "1"), 0.1, cases[k].noise, 0); /* never reaches it */
        if (cases[k].expected) fabricate_text(support_root, "expected", cases[k].expected);
        const struct command_arguments a = arguments_of(published);
        char *const said = fabricate_printed(swap_map_command, &a);
        require(strstr(said, cases[k].answer), "case %zu: no '%s' in\n%s", k, cases[k].answer,
                said);
        char code[8];
        double batch, rate, dose;
        assert_int_equal(
            sscanf(strstr(said, "m-1SA-1"), "%*s %7s %lf %lf %lf", code, &batch, &rate, &dose), 4);
        assert_true(batch == 4 && dose == 2);
        base_free(said);
        forget_runs();
    }
    unlink(expected);
    base_free(expected), base_free(published);
}

/* Swaps on top of an augmentation are compared with it; the best test loss, and joint swaps against
   each of the two alone. */
static void references(void **state)
{
    (void)state;
    char *const published = base_text("%s/published.dat", support_root);
    fabricate_text(support_root, "published.dat", "\"x\" 2 nan \"x\"\n");
    make_runs("none", "protocol = none", 1, 0.01, 0);
    make_runs("flip_crop", "protocol = flip_crop amount=4", 0.8, 0.01, -0.5);
    make_runs("1SA", "protocol = flip_crop amount=4 + 1SA", 0.8, 0.01, -0.6);
    make_runs("joint_pixel", "protocol = joint_pixel", 1, 0.01, 0);
    make_runs("AAS", "protocol = AAS", 0.5, 0.01, 0.2);
    const struct command_arguments a = arguments_of(published);
    fabricate_prints(swap_poster_command, &a, "less without: lower; -0.10",
                     "less without: cannot tell");
    fabricate_prints(swap_poster_command, &a, "together: lower; -0.20", NULL);
    fabricate_prints(swap_poster_command, &a, "joint_pixel less AAS alone", NULL);
    fabricate_prints(swap_poster_command, &a,
                     "together: cannot tell; - +- -, joint_pixel less column", NULL);
    forget_runs();
    base_free(published);
}

/* One exchange is faster, one is slower, and an optimiser is compared with SGD. */
static void exchanges(void **state)
{
    (void)state;
    char *const published = base_text("%s/published.dat", support_root);
    fabricate_text(support_root, "published.dat", "\"teleport: speed-up\" nan nan \"x\"\n");
    make_runs("none-sgd", "protocol = none", 1, 0.01, 0);
    make_runs("teleport", "protocol = teleport", 1.5, 0.01, 0);
    make_runs("rescale", "protocol = rescale", 0.8, 0.01, 0);
    make_runs("permute", "protocol = null", 1, 0.05, 0);
    make_runs("entropy", "protocol = none\n[train]\noptimiser = entropy_sgd", 1.2, 0.01, 0);
    const struct command_arguments a = arguments_of(published);
    static const char *const said[] = {
        "teleport: speed-up: faster; 1.5", "rescale: speed-up: slower; 0.79",
        "permute: speed-up: cannot tell", "entropy: speed-up: faster; 1.2",
        "permute: test accuracy: cannot tell"};
    for (size_t k = 0; k < sizeof said / sizeof *said; k++)
        fabricate_prints(function_exchanges_command, &a, said[k], NULL);
    forget_runs();
    base_free(published);
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
    const struct CMUnitTest tests[] = {cmocka_unit_test(holm), cmocka_unit_test(maps),
                                       cmocka_unit_test(references), cmocka_unit_test(exchanges),
                                       cmocka_unit_test(posters)};
    return cmocka_run_group_tests(tests, support_begin, support_end);
}
