/* Runs with two holds of known tau, energy and loss through every command that test_parts does not
   walk: one row a hold, or one line that names the choice. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/commands/commands.h"
#include "analysis/landscape/landscape.h"
#include "analysis/papers/papers.h"
#include "common/core/base.h"
#include "common/core/rng.h"
#include "tests/fabricate.h"
#include "tests/support.h"

enum { HOLDS = 2, LENGTH = 10000, END = HOLDS * LENGTH };
static const double T_of[HOLDS] = {0.6, 0.4}, tau_of[HOLDS] = {50, 200};
static struct rng rng;

/* Energies 1 + T, decays exp(-t / tau) and displacements t / tau of each hold. */
static void write_tables(const char *path, double slower)
{
    FILE *const series = fabricate_file(path, "series.dat"),
                *const overlap = fabricate_file(path, "overlap.dat"),
                *const msd = fabricate_file(path, "msd.dat");
    fprintf(series, "# series: x\n# units: x x\n# t energy\n");
    fprintf(overlap, "# overlap: x; items: 64\n# units: 1 1 1\n# t_w lag overlap\n");
    fprintf(msd, "# msd: x; items: 64\n# units: 1 1 1\n# t_w lag msd\n");
    for (int t = 0; t <= END; t += 20)
        fprintf(series, "%d %.10g\n", t, 1 + T_of[t > LENGTH] + 0.01 * rng_normal(&rng));
    for (int w = 0; w < END; w += 250)
        for (int l = 0; l < 30 && w + fabricate_lag(l) <= END; l++) {
            const double x = fabricate_lag(l) / (slower * tau_of[w / LENGTH]);
            fprintf(overlap, "%d %g %.10g\n", w, fabricate_lag(l),
                    exp(-x) * (1 + 0.01 * rng_normal(&rng)));
            fprintf(msd, "%d %g %.10g\n", w, fabricate_lag(l), x);
        }
    fclose(series), fclose(overlap), fclose(msd);
}

static char *liquid(const char *name, int seed, double swap, double slower)
{
    char *const sections =
        base_text("sweeps = %d\ntemperature_schedule = 0.6 %d, 0.4 %d\n[system]\n"
                  "model = nbc8\nN = 64\nT = 0.6\nstart = %d\n[move.displace]\n"
                  "weight = %g\n[move.swap]\nweight = %g\n",
                  END, LENGTH, LENGTH, seed, 1 - swap, swap);
    char *const path = fabricate_run(support_root, name, "glass", seed, sections);
    base_free(sections);
    write_tables(path, slower);
    return path;
}

/* Losses 3 exp(-t / 100) from the beginning of each hold; the second begins anew. */
static char *network(const char *name, int seed)
{
    char *const sections = base_text("steps = 2000\ntemperature_schedule = 0.6 1000, 0.4 1000\n"
                                     "[system]\nT = 0.6\n[data]\nname = d\n");
    char *const path = fabricate_run(support_root, name, "dnn", seed, sections);
    FILE *const f = fabricate_file(path, "series.dat");
    fprintf(f, "# s: x\n# t loss\n");
    for (int t = 0; t <= 2000; t += 10) {
        const int hold = t > 1000, since = t - 1000 * hold;
        fprintf(f, "%d %.10g\n", t,
                (hold ? 1.5 : 3) * exp(-since / 100.0) * (1 + 1e-6 * rng_normal(&rng)));
    }
    fclose(f);
    base_free(sections);
    return path;
}

/* The number under a key in the row whose run holds the text; NAN without one. */
static double cell(const char *json, const char *run, const char *key)
{
    const char *const row = strstr(json, run);
    char *const name = base_text("\"%s\": ", key);
    const char *const end = row ? strchr(row, '}') : NULL, *const at =
                                                               row ? strstr(row, name) : NULL;
    const double x =
        at && at < end && at[strlen(name)] != 'n' ? strtod(at + strlen(name), NULL) : NAN;
    base_free(name);
    return x;
}

static void is_near(const char *text, const char *run, const char *key, double exact, double within)
{
    const double x = cell(text, run, key);
    if (!(fabs(x / exact - 1) < within))
        fail_msg("%s of %s: %g, not %g\n%s", key, run, x, exact, text);
}

static char *printed(void (*command)(const struct command_arguments *), size_t n, char **path,
                     const char *of)
{
    struct command_arguments a = fabricate_arguments(n, path, of);
    a.json = true, a.loss = 1;
    return fabricate_printed(command, &a);
}

struct asked {
    void (*command)(const struct command_arguments *);
    struct command_arguments a;
};

static void ask(void *asked)
{
    const struct asked *const q = asked;
    q->command(&q->a);
}

