/* Averages are of one state: every command splits runs by hold, rung and waiting time. Tables whose
   answer depends on the hold, the rung or the waiting time are known exactly. */
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
#include "analysis/estimate/drift.h"
#include "analysis/estimate/relaxation.h"
#include "analysis/read/group_parts.h"
#include "common/core/base.h"
#include "common/core/rng.h"
#include "tests/fabricate.h"
#include "tests/support.h"

enum { SEGMENTS = 3, LENGTH = 20000, END = SEGMENTS * LENGTH, EVERY = 20, ITEMS = 64 };
static const double T_of[SEGMENTS] = {0.6, 0.5, 0.4}, tau_of[SEGMENTS] = {50, 100, 200};
static struct rng rng;

static int segment_at(int t) /* a row at the end of a segment belongs to it */
{
    return t > 0 ? (t - 1) / LENGTH : 0;
}

/* Energies 1 + T of heat capacity 1 (64 items); the first fifth of each segment is too high. */
static void write_series(const char *path, const char *head)
{
    FILE *const f = fabricate_file(path, "series.dat");
    fprintf(f, "# series: x\n%s# units: x x\n# t %s\n", head, *head ? "loss u" : "energy");
    for (int t = 0; t <= END; t += EVERY) {
        const double T = T_of[segment_at(t)], late = (t - 1) % LENGTH < LENGTH / 5 ? 0.5 : 0,
                     e = 1 + T + late + T / 8 * rng_normal(&rng);
        fprintf(f, *head ? "%d 7 %.10g\n" : "%d %.10g\n", t, e);
    }
    fclose(f);
}

/* C = exp(-t / tau) with the tau of the segment of the origin. */
static void write_decays(const char *path, const char *name)
{
    char *const file = base_text("%s.dat", name);
    FILE *const f = fabricate_file(path, file);
    fprintf(f, "# %s: x; items: 64\n# units: 1 1 1\n# t_w lag %s\n", name, name);
    for (int w = 0; w < END; w += 250)
        for (int l = 0; l < 30; l++) {
            const int lag = (int)fabricate_lag(l), k = w / LENGTH;
            if (w + lag <= END)
                fprintf(f, "%d %d %.10g\n", w, lag,
                        exp(-lag / tau_of[k]) + 0.01 * rng_normal(&rng));
        }
    fclose(f);
    base_free(file);
}

static char *with_tables(char *path)
{
    write_series(path, "");
    write_decays(path, "overlap");
    return path;
}

/* A run with three holds. */
static char *holds(const char *name, int seed, const char *more)
{
    char *const sections =
        base_text("sweeps = %d\ntemperature_schedule = 0.6 %d, 0.5 %d, 0.4 %d\n[system]\nmodel = "
                  "nbc8\nN = %d\nT = 0.6\nstart = %d\n%s",
                  END, LENGTH, LENGTH, LENGTH, ITEMS, seed, more);
    char *const path = fabricate_run(support_root, name, "glass", seed, sections);
    base_free(sections);
    return with_tables(path);
}

/* Walkers NAME/00, ... of a population: one seed, one run file but for its folder. */
static void population(const char *name, size_t n, char **walker)
{
    char *const root = base_text("%s/%s", support_root, name);
    mkdir(root, 0777);
    FILE *const f = fabricate_file(root, "population.dat");
    fprintf(f, "# population: x\n# units: x x x\n# t T families\n");
    for (int k = 0; k < SEGMENTS; k++)
        fprintf(f, "%d %.6g %d\n", (k + 1) * LENGTH, T_of[k], k < 2 ? (int)n : 1);
    fclose(f);
    for (size_t i = 0; i < n; i++) {
        char *const number = base_text("%02zu", i);
        walker[i] = with_tables(fabricate_run(
            root, number, "glass", 1,
            "sweeps = 60000\n[system]\nmodel = nbc8\nN = 64\nT = 0.6\nstart = lattice\n"
            "[tempering]\nmethod = population\nladder = even 0.4 0.6 3\n"));
        base_free(number);
    }
    base_free(root);
}

static struct command_arguments arguments(size_t n, char **folder)
{
    return (struct command_arguments){.n = n,
                                      .folder = folder,
                                      .loss = NAN,
                                      .level = relaxation_level,
                                      .waiting = NAN,
                                      .json = true};
}

/* The number under a key in the row of the JSON that has this T; NAN without one. */
static double cell(const char *json, double T, const char *key)
{
    char *const at_T = base_text("\"T\": %g,", T), *const name = base_text("\"%s\": ", key);
    const char *const row = strstr(json, at_T);
    const char *const end = row ? strchr(row, '}') : NULL;
    const char *begin = row;
    while (begin && begin > json && *begin != '{') begin--;
    const char *const found = begin ? strstr(begin, name) : NULL;
    const double x = found && found < end ? strtod(found + strlen(name), NULL) : NAN;
    base_free(at_T);
    base_free(name);
    return x;
}

