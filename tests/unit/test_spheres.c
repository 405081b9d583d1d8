/* The liquid: golden energies, the fast path against two slow ones, the neighbour lists against
   their definition, the same bits after a restart. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "common/numerics/size_distribution.h"
#include "glass/spheres/state/reference.h"
#include "glass/spheres/dynamics/liquid.h"
#include "glass/spheres/columns.h"
#include "glass/spheres/system.h"
#include "tests/support.h"

#define RUN   "[run]\nsweeps = 1\nfolder = x\nseed = 3\n"
#define MOVES "[move.displace]\nweight = 0.8\n[move.swap]\nweight = 0.2\n"

static struct mc_chain opened(const char *system, const char *moves)
{
    return support_chain(&glass_spheres, "%s[system]\n%s\n%s", RUN, system, moves);
}

static void sweeps(struct mc_chain *c, int n)
{
    for (int k = 0; k < n; k++) mc_sweep(c);
}

static const struct model *model(const char *name)
{
    return base_find(&models_table, name);
}

static const struct size_distribution_law *law(const char *name)
{
    return base_find(&size_distribution_laws, name);
}

static double power3(double u)
{
    return law("power")->inverse(model("nbc8")->shape, u);
}

/* ---- golden energies ------------------------------------------------------------------------- */

static void pair_energies_are_golden(void **state)
{
    (void)state;
    const double golden[][3] = {{0.8, 13.736736252003, 172.889277027849},
                                {0.9, 2.938702258720, 40.619829121278},
                                {1.0, 0.595819525630, 10.142265153710},
                                {1.1, 0.083445104607, 2.176502097803},
                                {1.2, 0.002241380067, 0.168819058806}};
    for (size_t k = 0; k < sizeof golden / sizeof golden[0]; k++) {
        const double r2 = golden[k][0] * golden[k][0];
        assert_true(fabs(potentials_base[0].energy(r2, 1) - golden[k][1]) < 1e-10);
        assert_true(fabs(potentials_base[0].virial(r2, 1) - golden[k][2]) < 1e-10);
        assert_true(fabs(potentials_base[0].energy(4 * r2, 4) - golden[k][1]) < 1e-10);
    }
}

enum { GOLDEN_N = 1000 };

static void golden_configuration(double a, double *x, double *s)
{
    for (int p = 0; p < GOLDEN_N; p++) {
        const int site[3] = {p / 100, p / 10 % 10, p % 10};
        const double phase[3] = {1 + 1.3 * p, 2 + 2.7 * p, 3 + 4.1 * p};
        for (int d = 0; d < 3; d++) x[3 * p + d] = site[d] + 0.5 + a * sin(phase[d]);
        s[p] = power3((387 * p % 1000 + 0.5) / 1000);
    }
}

static const struct {
    const char *model;
    double a, energy, pressure; /* E/N, W/(3 V) */
    size_t pairs;
} golden[] = {{"nbc8", 0.00, 4.209444640666, 19.031605624485, 3206},
              {"nbc8", 0.15, 21.554199260072, 89.186317468259, 2946},
              {"nbc4", 0.00, 10.840068496611, 46.860799518575, 4125}};

static void configurations_are_golden(void **state)
{
    (void)state;
    static double x[3 * GOLDEN_N], s[GOLDEN_N];
    for (size_t k = 0; k < sizeof golden / sizeof golden[0]; k++) {
        golden_configuration(golden[k].a, x, s);
        struct reference p;
        double virial;
        size_t pairs;
        reference_init(&p, potentials_base, model(golden[k].model), GOLDEN_N, 3, 10, 1, x, s);
        const double energy = reference_energy(&p, &virial, &pairs);
        assert_true(fabs(energy / GOLDEN_N - golden[k].energy) < 1e-10);
        assert_true(fabs(virial / 3000 - golden[k].pressure) < 1e-10);
        assert_int_equal(pairs, golden[k].pairs);
        double sum = 0;
        for (size_t i = 0; i < GOLDEN_N; i++)
            sum += reference_local(&p, i, &p.x[3 * i], p.s[i], i) / 2;
        assert_true(fabs(sum - energy) < 1e-8);
        reference_clear(&p);
    }
}

/* Sums of pairs are taken in single precision: the box side itself is wrong by 3e-8, and an energy
   by n times that. */
