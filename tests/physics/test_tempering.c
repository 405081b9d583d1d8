/* Replica exchange and population annealing where the answers are exact: a walker on a line of sites
   with a barrier in the middle. Energies, the rate of exchanges, and free energies, against sums
   over states; the tuning of a ladder; resampling. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "common/io/checkpoint.h"
#include "common/run/program.h"
#include "common/run/temperature_ladder.h"
#include "common/mc/mc.h"
#include "common/run/population_annealing.h"
#include "common/config/runfile.h"
#include "common/run/tempering.h"
#include "tests/support.h"

enum { K = 9 };

static const double level[K] = {0.3, 0, 0.4, 2, 4, 2.2, 0.5, -0.3, 0.2};

struct walker {
    int32_t site, trial;
    double x;
};

static struct mc_trial step_either(void *state, const struct mc_move *self, struct rng *rng,
                                   double step)
{
    (void)self, (void)step;
    struct walker *const w = state;
    w->trial = w->site + (rng_u32(rng) & 1 ? 1 : -1);
    if (w->trial < 0 || w->trial >= K) return (struct mc_trial){.dE = INFINITY};
    return (struct mc_trial){.dE = level[w->trial] - level[w->site]};
}

static void commit(void *state)
{
    struct walker *const w = state;
    w->site = w->trial;
}

static void *create(const struct runfile *f)
{
    return (void)f, base_alloc(1, sizeof(struct walker));
}

static size_t trials(const void *state)
{
    return (void)state, 4;
}

static double one(const void *state)
{
    return (void)state, 1;
}

static double energy(const void *state)
{
    return level[((const struct walker *)state)->site];
}

static void view(void *state, struct frame *f)
{
    f->n = 1, f->dim = 1, f->x = &((struct walker *)state)->x;
}

static void visit(void *state, struct checkpoint *c)
{
    checkpoint_i32(c, "site", &((struct walker *)state)->site, 1);
}

static const struct runfile_key keys[] = {
    {.name = "T", .doc = "temperature", .type = RUNFILE_REAL, .min = 1e-9, .max = 1e9}, {0}};
static const struct runfile_section sections[] = {{.name = "system", .doc = "toy", .keys = keys},
                                                  {0}};
static const struct mc_move moves[] = {
    {.name = "either", .doc = "a step left or right", .propose = step_either, .commit = commit},
    {0}};
static const struct mc_dynamics dynamics[] = {{"metropolis", "", mc_sweep, true}, {0}};
static const struct mc_system toy = {.name = "toy",
                                     .doc = "a walker over a barrier",
                                     .describe = {.clock = "sweep", .duration = "sweeps"},
                                     .sections = sections,
                                     .moves = moves,
                                     .dynamics = dynamics,
                                     .create = create,
                                     .free = base_free,
                                     .trials = trials,
                                     .energy = energy,
                                     .size = one,
                                     .view = view,
                                     .visit = visit};
static const struct mc_system *const systems[] = {&toy, NULL};
static const struct program program = {
    .name = "toy", .doc = "", .systems = systems, .section = "system", .key = "kind"};

static double weight(int site, double T)
{
    double Z = 0;
    for (int k = 0; k < K; k++) Z += exp(-level[k] / T);
    return exp(-level[site] / T) / Z;
}

static double mean_energy(double T)
{
    double sum = 0;
    for (int k = 0; k < K; k++) sum += level[k] * weight(k, T);
    return sum;
}

static double exchange_rate(double T1, double T2)
{
    double sum = 0;
    for (int a = 0; a < K; a++)
        for (int b = 0; b < K; b++)
            sum += weight(a, T1) * weight(b, T2) *
                   fmin(1, exp((1 / T1 - 1 / T2) * (level[a] - level[b])));
    return sum;
}

/* Mean of a column, and its error from blocks. */
static double column_mean(const char *path, int column, double *error)
{
    enum { BLOCKS = 50, ROWS = 1 << 20 };
    double *const x = base_alloc(ROWS, sizeof *x);
    double sum = 0, square = 0;
    size_t n = 0;
    char line[400];
    FILE *const in = base_open(path, "r");
    while (fgets(line, sizeof line, in)) {
        if (*line == '#') continue;
        char *rest = line;
        for (int i = 0; i <= column; i++) x[n] = strtod(rest, &rest);
        n++;
    }
    fclose(in);
    const size_t each = n / BLOCKS;
    for (size_t b = 0; b < BLOCKS; b++) {
        double block = 0;
        for (size_t i = 0; i < each; i++) block += x[b * each + i] / (double)each;
        sum += block / BLOCKS, square += block * block / BLOCKS;
    }
    *error = sqrt((square - sum * sum) / (BLOCKS - 1));
    base_free(x);
    return sum;
}

