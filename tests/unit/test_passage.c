/* Passage times and speed-ups on training curves made here: known times, known ratios of twins,
   and runs that never get there. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "analysis/read/first_passage.h"
#include "common/core/base.h"
#include "tests/fabricate.h"
#include "tests/support.h"

static const struct temperature_stage whole = {0};

enum { SEEDS = 10 };

static char *root;

/* loss(t) = 2 - rate ln t: it is at 2 - l after exp(l / rate) steps. */
static char *training(const char *protocol, int seed, double rate)
{
    char *const folder = base_text("%s/%s", root, protocol), *const name = base_text("%d", seed);
    mkdir(folder, 0777);
    char *const path = fabricate_network(folder, name, seed, protocol);
    FILE *const f = fabricate_file(path, "series.dat");
    fputs("# series: x\n# units: step loss 1 1\n# t energy train_accuracy test_accuracy\n", f);
    for (int t = 1; t <= 1000; t = t < 10 ? t + 1 : t * 13 / 10)
        fprintf(f, "%d %.9g %.9g %.9g\n", t, 2 - rate * log(t), 0.1 * rate, 0.2);
    fclose(f);
    base_free(folder);
    base_free(name);
    return path;
}

/* loss(t) = 2 - 0.3 ln(t / 100) + noise: it is at 2 after 100 steps. */
static char *noisy(const char *protocol, int seed, struct rng *r)
{
    char *const folder = base_text("%s/%s", root, protocol), *const name = base_text("%d", seed);
    mkdir(folder, 0777);
    char *const path = fabricate_network(folder, name, seed, protocol);
    FILE *const f = fabricate_file(path, "series.dat");
    fputs("# series: x\n# t energy train_accuracy test_accuracy\n", f);
    for (int k = 0; k <= 120; k++) {
        const double t = pow(10, k / 30.0);
        fprintf(f, "%.9g %.9g 0 0\n", t, 2 - 0.3 * log(t / 100) + 0.1 * rng_normal(r));
    }
    fclose(f);
    base_free(folder), base_free(name);
    return path;
}

static struct groups two_protocols(double factor, char **path)
{
    for (int s = 0; s < SEEDS; s++) {
        const double rate = 0.1 + 0.01 * s;
        path[s] = training("none", s + 1, rate);
        path[SEEDS + s] = training("1SA", s + 1, rate * factor);
    }
    return groups_read(2 * SEEDS, path);
}

static void close_both(struct groups *g, char **path)
{
    groups_clear(g);
    for (int i = 0; i < 2 * SEEDS; i++) base_free(path[i]);
}

static void times_are_interpolated(void **state)
{
    (void)state;
    char *path[2 * SEEDS];
    struct groups g = two_protocols(1, path);
    const struct run *const f = group_first(&g.group[0]);
    const int seed = atoi(run_value(f, "run.seed"));
    const double rate = 0.1 + 0.01 * (seed - 1);
    assert_true(fabs(first_passage_time(f, &whole, 2 - 4.3 * rate) / exp(4.3) - 1) < 1e-6);
    assert_true(isinf(first_passage_time(f, &whole, 0)));
    close_both(&g, path);
}

/* Twins of equal curves: the ratio is 1 without error, though seeds differ. Twins whose rates are
   as 1 to 2 reach 2 - l after exp(l / r) and exp(l / 2 r): the median over seeds is known. */
static void speedups_are_those_of_twins(void **state)
{
    (void)state;
    for (int factor = 1; factor <= 2; factor++) {
        char *path[2 * SEEDS];
        struct groups g = two_protocols(factor, path);
        struct rng rng;
        rng_init(&rng, 1, 0, RNG_TEST);
        const double l = 0.3;
        const struct first_passage_ratio r =
            first_passage_speedup(&g.group[0], &g.group[1], 2 - l, &rng);
        assert_int_equal(r.n, SEEDS);
        const double expected =
            factor == 1 ? 1 : (exp(l / 0.14) / exp(l / 0.28) + exp(l / 0.15) / exp(l / 0.30)) / 2;
        assert_true(fabs(r.value / expected - 1) < 1e-6);
        assert_true(factor == 1 ? r.low == r.high : r.low < expected && r.high > expected);
        close_both(&g, path);
    }
}

