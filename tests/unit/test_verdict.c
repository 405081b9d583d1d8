/* One rule for all claims. A table of intervals and claims; then fabricated runs per command whose
   numbers cannot decide, or have no errors, or contradict the claim. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "analysis/commands/commands.h"
#include "analysis/estimate/relaxation.h"
#include "analysis/estimate/verdict.h"
#include "analysis/landscape/landscape.h"
#include "analysis/figure/result_table.h"
#include "analysis/papers/claims.h"
#include "analysis/papers/papers.h"
#include "common/core/base.h"
#include "common/core/rng.h"
#include "tests/fabricate.h"
#include "tests/support.h"

/* ---- the rule -------------------------------------------------------------------------------- */

static const struct {
    struct verdict_interval number, claim;
    enum verdict expected;
} rows[] = {
    {{1.1, 1.3}, {1, INFINITY}, VERDICT_HOLDS},
    {{1, 1.3}, {1, INFINITY}, VERDICT_HOLDS},
    {{0.86, 1.82}, {1, INFINITY}, VERDICT_UNKNOWN},
    {{0.5, 0.9}, {1, INFINITY}, VERDICT_FAILS},
    {{0.5, 1}, {1, INFINITY}, VERDICT_UNKNOWN},
    {{2, INFINITY}, {1, INFINITY}, VERDICT_HOLDS},
    {{0.5, INFINITY}, {1, INFINITY}, VERDICT_UNKNOWN},
    {{-INFINITY, 0.9}, {1, INFINITY}, VERDICT_FAILS},
    {{-INFINITY, 2}, {1, INFINITY}, VERDICT_UNKNOWN},
    {{1.9, 2.1}, {1.8, 2.2}, VERDICT_HOLDS},
    {{1.7, 2.1}, {1.8, 2.2}, VERDICT_UNKNOWN},
    {{1, 3}, {1.8, 2.2}, VERDICT_UNKNOWN},
    {{2.3, 2.4}, {1.8, 2.2}, VERDICT_FAILS},
    {{NAN, NAN}, {1, INFINITY}, VERDICT_UNKNOWN},
    {{NAN, 0.5}, {1, INFINITY}, VERDICT_UNKNOWN},
    {{1, 1}, {NAN, INFINITY}, VERDICT_UNKNOWN},
    {{1.5, 1.5}, {1, 2}, VERDICT_HOLDS},
};

static void the_table(void **state)
{
    (void)state;
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++)
        if (verdict_of(rows[k].number, rows[k].claim) != rows[k].expected)
            fail_msg("row %zu: %s", k, verdict_text(verdict_of(rows[k].number, rows[k].claim)));
    static const enum verdict both[3][3] = {{VERDICT_UNKNOWN, VERDICT_UNKNOWN, VERDICT_FAILS},
                                            {VERDICT_UNKNOWN, VERDICT_HOLDS, VERDICT_FAILS},
                                            {VERDICT_FAILS, VERDICT_FAILS, VERDICT_FAILS}};
    for (int a = 0; a < 3; a++)
        for (int b = 0; b < 3; b++)
            assert_int_equal(verdict_both((enum verdict)a, (enum verdict)b), both[a][b]);
}

static void numbers_without_errors_decide_nothing(void **state)
{
    (void)state;
    static const struct statistics_estimate none[] = {
        {5, NAN}, {5, -1}, {5, INFINITY}, {NAN, 1}, {INFINITY, 1}};
    for (size_t k = 0; k < sizeof none / sizeof *none; k++)
        assert_int_equal(verdict_of(verdict_interval(none[k]), verdict_above(1)), VERDICT_UNKNOWN);
    assert_int_equal(verdict_of(verdict_bound('>', NAN), verdict_above(1)), VERDICT_UNKNOWN);
}

