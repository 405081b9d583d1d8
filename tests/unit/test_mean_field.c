/* Equations of the p-spin model at N = infinity: exact solutions, series, published curves and constants. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "glass/spins/mean_field.h"

static void constants_are_published(void **state)
{
    (void)state;
    static const struct {
        const char *mixture;
        double dynamic, kauzmann, threshold;
    } row[] = {{"3:1", 0.6123724, 0.5860540, -1.1547005},
               {"4:1", 0.5443311, 0.5030394, -1.2247449},
               {"3:1 4:1", 0.8051659, 0.7621387, -1.6904762}};
    for (size_t k = 0; k < 3; k++) {
        const struct covariance c = covariance_parse(row[k].mixture, "x");
        assert_true(fabs(covariance_dynamic_temperature(&c) - row[k].dynamic) < 1e-7);
        assert_true(fabs(covariance_kauzmann_temperature(&c) - row[k].kauzmann) < 1e-7);
        assert_true(fabs(covariance_threshold_energy(&c) - row[k].threshold) < 1e-7);
    }
}

/* Ising spins: p = 3, and the random-energy model, 1 / (2 sqrt(ln 2)), as p grows; p = 2 is continuous at 1. */
static void constants_of_ising_spins_are_published(void **state)
{
    (void)state;
    static const struct {
        const char *mixture;
        double kauzmann, allowed;
    } row[] = {{"3:1", 0.6513852, 1e-5}, {"16:1", 0.6005612, 1e-5}, {"2:1", 1, 2e-3}};
    for (size_t k = 0; k < 3; k++) {
        const struct covariance c = covariance_parse(row[k].mixture, "x");
        const double T = covariance_kauzmann_temperature_ising(&c);
        print_message("    %s: T_K = %.7f, published %.7f\n", row[k].mixture, T, row[k].kauzmann);
        assert_true(fabs(T - row[k].kauzmann) < row[k].allowed);
    }
}

/* Energy and C(t, 0) at time t: two grids, extrapolated to zero step. */
static void solve(const char *mixture, double T, double beta, double dt, double t, double *e,
                  double *C)
{
    const struct covariance c = covariance_parse(mixture, "x");
    double coarse[2] = {0};
    for (int fine = 0; fine < 2; fine++) {
        const double h = dt / (1 + fine);
        const size_t n = (size_t)(t / h + 1.5);
        struct mean_field m;
        mean_field_init(&m, &c, T, beta, h, n);
        while (m.n < n) mean_field_step(&m);
        const double now[2] = {m.e, m.C[mean_field_row(n - 1)]};
        *e = now[0] + (now[0] - coarse[0]) / 3, *C = now[1] + (now[1] - coarse[1]) / 3;
        memcpy(coarse, now, sizeof now);
        mean_field_clear(&m);
    }
}

/* p = 2, T = 0: every component of the eigenvectors relaxes by itself, with a semicircle of eigenvalues. */
static double exact_p2(double t)
{
    enum { POINTS = 20000 };
    double weight = 0, sum = 0;
    for (int k = 0; k < POINTS; k++) {
        const double l = -2 + 4 * (k + 0.5) / POINTS;
        const double w = sqrt(4 - l * l) * exp(2 * (l - 2) * t);
        weight += w, sum += w * l;
    }
    return -sum / weight / 2;
}

static void equations_have_the_exact_solutions(void **state)
{
    (void)state;
    double e, C;
    static const double times[] = {0.5, 1, 2, 5, 10};
    for (size_t k = 0; k < 5; k++) {
        solve("2:1", 0, 0, 0.05, times[k], &e, &C);
        assert_true(fabs(e - exact_p2(times[k])) < 2e-5);
    }
    const double t = 0.1; /* Taylor series of p = 3 */
    solve("3:1", 0, 0, 0.002, t, &e, &C);
    assert_true(fabs(e - (-1.5 * t + 2.25 * pow(t, 3) - 5.4 * pow(t, 5) +
                          1971.0 / 140 * pow(t, 7))) < 1e-6);
    assert_true(fabs(C - (1 - 0.75 * t * t + 45.0 / 32 * pow(t, 4) - 1941.0 / 640 * pow(t, 6))) <
                1e-6);
    solve("3:1", 0.5, 0, 0.002, t, &e, &C);
    const double series = -1.5 * t + 9.0 / 8 * t * t + 27.0 / 16 * pow(t, 3) -
                          549.0 / 128 * pow(t, 4) - 225.0 / 256 * pow(t, 5) +
                          68217.0 / 5120 * pow(t, 6);
    assert_true(fabs(e - series) < 2e-6);
}

/* Tables of e(t): random start, T = 0 and 0.3, p = 3 and 3 + 4. */
static void equations_give_the_published_curves(void **state)
{
    (void)state;
    static const struct {
        const char *mixture;
        double T, t, e, allowed;
    } row[] = {{"3:1", 0, 0.5, -0.57141, 3e-5},    {"3:1", 0, 2, -0.9262, 1e-4},
               {"3:1", 0, 10, -1.0816, 1e-4},      {"3:1", 0, 20, -1.1095, 1e-4},
               {"3:1", 0.3, 0.5, -0.49460, 3e-5},  {"3:1", 0.3, 5, -0.8793, 1e-4},
               {"3:1", 0.3, 20, -0.9511, 1e-4},    {"3:1 4:1", 0, 1, -1.2726, 9e-4},
               {"3:1 4:1", 0, 20, -1.6346, 1.5e-3}};
    for (size_t k = 0; k < sizeof row / sizeof *row; k++) {
        double e, C;
        solve(row[k].mixture, row[k].T, 0, row[k].t <= 1 ? 0.02 : 0.05, row[k].t, &e, &C);
        print_message("    %s T %g: e(%g) = %.5f, published %.5f\n", row[k].mixture, row[k].T,
                      row[k].t, e, row[k].e);
        assert_true(fabs(e - row[k].e) < row[k].allowed);
    }
}

/* A planted start at T' = T is in equilibrium: e is constant, C(t) is the equilibrium correlation. */
static void equilibrium_is_stationary(void **state)
{
    (void)state;
    static const double T[] = {1, 0.7}, C5[] = {0.15426, 0.51817}, C20[] = {0.00230, 0.31575};
    for (size_t k = 0; k < 2; k++) {
        double e, C, later, C_later;
        solve("3:1", T[k], 1 / T[k], 0.05, 5, &e, &C);
        solve("3:1", T[k], 1 / T[k], 0.05, 20, &later, &C_later);
        assert_true(fabs(e + 0.5 / T[k]) < 2e-4 && fabs(later + 0.5 / T[k]) < 4e-4);
        assert_true(fabs(C - C5[k]) < 2e-4 && fabs(C_later - C20[k]) < 5e-4);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(constants_are_published),
        cmocka_unit_test(constants_of_ising_spins_are_published),
        cmocka_unit_test(equations_have_the_exact_solutions),
        cmocka_unit_test(equations_give_the_published_curves),
        cmocka_unit_test(equilibrium_is_stationary),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
