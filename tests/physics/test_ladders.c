/* Ladders of a liquid and of a network, against other routes to the same numbers. Population
   annealing: d ln Z / d beta = -<E>, the energies under replica exchange, and a linear network's
   Gaussian, for which ln Z(T) = P/2 ln T - U_min / T + constant. Replica exchange of molecular
   dynamics: kinetic temperatures, and the energies of Metropolis trials. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "common/run/program.h"
#include "common/config/runfile.h"
#include "common/run/tempering.h"
#include "dnn/system/system.h"
#include "glass/spheres/system.h"
#include "tests/support.h"

enum { MOST = 32 };

struct row {
    double T, E, E_error, lnZ, lnZ_error;
};

static const struct mc_system *const liquids[] = {&glass_spheres, NULL}, *const networks[] = {
                                                                             &dnn_system_double,
                                                                             NULL};
static const struct program
    liquid = {.name = "glass", .doc = "", .systems = liquids, .section = "system", .key = "kind"},
    network = {
        .name = "dnn", .doc = "", .systems = networks, .section = "network", .key = "precision"};

/* Runs text in a scratch folder; base_free the folder's name, or support_remove it. */
static char *run(const struct program *program, const char *text)
{
    char *const folder = support_folder(), *const ini = base_text("%s/a.ini", folder);
    char *const own = base_text("run.folder=%s/out", folder);
    support_write(ini, text, strlen(text));
    struct runfile *const f = program_load(program, NULL, ini, 1, (char *[]){own});
    assert_int_equal(tempering_run(program_system(program, f), f, false), EXIT_OK);
    runfile_free(f);
    base_free(own);
    base_free(ini);
    return folder;
}

/* The rows of population.dat, one per temperature; returns their number. */
static size_t rows_of(const char *folder, struct row *row)
{
    char *const path = base_text("%s/out/population.dat", folder), line[400];
    FILE *const in = base_open(path, "r");
    size_t n = 0;
    while (fgets(line, sizeof line, in) && n < MOST) {
        struct row *const r = &row[n];
        n += sscanf(line, "%*d %lf %lf %lf %*f %lf %lf", &r->T, &r->E, &r->E_error, &r->lnZ,
                    &r->lnZ_error) == 5;
    }
    fclose(in);
    base_free(path);
    return n;
}

static void check(const char *what, double found, double error, double other)
{
    const double z = (found - other) / error;
    printf("%s: %.5f +- %.5f, the other way %.5f, z = %.2f\n", what, found, error, other, z);
    assert_true(fabs(z) < 4);
}

/* Mean of a column of a rung's series, 1 the energy; its error from ten blocks. */
static double mean_of(const char *folder, size_t rung, int column, double *error)
{
    enum { BLOCKS = 10, ROWS = 4096 };
    char *const path = base_text("%s/out/%02zu/series.dat", folder, rung), line[400];
    static double E[ROWS];
    double block[BLOCKS] = {0}, mean = 0, squares = 0;
    FILE *const in = base_open(path, "r");
    size_t n = 0;
    while (fgets(line, sizeof line, in) && n < ROWS) {
        if (*line == '#') continue;
        char *rest = line;
        for (int k = 0; k <= column; k++) E[n] = strtod(rest, &rest);
        n++;
    }
    fclose(in);
    base_free(path);
    for (size_t b = 0; b < BLOCKS; b++) {
        for (size_t i = b * n / BLOCKS; i < (b + 1) * n / BLOCKS; i++) block[b] += E[i];
        block[b] /= (double)((b + 1) * n / BLOCKS - b * n / BLOCKS);
        mean += block[b] / BLOCKS, squares += block[b] * block[b] / BLOCKS;
    }
    *error = sqrt((squares - mean * mean) / (BLOCKS - 1));
    return mean;
}

#define LIQUID                                                                                     \
    "[system]\nmodel = nbc8\nN = 64\nT = 0.6\n[move.displace]\nweight = 0.8\ntarget = 0.5\n"       \
    "[move.swap]\nweight = 0.2\n"

