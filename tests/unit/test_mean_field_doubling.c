/* The doubling grid: the uniform grid, equilibrium, exact p = 2, limits of long times, the fluctuation-dissipation
   ratio, restarts. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "common/core/base.h"
#include "common/numerics/anderson.h"
#include "glass/spins/mean_field.h"
#include "glass/spins/mean_field_doubling.h"
#include "glass/spins/mean_field_system.h"
#include "tests/support.h"

/* A linear map that contracts by 0.999 in one direction and by -0.9 in others. */
static void accelerated_iteration_converges(void **state)
{
    (void)state;
    enum { N = 8 };
    struct anderson a;
    anderson_init(&a, N);
    anderson_start(&a, N);
    double x[N] = {0}, image[N], error = 1;
    int k = 0;
    for (; k < 100 && error > 1e-11; k++) {
        error = 0;
        for (size_t i = 0; i < N; i++) {
            const double factor = i == 0 ? 0.999 : -0.9 + 0.1 * (double)(i % 3);
            image[i] = 1 + factor * (x[i] - 1);
            error = fmax(error, fabs(x[i] - 1));
        }
        anderson_next(&a, x, image);
        memcpy(x, image, sizeof x);
    }
    anderson_clear(&a);
    assert_true(k < 20);
}

static struct mean_field_doubling solve(const char *mixture, double T, double beta, double dt,
                                        size_t points, double t)
{
    const struct covariance c = covariance_parse(mixture, "x");
    struct mean_field_doubling g;
    mean_field_doubling_init(&g, &c, T, beta, dt, points);
    mean_field_doubling_start(&g);
    mean_field_doubling_reach(&g, t);
    return g;
}

/* e, C and X of the uniform grid at time t and every eighth of it, two steps extrapolated. */
static void uniform(const struct covariance *f, double T, double beta, double dt, double t,
                    double *value)
{
    double coarse[17] = {0};
    for (size_t fine = 0; fine < 2; fine++) {
        const double h = dt / (double)(1 + fine);
        const size_t n = (size_t)(t / h + 0.5);
        struct mean_field m;
        mean_field_init(&m, f, T, beta, h, n + 1);
        while (m.n <= n) mean_field_step(&m);
        const double *const C = m.C + mean_field_row(n), *const R = m.R + mean_field_row(n);
        double now[17] = {0};
        for (size_t k = 0; k < 8; k++) {
            now[2 * k] = C[k * n / 8];
            for (size_t s = k * n / 8; s < n; s++) now[2 * k + 1] += h * (R[s] + R[s + 1]) / 2;
        }
        now[16] = m.e;
        for (size_t k = 0; k < 17; k++) value[k] = now[k] + (now[k] - coarse[k]) / 3;
        memcpy(coarse, now, sizeof now);
        mean_field_clear(&m);
    }
}

/* After two doublings. */
static void it_equals_the_uniform_grid(void **state)
{
    (void)state;
    static const struct {
        const char *mixture;
        double T, beta;
    } row[] = {{"3:1", 0.3, 0}, {"3:1", 0, 0}, {"3:1 4:1", 0.4, 0}, {"3:1", 0.5, 1 / 0.61}};
    const double t = 25.6;
    for (size_t k = 0; k < sizeof row / sizeof *row; k++) {
        struct mean_field_doubling g = solve(row[k].mixture, row[k].T, row[k].beta, 0.025, 256, t);
        double worst = 0, mu, e, expected[17];
        uniform(&g.f, row[k].T, row[k].beta, 0.05, t, expected);
        for (size_t j = 0; j < 8; j++) {
            double value[2];
            mean_field_doubling_at(&g, t, (double)j * t / 8, value);
            for (size_t f = 0; f < 2; f++)
                worst = fmax(worst, fabs(value[f] - expected[2 * j + f]));
        }
        mean_field_doubling_energy(&g, t, &mu, &e);
        print_message("    %s T %g: e %.5f, uniform %.5f; C and X differ by at most %.4f\n",
                      row[k].mixture, row[k].T, e, expected[16], worst);
        assert_true(g.level == 2 && worst < 0.005 && fabs(e - expected[16]) < 4e-4);
        mean_field_doubling_clear(&g);
    }
}

/* C'(t) = -T C - (1/T) int_0^t f'(C(t - s)) C'(s) ds, by the same quadrature; C at t. */
static double equilibrium(const struct covariance *f, double T, double h, size_t n)
{
    double *const C = base_alloc(n + 1, sizeof *C), *const g = base_alloc(n + 1, sizeof *g);
    C[0] = 1, g[0] = covariance_slope(f, 1);
    for (size_t i = 1; i <= n; i++) {
        C[i] = C[i - 1];
        for (int k = 0; k < 4; k++) { /* the middle of the step, its own change in the last term */
            double memory = 0;
            g[i] = covariance_slope(f, C[i]);
            for (size_t s = 1; s < i; s++)
                memory += (g[i - s] + g[i - s + 1]) / 2 * (C[s] - C[s - 1]);
            for (size_t s = 1; s < i; s++)
                memory += (g[i - 1 - s] + g[i - s]) / 2 * (C[s] - C[s - 1]);
            memory /= 2;
            const double last = 0.75 * g[0] + 0.25 * g[1];
            C[i] = (C[i - 1] * (1 / h - T / 2 + last / T / 2) - memory / T) /
                   (1 / h + T / 2 + last / T / 2);
        }
    }
    const double value = C[n];
    base_free(C), base_free(g);
    return value;
}

