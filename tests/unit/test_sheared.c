/* Molecular dynamics at a constant rate of strain: work, heat and energy, edges chosen anew on the way,
   lists, restarts. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "common/numerics/box.h"
#include "glass/spheres/columns.h"
#include "glass/spheres/dynamics/liquid.h"
#include "glass/spheres/dynamics/molecular_dynamics.h"
#include "glass/spheres/system.h"
#include "tests/support.h"

enum { N = 200 };

static struct mc_chain opened(const char *model, int dim, double rate, double dt, int steps,
                              const char *thermostat)
{
    struct mc_chain c = support_chain(
        &glass_spheres,
        "[run]\nsweeps = 1\nfolder = x\nseed = 3\ndynamics = md_shear\n[md]\nshear_rate = %g\n"
        "dt = %.10g\nsteps = %d\nthermostat_time = %s\n[system]\nmodel = %s\nN = %d\ndim = %d\n"
        "T = 1\n[move.displace]\nweight = 1\n",
        rate, dt, steps, thermostat, model, N, dim);
    support_advance(&c, "metropolis", 50);
    molecular_dynamics_draw(c.state);
    return c;
}

static double total(const struct mc_chain *c)
{
    const struct liquid *const l = c->state;
    return c->energy + molecular_dynamics_temperature(l) * (N - 1) * l->s.dim / 2;
}

/* Energy that neither work nor heat explains, after a time of 0.6. */
static double left_over(const char *model, int dim, double dt, const char *thermostat, double *work)
{
    struct mc_chain c = opened(model, dim, 0.5, dt, (int)lround(0.06 / dt), thermostat);
    const struct liquid *const l = c.state;
    const struct molecular_dynamics_shear *const s = molecular_dynamics_shear(l->dynamics);
    c.energy = spheres_energy(&l->s);
    const double before = total(&c);
    support_advance(&c, "md_shear", 10);
    assert_true(fabs(s->strain - 0.3) < 1e-12);
    const double rest = total(&c) - before - s->work + s->heat;
    *work = s->work;
    assert_true(isinf(atof(thermostat)) ? s->heat == 0 : s->heat != 0);
    mc_clear(&c);
    return rest;
}

/* Second order in dt. */
static void work_is_energy_and_heat(void **state)
{
    (void)state;
    static const char *const models[] = {"nbc8", "nbc5"}, *const thermostats[] = {"inf", "0.5"};
    for (int k = 0; k < 4; k++) {
        const int dim = k % 2 ? 2 : 3;
        double work;
        const double rough = left_over(models[k / 2], dim, 0.002, thermostats[k % 2], &work),
                     fine = left_over(models[k / 2], dim, 0.001, thermostats[k % 2], &work);
        printf("%s, %d dimensions: work %.3f, left over %.2e and %.2e\n", models[k / 2], dim, work,
               rough, fine);
        assert_true(work > 1 && fabs(fine) < 2e-3 * work);
        if (!(k % 2)) assert_true(rough / fine > 2.5 && rough / fine < 6);
    }
}

/* A strain of 3: lists hold all pairs, and the tilt stays within 1/2. */
static void edges_change_on_the_way(void **state)
{
    (void)state;
    struct mc_chain c = opened("ka", 3, 2, 0.001, 25, "0.1");
    const struct liquid *const l = c.state;
    int flips = 0;
    for (int k = 0; k < 60; k++) {
        const double tilt = l->s.tilt[BOX_XY];
        support_advance(&c, "md_shear", 1);
        flips += l->s.tilt[BOX_XY] < tilt;
        assert_true(c.energy == spheres_energy(&l->s) && fabs(l->s.tilt[BOX_XY]) <= 0.5);
    }
    assert_int_equal(flips, 3);
    mc_clear(&c);
}

static void restart_continues(void **state)
{
    (void)state;
    struct mc_chain c = opened("nbc8", 3, -1, 0.001, 25, "1"),
                    again = opened("nbc8", 3, -1, 0.001, 25, "1");
    support_advance(&c, "md_shear", 21);
    support_restart(&c, &again);
    support_advance(&c, "md_shear", 5), support_advance(&again, "md_shear", 5);
    assert_true(support_digest(&c) == support_digest(&again));
    mc_clear(&c), mc_clear(&again);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(work_is_energy_and_heat),
        cmocka_unit_test(edges_change_on_the_way),
        cmocka_unit_test(restart_continues),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
