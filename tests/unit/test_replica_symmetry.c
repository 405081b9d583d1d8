/* Saddle points of replica symmetry against published and independently computed numbers; averages over
   normal variables against brute force. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "common/numerics/gaussian_average.h"
#include "common/numerics/replica_symmetry.h"

/* ---- averages ----------------------------------------------------------------------------------- */

static double log_cosh(double u)
{
    return fabs(u) + log1p(exp(-2 * fabs(u)));
}

static double sech2(double u)
{
    return 1 / (cosh(u) * cosh(u));
}

static double sech4(double u)
{
    return sech2(u) * sech2(u);
}

/* Midpoint sum, exact to rounding where the step resolves both functions. */
static double brute(double (*g)(double), double mu, double sigma)
{
    enum { POINTS = 150000 };
    double sum = 0;
    for (int k = 0; k < POINTS; k++) {
        const double z = 12 * ((2.0 * k + 1) / POINTS - 1);
        sum += exp(-z * z / 2) * g(mu + sigma * z);
    }
    return sum * 24 / POINTS / sqrt(2 * M_PI);
}

static void averages_agree_with_brute_force(void **state)
{
    (void)state;
    static const double mu[] = {0, 0.4, -3, 60}, sigma[] = {1e-3, 0.7, 3, 40, 1000};
    static const struct {
        double (*fast)(double, double), (*slow)(double);
    } function[] = {{gaussian_average_tanh, tanh},
                    {gaussian_average_sech2, sech2},
                    {gaussian_average_sech4, sech4},
                    {gaussian_average_log_cosh, log_cosh}};
    for (size_t f = 0; f < 4; f++)
        for (size_t a = 0; a < 4; a++) {
            assert_true(fabs(function[f].fast(mu[a], 0) - function[f].slow(mu[a])) < 1e-14 * 61);
            for (size_t b = 0; b < 5; b++) {
                const double x = function[f].fast(mu[a], sigma[b]),
                             y = brute(function[f].slow, mu[a], sigma[b]);
                assert_true(fabs(x - y) < 1e-11 * fmax(1, fabs(y)));
            }
        }
}

/* ---- states ------------------------------------------------------------------------------------- */

static void saddle_points_are_published_ones(void **state)
{
    (void)state;
    static const struct {
        double T, alpha, m, q, r, f; /* r T */
    } golden[] = {{0.2, 0.05, 0.99887776, 0.99783041, 1.01983666, -0.50011116},
                  {0.4, 0.05, 0.96618681, 0.93668219, 1.32212329, -0.50574779},
                  {0.6, 0.02, 0.87929007, 0.77927808, 1.95020148, -0.52852340},
                  {0.2, 0.1, 0.98908516, 0.98441706, 1.15780903, -0.50104066}};
    for (size_t k = 0; k < 4; k++) {
        const struct replica_symmetry_model x = {golden[k].alpha, 1, 0};
        const struct replica_symmetry_state s = replica_symmetry_retrieval(&x, golden[k].T);
        assert_true(fabs(s.m - golden[k].m) < 1e-8 && fabs(s.q - golden[k].q) < 1e-8);
        assert_true(fabs(s.r * s.T - golden[k].r) < 1e-8 && fabs(s.f - golden[k].f) < 1e-8);
    }
    static const double broad[][4] = {{0.15, 0.03, 0.98846, 0.97829},
                                      {0.2, 0.03, 0.94921, 0.91145}};
    for (size_t k = 0; k < 2; k++) {
        const struct replica_symmetry_model x = {broad[k][1], 0.5, 0};
        const struct replica_symmetry_state s = replica_symmetry_retrieval(&x, broad[k][0]);
        assert_true(fabs(s.m - broad[k][2]) < 6e-6 && fabs(s.q - broad[k][3]) < 6e-6);
    }
}