/* Above T_d = 0.61237, from equilibrium: stationary, with the solution of the equation in one time. */
static void it_keeps_equilibrium(void **state)
{
    (void)state;
    static const double T[] = {0.7, 0.63}, published[] = {0.18380, NAN};
    for (size_t k = 0; k < 2; k++) {
        const double t = k ? 150 : 40;
        struct mean_field_doubling g = solve("3:1", T[k], 1 / T[k], 0.025, 512, t);
        double value[2], late[2], mu, e;
        const double one = equilibrium(&g.f, T[k], 0.05, (size_t)(t / 0.05 + 0.5));
        mean_field_doubling_at(&g, t, 0, value);
        mean_field_doubling_energy(&g, t, &mu, &e);
        mean_field_doubling_reach(&g, 4 * t);
        mean_field_doubling_at(&g, 4 * t, 3 * t, late);
        print_message(
            "    T = %g: C(%g) = %.5f, in one time %.5f, later %.5f; X T = 1 - C + %.1e\n", T[k], t,
            value[0], one, late[0], late[1] * T[k] - 1 + late[0]);
        assert_true(fabs(value[0] - one) < 2e-3 && fabs(late[0] - one) < 4e-3);
        assert_true(isnan(published[k]) || fabs(value[0] - published[k]) < 2e-3);
        assert_true(fabs(late[1] * T[k] - 1 + late[0]) < 2e-3 && fabs(e + 0.5 / T[k]) < 3e-4);
        mean_field_doubling_clear(&g);
    }
}

/* Energies far beyond the uniform grid: exact p = 2 at T = 0; limits of p = 3, reached as t^-2/3. */
static void energies_of_long_times_are_exact(void **state)
{
    (void)state;
    static const struct {
        const char *mixture;
        double T, t, e, allowed;
    } row[] = {{"2:1", 0, 400, -0.99906, 2e-4},
               {"3:1", 0, 6400, -1.1547005, 1.2e-3},
               {"3:1", 0.3, 6400, -0.9994, 1.5e-3}};
    for (size_t k = 0; k < sizeof row / sizeof *row; k++) {
        struct mean_field_doubling g = solve(row[k].mixture, row[k].T, 0, 0.05, 256, row[k].t);
        double mu, e;
        mean_field_doubling_energy(&g, row[k].t, &mu, &e);
        print_message("    %s T %g: e(%g) = %.5f, expected %.5f\n", row[k].mixture, row[k].T,
                      row[k].t, e, row[k].e);
        assert_true(fabs(e - row[k].e) < row[k].allowed);
        mean_field_doubling_clear(&g);
    }
}

/* Below T_d: -dX/dC of slow times is the ratio over T, x = (p - 2)(1 - q)/q with q = 0.8072 at T = 0.3; of fast
   times 1/T. At T = 0 it is 1/T_eff = 0.57735. */
static void responses_have_the_effective_temperature(void **state)
{
    (void)state;
    static const struct {
        double T, slow;
    } row[] = {{0.3, 0.2389 / 0.3}, {0, 0.5773503}};
    const double t = 6400;
    for (size_t k = 0; k < 2; k++) {
        struct mean_field_doubling g = solve("3:1", row[k].T, 0, 0.05, 256, t);
        double old[2], young[2], near[2][2];
        mean_field_doubling_at(&g, t, 0.15 * t, old);
        mean_field_doubling_at(&g, t, 0.7 * t, young);
        const double slope = (old[1] - young[1]) / (young[0] - old[0]);
        print_message("    T = %g: -dX/dC = %.4f for C = %.3f to %.3f, exact %.4f\n", row[k].T,
                      slope, young[0], old[0], row[k].slow);
        assert_true(fabs(slope / row[k].slow - 1) < 0.03);
        if (row[k].T > 0) {
            mean_field_doubling_at(&g, t, t - 0.5, near[0]);
            mean_field_doubling_at(&g, t, t - 2, near[1]);
            const double fast = (near[1][1] - near[0][1]) / (near[0][0] - near[1][0]);
            assert_true(fabs(fast * row[k].T - 1) < 0.01);
        }
        mean_field_doubling_clear(&g);
    }
}

static void restart_keeps_every_bit(void **state)
{
    (void)state;
    struct mc_chain c[2];
    for (int r = 0; r < 2; r++)
        c[r] = support_chain(&mean_field_system,
                             "[run]\nsweeps = 1000\nfolder = x\n[system]\nT = 0.3\ngrid = "
                             "doubling\npoints = 128\ndt = 0.05\nsteps = 1\n");
    support_advance(&c[0], "equations", 300);
    support_restart(&c[0], &c[1]);
    for (int r = 0; r < 2; r++) support_advance(&c[r], "equations", 500);
    assert_true(support_digest(&c[0]) == support_digest(&c[1]));
    mc_clear(&c[0]), mc_clear(&c[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(accelerated_iteration_converges),
        cmocka_unit_test(it_equals_the_uniform_grid),
        cmocka_unit_test(it_keeps_equilibrium),
        cmocka_unit_test(energies_of_long_times_are_exact),
        cmocka_unit_test(responses_have_the_effective_temperature),
        cmocka_unit_test(restart_keeps_every_bit),
    };
    return cmocka_run_group_tests(tests, support_begin, support_end);
}