/* Values 1 ... 5: mean 3, standard error sqrt(0.5), Student's t of four degrees of freedom. */
static void intervals_at_a_level(void **state)
{
    (void)state;
    static const double x[] = {1, 2, 3, 4, 5}, level[] = {0.9, 0.95}, t[] = {2.131847, 2.776445};
    const struct statistics_estimate e = statistics_mean(5, x);
    for (int k = 0; k < 2; k++) {
        const struct verdict_interval r = verdict_interval_at(e, 5, level[k]);
        assert_float_equal(r.low, 3 - t[k] * sqrt(0.5), 1e-5);
        assert_float_equal(r.high, 3 + t[k] * sqrt(0.5), 1e-5);
    }
    assert_true(isnan(verdict_interval_at(e, 1, 0.9).low));
}

/* Two numbers that only share a third: the partial interval contains 0 in 95 % of draws, and p is
   below 0.05 in 5 %. One that follows the other beyond the third: it is found. */
static void partial_rank_correlations_cover(void **state)
{
    (void)state;
    enum { DRAWS = 2000, POINTS = 36 };
    struct rng r;
    rng_init(&r, 9, 0, RNG_TEST);
    double x[POINTS], y[POINTS], z[POINTS], p;
    int covered = 0, below = 0, found = 0;
    for (int k = 0; k < DRAWS; k++) {
        for (int i = 0; i < POINTS; i++)
            z[i] = rng_normal(&r), x[i] = z[i] + rng_normal(&r), y[i] = z[i] + rng_normal(&r);
        const struct verdict_rank c = verdict_partial_rank(POINTS, x, y, z, 1, &p);
        covered += c.range.low <= 0 && c.range.high >= 0, below += p < 0.05;
        for (int i = 0; i < POINTS; i++) y[i] += x[i];
        found += verdict_partial_rank(POINTS, x, y, z, 1, &p).range.low > 0;
    }
    /* |z| < 4; ranks keep a little of the shared number */
    assert_true(fabs(covered - 0.95 * DRAWS) < 4 * sqrt(0.05 * 0.95 * DRAWS) + 0.02 * DRAWS);
    assert_true(fabs(below - 0.05 * DRAWS) < 4 * sqrt(0.05 * 0.95 * DRAWS) + 0.02 * DRAWS);
    assert_true(found > 0.9 * DRAWS);
    assert_true(isnan(verdict_partial_rank(3, x, y, z, 1, &p).range.low) && isnan(p));
}

/* Independent ranks: the interval contains 0 in 95 % of draws, and r = 1 of few points does not
   exclude it. */
static void rank_correlations_cover(void **state)
{
    (void)state;
    enum { DRAWS = 2000, MOST = 30 };
    struct rng r;
    rng_init(&r, 5, 0, RNG_TEST);
    for (size_t n = 5; n <= MOST; n += 5) {
        int covers = 0;
        for (int d = 0; d < DRAWS; d++) {
            double x[MOST], y[MOST];
            for (size_t i = 0; i < n; i++) x[i] = rng_normal(&r), y[i] = rng_normal(&r);
            const struct verdict_rank k = verdict_rank(n, x, y, n);
            covers += k.range.low < 0 && k.range.high > 0;
        }
        if (covers < 0.93 * DRAWS) fail_msg("n = %zu: %d of %d", n, covers, DRAWS);
    }
    const double x[] = {1, 2, 3, 4};
    assert_true(verdict_rank(4, x, x, 4).range.low < 0 &&
                isnan(verdict_rank(4, x, x, 3).range.low));
    assert_true(isnan(verdict_rank(2, x, x, 2).r));
}

/* ---- commands -------------------------------------------------------------------------------- */

