/* Verdicts on fabricated runs whose answer is known: they hold, fail, or cannot be told because
   there is one run, and no command prints a number that ran away. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "analysis/commands/commands.h"
#include "analysis/landscape/landscape.h"
#include "analysis/papers/papers.h"
#include "common/core/base.h"
#include "common/core/rng.h"
#include "tests/fabricate.h"
#include "tests/support.h"

static struct rng rng;

static char *folder_of(const char *name)
{
    char *const path = base_text("%s/%s", support_root, name);
    mkdir(path, 0777);
    return path;
}

static void clear(size_t n, char **path)
{
    for (size_t i = 0; i < n; i++) base_free(path[i]);
}

/* ---- age ------------------------------------------------------------------------------------- */

enum { MOST = 64 };

/* Decays of runs that age by t / t_w^mu; mu NAN: by no form. */
static size_t ageing(const char *kind, size_t seeds, double mu, double noise, char **path)
{
    for (size_t s = 0; s < seeds; s++) {
        char *const name = base_text("%s%zu", kind, s);
        path[s] = fabricate_network(support_root, name, (int)s + 1, "none");
        FILE *const f = fabricate_file(path[s], "overlap.dat");
        fprintf(f, "# overlap: x; items: 64\n# t_w lag overlap\n");
        for (int k = 0; k < 5; k++)
            for (int l = 0; l < 40; l++) {
                const double w = pow(10, 1 + 0.5 * k), lag = fabricate_lag(l),
                             tau = isnan(mu) ? (k % 2 ? 1000 : 10) : 3 * pow(w, mu);
                fprintf(f, "%.6g %g %.10g\n", w, lag,
                        exp(-pow(lag / tau, isnan(mu) ? 0.3 + 0.2 * k : 0.7)) +
                            noise * rng_normal(&rng));
            }
        fclose(f);
        base_free(name);
    }
    return seeds;
}

static void ages(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        size_t seeds;
        double mu, noise;
        const char *part, *none;
    } cases[] = {
        {"one", 1, 0.5, 0.01, "cannot tell if within errors", "  best: within errors"},
        {"sub", 5, 0.5, 0.01, "best: within errors", "beyond"},
        {"flat", 5, 0, 0.05, "among the best: within errors", "  best: within"},
        {"no", 5, NAN, 0.003, "best, beyond errors", "within errors"},
    };
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        char *path[MOST];
        const size_t n = ageing(cases[k].name, cases[k].seeds, cases[k].mu, cases[k].noise, path);
        const struct command_arguments a = fabricate_arguments(n, path, NULL);
        fabricate_prints(age_command, &a, cases[k].part, cases[k].none);
        clear(n, path);
    }
}

/* ---- flatness and exchange ------------------------------------------------------------------- */

/* n networks whose test error grows with the eigenvalue, or is the same whatever it is; the last
   may lack its measures. */
static void networks(const char *kind, int n, bool grows, bool gap, char **path)
{
    for (int i = 0; i < n; i++) {
        char *const name = base_text("%s%d", kind, i), *const sections = base_text(
                                                           "[system]\nT = 0\n[data]\nname = d\n"
                                                           "[train]\nbatch_size = %d\n",
                                                           1 << i % 8);
        path[i] = fabricate_run(support_root, name, "dnn", i + 1, sections);
        FILE *f = fabricate_file(path[i], "hessian.dat");
        fprintf(f,
                "# h: x\n# layer weights trace trace_error highest residual\n0 10 %g 0.1 %g 1e-6\n",
                1.0 + i, 1.0 + 2 * i);
        fclose(f);
        f = fabricate_file(path[i], "flatness.dat");
        fprintf(f, "# f: x\n# noise rise error\n0.1 1 0.1\n");
        if (!gap || i) fprintf(f, "0.2 %g 0.1\n", 1.0 + i);
        fclose(f);
        f = fabricate_file(path[i], "scores.dat");
        fprintf(f, "# s: x\n# loss error test_loss test_error\n0.1 0 0.5 %g\n",
                grows ? 0.1 + 0.01 * i : 0.1 + 0.01 * (i * 7 % n));
        fclose(f);
        base_free(name), base_free(sections);
    }
}