static void the_state_agrees_with_golden(void **state)
{
    (void)state;
    static double x[3 * GOLDEN_N], s[GOLDEN_N];
    static float diameter[GOLDEN_N];
    for (size_t k = 0; k < sizeof golden / sizeof golden[0]; k++) {
        golden_configuration(golden[k].a, x, s);
        for (size_t i = 0; i < GOLDEN_N; i++) diameter[i] = (float)s[i];
        struct spheres l;
        spheres_init(&l, model(golden[k].model), potentials_base, GOLDEN_N, 3, 1, diameter, "test");
        spheres_set_positions(&l, x);
        assert_true(fabs(spheres_energy(&l) / GOLDEN_N / golden[k].energy - 1) < 1e-6);
        assert_true(fabs(spheres_virial(&l) / 3000 / golden[k].pressure - 1) < 1e-7);
        assert_true(spheres_energy(&l) == spheres_energy_direct(&l));
        spheres_clear(&l);
    }
}

static void diameters_are_golden(void **state)
{
    (void)state;
    assert_true(fabs(power3(0.0005) - 0.725471272244464) < 1e-14);
    assert_true(fabs(power3(0.4995) - 0.934880487380682) < 1e-14);
    assert_true(fabs(power3(0.9995) - 1.607923415734383) < 1e-14);
    enum { N = 100000 };
    static float s[N];
    double mean = 0, square = 0;
    size_distribution_draw(base_find(&size_distribution_table, "quantile"), law("power"),
                           model("nbc8")->shape, 1, 0, s, N);
    for (size_t i = 0; i < N; i++) mean += s[i] / (double)N, square += (double)s[i] * s[i] / N;
    assert_true(fabs(mean - 1) < 1e-6);
    assert_true(fabs(square - 1.0523893917) < 1e-6);
    size_distribution_draw(base_find(&size_distribution_table, "random"), law("power"),
                           model("nbc8")->shape, 1, 0, s, N);
    double random = 0;
    for (size_t i = 0; i < N; i++) random += s[i] / (double)N;
    assert_true(fabs(random - 1) < 4 * 0.2288872903 / sqrt(N));
    assert_true(random != mean);
}

/* ---- the chain ------------------------------------------------------------------------------- */

/* Each row asks for something else of the lists: thin and dense boxes, both dimensions, steps
   longer than any list, swaps between the smallest and the largest, random starts. */
static const struct {
    const char *system, *moves;
    int sweeps;
} corners[] = {
    {"N = 200\nT = 0.3", MOVES, 200},
    {"N = 66\nT = 0.5", MOVES, 200}, /* the smallest box */
    {"model = nbc4\nN = 200\nT = 0.6", MOVES, 200},
    {"N = 100\ndim = 2\nT = 0.2", MOVES, 200},
    {"N = 17\ndim = 2\nT = 0.3", MOVES, 200},
    {"N = 150\nrho = 0.3\nT = 2", "[move.displace]\nstep = 2\n[move.swap]\nstep = 10\n", 60},
    {"N = 300\nrho = 1.2\nT = 5", "[move.displace]\nstep = 1\n[move.swap]\nstep = 10\n", 60},
    {"N = 300\nT = 0.5\nstart = random\ndiameters = random", MOVES, 60},
    {"model = nbc1\nN = 100\nT = 0.4", MOVES, 100},
    {"model = nbc9\nN = 100\nT = 0.4", MOVES, 100},
    {"model = nbc11\nN = 500\nT = 2", "[move.displace]\nstep = 1\n[move.swap]\nstep = 10\n", 20},
    {"model = ka\nN = 300\nT = 10", "[move.displace]\n[move.swap]\n", 60},
    {"model = ka3\nN = 300\nT = 2", "[move.displace]\nstep = 0.5\n[move.swap]\n", 40},
};

static void running_energy_is_exact(void **state)
{
    (void)state;
    for (size_t k = 0; k < sizeof corners / sizeof corners[0]; k++) {
        struct mc_chain c = opened(corners[k].system, corners[k].moves);
        for (int i = 0; i < corners[k].sweeps; i++) {
            mc_sweep(&c);
            assert_true(c.energy == spheres_energy(liquid_spheres(c.state)));
        }
        assert_true(c.energy == spheres_energy_direct(liquid_spheres(c.state)));
        assert_true(mc_entry(&c, "displace")->accepted > 0 && mc_entry(&c, "swap")->accepted > 0);
        mc_clear(&c);
    }
}