static void liquids(void **state)
{
    (void)state;
    char *path[2] = {liquid("swap", 1, 0.2, 1), liquid("plain", 2, 0, 4)};
    char *text = printed(speedup_command, 2, path, NULL);
    for (int k = 0; k < HOLDS; k++) {
        is_near(text, k ? "T = 0.4, swap" : "T = 0.6, swap", "speedup", 4, 0.05);
        is_near(text, k ? "T = 0.4, swap" : "T = 0.6, swap", "per_trial", 5, 0.05);
    }
    base_free(text);
    text = printed(compare_command, 2, path, NULL);
    for (int k = 0; k < HOLDS; k++) {
        is_near(text, k ? "T = 0.4, swap" : "T = 0.6, swap", "energy", 1 + T_of[k], 0.01);
        is_near(text, k ? "T = 0.4, swap" : "T = 0.6, swap", "tau", tau_of[k], 0.05);
    }
    base_free(text);
    text = printed(plot_command, 1, path, "msd");
    for (int k = 0; k < HOLDS; k++)
        is_near(text, k ? "T = 0.4, swap" : "T = 0.6, swap", "value", fabricate_lag(29) / tau_of[k],
                0.01);
    base_free(text);
    text = printed(heterogeneity_command, 1, path, NULL);
    assert_non_null(strstr(text, "T = 0.6, swap"));
    assert_non_null(strstr(text, "T = 0.4, swap"));
    base_free(text);
    text = printed(age_command, 1, path, NULL);
    assert_non_null(strstr(text, "t_w counts from t = 10000, where the hold begins"));
    base_free(text);
    base_free(path[0]), base_free(path[1]);
}

/* Sweeps of domains and of metropolis are one unit of time; steps of md are another. */
static void dynamics_that_pair(void **state)
{
    (void)state;
    static const struct {
        const char *swap, *plain;
        bool pairs;
    } cases[] = {{"domains", "metropolis", true}, {"metropolis", "domains", true},
                 {"md_swap", "md", true},         {"domains", "md", false},
                 {"metropolis", "md", false},     {"md_swap", "metropolis", false}};
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        char *path[2];
        for (int plain = 0; plain < 2; plain++) {
            char *const name = base_text("pair%zu-%d", k, plain),
                        *const sections = base_text(
                            "dynamics = %s\n[system]\nmodel = nbc8\nN = 64\nT = 0.6\n[move.swap]\n"
                            "weight = %g\n",
                            plain ? cases[k].plain : cases[k].swap, plain ? 0 : 0.2);
            path[plain] = fabricate_run(support_root, name, "glass", 1 + plain, sections);
            write_tables(path[plain], plain ? 4 : 1);
            base_free(name), base_free(sections);
        }
        struct asked q = {speedup_command, fabricate_arguments(2, path, NULL)};
        q.a.until = (struct command_number){true, LENGTH}, q.a.json = true;
        if (cases[k].pairs) {
            char *const text = fabricate_printed(speedup_command, &q.a);
            is_near(text, "T = 0.6, swap", "speedup", 4, 0.05);
            base_free(text);
        } else {
            assert_true(support_refuses(ask, &q, "no run with swaps has its match without"));
        }
        base_free(path[0]), base_free(path[1]);
    }
}

/* Of two runs without swaps, the one with the same step is the reference. */
static void the_nearest_reference(void **state)
{
    (void)state;
    char *path[3];
    for (int k = 0; k < 3; k++) {
        char *const name = base_text("nearest%d", k),
                    *const sections = base_text(
                        "[system]\nmodel = nbc8\nN = 64\nT = 0.6\n[move.displace]\nstep = %g\n"
                        "[move.swap]\nweight = %g\n",
                        k == 1 ? 0.1 : 0.2, k ? 0 : 0.2);
        path[k] = fabricate_run(support_root, name, "glass", 1 + k, sections);
        write_tables(path[k], k == 0 ? 1 : k == 1 ? 8 : 4);
        base_free(name), base_free(sections);
    }
    struct command_arguments a = fabricate_arguments(3, path, NULL);
    a.until = (struct command_number){true, LENGTH}, a.json = true;
    char *const text = fabricate_printed(speedup_command, &a);
    is_near(text, "swap\"", "speedup", 4, 0.05);
    base_free(text);
    for (int k = 0; k < 3; k++) base_free(path[k]);
}

/* What decays at a rung of replica exchange decays by exchanges too. */
static void rungs_of_exchange(void **state)
{
    (void)state;
    char *path = fabricate_run(support_root, "rung", "glass", 1,
                               "[system]\nmodel = nbc8\nN = 64\nT = 0.6\n[tempering]\nmethod = "
                               "exchange\nladder = even 0.4 0.6 4\nevery = 10\n");
    write_tables(path, 1);
    static void (*const commands[])(const struct command_arguments *) = {
        relax_command, compare_command, heterogeneity_command, age_command};
    for (size_t k = 0; k < sizeof commands / sizeof *commands; k++) {
        char *const text = printed(commands[k], 1, &path, NULL);
        assert_non_null(strstr(text, "a rung of replica exchange (every 10 sweeps)"));
        base_free(text);
    }
    char *const text = printed(equilibrium_command, 1, &path, NULL);
    assert_true(isnan(cell(text, "rung", "tau_1")));
    base_free(text), base_free(path);
}

