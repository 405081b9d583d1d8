/* Walkers that share ancestors: a population of three copies of each of five runs has the means and
   the errors of the five runs, in every command. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "analysis/commands/commands.h"
#include "analysis/estimate/relaxation.h"
#include "analysis/read/families.h"
#include "common/core/base.h"
#include "common/core/rng.h"
#include "tests/fabricate.h"
#include "tests/support.h"

enum { FAMILIES = 5, COPIES = 3, WALKERS = FAMILIES * COPIES, LENGTH = 4000, ITEMS = 64 };

#define SYSTEM     "[system]\nmodel = nbc8\nN = 64\nT = 0.5\nstart = "
#define POPULATION "[tempering]\nmethod = population\nladder = even 0.4 0.5 2\nwalkers = 15\n"

/* Tables of run `own`: with its own energy and tau; copies differ in the last digits. */
static void write_tables(const char *path, int own, int copy)
{
    struct rng rng;
    rng_init(&rng, (uint64_t)own + 1, 0, RNG_TEST);
    const double energy = 2 + 0.1 * rng_normal(&rng), tau = 50 * exp(0.2 * rng_normal(&rng));
    FILE *f = fabricate_file(path, "series.dat");
    fprintf(f, "# series: x\n# units: x x\n# t energy\n");
    for (int t = 0; t <= LENGTH; t += 10)
        fprintf(f, "%d %.12g\n", t, energy + 0.01 * rng_normal(&rng) + 1e-9 * copy);
    fclose(f);
    f = fabricate_file(path, "overlap.dat");
    fprintf(f, "# overlap: x; items: 64\n# units: 1 1 1\n# t_w lag overlap\n");
    for (int w = 0; w < LENGTH; w += 200) {
        const double scatter = 0.05 * rng_normal(&rng);
        for (int l = 0; l < 30; l++)
            if (w + fabricate_lag(l) <= LENGTH)
                fprintf(f, "%d %g %.12g\n", w, fabricate_lag(l),
                        exp(-fabricate_lag(l) / tau) *
                                (1 + scatter * fmin(1, fabricate_lag(l) / 10)) +
                            1e-9 * copy);
    }
    fclose(f);
    char *const msd =
        base_text("# msd: x; items: 64\n# units: 1 1 1\n# t_w lag msd\n0 1 %g\n0 2 %g\n", energy,
                  2 * energy + copy);
    fabricate_text(path, "msd.dat", msd);
    base_free(msd);
}

static void population(const char *name, const char *table, char **walker)
{
    char *const root = base_text("%s/%s", support_root, name);
    mkdir(root, 0777);
    fabricate_text(root, "population.dat", table);
    for (int i = 0; i < WALKERS; i++) {
        char *const number = base_text("%02d", i);
        walker[i] = fabricate_run(root, number, "glass", 1,
                                  "sweeps = 4000\n" SYSTEM "lattice\n" POPULATION);
        write_tables(walker[i], i / COPIES, i % COPIES);
        base_free(number);
    }
    base_free(root);
}

static void replicas(char **path)
{
    for (int i = 0; i < FAMILIES; i++) {
        char *const name = base_text("replica%d", i);
        path[i] =
            fabricate_run(support_root, name, "glass", i + 1, "sweeps = 4000\n" SYSTEM "lattice\n");
        write_tables(path[i], i, 0);
        base_free(name);
    }
}

static struct command_arguments arguments(size_t n, char **folder, const char *of)
{
    return (struct command_arguments){.n = n,
                                      .folder = folder,
                                      .of = of,
                                      .loss = NAN,
                                      .level = relaxation_level,
                                      .waiting = NAN,
                                      .from = {true, 1},
                                      .json = true};
}

static double number(const char *json, const char *key)
{
    char *const name = base_text("\"%s\": ", key);
    const char *const at = strstr(json, name);
    const double x = at && at[strlen(name)] != 'n' ? strtod(at + strlen(name), NULL) : NAN;
    base_free(name);
    return x;
}