/* Overlaps of n solutions: of a tree of two levels, or of one triple. */
static char *solutions(const char *name, int n, bool tree)
{
    char *const path = base_text("%s/%s", support_root, name);
    mkdir(path, 0777);
    struct rng r;
    rng_init(&r, 7, 0, RNG_TEST);
    FILE *f = fabricate_file(path, "overlaps.dat");
    fprintf(f, "# overlaps: x\n# i j raw weights\n");
    for (int i = 0; i < n; i++)
        for (int j = i + 1; j < n; j++) {
            const double q = (tree && i % 4 == j % 4   ? 0.8
                              : tree && i % 2 == j % 2 ? 0.5
                                                       : 0.2) +
                             (tree ? 0.005 : 0.05) * rng_normal(&r);
            fprintf(f, "%d %d %.6g %.6g\n", i, j, q - 0.15, q);
        }
    fclose(f);
    return path;
}

static void hierarchies(void **state)
{
    (void)state;
    char *few = solutions("triple", 3, false), *tree = solutions("tree", 24, true);
    struct command_arguments a = fabricate_arguments(1, &few, "hierarchy");
    fabricate_prints(landscape_command, &a, "ultrametric beyond both nulls: cannot tell", ": no");
    a = fabricate_arguments(1, &tree, "hierarchy");
    fabricate_prints(landscape_command, &a,
                     "aligned by weights: ultrametric beyond both nulls: yes", NULL);
    base_free(few), base_free(tree);
}

/* Barriers that differ between raw and aligned paths, and within neither depend on distance. */
static void write_paths(const char *path, int n)
{
    struct rng r;
    rng_init(&r, 9, 0, RNG_TEST);
    FILE *f = fabricate_file(path, "barriers.dat");
    fprintf(f, "# barriers: x\n# i j aligned s loss test_error\n");
    for (int i = 0; i < n; i++)
        for (int j = i + 1; j < n; j++)
            for (int a = 0; a < 3; a++) {
                const double top = (a ? 0.1 : 1) * (1 + 0.05 * rng_normal(&r));
                fprintf(f, "%d %d %d 0 0.01 0.1\n%d %d %d 0.5 %g 0.5\n%d %d %d 1 0.01 0.1\n", i, j,
                        a, i, j, a, top, i, j, a);
            }
    fclose(f);
}

static void both_landscapes(void **state)
{
    (void)state;
    char *folder[] = {base_text("%s/inherent", support_root), solutions("paths", 10, false),
                      base_text("%s/one", support_root)};
    mkdir(folder[0], 0777), mkdir(folder[2], 0777);
    write_paths(folder[1], 10);
    fabricate_text(folder[0], "overlaps.dat", "# o: x\n# i j overlap\n0 1 0.5\n0 2 0.4\n1 2 0.3\n");
    fabricate_text(folder[0], "bands.dat",
                   "# b: x\n# distance from to top force\n1 0 0 1 9\n2 0 0 2 9\n3 0 0 3 9\n");
    fabricate_text(folder[0], "modes.dat", "# m: x\n# number eigenvalue\n0 1\n1 2\n");
    fabricate_text(folder[2], "density.dat", "# d: x\n# probe eigenvalue weight\n0 1 1\n");
    const struct command_arguments a = fabricate_arguments(3, folder, "both");
    char *text = fabricate_printed(landscape_command, &a);
    static const char *const parts[] = {
        "liquid: barriers grow with distance: cannot tell (0 points)",
        "weights as they are: barriers grow with distance: cannot tell",
        "aligned by weights: barriers grow with distance: cannot tell"};
    for (size_t k = 0; k < 3; k++)
        if (!strstr(text, parts[k])) fail_msg("'%s' is not in:\n%s", parts[k], text);
    base_free(text);
    for (int k = 0; k < 3; k++) base_free(folder[k]);
}

/* Paths of three solutions: no error, so no verdict. Of ten, whose alignment lowers barriers. */
static void alignments(void **state)
{
    (void)state;
    char *few = solutions("three", 3, false), *many = solutions("ten", 10, false);
    write_paths(few, 3), write_paths(many, 10);
    struct command_arguments a = fabricate_arguments(1, &few, "barriers");
    fabricate_prints(landscape_command, &a, "Alignment by weights lowers the barrier: cannot tell",
                     ": yes");
    a = fabricate_arguments(1, &many, "barriers");
    fabricate_prints(landscape_command, &a, "Alignment by weights lowers the barrier: yes", ": no");
    base_free(few), base_free(many);
}