/* ln 3 and ln 1.5 of a hundred steps after the beginning of the hold. */
static void networks(void **state)
{
    (void)state;
    char *path[2] = {network("net1", 1), network("net2", 2)};
    char *text = printed(threshold_command, 2, path, NULL);
    is_near(text, "T = 0.6", "steps", 100 * log(3), 0.02);
    is_near(text, "T = 0.4", "steps", 100 * log(1.5), 0.02);
    base_free(text);
    struct command_arguments a = fabricate_arguments(2, path, NULL);
    a.loss = 1, a.json = true, a.hold = (struct command_number){true, 0.4};
    text = fabricate_printed(threshold_command, &a);
    assert_null(strstr(text, "109"));
    is_near(text, "no swap", "steps", 100 * log(1.5), 0.02);
    base_free(text);
    base_free(path[0]), base_free(path[1]);
}

/* ---- landscapes ------------------------------------------------------------------------------ */

/* Inherent structures 0 to 3 of the first hold, 4 to 7 of the second. */
static char *structures(void)
{
    char *const path = liquid("structures", 1, 0, 1);
    FILE *const list = fabricate_file(path, "basins.dat"), *const q =
                                                               fabricate_file(path, "overlaps.dat");
    fprintf(list, "# basins: x\n# number t e_IS\n");
    fprintf(q, "# overlaps: x\n# i j overlap distance\n");
    for (int i = 0; i < 8; i++) {
        fprintf(list, "%d %d 1\n", i, i < 4 ? 3000 + 1000 * i : 10000 + 1200 * i);
        for (int j = i + 1; j < 8; j++)
            fprintf(q, "%d %d %g 1\n", i, j,
                    (i < 4) != (j < 4) ? 0.1 : (i < 4 ? 0.3 : 0.7) + 0.001 * (i + j));
    }
    fclose(list), fclose(q);
    return path;
}

static void landscapes(void **state)
{
    (void)state;
    char *path = structures();
    static const char *const of[] = {"hierarchy", "matrix"};
    for (int k = 0; k < 2; k++) {
        struct asked q = {landscape_command, fabricate_arguments(1, &path, of[k])};
        assert_true(support_refuses(ask, &q, "T = 0.6, 0.4. Choose one by --hold"));
        q.a.hold = (struct command_number){true, 0.5};
        assert_true(support_refuses(ask, &q, "There are T = 0.6, 0.4"));
        q.a.hold.value = 0.4, q.a.json = true;
        char *const text = fabricate_printed(landscape_command, &q.a);
        is_near(text, "overlap\"", "solutions", 4, 0.01);
        is_near(text, "overlap\"", k ? "least" : "q", 0.71, 0.02);
        base_free(text);
    }
    struct asked q = {landscape_command, fabricate_arguments(1, &path, "walk")};
    q.a.hold = (struct command_number){true, 0.4};
    assert_true(support_refuses(ask, &q, "reads single states, not times"));
    base_free(path);
}

/* Solutions at two temperatures are no sample of one. */
static void solutions(void **state)
{
    (void)state;
    char *path = base_text("%s/solutions", support_root), *one = network("cold", 1),
         *two =
             fabricate_run(support_root, "hot", "dnn", 2, "[system]\nT = 0.9\n[data]\nname = d\n");
    char *const mk = fabricate_run(support_root, "solutions", "dnn", 1, "[system]\nT = 0\n");
    char *const list = base_text("0 %s\n1 %s\n2 %s\n", one, two, one);
    fabricate_text(path, "solutions.txt", list);
    fabricate_text(path, "overlaps.dat", "# o: x\n# i j raw\n0 1 0.5\n0 2 0.5\n1 2 0.5\n");
    struct asked q = {landscape_command, fabricate_arguments(1, &path, "hierarchy")};
    assert_true(support_refuses(ask, &q, "One temperature is allowed"));
    base_free(path), base_free(one), base_free(two), base_free(mk), base_free(list);
}

/* ---- papers ---------------------------------------------------------------------------------- */

static void papers_refuse(void **state)
{
    (void)state;
    static void (*const commands[])(const struct command_arguments *) = {
        kerr_winter_2024_command, baity_jesi_2018_command,  swap_poster_command,
        diffusion_command,        glass_comparison_command, sizes_command};
    char *path = network("paper", 1);
    for (size_t k = 0; k < sizeof commands / sizeof *commands; k++) {
        struct asked q = {commands[k], fabricate_arguments(1, &path, NULL)};
        assert_true(support_refuses(ask, &q, "visits several temperatures"));
    }
    base_free(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(liquids),           cmocka_unit_test(dynamics_that_pair),
        cmocka_unit_test(rungs_of_exchange), cmocka_unit_test(the_nearest_reference),
        cmocka_unit_test(networks),          cmocka_unit_test(landscapes),
        cmocka_unit_test(solutions),         cmocka_unit_test(papers_refuse),
    };
    rng_init(&rng, 1, 0, RNG_TEST);
    return cmocka_run_group_tests(tests, support_begin, support_end);
}
