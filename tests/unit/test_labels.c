/* Labels of curves: unique, made of what differs, and without swaps that a dynamics does not make. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/read/group_parts.h"
#include "common/core/base.h"
#include "tests/fabricate.h"
#include "tests/support.h"

#define NETWORK "[system]\nT = 0.1\n[data]\nname = d\n[move.swap]\nweight = 0.5\n"

static char *liquid(const char *name, const char *run, const char *rest)
{
    char *const sections = base_text("%s[system]\nmodel = nbc8\nN = 64\nT = 0.5\n%s", run, rest);
    char *const path = fabricate_run(support_root, name, "glass", 1, sections);
    base_free(sections);
    return path;
}

static void labels_name_differences(void **state)
{
    (void)state;
    static const struct {
        const char *run, *rest, *legend;
    } cases[] = {
        {"dynamics = md\n", "[move.swap]\nweight = 0.2\n", "T = 0.5, no swap, dynamics = md"},
        {"dynamics = langevin\n", "[move.swap]\nweight = 0.2\n",
         "T = 0.5, no swap, dynamics = langevin"},
        {"dynamics = metropolis\n", "[move.swap]\nweight = 0\n",
         "T = 0.5, no swap, dynamics = metropolis"},
        {"dynamics = md_swap\n", "[move.swap]\nweight = 0.2\n",
         "T = 0.5, swap, dynamics = md_swap"},
        {"dynamics = metropolis\n", "[move.swap]\nweight = 0.2\n",
         "T = 0.5, swap, dynamics = metropolis"},
        {"dynamics = metropolis\n", "[move.swap]\nweight = 0.2\n[move.swap_chain]\nweight = 0.1\n",
         "T = 0.5, swap + swap chain"},
    };
    enum { N = sizeof cases / sizeof *cases };
    char *path[N];
    for (int i = 0; i < N; i++) {
        char *const name = base_text("label%d", i);
        path[i] = liquid(name, cases[i].run, cases[i].rest);
        base_free(name);
    }
    struct groups all = groups_read(N, path);
    for (int i = 0; i < N; i++)
        for (size_t g = 0; g < all.n; g++)
            if (strcmp(group_first(&all.group[g])->path, path[i]) == 0)
                assert_string_equal(all.group[g].legend, cases[i].legend);
    for (size_t g = 0; g < all.n; g++)
        for (size_t h = 0; h < g; h++)
            assert_string_not_equal(all.group[g].legend, all.group[h].legend);
    groups_clear(&all);
    for (int i = 0; i < N; i++) base_free(path[i]);
}

/* Two keys differ among four runs: no single key is enough. */
static void labels_are_unique(void **state)
{
    (void)state;
    char *path[6];
    for (int i = 0; i < 4; i++) {
        char *const name = base_text("unique%d", i),
                    *const rest = base_text("rho = %d\n[move.displace]\nweight = %g\n[move.swap]\n"
                                            "weight = %g\n",
                                            1 + i / 2, i % 2 ? 0.9 : 0.8, i % 2 ? 0.1 : 0.2);
        path[i] = liquid(name, "", rest);
        base_free(name);
        base_free(rest);
    }
    path[4] = fabricate_run(support_root, "sampled", "dnn", 1, "dynamics = hmc\n" NETWORK);
    path[5] =
        liquid("twice", "sweeps = 300\ntemperature_schedule = 0.5 100, 0.4 100, 0.5 100\n", "");
    struct groups all = groups_read(6, path);
    const struct command_arguments a = {.n = 6, .folder = path};
    group_parts_split(&all, &a);
    assert_int_equal(all.n, 4 + 1 + 3);
    for (size_t g = 0; g < all.n; g++)
        for (size_t h = 0; h < g; h++)
            if (group_system(&all.group[g]) == group_system(&all.group[h]))
                assert_string_not_equal(all.group[g].legend, all.group[h].legend);
    for (size_t g = 0; g < all.n; g++)
        if (group_system(&all.group[g])->trained) {
            assert_string_equal(all.group[g].legend, "no swap");
            assert_false(group_first(&all.group[g])->ages);
        }
    groups_clear(&all);
    for (int i = 0; i < 6; i++) base_free(path[i]);
}

