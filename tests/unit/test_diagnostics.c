/* The diagnostics on data whose answers are known: chi_4 of independent items, an
   Ornstein-Uhlenbeck energy and one that drifts, superposition that holds and that does not; and
   what the commands then say. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/commands/commands.h"
#include "analysis/estimate/chi4.h"
#include "analysis/read/temperature_stages.h"
#include "analysis/estimate/relaxation.h"
#include "analysis/estimate/stationarity.h"
#include "common/core/base.h"
#include "common/core/rng.h"
#include "tests/fabricate.h"
#include "tests/support.h"

static struct rng rng;

/* ---- chi_4 ----------------------------------------------------------------------------------- */

enum { ITEMS = 100, ORIGINS = 60 };

/* Share of ITEMS independent items, each kept with probability p: chi_4 = p (1 - p). */
static double share(double p)
{
    int kept = 0;
    for (int i = 0; i < ITEMS; i++) kept += rng_uniform(&rng) < p;
    return (double)kept / ITEMS;
}

static struct curve_rows independent(size_t members)
{
    struct curve_rows r = fabricate_rows(members, ORIGINS, NULL, 3);
    for (size_t m = 0; m < members; m++)
        for (int w = 0; w < ORIGINS; w++)
            for (int l = 0; l < 3; l++)
                fabricate_row(&r, m, w, pow(10, l), l ? share(l == 1 ? 0.5 : 0.1) : 1);
    return r;
}

static void check_chi4(const struct chi4 *f, bool replicas)
{
    static const double expected[] = {0, 0.25, 0.09};
    for (int l = 0; l < 3; l++) {
        const struct statistics_estimate e = replicas ? f->replicas[l] : f->origins[l];
        if (l == 0)
            assert_true(e.value == 0);
        else
            assert_true(fabs(e.value - expected[l]) < 4 * e.error && e.error < 0.5 * expected[l]);
    }
}

static void chi4_of_independent_items(void **state)
{
    (void)state;
    struct curve_rows many = independent(8), one = independent(1);
    struct chi4 f = chi4_measure(&many, ITEMS, CURVE_ALL);
    assert_int_equal(f.n, 3);
    check_chi4(&f, true);
    check_chi4(&f, false);
    chi4_clear(&f);
    f = chi4_measure(&one, ITEMS, CURVE_ALL);
    check_chi4(&f, false);
    assert_true(isnan(f.replicas[1].value));
    chi4_clear(&f);
    curve_rows_clear(&many);
    curve_rows_clear(&one);
}

/* Over many draws the error is the scatter: z has variance about 1. */
static void chi4_errors_happen(void **state)
{
    (void)state;
    enum { DRAWS = 60 };
    double z2 = 0;
    for (int d = 0; d < DRAWS; d++) {
        struct curve_rows r = independent(8);
        struct chi4 f = chi4_measure(&r, ITEMS, CURVE_ALL);
        z2 += pow((f.replicas[1].value - 0.25) / f.replicas[1].error, 2) / DRAWS;
        chi4_clear(&f);
        curve_rows_clear(&r);
    }
    assert_true(z2 > 0.4 &&
                z2 < 2.6); /* Student's t of 7 degrees has 1.4; spread of the mean 0.35 */
}

/* ---- equilibrium ----------------------------------------------------------------------------- */

/* An Ornstein-Uhlenbeck energy of memory exp(-t / 50), every 10; and stationary decays. */
static char *fabricate_equilibrium(const char *name, double T, double sigma, double drift)
{
    enum { ROWS = 6000, STEP = 10, DECAYS = 200 };
    char *const path = fabricate_liquid(support_root, name, 1, T, 0);
    const double keep = exp(-STEP / 50.0);
    FILE *f = fabricate_file(path, "series.dat");
    fprintf(f, "# series: x\n# units: sweep energy\n# t energy\n");
    double e = rng_normal(&rng);
    for (int i = 0; i <= ROWS; i++) {
        fprintf(f, "%d %.10g\n", i * STEP, 1 + T + sigma * e + drift * i / ROWS);
        e = keep * e + sqrt(1 - keep * keep) * rng_normal(&rng);
    }
    fclose(f);
    f = fabricate_file(path, "fs.dat");
    fprintf(f, "# fs: x; items: 64\n# units: 1 1 1\n# t_w lag fs\n");
    for (int w = 0; w < DECAYS; w++)
        for (int l = 0; l < 30; l++) {
            const double lag = fabricate_lag(l);
            fprintf(f, "%d %g %.10g\n", w * 300, lag, exp(-lag / 100) + 0.02 * rng_normal(&rng));
        }
    fclose(f);
    return path;
}