static void wrong_bits_at_zero_temperature(void **state)
{
    (void)state;
    static const double wrong[][3] = {{0.05, 3.886e-6, 5e-10},
                                      {0.1, 0.0010004, 5e-8},
                                      {0.12, 0.0033886, 5e-8},
                                      {0.13, 0.0063941, 5e-8}};
    for (size_t k = 0; k < 4; k++) {
        const struct replica_symmetry_model x = {wrong[k][0], 1, 0};
        const struct replica_symmetry_state s = replica_symmetry_retrieval(&x, 1e-9);
        assert_true(fabs((1 - s.m) / 2 - wrong[k][1]) < wrong[k][2]);
    }
    /* the replica-symmetric capacity 0.137905566 */
    const struct replica_symmetry_model below = {0.1379055, 1, 0}, above = {0.1379057, 1, 0};
    assert_true(replica_symmetry_retrieval(&below, 1e-8).m > 0.966);
    assert_true(isnan(replica_symmetry_retrieval(&above, 1e-8).m));
}

/* m, q and r of a state, put into the equations, with every average by brute force. */
static void states_solve_their_equations(void **state)
{
    (void)state;
    static const double cases[][4] = {/* T, alpha, Omega_hidden, Omega_patterns */
                                      {0.4, 0.05, 1, 0},    {0.3, 0.03, 0.75, 0},
                                      {0.15, 0.03, 0.5, 0}, {0.5, 0.005, 1, 0.25},
                                      {0.4, 0.001, 1, 0.5}, {0.2, 0.01, 0.5, 0.1}};
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        const double T = cases[k][0], alpha = cases[k][1], beta = 1 / T;
        const struct replica_symmetry_model x = {alpha, cases[k][2], cases[k][3]};
        const struct replica_symmetry_state s = replica_symmetry_retrieval(&x, T);
        const double a = beta * x.Omega_hidden * s.m, edge = sqrt(1 - x.Omega_patterns);
        const double sigma = sqrt(a * a * x.Omega_patterns + alpha * beta * s.r);
        const double q = 1 - brute(sech2, a * edge, sigma);
        assert_true(fabs(q - s.q) < 1e-10);
        assert_true(fabs(edge * brute(tanh, a * edge, sigma) + x.Omega_patterns * a * (1 - q) -
                         s.m) < 1e-10);
        const double D = 1 - x.Omega_hidden * beta * (1 - q), s0 = sqrt(1 - x.Omega_hidden);
        double r = 0;
        for (int i = -4000; i <= 4000; i++) {
            const double g = i * 2.5e-3, h = sqrt(beta * q) * g;
            const double mean = (s0 * tanh(h * s0 / D) + x.Omega_hidden * h) / D;
            r += mean * mean * exp(-g * g / 2) * 2.5e-3 / sqrt(2 * M_PI);
        }
        assert_true(fabs(r - s.r) < 1e-9 * r);
    }
}

/* d(f/T)/d(1/T) is the energy, which at a stationary point is the derivative at fixed m, q, r. */
static void free_energy_is_concave_and_gives_the_energy(void **state)
{
    (void)state;
    const struct replica_symmetry_model x = {0.05, 1, 0};
    for (double T = 0.1; T < 0.5; T += 0.1) {
        const double d = 1e-3;
        const struct replica_symmetry_state a = replica_symmetry_retrieval(&x, T - d),
                                            b = replica_symmetry_retrieval(&x, T),
                                            c = replica_symmetry_retrieval(&x, T + d);
        assert_true(a.f + c.f - 2 * b.f < 0);
        const double D = 1 - (1 - b.q) / T;
        const double e =
            -b.m * b.m / 2 + x.alpha / 2 - x.alpha / 2 * ((1 - b.q) / D + b.q / (D * D));
        const double slope = (c.f / c.T - a.f / a.T) / (1 / c.T - 1 / a.T);
        assert_true(fabs(slope - e) < 1e-5);
    }
}

/* ---- lines -------------------------------------------------------------------------------------- */