/* ---- holds and rungs ------------------------------------------------------------------------- */

static const struct row { /* a command, and its numbers of each segment */
    const char *name;
    void (*command)(const struct command_arguments *);
    const char *key;
    bool energy; /* 1 + T, else tau */
    double within;
} rows[] = {
    {"relax", relax_command, "tau", false, 0.05},
    {"histogram", histogram_command, "mean", true, 0.01},
    {"equilibrium", equilibrium_command, "energy", true, 0.01},
    {"equilibrium", equilibrium_command, "tau_1", false, 0.1},
};

static void check_rows(size_t n, char **path, const char *what)
{
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        const struct command_arguments a = arguments(n, path);
        char *const text = fabricate_printed(rows[k].command, &a);
        for (int s = 0; s < SEGMENTS; s++) {
            const double exact = rows[k].energy ? 1 + T_of[s] : tau_of[s],
                         x = cell(text, T_of[s], rows[k].key);
            if (!(fabs(x / exact - 1) < rows[k].within))
                fail_msg("%s of %s: %s at T = %g is %g, not %g\n%s", rows[k].name, what,
                         rows[k].key, T_of[s], x, exact, text);
        }
        base_free(text);
    }
}

static void every_segment_has_its_row(void **state)
{
    (void)state;
    char *one = holds("anneal", 1, ""), *walker[4];
    population("population", 4, walker);
    check_rows(1, &one, "a run with holds");
    check_rows(4, walker, "a population");
    base_free(one);
    for (int i = 0; i < 4; i++) base_free(walker[i]);
}

/* All temperatures of one run: three points of one curve. */
static void laws_and_collapses_take_segments(void **state)
{
    (void)state;
    char *path = holds("laws", 1, "");
    struct command_arguments a = arguments(1, &path);
    char *text = fabricate_printed(temperature_command, &a);
    assert_non_null(strstr(text, "\"points\": 3"));
    base_free(text);
    text = fabricate_printed(collapse_command, &a);
    assert_non_null(strstr(text, "\"temperatures\": 3"));
    assert_non_null(strstr(text, "holds within errors"));
    base_free(text);
    a.hold = (struct command_number){true, 0.5};
    text = fabricate_printed(relax_command, &a);
    assert_true(fabs(cell(text, 0.5, "tau") / 100 - 1) < 0.05);
    assert_true(isnan(cell(text, 0.6, "tau")) && isnan(cell(text, 0.4, "tau")));
    base_free(text);
    base_free(path);
}

/* Energies at the ends are those of the coldest and the hottest segment. */
static void reweighting_takes_segments(void **state)
{
    (void)state;
    char *one = holds("reweight", 1, ""), *walker[4], *network[SEGMENTS];
    population("reweighted", 4, walker);
    static const char *const head[] = {
        "# T is the temperature of U = samples x u, u = mean loss, over 64 samples\n",
        "# T is the temperature of U = samples x u, u = mean loss, over 64 samples\n",
        "# T is the temperature of U = samples x u, u = mean loss, over 64 samples\n"};
    for (int k = 0; k < SEGMENTS; k++) {
        char *const name = base_text("net%d", k), *const sections = base_text(
                                                      "dynamics = metropolis\n[system]\nT = %g\n",
                                                      T_of[k]);
        network[k] = fabricate_run(support_root, name, "dnn", 1, sections);
        FILE *const f = fabricate_file(network[k], "series.dat");
        fprintf(f, "# series: x\n%s# units: x x x\n# t loss u\n", head[k]);
        double t = 1; /* log-spaced; the early rows are far from equilibrium */
        for (int i = 0; t < 1e6; i++, t = fmax(t + 1, ceil(t * 1.002)))
            fprintf(f, "%g 7 %.10g\n", t, 1 + T_of[k] + (t < 100) + T_of[k] / 8 * rng_normal(&rng));
        fclose(f);
        base_free(name);
        base_free(sections);
    }
    const struct {
        const char *what, *key;
        size_t n;
        char **path;
    } cases[] = {{"holds", "energy", 1, &one},
                 {"population", "energy", 4, walker},
                 {"networks, log-spaced", "u", SEGMENTS, network}};
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        const struct command_arguments a = arguments(cases[k].n, cases[k].path);
        char *const text = fabricate_printed(reweight_command, &a);
        const double cold = cell(text, 0.4, cases[k].key), hot = cell(text, 0.6, cases[k].key);
        if (!(fabs(cold - 1.4) < 0.02 && fabs(hot - 1.6) < 0.02))
            fail_msg("%s: %g for 1.4, %g for 1.6\n%s", cases[k].what, cold, hot, text);
        base_free(text);
    }
    base_free(one);
    for (int i = 0; i < 4; i++) base_free(walker[i]);
    for (int i = 0; i < SEGMENTS; i++) base_free(network[i]);
}