/* tau = 50 / 10 rows, plus a half; 64 items: c = 64 sigma^2 / T^2. */
static void ornstein_uhlenbeck(void **state)
{
    (void)state;
    char *const path = fabricate_equilibrium("ou", 0.5, 0.01, 0);
    struct run *const f = run_read(path);
    struct temperature_stage hold[TEMPERATURE_STAGES_MOST];
    assert_int_equal(temperature_stages_read(f, hold), 1);
    const struct stationarity s = stationarity_measure(f, hold, 64, relaxation_level);
    const double memory = exp(-0.2), tau = 0.5 + memory / (1 - memory);
    assert_int_equal(s.samples, 6000);
    assert_true(fabs(s.is.tau.value - tau) < 4 * s.is.tau.error && s.is.tau.error < 0.2 * tau);
    assert_true(fabs(s.is.energy.value - 1.5) < 4 * s.is.energy.error);
    assert_true(fabs(s.is.energy.error / (0.01 * sqrt(2 * tau / 6000)) - 1) < 0.2);
    assert_true(fabs(s.is.heat.value - 64 * 1e-4 / 0.25) < 4 * s.is.heat.error);
    assert_true(fabs(s.is.z_drift) < 4 && fabs(s.is.z_energy) < 4 && fabs(s.is.z_relaxation) < 4);
    assert_true(fabs(s.tau_half[0].value - 100) < 4 * s.tau_half[0].error);
    run_free(f);
    base_free(path);
}

/* ---- what commands say ----------------------------------------------------------------------- */

static struct command_arguments arguments(size_t n, char **folder)
{
    return (struct command_arguments){
        .n = n, .folder = folder, .loss = NAN, .level = relaxation_level, .waiting = NAN};
}

static void prints(void (*command)(const struct command_arguments *), size_t n, char **path,
                   const char *part)
{
    const struct command_arguments a = arguments(n, path);
    char *text = fabricate_printed(command, &a);
    if (!strstr(text, part)) fail_msg("'%s' is not in:\n%s", part, text);
    base_free(text);
    for (size_t i = 0; i < n; i++) base_free(path[i]);
}

/* Energies 1 + T: the slope is 1, and fluctuations that give c = 1 agree; others do not. */
static void verdicts(void **state)
{
    (void)state;
    prints(equilibrium_command, 1, (char *[]){fabricate_equilibrium("calm", 0.5, 0.01, 0)},
           "yes: ");
    prints(equilibrium_command, 1, (char *[]){fabricate_equilibrium("cools", 0.5, 0.01, -0.05)},
           "the energy drifts");
    char *three[3];
    for (int i = 0; i < 3; i++)
        three[i] = fabricate_equilibrium((char[]){'t', (char)('0' + i), 0}, 0.4 + 0.1 * i,
                                         (0.4 + 0.1 * i) / 8, 0);
    prints(equilibrium_command, 3, three, "yes: ");
    for (int i = 0; i < 3; i++)
        three[i] = fabricate_equilibrium((char[]){'u', (char)('0' + i), 0}, 0.4 + 0.1 * i, 0.1, 0);
    prints(equilibrium_command, 3, three, "heat capacities differ");
    char *const bare = fabricate_liquid(support_root, "uneven", 1, 1, 0);
    fabricate_text(bare, "series.dat", "# s: x\n# t energy\n0 1\n1 1\n2 1\n4 1\n8 1\n");
    prints(equilibrium_command, 1, (char *[]){bare},
           "cannot tell: the series is not evenly spaced");
}

static double stretched(double x, double beta)
{
    return exp(-pow(x, beta));
}

static double power(double x, double beta) /* 1/e at x = 1 */
{
    return fmin(1, exp(-1) * pow(x, -beta));
}

/* Decays of four temperatures and three seeds each; beta of the coldest may differ. */
static void fabricate_decays(char **path, const char *stem, double (*decay)(double, double),
                             double beta_cold)
{
    for (int k = 0; k < 12; k++) {
        const double T = 0.4 / (1 + k / 3), tau = exp(2 + 0.5 / (T - 0.02));
        const double beta = k / 3 == 3 ? beta_cold : 0.7;
        char *const name = base_text("%s%d", stem, k);
        path[k] = fabricate_liquid(support_root, name, k % 3, T, 0);
        FILE *const f = fabricate_file(path[k], "fs.dat");
        fprintf(f, "# fs: x; items: 64\n# units: 1 1 1\n# t_w lag fs\n");
        for (int l = 0; l < 60; l++) {
            const double lag = fabricate_lag(l);
            fprintf(f, "0 %g %.10g\n", lag, decay(lag / tau, beta) + 0.01 * rng_normal(&rng));
        }
        fclose(f);
        base_free(name);
    }
}

static void superposition(void **state)
{
    (void)state;
    char *path[12];
    fabricate_decays(path, "same", stretched, 0.7);
    prints(collapse_command, 12, path, "holds within errors");
    fabricate_decays(path, "other", stretched, 0.4);
    prints(collapse_command, 12, path, "does not hold");
}

