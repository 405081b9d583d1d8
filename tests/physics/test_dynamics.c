/* Dynamics of the liquid: molecular dynamics keeps its energy to second order in the step, and
   every way to advance gives the averages of the trials, by z-score: energy, pressure,
   configurational temperature; the thermostat gives the canonical law of the kinetic energy. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "common/numerics/statistics.h"
#include "glass/spheres/columns.h"
#include "glass/spheres/dynamics/molecular_dynamics.h"
#include "glass/spheres/state/forces.h"
#include "glass/spheres/dynamics/liquid.h"
#include "glass/spheres/system.h"
#include "tests/support.h"

enum { N = 250, ROWS = 4000 };

static const double T = 0.5;

/* A liquid in equilibrium, by sweeps with swaps, about to be advanced otherwise. */
static struct mc_chain opened(const char *dynamics, const char *md)
{
    struct mc_chain c = support_chain(
        &glass_spheres,
        "[run]\nsweeps = 1\nfolder = x\nseed = 7\ndynamics = %s\n[system]\nN = %d\n"
        "T = %g\n[md]\n%s\n[move.displace]\nweight = 0.8\n[move.swap]\nweight = 0.2\n",
        dynamics, N, T, md);
    for (int k = 0; k < 3000; k++) mc_sweep(&c);
    return c;
}

static double total_energy(const struct mc_chain *c)
{
    return c->energy + 1.5 * (N - 1) * molecular_dynamics_temperature(c->state);
}

/* Root mean square of what the total energy strays over one unit of time. */
static double straying(const char *md)
{
    enum { UNITS = 100 };
    struct mc_chain c = opened("md", md);
    support_advance(&c, "md", 1);
    const double begin = total_energy(&c);
    double square = 0;
    for (int k = 0; k < UNITS; k++) {
        support_advance(&c, "md", 1);
        square += (total_energy(&c) - begin) * (total_energy(&c) - begin);
    }
    mc_clear(&c);
    return sqrt(square / UNITS);
}

static void energy_is_kept_to_second_order(void **state)
{
    (void)state;
    const double a = straying("dt = 0.002\nsteps = 10\nthermostat_time = inf"),
                 b = straying("dt = 0.001\nsteps = 20\nthermostat_time = inf"),
                 c = straying("dt = 0.0005\nsteps = 40\nthermostat_time = inf");
    printf("NVE, dt = 0.002, 0.001, 0.0005: energy strays by %.2e %.2e %.2e; ratios %.2f %.2f\n", a,
           b, c, a / b, b / c);
    assert_true(a / b > 3.2 && a / b < 4.8 && b / c > 3.2 && b / c < 4.8);
    assert_true(c < 0.01); /* of a total energy of 430 */
}

struct averages {
    struct statistics_estimate e, P, T, T_conf, T_square;
};

static struct averages measured(const char *dynamics, const char *md, size_t rows)
{
    static double e[ROWS], P[ROWS], kinetic[ROWS], conf[ROWS], square[ROWS];
    struct mc_chain c = opened(dynamics, md);
    for (int k = 0; k < 100; k++) support_advance(&c, dynamics, 1);
    for (size_t k = 0; k < rows; k++) {
        support_advance(&c, dynamics, 1);
        e[k] = c.energy / N, P[k] = glass_pressure(c.state);
        kinetic[k] = molecular_dynamics_temperature(c.state),
        conf[k] = forces_temperature(liquid_spheres(c.state));
        square[k] = (kinetic[k] - T) * (kinetic[k] - T);
    }
    assert_true(c.energy == spheres_energy(liquid_spheres(c.state)));
    mc_clear(&c);
    return (struct averages){statistics_correlated(rows, e), statistics_correlated(rows, P),
                             statistics_correlated(rows, kinetic),
                             statistics_correlated(rows, conf),
                             statistics_correlated(rows, square)};
}

static void agree(const char *what, struct statistics_estimate a, struct statistics_estimate b)
{
    const double z = (a.value - b.value) / hypot(a.error, b.error);
    printf("  %-20s %.5f(%.5f)  expected %.5f(%.5f)  z = %.2f\n", what, a.value, a.error, b.value,
           b.error, z);
    assert_true(fabs(z) < 4);
}

static void all_ways_agree_with_trials(void **state)
{
    (void)state;
    static const struct way { /* table row */
        const char *name, *md;
        size_t rows;
        bool inertia;
    } ways[] = {
        {"md", "dt = 0.003\nsteps = 25\nthermostat_time = 0.5", 2500, true},
        {"md_swap", "dt = 0.003\nsteps = 15\nthermostat_time = 0.5", 2500, true},
        {"langevin", "dt = 0.0001\nsteps = 25", 2500, false},
    };
    const struct averages mc = measured("metropolis", "", ROWS);
    const struct statistics_estimate bath = {T, 0}, law = {2 * T * T / (3 * (N - 1)), 0};
    agree("metropolis: T_conf", mc.T_conf, bath);
    for (size_t k = 0; k < sizeof ways / sizeof *ways; k++) {
        const struct averages a = measured(ways[k].name, ways[k].md, ways[k].rows);
        printf("%s\n", ways[k].name);
        agree("energy", a.e, mc.e);
        agree("T_conf", a.T_conf, bath);
        if (!ways[k].inertia) {
            agree("pressure", a.P, mc.P);
            continue;
        }
        agree("T of velocities", a.T, bath);
        agree("its variance", a.T_square, law);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(energy_is_kept_to_second_order),
                                       cmocka_unit_test(all_ways_agree_with_trials)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
