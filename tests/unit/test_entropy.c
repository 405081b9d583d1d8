/* Parts of glass entropy: spline integrals of polynomials and of tables computed elsewhere, the start
   from infinite temperature, and ln of frequencies by Cholesky against all modes. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "common/core/base.h"
#include "common/numerics/spline_integral.h"
#include "glass/spheres/dynamics/liquid.h"
#include "glass/spheres/structure/energy_surface.h"
#include "glass/spheres/structure/high_temperature.h"
#include "glass/spheres/structure/minimise.h"
#include "glass/spheres/structure/modes.h"
#include "glass/spheres/system.h"
#include "tests/support.h"

static double integral(size_t n, const double *x, const double *y, size_t last)
{
    double *const w = base_alloc(n, sizeof *w), sum = 0;
    spline_integral_weights(n, x, last, w);
    for (size_t i = 0; i < n; i++) sum += w[i] * y[i];
    base_free(w);
    return sum;
}

/* Lines exactly; a sine, whose second derivative vanishes at the ends, up to its curvature. */
static void integrals_of_known_functions(void **state)
{
    (void)state;
    enum { N = 33 };
    double x[N], line[N], sine[N];
    for (size_t i = 0; i < N; i++) {
        x[i] = M_PI * pow((double)i / (N - 1), 1.3);
        line[i] = 2 * x[i] - 1, sine[i] = sin(x[i]);
    }
    for (size_t last = 0; last < N; last++) {
        assert_true(fabs(integral(N, x, line, last) - (x[last] * x[last] - x[last])) < 1e-12);
        assert_true(fabs(integral(N, x, sine, last) - (1 - cos(x[last]))) < 2e-6);
    }
    assert_true(fabs(integral(2, x, line, 1) - (x[1] * x[1] - x[1])) < 1e-14);
    assert_true(fabs(spline_integral_coarse(N, x, sine, N - 1) - 2) < 2e-5);
    assert_true(isnan(spline_integral_coarse(N, x, sine, 2)));
}

/* Energies of nbc8, N = 1500, measured and integrated elsewhere; y = T^(-1/4), g = 4 y^3 u. */
static void a_ladder_integrated_elsewhere(void **state)
{
    (void)state;
    static const double T[] = {390.625, 123.46, 39.06, 16,     7.716,  4.165,  2.441,
                               1.524,   1,      0.683, 0.4823, 0.3501, 0.2603, 0.1975};
    static const double u[] = {69.05,  31.69,  14.983, 8.414,  5.3234, 3.6268, 2.6061,
                               1.9458, 1.5020, 1.1894, 0.9612, 0.7866, 0.6558, 0.5519};
    enum { N = sizeof T / sizeof *T + 1 };
    double y[N] = {0}, g[N] = {2.3263};
    for (size_t k = 1; k < N; k++) y[k] = pow(T[k - 1], -0.25), g[k] = 4 * pow(y[k], 3) * u[k - 1];
    assert_true(fabs(integral(N, y, g, 9) - 4.200) < 0.01);
    assert_true(fabs(spline_integral_coarse(N, y, g, 9) - 4.200) < 0.03);
}

static struct mc_chain chain(const char *keys)
{
    return support_chain(&glass_spheres, "[run]\nsweeps = 1\nfolder = x\n%s", keys);
}

/* rho (2 pi/3) Gamma(3/4) <s_ij^3> of nbc8 is 2.3263 at N = 1500. For one size it is rho S/(2 dim)
   Gamma(1 - dim/12) s^dim, and for a bounded potential of a formula rho/2 times its integral. */
static void the_start_at_infinite_temperature(void **state)
{
    (void)state;
    static const struct {
        const char *keys;
        double power, slope;
    } rows[] = {
        {"[system]\nmodel = nbc8\nN = 1500\nT = 1\n", 0.25, 2.3263},
        {"[system]\nmodel = r12\nN = 200\nrho = 0.5\nT = 1\n", 0.25,
         0.5 * 2 * M_PI / 3 * 1.2254167024651777},
        {"[system]\nmodel = r12\nN = 200\ndim = 2\nrho = 0.5\nT = 1\n", 1 / 6.0,
         0.5 * M_PI / 2 * 1.1287870299081255 * 1},
    };
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        struct mc_chain c = chain(rows[k].keys);
        const struct high_temperature h = high_temperature_of(liquid_spheres(c.state));
        print_message("power %.6f slope %.6f, expected %.6f\n", h.power, h.slope, rows[k].slope);
        assert_true(fabs(h.power - rows[k].power) < 1e-9);
        assert_true(fabs(h.slope / rows[k].slope - 1) < 3e-4);
        mc_clear(&c);
    }
}

static void frequencies_by_cholesky(void **state)
{
    (void)state;
    static const char *const rows[] = {
        "[system]\nmodel = nbc8\nN = 150\nT = 0.3\n[move.displace]\n",
        "[system]\nmodel = nbc8\nN = 60\ndim = 2\nT = 0.3\n"
        "[move.displace]\n"};
    for (size_t k = 0; k < 2; k++) {
        struct mc_chain c = chain(rows[k]);
        struct energy_surface l;
        support_advance(&c, "metropolis", 100);
        energy_surface_init(&l, liquid_spheres(c.state));
        assert_true(isnan(modes_log_frequencies(&l))); /* no minimum */
        ((const struct minimise_method *)minimise_table.rows)->down(&l, 1e-9, 100000);
        struct mode *const mode = base_alloc(l.m, sizeof *mode);
        modes_all(&l, mode);
        double sum = 0;
        for (size_t i = (size_t)l.spheres->dim; i < l.m; i++) sum += log(mode[i].eigenvalue) / 2;
        print_message("sum of ln omega: %.10g, all modes %.10g\n", modes_log_frequencies(&l), sum);
        assert_true(fabs(modes_log_frequencies(&l) - sum) < 1e-6);
        base_free(mode);
        energy_surface_clear(&l);
        mc_clear(&c);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(integrals_of_known_functions),
        cmocka_unit_test(a_ladder_integrated_elsewhere),
        cmocka_unit_test(the_start_at_infinite_temperature),
        cmocka_unit_test(frequencies_by_cholesky),
    };
    return cmocka_run_group_tests(tests, support_begin, support_end);
}