static void check(const char *what, double found, double error, double exact)
{
    const double z = (found - exact) / error;
    printf("%s: %.5f +- %.5f, exact %.5f, z = %.2f\n", what, found, error, exact, z);
    assert_true(fabs(z) < 4);
}

static const double T[] = {0.4, 1.5};

static void exact(void **state)
{
    (void)state;
    char *const folder = support_folder(), *const ini = base_text("%s/a.ini", folder);
    char *const text = base_text("[run]\nsweeps = 200000\nwarmup = 100\nfolder = %s/out\n"
                                 "[system]\nT = 0.4\n[tempering]\nladder = 1.5, 0.4\nevery = 2\n"
                                 "[move.either]\n[observe.series]\nschedule = every 1\n",
                                 folder);
    support_write(ini, text, strlen(text));
    struct runfile *const f = program_load(&program, NULL, ini, 0, NULL);
    assert_int_equal(tempering_run(program_system(&program, f), f, false), EXIT_OK);
    runfile_free(f);
    for (int i = 0; i < 2; i++) {
        double error;
        char *const path = base_text("%s/out/%02d/series.dat", folder, i);
        const double U = column_mean(path, 1, &error);
        check(i ? "energy, hot" : "energy, cold", U, error, mean_energy(T[i]));
        base_free(path);
    }
    /* the last row of the table holds the rate over all; blocks are not at hand, but 50000 pairs
       of a chain whose memory is some ten sweeps are worth at least 5000 */
    char *const path = base_text("%s/out/exchange.dat", folder);
    char line[400] = "", last[400] = "";
    FILE *const in = base_open(path, "r");
    while (fgets(line, sizeof line, in)) strcpy(last, line);
    fclose(in);
    long long t, trips;
    double rate;
    assert_int_equal(sscanf(last, "%lld %lld %lf", &t, &trips, &rate), 3);
    const double p = exchange_rate(T[0], T[1]);
    check("rate of exchanges", rate, sqrt(p * (1 - p) / 5000), p);
    assert_true(trips > 1000);
    base_free(path);
    base_free(text);
    base_free(ini);
    support_remove(folder);
}

/* ---- population annealing ---------------------------------------------------------------------- */

static double ln_Z(double at)
{
    double Z = 0;
    for (int k = 0; k < K; k++) Z += exp(-level[k] / at);
    return log(Z);
}

/* Every copy number is next to its mean, which it has on average over u. */
static void resampling(void **state)
{
    (void)state;
    enum { R = 7, DRAWS = 7000 };
    const double w[R] = {0.1, 2.5, 0, 1.2, 1, 1, 1.2};
    double mean[R] = {0};
    for (int k = 0; k < DRAWS; k++) {
        uint32_t n[R], all = 0;
        population_annealing_resample(R, w, (k + 0.5) / DRAWS, n);
        for (int i = 0; i < R; i++) {
            assert_true(fabs((double)n[i] - w[i]) < 1);
            mean[i] += (double)n[i] / DRAWS;
            all += n[i];
        }
        assert_int_equal(all, R);
    }
    for (int i = 0; i < R; i++) assert_float_equal(mean[i], w[i], 1.01 / DRAWS);
}

enum { STEPS = 5 };