static void flatnesses(void **state)
{
    (void)state;
    static const struct {
        int n;
        bool grows, gap;
        const char *part, *none;
    } cases[] = {{3, true, false, "test_error grows with highest: cannot tell", ": yes"},
                 {12, true, false, "test_error grows with highest: yes", NULL},
                 {12, false, false, "test_error grows with highest: cannot tell", "highest: yes"},
                 {12, true, true, "flatness.dat has no row of noise = 0.2", NULL}};
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        char *path[MOST], *const kind = base_text("flat%zu-", k);
        networks(kind, cases[k].n, cases[k].grows, cases[k].gap, path);
        const struct command_arguments a =
            fabricate_arguments((size_t)cases[k].n, path, "flatness");
        fabricate_prints(landscape_command, &a, cases[k].part, cases[k].none);
        clear((size_t)cases[k].n, path);
        base_free(kind);
    }
}

/* n solutions whose loss is the square of `common`, whose swaps raise it by common + own, and whose
   test loss is common + share own. */
static void solutions(const char *kind, int n, double share, char **path)
{
    struct rng r;
    rng_init(&r, 5, 0, RNG_TEST);
    for (int i = 0; i < n; i++) {
        char *const name = base_text("%s%d", kind, i);
        path[i] =
            fabricate_run(support_root, name, "dnn", i + 1, "[system]\nT = 0\n[data]\nname = d\n");
        const double common = 1 + rng_uniform(&r), own = 0.1 * rng_uniform(&r),
                     other = 0.1 * rng_uniform(&r), swap = common + own;
        const struct {
            const char *file, *head;
            double x[10];
            int columns;
        } tables[] = {
            {"hessian.dat",
             "layer weights trace trace_error highest residual",
             {0, 10, 1 + other, 0.1, 1 + other, 1e-6},
             6},
            {"flatness.dat", "noise rise error", {0.2, 1 + other, 0.1}, 3},
            {"scores.dat",
             "loss error test_loss test_error",
             {common * common, 0, common + share * own + (1 - share) * other, 0.1},
             4},
            {"tried.dat",
             "row column in_row in_column mixed mixed_equal mixed_opposite anywhere inter",
             {swap, swap, swap, swap, swap, swap, swap, swap, swap},
             9},
        };
        for (size_t k = 0; k < sizeof tables / sizeof *tables; k++) {
            FILE *const f = fabricate_file(path[i], tables[k].file);
            fprintf(f, "# t: x\n# %s\n", tables[k].head);
            for (int c = 0; c < tables[k].columns; c++) fprintf(f, "%.9g ", tables[k].x[c]);
            fprintf(f, "\n");
            fclose(f);
        }
        base_free(name);
    }
}

/* A swap that shares only the training loss with the test loss predicts nothing beyond it. */
static void tried_swaps(void **state)
{
    (void)state;
    static const struct {
        int n;
        double share;
        const char *part, *none;
    } cases[] = {{40, 1, "beyond the loss: yes (9 of 36 pairs)", NULL},
                 {40, 0, "beyond the loss: cannot tell (0 of 36 pairs)", "  yes"},
                 {12, 1, "12 solutions are fewer than 30", "  yes"}};
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        char *path[MOST], *const kind = base_text("tried%zu-", k);
        solutions(kind, cases[k].n, cases[k].share, path);
        const struct command_arguments a = fabricate_arguments((size_t)cases[k].n, path, "swaps");
        fabricate_prints(landscape_command, &a, cases[k].part, cases[k].none);
        clear((size_t)cases[k].n, path);
        base_free(kind);
    }
}

/* Barriers of copies with 2, 3, ... units exchanged, which grow or do not. */
static char *exchanges(const char *name, int counts, int copies, bool grow)
{
    char *const path = folder_of(name);
    FILE *const f = fabricate_file(path, "exchange.dat");
    fprintf(f, "# exchange: x\n# units copy overlap s loss error\n");
    for (int m = 2; m < 2 + counts; m++)
        for (int c = 0; c < copies; c++) {
            const double top =
                (grow ? 0.1 * m : 0.3 + 0.1 * (m * 5 % counts)) * (1 + 0.01 * rng_normal(&rng));
            fprintf(f, "%d %d 1 0 0.1 0\n%d %d 1 0.5 %g 0\n%d %d 1 1 0.1 0\n", m, c, m, c,
                    0.1 + top, m, c);
        }
    fclose(f);
    return path;
}

