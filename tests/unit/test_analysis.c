/* What the analysis measures, on run folders made here: known relaxation times come back within
   their errors, bounds are called bounds, waiting times stand alone, thresholds are counted right,
   figures are drawn. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "analysis/commands/commands.h"
#include "analysis/estimate/relaxation.h"
#include "common/core/base.h"
#include "common/core/rng.h"
#include "tests/fabricate.h"
#include "tests/support.h"

/* ---- fabrication ----------------------------------------------------------------------------- */

static double lag_of(int i)
{
    return i == 0 ? 0 : fabricate_lag(i - 1);
}

/* Rows of a stretched exponential with independent noise; one in three repeats of rounded lags is
   harmless.
 */
static void write_decay(const char *folder, const char *name, double tau, double beta, double noise,
                        int lags, double waiting, struct rng *r)
{
    FILE *f = fabricate_file(folder, name);
    fprintf(f, "# q: decay\n# units: sweeps sweeps 1\n# t_w lag %.*s\n", (int)strcspn(name, "."),
            name);
    for (int i = 0; i < lags; i++)
        fprintf(f, "%g %g %.10g\n", waiting, lag_of(i),
                exp(-pow(lag_of(i) / tau, beta)) + (noise > 0 ? noise * rng_normal(r) : 0));
    fclose(f);
}

static void write_series(const char *folder, double rate, int steps)
{
    FILE *f = fabricate_file(folder, "series.dat");
    fprintf(f, "# series: one\n# units: step loss 1\n# t energy weight_norm\n");
    for (int t = 0; t <= steps; t++) fprintf(f, "%d %.10g 1\n", t, exp(-t * rate));
    fclose(f);
}

static void prints(void (*command)(const struct command_arguments *),
                   const struct command_arguments *a, const char *part)
{
    char *text = fabricate_printed(command, a);
    if (!strstr(text, part)) fail_msg("'%s' is not in:\n%s", part, text);
    base_free(text);
}

static struct command_arguments arguments(size_t n, char **folder)
{
    return (struct command_arguments){
        .n = n, .folder = folder, .loss = NAN, .level = relaxation_level, .waiting = NAN};
}

/* ---- relaxation times ------------------------------------------------------------------------ */

static void crossings(void **state)
{
    (void)state;
    const double lag[] = {0, 1, 10, 100}, value[] = {1, 0.9, 0.5, 0.1}, gap[] = {1, NAN, 0.5, NAN};
    struct relaxation r = relaxation_crossing(4, lag, value, 0.3);
    assert_true(r.bound == RELAXATION_VALUE && fabs(r.tau.value - pow(10, 1.5)) < 1e-12);
    r = relaxation_crossing(4, lag, value, 0.95); /* from lag 0 on: a straight line in t */
    assert_true(r.bound == RELAXATION_VALUE && fabs(r.tau.value - 0.5) < 1e-12);
    r = relaxation_crossing(4, lag, value, 0.05);
    assert_true(r.bound == RELAXATION_LOWER && r.tau.value == 100);
    r = relaxation_crossing(4, lag, gap, 0.3);
    assert_true(r.bound == RELAXATION_LOWER && r.tau.value == 10);
    r = relaxation_crossing(3, lag + 1, value + 1, 0.95);
    assert_true(r.bound == RELAXATION_UPPER && r.tau.value == 1);
}

enum { ORIGINS = 300, LAGS = 36, DRAWS = 100 };

/* One run whose pace drifts: origins a tenth of tau apart share most of their noise, as those of a
   real run do. */
static struct curve_rows correlated_run(double tau, double beta, struct rng *r)
{
    struct curve_rows rows = {.members = 1, .waitings = ORIGINS};
    rows.row = malloc(sizeof *rows.row * ORIGINS * LAGS);
    rows.waiting = base_alloc(ORIGINS, sizeof *rows.waiting);
    const double step = tau / 10, keep = exp(-0.1);
    double pace = rng_normal(r);
    for (size_t o = 0; o < ORIGINS; o++) {
        rows.waiting[o] = step * (double)o;
        for (int i = 0; i < LAGS; i++) {
            const double here = tau * exp(0.1 * pace);
            rows.row[rows.n++] = (struct curve_row){0, rows.waiting[o], lag_of(i),
                                                    exp(-pow(lag_of(i) / here, beta))};
        }
        pace = keep * pace + sqrt(1 - keep * keep) * rng_normal(r);
    }
    return rows;
}