/* One population: energy and ln Z at the lowest temperature. */
static void anneal_population(int seed, double *E, double *lnZ, double *error)
{
    char *const folder = support_folder(), *const ini = base_text("%s/a.ini", folder);
    char *const text = base_text("[run]\nsweeps = 10\nwarmup = 400\nfolder = %s/out\nseed = %d\n"
                                 "[system]\nT = 1.5\n[tempering]\nmethod = population\n"
                                 "ladder = even 0.4 1.5 %d\nevery = 2\nwalkers = 48\n"
                                 "[move.either]\n[observe.series]\nschedule = never\n",
                                 folder, seed, STEPS);
    support_write(ini, text, strlen(text));
    struct runfile *const f = program_load(&program, NULL, ini, 0, NULL);
    assert_int_equal(tempering_run(program_system(&program, f), f, false), EXIT_OK);
    runfile_free(f);
    char *const path = base_text("%s/out/population.dat", folder);
    char line[400] = "", last[400] = "";
    FILE *const in = base_open(path, "r");
    while (fgets(line, sizeof line, in)) strcpy(last, line);
    fclose(in);
    assert_int_equal(sscanf(last, "%*d %*f %lf %*f %*f %lf %lf", E, lnZ, error), 3);
    base_free(path);
    base_free(text);
    base_free(ini);
    support_remove(folder);
}

/* Holds far too short to equilibrate: <Z> is exact all the same, and so are energies weighted
   with it. */
static void free_energy(void **state)
{
    (void)state;
    enum { M = 16 };
    const double exact_lnZ = ln_Z(T[0]) - ln_Z(T[1]);
    double Z[M], E[M], lnZ, error, sum = 0, squares = 0, EZ = 0, mean_error = 0;
    for (int m = 0; m < M; m++) {
        anneal_population(m + 1, &E[m], &lnZ, &error);
        Z[m] = exp(lnZ - exact_lnZ);
        sum += Z[m] / M, squares += Z[m] * Z[m] / M, EZ += E[m] * Z[m] / M;
        mean_error += error / M;
    }
    const double spread = sqrt((squares - sum * sum) * M / (M - 1));
    check("Z / Z exact", sum, spread / sqrt(M), 1);
    printf("spread of ln Z %.3f, its error as stated %.3f\n", spread, mean_error);
    assert_true(spread < 2 * mean_error && mean_error < 2 * spread);
    double variance = 0;
    for (int m = 0; m < M; m++) variance += pow(Z[m] * (E[m] - EZ / sum) / sum, 2) / M / (M - 1);
    check("energy, weighted", EZ / sum, sqrt(variance), mean_energy(T[0]));
}

/* A barrier known in closed form, Lambda(1/T) = c ln(1/T) + const: even rejection is a geometric
   ladder, and one that is already even stays. */
static void tuning(void **state)
{
    (void)state;
    struct temperature_ladder l = temperature_ladder_parse("1, 8, 1.1, 1.2, 6", "here");
    for (int round = 0; round < 40; round++) {
        double rejection[TEMPERATURE_LADDER_RUNGS];
        for (size_t i = 0; i + 1 < l.n; i++) rejection[i] = 0.2 * log(l.T[i + 1] / l.T[i]);
        temperature_ladder_tune(&l, rejection);
    }
    for (size_t i = 0; i < l.n; i++)
        assert_float_equal(l.T[i], pow(8, (double)i / (double)(l.n - 1)), 2e-5);
}

static void parse(void *text)
{
    temperature_ladder_parse(text, "[tempering] ladder");
}

static void refusals(void **state)
{
    (void)state;
    assert_true(support_refuses(parse, "1", "2 to 256"));
    assert_true(support_refuses(parse, "1, 2, 1.0", "twice"));
    assert_true(support_refuses(parse, "1, -2", "positive"));
    assert_true(support_refuses(parse, "1, nan", "positive"));
    assert_true(support_refuses(parse, "1, 2x", "positive"));
    assert_true(support_refuses(parse, "even 2 1 4", "LOW HIGH N"));
    assert_true(support_refuses(parse, "even 1 2 1000", "LOW HIGH N"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(exact), cmocka_unit_test(resampling),
                                       cmocka_unit_test(free_energy), cmocka_unit_test(tuning),
                                       cmocka_unit_test(refusals)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