static void who_never_gets_there(void **state)
{
    (void)state;
    char *path[2 * SEEDS];
    struct groups g = two_protocols(0.1, path);
    struct rng rng;
    rng_init(&rng, 1, 0, RNG_TEST);
    assert_true(first_passage_speedup(&g.group[0], &g.group[1], 1.6, &rng).value == 0);
    const struct first_passage_ratio none =
        first_passage_speedup(&g.group[0], &g.group[1], -5, &rng);
    assert_true(isnan(none.value) && none.n == 0);
    close_both(&g, path);
}

/* A loss that scatters by a tenth of a nat: over many draws the crossing is unbiased, where the last
   row above the level is late by a fifth; and the speed-up of pairs with equal curves is 1 within two
   errors in 95 % of draws, with three seeds and with ten. */
static void noise_does_not_delay(void **state)
{
    (void)state;
    enum { DRAWS = 150 };
    struct rng r;
    rng_init(&r, 8, 0, RNG_TEST);
    for (int seeds = 3; seeds <= SEEDS; seeds += 7) {
        double sum = 0, square = 0;
        int covered = 0;
        for (int d = 0; d < DRAWS; d++) {
            char *path[2 * SEEDS];
            for (int s = 0; s < seeds; s++) {
                path[s] = noisy("none", s + 1, &r);
                path[seeds + s] = noisy("1SA", s + 1, &r);
            }
            struct groups g = groups_read(2 * (size_t)seeds, path);
            const double late = log(first_passage_time(g.group[0].member[0], &whole, 2)) - log(100);
            sum += late, square += late * late;
            const struct first_passage_ratio k =
                first_passage_speedup(&g.group[0], &g.group[1], 2, &r);
            covered += fabs(k.log.value) < 2 * k.log.error;
            groups_clear(&g);
            for (int s = 0; s < 2 * seeds; s++) base_free(path[s]);
        }
        const double mean = sum / DRAWS, spread = sqrt(square / DRAWS - mean * mean);
        if (fabs(mean) > 0.01 + 4 * spread / sqrt(DRAWS)) fail_msg("late by %g", mean);
        if (covered < (0.954 - 4 * 0.0171) * DRAWS) fail_msg("%d of %d covered", covered, DRAWS);
    }
}

/* A warning where neighbouring levels disagree, none where they agree; paired ends. */
static void levels_and_ends(void **state)
{
    (void)state;
    char *path[2 * SEEDS];
    struct groups g = two_protocols(1, path);
    struct statistics_estimate d = first_passage_change(&g.group[0], &g.group[1], 1.6, 1.5);
    assert_true(fabs(d.value) < 1e-9);
    d = first_passage_end(&g.group[0], &g.group[1], "energy");
    assert_true(d.value == 0 && d.error == 0);
    assert_true(isnan(first_passage_end(&g.group[0], &g.group[1], "test_loss").value));
    close_both(&g, path);
    g = two_protocols(2, path);
    d = first_passage_change(&g.group[0], &g.group[1], 1.6, 1.5);
    assert_true(d.value > 2 * d.error);
    static const struct {
        struct statistics_estimate change;
        bool depends;
    } cases[] = {{{0.5, 0.1}, true},  {{-0.5, 0.1}, true}, {{0.5, 0.3}, false},
                 {{0.02, 0}, false},  {{-0.02, 0}, false}, {{0.06, 0.01}, true},
                 {{0.5, NAN}, false}, {{NAN, 0.1}, false}};
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++)
        assert_int_equal(first_passage_depends(cases[k].change), cases[k].depends);
    assert_true(first_passage_end(&g.group[0], &g.group[1], "energy").value < 0);
    close_both(&g, path);
}

static int open_root(void **state)
{
    (void)state;
    root = support_folder();
    return 0;
}

static int close_root(void **state)
{
    (void)state;
    support_remove(root);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(times_are_interpolated), cmocka_unit_test(speedups_are_those_of_twins),
        cmocka_unit_test(who_never_gets_there),   cmocka_unit_test(noise_does_not_delay),
        cmocka_unit_test(levels_and_ends),
    };
    return cmocka_run_group_tests(tests, open_root, close_root);
}