/* A number and its error in the JSON of a command, after the word `after`. */
static struct statistics_estimate said(void (*command)(const struct command_arguments *),
                                       char **path, const char *after, const char *name)
{
    struct command_arguments a = arguments(12, path);
    a.json = true;
    char *const text = fabricate_printed(command, &a),
                *const value_key = base_text("\"%s\": ", name),
                *const error_key = base_text("\"%s_error\": ", name);
    const char *const from = strstr(text, after), *const q = from ? strstr(from, value_key) : NULL,
                      *const error = q ? strstr(q, error_key) : NULL;
    assert_non_null(error);
    const struct statistics_estimate e = {atof(q + strlen(value_key)),
                                          atof(error + strlen(error_key))};
    base_free(text);
    base_free(value_key);
    base_free(error_key);
    for (int k = 0; k < 12; k++) base_free(path[k]);
    return e;
}

static void is(struct statistics_estimate e, double truth, double most)
{
    if (!(fabs(e.value - truth) < 4 * e.error && e.error < most))
        fail_msg("%g +- %g, not %g", e.value, e.error, truth);
}

static void numbers_of_folders(void **state)
{
    (void)state;
    char *path[12];
    fabricate_decays(path, "laws", stretched, 0.7);
    is(said(temperature_command, path, "\"vft\"", "q"), 0.02, 0.01);
    fabricate_decays(path, "power", power, 0.7);
    is(said(collapse_command, path, "\"fs\"", "slope"), -0.7, 0.05);
}

/* ---- refusals -------------------------------------------------------------------------------- */

static void run_age(void *path)
{
    const struct command_arguments a = arguments(1, (char *[]){path});
    age_command(&a);
}

static void run_collapse(void *path)
{
    const struct command_arguments a = arguments(1, (char *[]){path});
    collapse_command(&a);
}

static void run_heterogeneity(void *path)
{
    struct command_arguments a = arguments(1, (char *[]){path});
    a.of = "fs";
    heterogeneity_command(&a);
}

static void run_replicas(void *path)
{
    const struct command_arguments a = arguments(1, (char *[]){path});
    replicas_command(&a);
}

static void run_show(void *path)
{
    struct command_arguments a = arguments(1, (char *[]){path});
    a.of = "fs.colour";
    plot_command(&a);
}

static void refusals(void **state)
{
    (void)state;
    char *const path = fabricate_liquid(support_root, "bare", 1, 1, 0);
    fabricate_text(path, "overlap.dat", "# overlap: x; items: 3\n# t_w lag overlap\n0 1 0.9\n");
    fabricate_text(path, "fs.dat", "# fs: x\n# t_w lag fs\n0 1 0.9\n");
    assert_true(support_refuses(run_age, path, "needs two waiting times above 0, and it has 0"));
    assert_true(support_refuses(run_collapse, path, "no protocol has relaxation times at two"));
    assert_true(support_refuses(run_heterogeneity, path, "has no number of items"));
    assert_true(support_refuses(run_replicas, path, "has no replica"));
    assert_true(support_refuses(run_show, path, "has no column 'colour'"));
    base_free(path);
}

/* z of the JSON of `histogram`: of energies that are normal numbers about `mean`, against 0. */
static double histogram_z(double mean)
{
    enum { ROWS = 4000 };
    char *path[2];
    for (int k = 0; k < 2; k++) {
        path[k] = fabricate_liquid(support_root, k ? "swaps" : "stays", 1, 0.5, 0.2 * k);
        FILE *const f = fabricate_file(path[k], "series.dat");
        fprintf(f, "# series: x\n# units: sweep energy\n# t energy\n");
        for (int i = 0; i < ROWS; i++) fprintf(f, "%d %.9g\n", i, k * mean + rng_normal(&rng));
        fclose(f);
    }
    struct command_arguments a = arguments(2, path);
    a.json = true;
    char *const text = fabricate_printed(histogram_command, &a);
    const char *const last = strrchr(text, '{'), *const z = last ? strstr(last, "\"z\": ") : NULL;
    assert_non_null(z);
    const double found = atof(z + 5);
    base_free(text);
    base_free(path[0]);
    base_free(path[1]);
    return found;
}

static void histograms_are_told_apart(void **state)
{
    (void)state;
    assert_true(fabs(histogram_z(0)) < 4);
    assert_true(histogram_z(0.15) > 4);
}

int main(void)
{
    rng_init(&rng, 31, 0, RNG_TEST);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(chi4_of_independent_items),
        cmocka_unit_test(chi4_errors_happen),
        cmocka_unit_test(ornstein_uhlenbeck),
        cmocka_unit_test(verdicts),
        cmocka_unit_test(superposition),
        cmocka_unit_test(histograms_are_told_apart),
        cmocka_unit_test(numbers_of_folders),
        cmocka_unit_test(refusals),
    };
    return cmocka_run_group_tests(tests, support_begin, support_end);
}