static void stated_errors_happen(void **state)
{
    (void)state;
    struct rng r;
    rng_init(&r, 7, 0, RNG_TEST);
    double z2 = 0, beta = 0, tau = 0;
    for (int d = 0; d < DRAWS; d++) {
        struct curve_rows rows = correlated_run(200, 0.6, &r);
        const struct relaxation x = relaxation_measure(&rows, CURVE_ALL, relaxation_level, NULL);
        assert_int_equal(x.bound, RELAXATION_VALUE);
        assert_true(x.blocks >= 5 && !x.few);
        z2 += pow((x.tau.value - 200) / x.tau.error, 2) / DRAWS;
        tau += x.tau.value / DRAWS;
        beta += x.beta.value / DRAWS;
        curve_rows_clear(&rows);
    }
    /* Ten blocks give the error to a quarter: z follows Student's t, whose variance with 9 degrees
       is 9/7. */
    assert_true(z2 > 0.7 && z2 < 2.2);
    assert_true(fabs(tau - 200) < 4 && fabs(beta - 0.6) < 0.02);
}

static void decays_are_recovered(void **state)
{
    (void)state;
    static const double shapes[][2] = {{50, 1}, {300, 0.5}, {3000, 0.7}};
    struct rng r;
    rng_init(&r, 8, 0, RNG_TEST);
    for (size_t k = 0; k < 3; k++) {
        char *path[5];
        for (int m = 0; m < 5; m++) {
            path[m] = fabricate_liquid(support_root, (char[]){'r', (char)('0' + m), 0}, m, 1, 0);
            write_decay(path[m], "fs.dat", shapes[k][0], shapes[k][1], 0.01, 45, 0, &r);
        }
        struct groups g = groups_read(5, path);
        assert_int_equal(g.n, 1);
        struct curve_rows rows = curve_rows_read(g.group, "fs");
        const struct relaxation x = relaxation_measure(&rows, CURVE_ALL, relaxation_level, NULL);
        assert_int_equal(x.blocks, 5);
        assert_true(fabs(x.tau.value - shapes[k][0]) < 4 * x.tau.error &&
                    x.tau.error < 0.1 * shapes[k][0]);
        assert_true(fabs(x.beta.value - shapes[k][1]) < 4 * x.beta.error && x.beta.error < 0.1);
        curve_rows_clear(&rows);
        groups_clear(&g);
        for (int m = 0; m < 5; m++) base_free(path[m]);
    }
}

/* ---- commands -------------------------------------------------------------------------------- */

static void bounds_are_bounds(void **state)
{
    (void)state;
    char *path[] = {fabricate_liquid(support_root, "slow", 1, 0.5, 0),
                    fabricate_liquid(support_root, "fast", 1, 0.5, 0.2)};
    write_decay(path[0], "fs.dat", 1e9, 1, 0, 42, 0, NULL);
    write_decay(path[1], "fs.dat", 100, 1, 0, 42, 0, NULL);
    const struct command_arguments a = arguments(2, path);
    prints(relax_command, &a, "> 1.0e4");
    prints(speedup_command, &a, "> 100");
    base_free(path[0]);
    base_free(path[1]);
}

static void waiting_times_stand_alone(void **state)
{
    (void)state;
    char *path = fabricate_network(support_root, "ageing", 1, "none");
    fabricate_text(
        path, "overlap.dat",
        "# overlap: x\n# units: 1 1 1\n# t_w lag overlap\n0 1 0.9\n0 10 0.1\n100 1 0.99\n"
        "100 10 0.9\n100 100 0.1\n");
    const struct command_arguments a = arguments(1, &path);
    char *text = fabricate_printed(relax_command, &a);
    assert_non_null(strstr(text, " 0    4.63 "));
    assert_non_null(strstr(text, " 100  46.3 "));
    base_free(text);
    base_free(path);
}

static void thresholds(void **state)
{
    (void)state;
    char *path[] = {fabricate_network(support_root, "p1", 1, "none"),
                    fabricate_network(support_root, "p2", 2, "none"),
                    fabricate_network(support_root, "q1", 1, "1AS"),
                    fabricate_network(support_root, "q2", 2, "1AS"),
                    fabricate_network(support_root, "s1", 1, "row")};
    static const double rate[] = {0.01, 0.02, 0.03, 0.03, 0.0001};
    for (int i = 0; i < 5; i++) write_series(path[i], rate[i], 400 + (i == 3)); /* no copy */
    struct command_arguments a = arguments(5, path);
    a.loss = exp(-1.2) * 1.000001; /* steps 120, 60; 40, 40 */
    char *text = fabricate_printed(threshold_command, &a);
    static const char *const parts[] = {"no swap            2      2     90   210",
                                        "pixel swap 1AS     2      2   40.0     0     2.25",
                                        "row swap           1      0  > 400"};
    for (size_t i = 0; i < 3; i++)
        if (!strstr(text, parts[i])) fail_msg("'%s' is not in:\n%s", parts[i], text);
    base_free(text);
    for (size_t i = 0; i < 5; i++) base_free(path[i]);
}