static bool listed(const struct neighbours *nb, uint32_t i, uint32_t j)
{
    size_t n;
    const uint32_t *const list = neighbours_of(nb, i, &n);
    for (size_t k = 0; k < n; k++)
        if (list[k] == j) return true;
    return false;
}

static void lists_are_what_they_say(void **state)
{
    (void)state;
    for (size_t k = 0; k < sizeof corners / sizeof corners[0]; k++) {
        struct mc_chain c = opened(corners[k].system, corners[k].moves);
        sweeps(&c, corners[k].sweeps);
        const struct spheres *const s = liquid_spheres(c.state);
        const struct neighbours *const nb = &s->neighbours;
        assert_true(nb->refreshed > 0);
        for (uint32_t i = 0; i < s->n; i++)
            for (uint32_t j = 0; j < s->n; j++) {
                if (i == j) continue;
                const struct sphere a = neighbours_row(nb, i)->reference,
                                    b = neighbours_row(nb, j)->reference;
                const double range = neighbours_range(nb, a.s, b.s) + nb->skin;
                assert_true(listed(nb, i, j) ==
                            (potentials_distance2(&nb->view, a.x, b.x) < range * range));
                if (s->potential->pair(&s->view, s->p[i], s->p[j]) != 0)
                    assert_true(listed(nb, i, j));
            }
        mc_clear(&c);
    }
}

/* The restarted chain builds new lists, the other keeps its old ones. */
static void restart_continues(void **state)
{
    (void)state;
    struct mc_chain c = opened("N = 200\nT = 0.2", MOVES),
                    again = opened("N = 200\nT = 0.2", MOVES);
    sweeps(&c, 100);
    support_restart(&c, &again);
    sweeps(&c, 100), sweeps(&again, 100);
    assert_true(c.energy == again.energy);
    assert_true(support_digest(&c) == support_digest(&again));
    mc_clear(&c), mc_clear(&again);
}

/* Unwrapped positions: the sum of all displacements of a sphere equals its position in the frame, across
   many periods of the box. */
static void frames_are_unwrapped(void **state)
{
    (void)state;
    struct mc_chain c =
        opened("N = 50\ndim = 2\nrho = 0.2\nT = 100", "[move.displace]\nstep = 2\n");
    const struct liquid *const l = c.state;
    struct spheres *const s = liquid_spheres(c.state);
    struct frame f;
    static double x[100], crossed;
    spheres_view(s, &f);
    memcpy(x, f.x, sizeof x);
    for (int k = 0; k < 20000; k++) {
        if (!mc_attempt(&c, 0)) continue;
        for (int d = 0; d < 2; d++) x[2 * l->trial.i + (size_t)d] += l->trial.shift[d] * s->unit;
    }
    spheres_view(s, &f);
    for (int k = 0; k < 100; k++) {
        assert_true(fabs(f.x[k] - x[k]) < 1e-9);
        crossed += f.x[k] < 0 || f.x[k] >= f.box;
    }
    assert_true(crossed > 10);
    mc_clear(&c);
}

/* The head of every table defines the pressure of hard spheres. */
static void hard_spheres_have_a_pressure(void **state)
{
    (void)state;
    static const char *const models[] = {"nbc8", "hard", "r12"};
    for (size_t k = 0; k < sizeof models / sizeof *models; k++) {
        struct mc_chain c =
            support_chain(&glass_spheres,
                          "[run]\nsweeps = 1\nfolder = x\n[system]\nmodel = %s\nN = 300\nT = 1\n"
                          "[move.displace]\nweight = 1\n",
                          models[k]);
        const char *const head = glass_spheres.describe.header_line(c.state);
        assert_true(glass_pressure(c.state) > 1);
        assert_int_equal(head && strstr(head, "pairs near contact"), k == 1);
        mc_clear(&c);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pair_energies_are_golden),
        cmocka_unit_test(configurations_are_golden),
        cmocka_unit_test(the_state_agrees_with_golden),
        cmocka_unit_test(diameters_are_golden),
        cmocka_unit_test(running_energy_is_exact),
        cmocka_unit_test(lists_are_what_they_say),
        cmocka_unit_test(restart_continues),
        cmocka_unit_test(frames_are_unwrapped),
        cmocka_unit_test(hard_spheres_have_a_pressure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