static const struct row { /* a command, a column, and how closely its error follows */
    const char *name, *of, *key, *error;
    void (*command)(const struct command_arguments *);
    double within;
} rows[] = {
    {"relax", NULL, "tau", "tau_error", relax_command, 0.1},
    {"compare", NULL, "energy", "energy_error", compare_command, 0.01},
    {"histogram", "energy", "mean", "mean_error", histogram_command, 0.01},
    {"plot energy", "energy", "value", "value_error", plot_command, 0.01},
    {"plot overlap", "overlap", "value", "value_error", plot_command, 0.01},
    {"heterogeneity", "overlap", "chi4_replicas", NULL, heterogeneity_command, 0.01},
};

static void errors_are_of_families(void **state)
{
    (void)state;
    char *walker[WALKERS], *replica[FAMILIES];
    population("copies", "# population: x\n# units: x x x x\n# t T families rho\n4000 0.5 5 3\n",
               walker);
    replicas(replica);
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        const struct row *const r = &rows[k];
        const struct command_arguments of = arguments(FAMILIES, replica, r->of),
                                       all = arguments(WALKERS, walker, r->of);
        char *const exact = fabricate_printed(r->command, &of), *const text = fabricate_printed(
                                                                    r->command, &all);
        const double x = number(exact, r->key), y = number(text, r->key);
        if (!(fabs(y / x - 1) < 1e-2)) fail_msg("%s: %g, not %g\n%s", r->name, y, x, text);
        if (r->error && !(fabs(number(text, r->error) / number(exact, r->error) - 1) < r->within))
            fail_msg("%s: error %g, not %g\n%s", r->name, number(text, r->error),
                     number(exact, r->error), text);
        assert_non_null(strstr(text, "15 walkers share ancestors and are worth 5 "));
        base_free(exact), base_free(text);
    }
    for (int i = 0; i < WALKERS; i++) base_free(walker[i]);
    for (int i = 0; i < FAMILIES; i++) base_free(replica[i]);
}

/* One family: no command has an error, and a note contains the reason. */
static void one_family_has_no_error(void **state)
{
    (void)state;
    char *walker[WALKERS];
    population("single", "# population: x\n# units: x x x x\n# t T families rho\n4000 0.5 1 15\n",
               walker);
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        const struct command_arguments all = arguments(WALKERS, walker, rows[k].of);
        char *const text = fabricate_printed(rows[k].command, &all);
        if (rows[k].error && !isnan(number(text, rows[k].error)))
            fail_msg("%s: an error of one family\n%s", rows[k].name, text);
        assert_non_null(strstr(text, "worth 1 independent runs: errors over walkers are unknown"));
        base_free(text);
    }
    for (int i = 0; i < WALKERS; i++) base_free(walker[i]);
}

/* n of 15 walkers in families of three: 1 / (1/n + (1 - 1/n) 2/14). */
static void some_walkers_are_related_less(void **state)
{
    (void)state;
    char *walker[WALKERS];
    population("some", "# p: x\n# units: x x x\n# t T families\n100 0.6 15\n4000 0.5 5\n", walker);
    struct run *const f = run_read(walker[0]);
    assert_true(fabs(families_independent(f, WALKERS, 4000) - 5) < 1e-12);
    assert_true(fabs(families_independent(f, WALKERS, 100) - 15) < 1e-12);
    assert_true(fabs(families_independent(f, 4, 4000) - 4 / (1 + 3.0 * 2 / 14)) < 1e-12);
    assert_true(families_independent(f, 1, 4000) == 1);
    assert_true(families_widening(15, 15) == 1 && isnan(families_widening(15, 1.9)));
    assert_true(families_widening(4, 4) == 1 && families_widening(15, 5) > sqrt(14.0 / 4));
    run_free(f);
    for (int i = 0; i < WALKERS; i++) base_free(walker[i]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(errors_are_of_families),
        cmocka_unit_test(one_family_has_no_error),
        cmocka_unit_test(some_walkers_are_related_less),
    };
    return cmocka_run_group_tests(tests, support_begin, support_end);
}