/* An ensemble over a key has a row for each value, and no speed-up between them. */
static void thresholds_of_rates(void **state)
{
    (void)state;
    char *path[2];
    static const char *const rate[] = {"0.1", "0.2"};
    for (int i = 0; i < 2; i++) {
        char *const sections =
            base_text("[system]\nT = 0\n[data]\nname = d\n[swap]\nprotocol = none\n"
                      "[train]\nlearning_rate = %s\n",
                      rate[i]);
        path[i] =
            fabricate_run(support_root, (char[]){'l', (char)('0' + i), 0}, "dnn", 1, sections);
        write_series(path[i], 0.01 * (i + 1), 400);
        base_free(sections);
    }
    struct command_arguments a = arguments(2, path);
    a.loss = exp(-1.2) * 1.000001; /* steps 120, 60 */
    char *text = fabricate_printed(threshold_command, &a);
    assert_non_null(strstr(text, "learning_rate = 0.1     1      1    120     - "));
    assert_non_null(strstr(text, "learning_rate = 0.2     1      1   60."));
    base_free(text);
    base_free(path[0]), base_free(path[1]);
}

/* A loss that dips below the threshold and comes back is not below it yet. */
static void loss_must_stay_below(void **state)
{
    (void)state;
    char *path = fabricate_network(support_root, "dip", 1, "none");
    fabricate_text(path, "series.dat",
                   "# s: x\n# t energy\n0 3\n10 0.4\n20 0.6\n30 0.4\n40 nan\n50 0.1\n60 0.2\n");
    struct command_arguments a = arguments(1, &path);
    a.loss = 0.5;
    prints(threshold_command, &a, "50.0");
    base_free(path);
}

static void run_relax(void *path)
{
    const struct command_arguments a = arguments(1, (char *[]){path});
    relax_command(&a);
}

static void run_threshold(void *path)
{
    struct command_arguments a = arguments(1, (char *[]){path});
    a.loss = 1;
    threshold_command(&a);
}

static void run_compare(void *path)
{
    struct command_arguments a = arguments(1, (char *[]){path});
    char *figure = base_text("%s/figure.png", support_root);
    a.output = figure;
    compare_command(&a);
}

static void run_compare_without_gnuplot(void *path)
{
    setenv("PATH", "/nonexistent", 1);
    run_compare(path);
}

static void missing_tables_are_named(void **state)
{
    (void)state;
    char *path = fabricate_liquid(support_root, "bare", 1, 0.5, 0);
    assert_true(support_refuses(run_relax, path, "bare: has neither fs.dat nor overlap.dat"));
    assert_true(support_refuses(run_compare, path, "bare: has no table overlap.dat"));
    assert_true(support_refuses(run_threshold, path, "bare: is a liquid"));
    write_decay(path, "overlap.dat", 10, 1, 0, 20, 0, NULL);
    assert_true(support_refuses(run_compare, path, "bare: has no table msd.dat"));
    base_free(path);
}

static bool filled(const char *name)
{
    char *path = base_text("%s/%s", support_root, name);
    struct stat s;
    const bool there = stat(path, &s) == 0 && s.st_size > 0;
    base_free(path);
    return there;
}

static void figures_are_drawn(void **state)
{
    (void)state;
    char *path[] = {fabricate_liquid(support_root, "drawn", 1, 0.5, 0),
                    fabricate_network(support_root, "drawn_too", 1, "1AS")};
    for (size_t i = 0; i < 2; i++) {
        write_decay(path[i], "overlap.dat", 100, 0.7, 0, 32, 0, NULL);
        write_decay(path[i], "msd.dat", 100, 0.7, 0, 32, 0, NULL);
        write_series(path[i], 0.01, 300);
    }
    assert_true(support_refuses(run_compare_without_gnuplot, path[0], "gnuplot is missing"));
    struct command_arguments a = arguments(2, path);
    char *figure = base_text("%s/it's a_figure.png", support_root);
    a.output = figure;
    prints(compare_command, &a, "it's a_figure.pdf");
    assert_true(filled("it's a_figure.png") && filled("it's a_figure.pdf") &&
                filled("it's a_figure.gp"));
    assert_true(filled("it's a_figure-liquid-energy.dat") &&
                filled("it's a_figure-network-msd.dat"));
    base_free(figure);
    base_free(path[0]);
    base_free(path[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(crossings),
        cmocka_unit_test(stated_errors_happen),
        cmocka_unit_test(decays_are_recovered),
        cmocka_unit_test(bounds_are_bounds),
        cmocka_unit_test(waiting_times_stand_alone),
        cmocka_unit_test(thresholds),
        cmocka_unit_test(thresholds_of_rates),
        cmocka_unit_test(loss_must_stay_below),
        cmocka_unit_test(missing_tables_are_named),
        cmocka_unit_test(figures_are_drawn),
    };
    return cmocka_run_group_tests(tests, support_begin, support_end);
}