/* Two walks of a few steps from a solution, of 3 walkers 3 return: too few for nine in ten. */
static void walks(void **state)
{
    (void)state;
    char *path = base_text("%s/walks", support_root);
    mkdir(path, 0777);
    FILE *rays = fabricate_file(path, "rays.dat"), *walk = fabricate_file(path, "walks.dat"),
         *back = fabricate_file(path, "returns.dat");
    fprintf(rays, "# r: x\n# kind ray distance loss\n");
    fprintf(walk, "# w: x\n# kind walk step loss\n");
    fprintf(back, "# b: x\n# kind distance barrier loss_after\n");
    struct rng r;
    rng_init(&r, 2, 0, RNG_TEST);
    for (int k = 0; k < 3; k++) {
        for (int d = 0; d < 3; d++) fprintf(rays, "%d 0 %g %g\n", k, 0.5 * d, 0.1 + d);
        for (int w = 0; w < 2; w++)
            for (int s = 0; s < 12; s++)
                fprintf(walk, "%d %d %d %g\n", k, w, s, 1 + 0.1 * rng_normal(&r));
        for (int w = 0; w < 3; w++) fprintf(back, "%d 0.5 0 1\n", k);
    }
    fclose(rays), fclose(walk), fclose(back);
    const struct command_arguments a = fabricate_arguments(1, &path, "walk");
    fabricate_prints(landscape_command, &a, "return to the solution: cannot tell", "solution: yes");
    base_free(path);
}

/* Relaxation times with small errors that no law describes, at six temperatures: none is preferred.
   Six temperatures of a VFT law: it is. */
static char **liquids(double (*log_tau)(int k), const char *kind)
{
    enum { SEEDS = 4, TEMPERATURES = 8, LAGS = 70 };
    static char *path[SEEDS * TEMPERATURES];
    struct rng r;
    rng_init(&r, 3, 0, RNG_TEST);
    for (int k = 0; k < TEMPERATURES; k++)
        for (int s = 0; s < SEEDS; s++) {
            char *const name = base_text("%s-%d-%d", kind, k, s);
            path[k * SEEDS + s] = fabricate_liquid(support_root, name, s + 1, 0.4 - 0.035 * k, 0);
            FILE *f = fabricate_file(path[k * SEEDS + s], "fs.dat");
            fprintf(f, "# fs: x\n# t_w lag fs\n");
            for (int i = 0; i < LAGS; i++) {
                const double t = pow(10, 0.1 * i);
                fprintf(f, "0 %.8g %.10g\n", t, exp(-t / exp(log_tau(k))) + 0.003 * rng_normal(&r));
            }
            fclose(f);
            base_free(name);
        }
    return path;
}

static double zigzag(int k)
{
    return 4 + k + (k % 2 ? 0.5 : -0.5);
}

static double vft(int k)
{
    return 2 + 0.35 / (0.4 - 0.035 * k - 0.105);
}

static void laws_that_chi2_refuses_are_not_preferred(void **state)
{
    (void)state;
    struct command_arguments a = fabricate_arguments(32, liquids(zigzag, "zigzag"), NULL);
    fabricate_prints(temperature_command, &a, "refused by its chi2", "preferred");
    for (int k = 0; k < 32; k++) base_free(a.folder[k]);
    a = fabricate_arguments(32, liquids(vft, "vft"), NULL);
    char *text = fabricate_printed(temperature_command, &a);
    const char *const line = strstr(text, " vft ");
    if (!line || strncmp(strstr(line, "\n") - 9, "preferred", 9) != 0)
        fail_msg("vft is not preferred:\n%s", text);
    base_free(text);
    for (int k = 0; k < 32; k++) base_free(a.folder[k]);
}