/* ---- refusals -------------------------------------------------------------------------------- */

struct asked {
    void (*command)(const struct command_arguments *);
    struct command_arguments a;
};

static void ask(void *asked)
{
    const struct asked *const q = asked;
    q->command(&q->a);
}

/* Decays whose tau depends on the waiting time, of a network in training. */
static char *trained(const char *name, int seed, const char *dynamics)
{
    char *const sections =
        base_text("%s[system]\nT = 0.1\n[data]\nname = d\n[move.swap]\nweight = 0.5\n", dynamics);
    char *const path = fabricate_run(support_root, name, "dnn", seed, sections);
    FILE *const f = fabricate_file(path, "overlap.dat");
    fprintf(f, "# overlap: x; items: 64\n# units: 1 1 1\n# t_w lag overlap\n");
    for (int w = 10; w <= 1000; w *= 10)
        for (int l = 0; l < 35; l++) {
            const double lag = fabricate_lag(l);
            fprintf(f, "%d %g %.10g\n", w, lag, exp(-lag / w) + 1e-3 * rng_normal(&rng));
        }
    fclose(f);
    char *const series = base_text("# s: x\n# units: 1 1\n# t loss\n0 1\n1 0.%d\n", seed);
    fabricate_text(path, "series.dat", series);
    base_free(series);
    base_free(sections);
    return path;
}

static void waiting_times_are_not_mixed(void **state)
{
    (void)state;
    char *path[3] = {trained("a1", 1, ""), trained("a2", 2, ""), trained("a3", 3, "")};
    struct command_arguments a = arguments(3, path);
    char *text = fabricate_printed(relax_command, &a);
    const char *at = text;
    for (double w = 10; w <= 1000; w *= 10) {
        at = strstr(at, "\"tau\": ");
        assert_non_null(at);
        assert_true(fabs(strtod(at + 7, NULL) / w - 1) < 0.05);
        at++;
    }
    assert_null(strstr(at, "\"tau\": "));
    base_free(text);
    struct asked q = {temperature_command, a};
    assert_true(support_refuses(ask, &q, "--waiting: 10, 100, 1000"));
    q.command = collapse_command;
    assert_true(support_refuses(ask, &q, "--waiting: 10, 100, 1000"));
    q = (struct asked){relax_command, a};
    q.a.waiting = 11;
    assert_true(support_refuses(ask, &q, "There are 10, 100, 1000"));
    for (int i = 0; i < 3; i++) base_free(path[i]);
    char *one = holds("choices", 1, "");
    q = (struct asked){relax_command, arguments(1, &one)};
    q.a.hold = (struct command_number){true, 0.7};
    assert_true(support_refuses(ask, &q, "There are T = 0.6, 0.5, 0.4"));
    base_free(one);
}

static void ramps_alone_are_refused(void **state)
{
    (void)state;
    char *path = fabricate_run(support_root, "ramp", "glass", 1,
                               "sweeps = 60000\ntemperature_schedule = ramp 0.4 60000\n[system]\n"
                               "model = nbc8\nN = 64\nT = 0.6\n");
    with_tables(path);
    struct asked q = {relax_command, arguments(1, &path)};
    assert_true(support_refuses(ask, &q, "no hold to average over"));
    base_free(path);
}

/* ---- drift ----------------------------------------------------------------------------------- */

/* tau grows with the origin by this share from the first to the last. */
static struct curve_rows ageing_rows(double growth)
{
    enum { W = 300, LAGS = 20 };
    struct curve_rows r = fabricate_rows(1, W, NULL, LAGS);
    for (int w = 0; w < W; w++)
        for (int l = 0; l < LAGS; l++)
            fabricate_row(&r, 0, w, l,
                          exp(-l / (5 * (1 + growth * w / W))) + 0.02 * rng_normal(&rng));
    return r;
}

static void drifts_are_noted(void **state)
{
    (void)state;
    static const struct {
        double growth;
        bool drifts;
    } cases[] = {{0, false}, {0.5, true}, {2, true}};
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++)
        for (int again = 0; again < 20; again++) {
            struct curve_rows r = ageing_rows(cases[k].growth);
            const struct drift d = drift_of_rows(&r, relaxation_level);
            if (drift_beyond_errors(&d) != cases[k].drifts)
                fail_msg("growth %g: %g(%g) and %g(%g)", cases[k].growth, d.first.value,
                         d.first.error, d.last.value, d.last.error);
            curve_rows_clear(&r);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_segment_has_its_row),
        cmocka_unit_test(laws_and_collapses_take_segments),
        cmocka_unit_test(reweighting_takes_segments),
        cmocka_unit_test(waiting_times_are_not_mixed),
        cmocka_unit_test(ramps_alone_are_refused),
        cmocka_unit_test(drifts_are_noted),
    };
    rng_init(&rng, 1, 0, RNG_TEST);
    return cmocka_run_group_tests(tests, support_begin, support_end);
}
