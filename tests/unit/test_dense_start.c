/* Dense starts of hard spheres: no overlap by the sum over all pairs, in both dimensions; bounded. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "common/core/base.h"
#include "glass/spheres/dynamics/liquid.h"
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
        cmocka_unit_test(too_dense_names_the_density_reached),
    };
    return cmocka_run_group_tests(tests, support_begin, support_end);
}