/* Sets of runs beside each other, and the legend of one of them. */
static void sets_of_runs(void **state)
{
    (void)state;
    enum { RUNS = 4 };
    static const struct {
        const char *program, *run[RUNS], *rest[RUNS]; /* [run]; the other sections */
        const char *legend;                           /* of the first */
    } sets[] = {
        {"glass", /* one key that two sections have */
         {"", ""},
         {"[move.swap]\nweight = 0.1\nstep = 0.1\n[move.displace]\nstep = 0.2\n",
          "[move.swap]\nweight = 0.1\nstep = 0.1\n[move.displace]\nstep = 0.3\n"},
         "T = 0.5, swap, displace.step = 0.2"},
        {"glass", /* a schedule that returns */
         {"sweeps = 300\ntemperature_schedule = 0.5 100, 0.4 100, 0.5 100\n",
          "sweeps = 300\ntemperature_schedule = 0.5 100, 0.4 100, 0.3 100\n"},
         {"", ""},
         "T = 0.5 to 0.4 to 0.5, no swap"},
        {"glass", /* branches */
         {"warmup = 0\n", "warmup = 100\n"},
         {"", ""},
         "T = 0.5, no swap, warmup = 0"},
        {"glass", /* a key that one run lacks */
         {"", ""},
         {"", "[extra]\nx = 1\n"},
         "T = 0.5, no swap, x = none"},
        {"dnn", /* moves that exchange nothing */
         {"dynamics = metropolis\n", "dynamics = metropolis\n", "dynamics = metropolis\n"},
         {"[move.unit]\nweight = 0.5\n[move.rotate]\nweight = 0.5\n",
          "[move.displace]\nweight = 1\n", "[move.row]\nweight = 0.5\n"},
         "no swap, displace.weight = none"},
        {"dnn", /* several keys */
         {"", "", "", ""},
         {"[train]\nbatch_size = 8\nlearning_rate = 0.1\n",
          "[train]\nbatch_size = 8\nlearning_rate = 0.2\n",
          "[train]\nbatch_size = 16\nlearning_rate = 0.1\n",
          "[train]\nbatch_size = 16\nlearning_rate = 0.2\n"},
         "no swap, learning_rate = 0.1, batch_size = 8"},
    };
    for (size_t k = 0; k < sizeof sets / sizeof *sets; k++) {
        char *path[RUNS];
        size_t n = 0;
        for (; n < RUNS && sets[k].run[n]; n++) {
            char *const name = base_text("set%zu-%zu", k, n);
            char *const sections =
                base_text("%s[system]\nmodel = nbc8\nN = 64\nT = 0.5\n[data]\nname = d\n%s",
                          sets[k].run[n], sets[k].rest[n]);
            path[n] = fabricate_run(support_root, name, sets[k].program, 1, sections);
            base_free(name), base_free(sections);
        }
        struct groups all = groups_read(n, path);
        assert_int_equal(all.n, n);
        for (size_t g = 0; g < all.n; g++) {
            if (strcmp(group_first(&all.group[g])->path, path[0]) == 0)
                assert_string_equal(all.group[g].legend, sets[k].legend);
            for (size_t h = 0; h < g; h++)
                assert_string_not_equal(all.group[g].legend, all.group[h].legend);
        }
        groups_clear(&all);
        for (size_t i = 0; i < n; i++) base_free(path[i]);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(labels_name_differences),
        cmocka_unit_test(labels_are_unique),
        cmocka_unit_test(sets_of_runs),
    };
    return cmocka_run_group_tests(tests, support_begin, support_end);
}