static void exchanged_units(void **state)
{
    (void)state;
    static const struct {
        int counts, copies;
        bool grow;
        const char *part, *none;
    } cases[] = {
        {2, 5, true, "number of exchanged units: cannot tell (2 points)", ": yes"},
        {3, 5, true, "number of exchanged units: cannot tell", ": yes"},
        {11, 5, true, "number of exchanged units: yes", NULL},
        {11, 5, false, "number of exchanged units: cannot tell", "units: yes"},
        {11, 1, true, "such a number decides nothing", NULL},
    };
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        char *const name = base_text("exchange%zu", k),
                    *path = exchanges(name, cases[k].counts, cases[k].copies, cases[k].grow);
        const struct command_arguments a = fabricate_arguments(1, &path, "exchange");
        fabricate_prints(landscape_command, &a, cases[k].part, cases[k].none);
        base_free(path), base_free(name);
    }
}

/* ---- kwj ------------------------------------------------------------------------------------- */

enum { WEIGHTS = 400, TEMPERATURES = 3 };

struct phase { /* of Langevin runs */
    const char *name;
    size_t seeds;
    bool caged, drifts; /* displacements that stay; colder decays of another shape */
};

/* Overlap erf(sqrt(tau / t)), whose tail is t^(-1/2); displacements grow with t. */
static void write_decays(const char *path, const struct phase *p, int k)
{
    const double tau = 100 * pow(10, k), own = 1 + 0.02 * rng_normal(&rng);
    FILE *const overlap = fabricate_file(path, "overlap.dat"),
                *const msd = fabricate_file(path, "msd.dat"),
                *const alpha2 = fabricate_file(path, "alpha2.dat");
    fprintf(overlap, "# overlap: x; items: 400\n# t_w lag overlap\n");
    fprintf(msd, "# msd: x; items: 400\n# t_w lag msd\n");
    fprintf(alpha2, "# alpha2: x; items: 400\n# t_w lag r2 r4\n");
    for (int l = 0; l < 70; l++) {
        const double t = fabricate_lag(l), x = t / (tau * own),
                     Q = p->drifts && k ? exp(-x) : erf(sqrt(0.1 / x)),
                     r2 = p->caged ? 1e-4 * own * (1 + 1e-4 * log(t)) : 1e-6 * own * t;
        fprintf(overlap, "10 %g %.10g\n", t, Q);
        fprintf(msd, "10 %g %.10g\n", t, r2);
        fprintf(alpha2, "10 %g %.10g %.10g\n", t, r2, 3.3 * r2 * r2);
    }
    fclose(overlap), fclose(msd), fclose(alpha2);
}

static size_t phase_runs(const struct phase *p, char **path)
{
    double w[WEIGHTS];
    for (int i = 0; i < WEIGHTS; i++) w[i] = rng_normal(&rng);
    size_t n = 0;
    for (int k = 0; k < TEMPERATURES; k++)
        for (size_t s = 0; s < p->seeds; s++) {
            char *const name = base_text("%s-%d-%zu", p->name, k, s),
                        *const sections = base_text(
                            "dynamics = gradient\n[system]\nT = %g\n[network]\nlayers = x\n[data]\n"
                            "name = d\ntrain_samples = 100\n[train]\noptimiser = langevin\n"
                            "learning_rate = 0.01\nweight_decay = 0\n[observe.overlap]\n"
                            "schedule = log 10\nfraction = 20\n",
                            0.1 * pow(10, -k));
            path[n] = fabricate_run(support_root, name, "dnn", (int)s + 1, sections);
            write_decays(path[n], p, k);
            fabricate_weights(path[n++], WEIGHTS, w);
            base_free(name), base_free(sections);
        }
    return n;
}

/* Ends of training without decay: `seeds` of each of two widths, whose losses have this ratio. */
static size_t ends(const char *kind, size_t seeds, double ratio, char **path)
{
    double w[WEIGHTS];
    for (int i = 0; i < WEIGHTS; i++) w[i] = rng_normal(&rng);
    size_t n = 0;
    for (int wide = 0; wide < 2; wide++)
        for (size_t s = 0; s < seeds; s++) {
            char *const name = base_text("%s-%d-%zu", kind, wide, s),
                        *const sections =
                            base_text("[system]\nT = 0\n[network]\nlayers = kwj %d\n[data]\nname = "
                                      "d\ntrain_samples = 1000\n[train]\noptimiser = sgd\n"
                                      "weight_decay = 0\n",
                                      wide ? 18 : 5),
                        *const series =
                            base_text("# s: x\n# t energy\n1 1\n9 %g\n",
                                      (wide ? 1 : ratio) * 1e-5 * (1 + 0.05 * rng_normal(&rng)));
            path[n] = fabricate_run(support_root, name, "dnn", (int)s + 1, sections);
            fabricate_text(path[n], "series.dat", series);
            fabricate_weights(path[n++], wide ? WEIGHTS : WEIGHTS / 4, w);
            base_free(name), base_free(sections), base_free(series);
        }
    return n;
}

