/* Sweeps in domains and plain sweeps lead to the same equilibrium: energy and pressure of nbc8 in
   two dimensions, where half of every length is wall, against the chain of single trials; and in
   three against published numbers. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "common/numerics/statistics.h"
#include "glass/spheres/columns.h"
#include "glass/spheres/dynamics/liquid.h"
#include "glass/spheres/system.h"
#include "tests/support.h"

enum { ROWS = 4000, BLOCKS = 20 };

struct averages {
    struct statistics_estimate e, P;
};

static struct averages averages(const char *system, const char *dynamics, int warm, size_t rows)
{
    static double e[ROWS], P[ROWS];
    struct mc_chain c = support_chain(
        &glass_spheres,
        "[run]\nsweeps = 1\nfolder = x\nseed = 9\nthreads = 2\ndynamics = %s\n[system]\n"
        "%s\n[move.displace]\nweight = 0.8\n[move.swap]\nweight = 0.2\n",
        dynamics, system);
    struct spheres *const s = liquid_spheres(c.state);
    support_advance(&c, dynamics, warm);
    for (size_t k = 0; k < rows; k++) {
        support_advance(&c, dynamics, 5);
        e[k] = c.energy / (double)s->n, P[k] = glass_pressure(c.state);
    }
    assert_true(c.energy == spheres_energy(s));
    mc_clear(&c);
    return (struct averages){statistics_blocked(rows, e, rows / BLOCKS),
                             statistics_blocked(rows, P, rows / BLOCKS)};
}

static void same(const char *what, struct statistics_estimate a, struct statistics_estimate b)
{
    const double error = hypot(a.error, b.error), z = (a.value - b.value) / error;
    printf("%s: in domains %.5f(%.5f), else %.5f(%.5f), z = %.2f\n", what, a.value, a.error,
           b.value, b.error, z);
    assert_true(error < 0.004 * b.value);
    assert_true(fabs(z) < 4);
}

static void two_dimensions(void **state)
{
    (void)state;
    const char *const system = "N = 700\ndim = 2\nT = 0.5";
    const struct averages in = averages(system, "domains", 1500, ROWS),
                          out = averages(system, "metropolis", 1500, ROWS);
    same("2D e", in.e, out.e);
    same("2D P", in.P, out.P);
}

static void three_dimensions(void **state)
{
    (void)state;
    const struct averages in = averages("N = 10648\nT = 1", "domains", 300, 300);
    same("3D e", in.e, (struct statistics_estimate){1.5023, 0.0020});
    same("3D P", in.P, (struct statistics_estimate){9.269, 0.009});
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_dimensions),
        cmocka_unit_test(three_dimensions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