static void of_liquid(void **state)
{
    (void)state;
    struct row row[MOST];
    char *folder = run(&liquid, "[run]\nseed = 5\nsweeps = 600\nwarmup = 300\n" LIQUID
                                "[observe.series]\nschedule = never\n[tempering]\nmethod = "
                                "population\nladder = even 0.4 0.6 6\nevery = 100\nwalkers = 40\n");
    assert_int_equal(rows_of(folder, row), 6);
    support_remove(folder);
    double area = 0, variance = 0; /* of -<E> over beta, by trapezoids */
    for (size_t k = 1; k < 6; k++) {
        const double step = 1 / row[k].T - 1 / row[k - 1].T;
        area -= 64 * step * (row[k].E + row[k - 1].E) / 2;
        variance += pow(64 * step * row[k].E_error, 2);
    }
    check("liquid, ln Z against the area under <E>", row[5].lnZ,
          hypot(row[5].lnZ_error, sqrt(variance)), area);
    folder = run(&liquid, "[run]\nseed = 6\nsweeps = 6000\nwarmup = 300\n" LIQUID
                          "[observe.series]\nschedule = every 5\n[tempering]\nevery = 5\n"
                          "ladder = even 0.4 0.6 6\ntune = no\n");
    for (size_t k = 0; k < 6; k++) {
        double error;
        const double E = mean_of(folder, 5 - k, 1, &error);
        check("liquid, energy against replica exchange", row[k].E, hypot(row[k].E_error, error), E);
    }
    support_remove(folder);
}

#define PAIR "[observe.series]\nschedule = every 1\n[tempering]\nevery = 2\nladder = 0.5, 0.56\n"

/* Exchanges follow one another so fast that the thermostat alone could not keep the temperatures. */
static void of_velocities(void **state)
{
    (void)state;
    char *const md = run(&liquid, "[run]\nseed = 7\nsweeps = 4000\nwarmup = 300\ndynamics = md\n"
                                  "[md]\nsteps = 15\nthermostat_time = 1\n" LIQUID PAIR),
                *const mc =
                    run(&liquid, "[run]\nseed = 8\nsweeps = 4000\nwarmup = 300\n" LIQUID PAIR);
    for (size_t i = 0; i < 2; i++) {
        double error, other;
        const double T = mean_of(md, i, 2, &error);
        check("liquid, temperature of the velocities", T, error, i ? 0.56 : 0.5);
        const double E = mean_of(md, i, 1, &error), E_mc = mean_of(mc, i, 1, &other);
        check("liquid, energy of dynamics against trials", E, hypot(error, other), E_mc);
    }
    support_remove(md);
    support_remove(mc);
}

/* P = 8 weights; the ladder's energies give U_min. */
static void of_network(void **state)
{
    (void)state;
    enum { P = 8, N = 30 };
    struct row row[MOST];
    char *const folder = run(
        &network,
        "[run]\nseed = 5\nsteps = 2400\nwarmup = 2000\ndynamics = metropolis\n"
        "[system]\nT = 8\n[data]\nname = teacher\ndim = 3\ntrain_samples = 30\ntest_samples = 1\n"
        "[network]\nprecision = double\nlayers = dense classes\n"
        "[train]\nloss = mean_square\nweight_decay = 0.1\nbatch_size = 0\n[move.displace]\nstep = "
        "0.5\n"
        "[observe.series]\nschedule = never\n[tempering]\nmethod = population\n"
        "ladder = even 1 8 8\nevery = 300\nwalkers = 120\n");
    const size_t n = rows_of(folder, row);
    support_remove(folder);
    assert_int_equal(n, 8);
    double bottom = 0, variance = 0;
    for (size_t k = 0; k < n; k++) {
        bottom += (N * row[k].E - P * row[k].T / 2) / (double)n;
        variance += pow(N * row[k].E_error / (double)n, 2);
    }
    const double T0 = row[0].T, T = row[n - 1].T;
    check("network, ln Z of a Gaussian", row[n - 1].lnZ,
          hypot(row[n - 1].lnZ_error, (1 / T - 1 / T0) * sqrt(variance)),
          P / 2.0 * log(T / T0) - (1 / T - 1 / T0) * bottom);
    for (size_t k = 0; k < n; k++)
        check("network, <U> - P T / 2", N * row[k].E - P * row[k].T / 2, N * row[k].E_error,
              bottom);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(of_liquid), cmocka_unit_test(of_velocities),
                                       cmocka_unit_test(of_network)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