static void lines_are_published_ones(void **state)
{
    (void)state;
    static const struct {
        double alpha, hidden, patterns, T_M, m, T_c, T_R; /* 0: not tested; NAN: none */
    } line[] = {{0.01, 1, 0, 0.8010, 0.58, 0.7216, 0},   {0.02, 1, 0, 0, 0, 0.5913, 0},
                {0.03, 1, 0, 0.6504, 0.74, 0.4788, 0},   {0.04, 1, 0, 0, 0, 0.3652, 0},
                {0.05, 1, 0, 0.5423, 0.82, 0.2164, 0},   {0.08, 1, 0, 0.4046, 0.89, NAN, 0},
                {0.1, 1, 0, 0.3154, 0.93, NAN, 0},       {0.12, 1, 0, 0.2151, 0.95, NAN, 0.0050},
                {0.13, 1, 0, 0.1489, 0.96, NAN, 0.0095}, {0.14, 1, 0, NAN, NAN, NAN, NAN},
                {0.01, 0.75, 0, 0.529, 0, 0, 0},         {0.05, 0.75, 0, 0.302, 0, 0, 0},
                {0.1, 0.75, 0, 0.093, 0, NAN, 0},        {0.03, 0.5, 0, 0.218, 0, 0, 0},
                {0.05, 0.5, 0, 0.148, 0, 0, 0},          {0.001, 1, 0.25, 0.836, 0, 0, 0},
                {0.005, 1, 0.25, 0.625, 0, 0, 0},        {0.01, 1, 0.25, 0.455, 0, NAN, 0},
                {0.03, 1, 0.25, NAN, 0, NAN, NAN},       {0.05, 0, 0, NAN, NAN, NAN, NAN}};
    for (size_t k = 0; k < sizeof line / sizeof *line; k++) {
        const struct replica_symmetry_model x = {line[k].alpha, line[k].hidden, line[k].patterns};
        const struct replica_symmetry_lines l = replica_symmetry_lines(&x);
        const double ours[] = {l.T_M, l.m_M, l.T_c, l.T_R};
        const double there[] = {line[k].T_M, line[k].m, line[k].T_c, line[k].T_R};
        const double digit[] = {line[k].hidden < 1 || line[k].patterns > 0 ? 6e-4 : 6e-5, 6e-3,
                                6e-5, 6e-5};
        for (size_t i = 0; i < 4; i++)
            if (there[i] != 0)
                assert_true(isnan(there[i]) ? isnan(ours[i]) : fabs(ours[i] - there[i]) < digit[i]);
    }
}

static void spin_glass_line_is_the_published_one(void **state)
{
    (void)state;
    static const double alpha[] = {0.1, 1}, T[2][5] = {{0.316, 0.698, 0.981, 1.198, 1.316},
                                                       {1.000, 1.411, 1.707, 1.911, 2.000}};
    for (size_t a = 0; a < 2; a++)
        for (size_t k = 0; k < 5; k++) {
            const struct replica_symmetry_model x = {alpha[a], (double)k / 4, 0};
            const double T_g = replica_symmetry_lines(&x).T_g;
            assert_true(fabs(T_g - T[a][k]) < 6e-4);
            assert_true(replica_symmetry_disordered(&x, T_g * 1.001).q == 0);
            const double q = replica_symmetry_disordered(&x, T_g * 0.999).q;
            assert_true(q > 0 && q < 0.01);
            assert_true(fabs(replica_symmetry_disordered(&x, T_g * 1.0001).stability - 1) < 3e-3);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(averages_agree_with_brute_force),
        cmocka_unit_test(saddle_points_are_published_ones),
        cmocka_unit_test(wrong_bits_at_zero_temperature),
        cmocka_unit_test(states_solve_their_equations),
        cmocka_unit_test(free_energy_is_concave_and_gives_the_energy),
        cmocka_unit_test(lines_are_published_ones),
        cmocka_unit_test(spin_glass_line_is_the_published_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
