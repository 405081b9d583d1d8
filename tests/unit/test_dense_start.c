/* Dense starts of hard spheres: no overlap by the sum over all pairs, in both dimensions; bounded. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>
#include <math.h>

#include "common/core/base.h"
#include "glass/spheres/dynamics/liquid.h"
#include "glass/spheres/state/forces.h"
#include "glass/spheres/system.h"
#include "tests/support.h"

static struct mc_chain started(const char *keys)
{
    return support_chain(&glass_spheres, "[run]\nsweeps = 1\nfolder = x\n[system]\nT = 1\n%s\n%s",
                         keys, "[move.displace]\n");
}

static void dense_hard_spheres_do_not_overlap(void **state)
{
    (void)state;
    static const char *const dense[] = {
        "model = hard\nN = 500\nrho = 0.965", "model = hard\nN = 500\nrho = 0.965\nstart = random",
        "model = hard\nN = 300\nrho = 1.02", "model = hard\nN = 300\nrho = 0.96\ndim = 2",
        "model = hard\nsizes = equal\nN = 256\nrho = 1.1"};
    for (size_t k = 0; k < sizeof dense / sizeof *dense; k++) {
        struct mc_chain c = started(dense[k]);
        struct liquid *const l = c.state;
        assert_true(spheres_energy_direct(&l->s) == 0);
        support_advance(&c, "metropolis", 20);
        assert_true(spheres_energy_direct(&l->s) == 0 && mc_entry(&c, "displace")->accepted > 0);
        mc_clear(&c);
    }
}

/* Dense soft spheres start hot, but with finite energies. */
static void dense_soft_spheres_start(void **state)
{
    (void)state;
    struct mc_chain c = started("model = nbc8\nN = 300\nrho = 2.2");
    assert_true(c.energy == spheres_energy_direct(liquid_spheres(c.state)) && c.energy > 3000);
    mc_clear(&c);
}

/* Compression in steps that many gaps do not allow: overlaps never, densities to the last bit, spheres
   near their places, unwrapped positions continuous. */
static void programmes_reach_densities(void **state)
{
    (void)state;
    static const struct {
        const char *keys;
        double to;
    } runs[] = {{"model = hard\nN = 200\nrho = 0.5", 0.95},
                {"model = hard\nN = 200\nrho = 0.6\ndim = 2", 0.9},
                {"model = nbc8\nN = 200\nrho = 0.8", 1.5},
                {"model = ka\nN = 300\nrho = 1.2", 0.6}};
    for (size_t k = 0; k < sizeof runs / sizeof *runs; k++) {
        struct mc_chain c = started(runs[k].keys);
        struct liquid *const l = c.state;
        struct spheres *const s = &l->s;
        const double rho = (double)s->n / pow(s->L, s->dim);
        for (int step = 1; step <= 40; step++) {
            support_advance(&c, "metropolis", 5);
            struct frame before, after;
            spheres_view(s, &before);
            double *const x = base_alloc(s->n * (size_t)s->dim, sizeof *x);
            memcpy(x, before.x, s->n * (size_t)s->dim * sizeof *x);
            const double now = rho + (runs[k].to - rho) * step / 40;
            assert_true(glass_spheres.density.set(l, now));
            assert_true(s->L == pow((double)s->n / now, 1.0 / s->dim));
            assert_true(!s->potential->hard || spheres_energy_direct(s) == 0);
            assert_true(forces_energy(s) == spheres_energy_direct(s));
            c.energy = spheres_energy(s);
            spheres_view(s, &after);
            for (size_t i = 0; i < s->n * (size_t)s->dim; i++)
                assert_true(fabs(after.x[i] / after.box - x[i] / before.box) < 0.1);
            base_free(x);
        }
        mc_clear(&c);
    }
}

/* Beyond random close packing the box shrinks as far as the gaps allow. */
static void crowded_spheres_never_overlap(void **state)
{
    (void)state;
    struct mc_chain c = started("model = hard\nN = 100\nrho = 0.9");
    struct liquid *const l = c.state;
    for (int step = 0; step < 100; step++) {
        const double before = l->s.L;
        glass_spheres.density.set(l, 1.6);
        assert_true(l->s.L <= before && spheres_energy_direct(&l->s) == 0);
        support_advance(&c, "metropolis", 1);
    }
    const double rho = 100 / pow(l->s.L, 3);
    assert_true(rho > 0.93 && rho < 1.2);
    mc_clear(&c);
}

static void start(void *keys)
{
    struct mc_chain c = started(keys);
    mc_clear(&c);
}

static void too_dense_names_the_density_reached(void **state)
{
    (void)state;
    assert_true(
        support_refuses(start, "model = hard\nN = 300\nrho = 1.2", "compression reached rho = "));
    assert_true(support_refuses(start, "model = hard\nN = 300\nrho = 1.2\ndim = 2",
                                "Allowed: a lower rho"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dense_hard_spheres_do_not_overlap),
        cmocka_unit_test(dense_soft_spheres_start),
        cmocka_unit_test(programmes_reach_densities),
        cmocka_unit_test(crowded_spheres_never_overlap),
        cmocka_unit_test(too_dense_names_the_density_reached),
    };
    return cmocka_run_group_tests(tests, support_begin, support_end);
}