/* The verdict at the end of the first line that begins with the claim. */
static void judges(const char *text, const char *claim, const char *expected)
{
    char *const line = base_text("\n%s", claim);
    const char *const at = strstr(text, line), *const end = at ? strchr(at + 1, '\n') : NULL;
    const size_t n = strlen(expected);
    if (!end || strncmp(end - n, expected, n) != 0)
        fail_msg("'%s' is not '%s':\n%s", claim, expected, text);
    base_free(line);
}

static void kwj_claims(void **state)
{
    (void)state;
    static const struct {
        struct phase phase;
        size_t seeds;
        double ratio;
        const char *exponent, *superposition, *cage, *loss;
    } cases[] = {
        {{"free", 4, false, false}, 4, 1e4, "agrees", "agrees", "agrees", "agrees"},
        {{"caged", 4, true, false}, 4, 17, "agrees", "agrees", "differs", "fewer decades"},
        {{"drift", 4, false, true}, 2, 1e4, "agrees", "roughly", "agrees", "agrees"},
        {{"alone", 1, false, false},
         1,
         1e4,
         "cannot tell",
         "cannot tell",
         "cannot tell",
         "cannot tell"},
    };
    char *const published = base_text("%s/kwj.dat", support_root);
    fabricate_text(support_root, "kwj.dat", "\"K5 exponent of Q\" -0.5 nan \"x\"\n");
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        char *path[MOST], *const kind = base_text("end%zu", k);
        size_t n = phase_runs(&cases[k].phase, path);
        n += ends(kind, cases[k].seeds, cases[k].ratio, path + n);
        struct command_arguments a = fabricate_arguments(n, path, NULL);
        a.name = "kwj", a.published = published;
        char *const text = fabricate_printed(kerr_winter_2024_command, &a);
        judges(text, "K5 exponent of Q", cases[k].exponent);
        judges(text, "K5 superposition", cases[k].superposition);
        judges(text, "K5 no caging", cases[k].cage);
        judges(text, "K4 fall of the loss with weights", cases[k].loss);
        fabricate_prints(kerr_winter_2024_command, &a, NULL, NULL);
        base_free(text), base_free(kind);
        clear(n, path);
    }
    base_free(published);
}

/* ---- labels of a poster ----------------------------------------------------------------------- */

/* Folders of one name in two places: labels from the key that differs. */
static void protocols_of_one_name(void **state)
{
    (void)state;
    enum { KINDS = 3, SEEDS = 2 };
    static const char *const kind[KINDS] = {"p1/none", "p1/row", "p2/row"};
    char *path[KINDS * SEEDS];
    base_free(folder_of("p1")), base_free(folder_of("p2"));
    for (int k = 0; k < KINDS; k++) {
        base_free(folder_of(kind[k]));
        for (int s = 0; s < SEEDS; s++) {
            char *const name = base_text("%s/%d", kind[k], s + 1),
                        *const sections = base_text("[system]\nT = 0\n[data]\nname = d\n[swap]\n"
                                                    "protocol = %s\nevery = %d\n",
                                                    k ? "row" : "none", k + 1),
                        *const series = base_text("# s: x\n# t loss train_accuracy test_accuracy\n"
                                                  "1 2 0.1 0.1\n10 1.%d 0.2 0.2\n100 0.5 0.3 0.3\n",
                                                  k + 3 * s);
            path[k * SEEDS + s] = fabricate_run(support_root, name, "dnn", s + 1, sections);
            fabricate_text(path[k * SEEDS + s], "series.dat", series);
            base_free(name), base_free(sections), base_free(series);
        }
    }
    struct command_arguments a = fabricate_arguments(KINDS * SEEDS, path, NULL);
    a.name = "poster";
    fabricate_prints(swap_poster_command, &a, "row swap, every = 2", NULL);
    fabricate_prints(swap_poster_command, &a, "row swap, every = 3", NULL);
    clear(KINDS * SEEDS, path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ages),        cmocka_unit_test(flatnesses),
        cmocka_unit_test(tried_swaps), cmocka_unit_test(exchanged_units),
        cmocka_unit_test(kwj_claims),  cmocka_unit_test(protocols_of_one_name),
    };
    rng_init(&rng, 1, 0, RNG_TEST);
    return cmocka_run_group_tests(tests, support_begin, support_end);
}