/* Rows of a paper: agreement needs an error that is small against the tolerance. */
static void show_claims(const struct command_arguments *a)
{
    static const struct {
        const char *name;
        struct statistics_estimate ours;
    } claims[] = {{"no error", {2, NAN}},
                  {"near", {2.01, 0.01}},
                  {"coarse", {2, 1}},
                  {"far", {3, 0.1}},
                  {"nothing published", {2, 0.01}}};
    struct claims c = claims_init(a, "x");
    for (size_t k = 0; k < sizeof claims / sizeof *claims; k++)
        claims_near(&c, claims[k].name, claims[k].ours, 0.1, "differs");
    claims_row(
        &c, "bound",
        (struct claims_result){.ours = {3, NAN},
                               .sign = '>',
                               .verdict = verdict_of(verdict_bound('>', 3), verdict_above(2)),
                               .otherwise = "differs"});
    result_table_print(c.table, false);
    result_table_free(c.table);
    claims_clear(&c);
}

static void claims_of_papers(void **state)
{
    (void)state;
    char *published = base_text("%s/published.dat", support_root), *folder = support_root;
    fabricate_text(support_root, "published.dat",
                   "\"no error\" 2 nan \"x\"\n\"near\" 2 nan \"x\"\n\"coarse\" 2 nan \"x\"\n"
                   "\"far\" 2 nan \"x\"\n\"nothing published\" nan nan \"x\"\n");
    struct command_arguments a = fabricate_arguments(1, &folder, NULL);
    a.published = published;
    char *text = fabricate_printed(show_claims, &a);
    static const char *const expected[][2] = {{"no error", "cannot tell"},
                                              {"near", "agrees"},
                                              {"coarse", "cannot tell"},
                                              {"far", "differs"},
                                              {"nothing published", "cannot tell"},
                                              {"bound", "agrees"}};
    for (size_t k = 0; k < sizeof expected / sizeof *expected; k++) {
        char *const line = base_text("\n%s", expected[k][0]);
        const char *const at = strstr(text, line), *const end = at ? strchr(at + 1, '\n') : NULL;
        const size_t n = strlen(expected[k][1]);
        if (!end || strncmp(end - n, expected[k][1], n) != 0)
            fail_msg("'%s' is not '%s':\n%s", expected[k][0], expected[k][1], text);
        base_free(line);
    }
    base_free(text), base_free(published);
}

/* A single run at each temperature has no errors that a collapse could be compared with. */
static void collapses(void **state)
{
    (void)state;
    char *path[3];
    for (int k = 0; k < 3; k++) {
        char *const name = base_text("single-%d", k);
        path[k] = fabricate_liquid(support_root, name, 1, 0.5 - 0.1 * k, 0);
        FILE *f = fabricate_file(path[k], "fs.dat");
        fprintf(f, "# fs: x\n# t_w lag fs\n");
        for (int i = 0; i < 50; i++)
            fprintf(f, "0 %.8g %.10g\n", pow(10, 0.1 * i), exp(-pow(10, 0.1 * i - 2 - 0.5 * k)));
        fclose(f);
        base_free(name);
    }
    const struct command_arguments a = fabricate_arguments(3, path, NULL);
    fabricate_prints(collapse_command, &a, "cannot tell", "holds within");
    for (int k = 0; k < 3; k++) base_free(path[k]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_table),
        cmocka_unit_test(numbers_without_errors_decide_nothing),
        cmocka_unit_test(rank_correlations_cover),
        cmocka_unit_test(intervals_at_a_level),
        cmocka_unit_test(partial_rank_correlations_cover),
        cmocka_unit_test(hierarchies),
        cmocka_unit_test(both_landscapes),
        cmocka_unit_test(alignments),
        cmocka_unit_test(walks),
        cmocka_unit_test(laws_that_chi2_refuses_are_not_preferred),
        cmocka_unit_test(claims_of_papers),
        cmocka_unit_test(collapses),
    };
    return cmocka_run_group_tests(tests, support_begin, support_end);
}
