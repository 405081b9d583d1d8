/* Stress, sheared boxes and elastic moduli, against energies of strained configurations summed by brute
   force over all images, and against each other. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "common/config/runfile.h"
#include "common/core/rng.h"
#include "glass/spheres/columns.h"
#include "glass/spheres/dynamics/liquid.h"
#include "glass/spheres/state/stress.h"
#include "glass/spheres/structure/elasticity.h"
#include "glass/spheres/structure/energy_surface.h"
#include "glass/spheres/structure/minimise.h"
#include "glass/spheres/structure/quasistatic.h"
#include "glass/spheres/system.h"
#include "tests/support.h"

static const struct sample { /* a model and keys of [system] */
    const char *model, *keys;
} samples[] = {
    {"nbc8", ""},
    {"nbc3", ""},
    {"nbc5", ""},
    {"nbc11", ""},
    {"ka", ""},
    {"ka3", ""},
    {"bss", ""},
    {"r12", ""},
    {"lj", ""},
    {"harmonic", "rho = 1.4\n"},
    {"nbc8", "potential = hertz\nrho = 1.4\n"},
    {"nbc8", "potential = formula\nformula = 0.4*(s/r)^9 + exp(-2*r/s)\n"},
    {"ka", "potential = formula\nformula = 4*((s/r)^12 - (s/r)^6)\nsmoothing = C2\n"},
    {"nbc8", "start = random\n"},
};
enum { SAMPLES = sizeof samples / sizeof *samples };

static int number(int dim)
{
    return dim == 3 ? 400 : 150;
}

/* Relaxed by 20 sweeps from random places, or the model's lattice. */
static struct mc_chain sample_of(size_t k, int dim)
{
    struct mc_chain c = support_chain(
        &glass_spheres,
        "[run]\nsweeps = 1\nfolder = x\nseed = 3\n[system]\nmodel = %s\nN = %d\ndim = %d\nT = 1\n"
        "%s[move.displace]\nweight = 1\nstep = 0.1\n",
        samples[k].model, number(dim), dim, samples[k].keys);
    for (int t = 0; t < 20; t++) mc_sweep(&c);
    return c;
}

static const struct liquid *liquid_of(const struct mc_chain *c)
{
    return c->state;
}

/* Energy of places x in a box whose edge b is sheared along a, over all pairs of images up to three boxes
   away along a and one along the others: no list, no nearest image. */
static double brute(const struct energy_surface *l, const double *x, int a, int b, double tilt)
{
    const struct spheres *const s = l->spheres;
    const size_t dim = (size_t)s->dim;
    double sum = 0;
    for (size_t i = 0; i < s->n; i++)
        for (size_t j = 0; j < i; j++) {
            const struct potentials_bond bond = potentials_bond(&s->view, s->p[i].s, s->p[j].s);
            for (int q = 0; q < (dim == 3 ? 63 : 21); q++) {
                int image[3] = {0};
                double r2 = 0;
                image[a] = q % 7 - 3, image[b] = q / 7 % 3 - 1;
                if (dim == 3) image[3 - a - b] = q / 21 - 1;
                for (size_t d = 0; d < dim; d++) {
                    const double shift = image[d] + ((int)d == a ? tilt * image[b] : 0);
                    const double r = x[i * dim + d] - x[j * dim + d] + shift * s->L;
                    r2 += r * r;
                }
                if (potentials_within(s->potential, r2, bond))
                    sum += potentials_energy(s->potential, r2, bond);
            }
        }
    return sum;
}

static void near(const char *what, size_t k, int dim, double x, double expected, double most)
{
    if (!(fabs(x - expected) <= most))
        fail_msg("%s %s, %d dimensions: %s %.12g, not %.12g", samples[k].model, samples[k].keys,
                 dim, what, x, expected);
}

static void trace_is_the_pressure(void **state)
{
    (void)state;
    for (size_t k = 0; k < SAMPLES; k++)
        for (int dim = 2; dim <= 3; dim++) {
            struct mc_chain c = sample_of(k, dim);
            const struct liquid *const l = liquid_of(&c);
            double trace = 0;
            for (int d = 0; d < dim; d++) trace += glass_stress(l, d, d);
            near("trace", k, dim, trace, -dim * glass_pressure(l), 1e-8);
            mc_clear(&c);
        }
}

/* The shear stress in trials, that of the surface, and dU/de / V of the strained box. */
static void stress_is_the_slope_of_energy(void **state)
{
    (void)state;
    const double h = 1e-6;
    for (size_t k = 0; k < SAMPLES; k++) {
        const int dim = k % 2 ? 2 : 3, a = dim == 3, b = dim == 3 ? 2 : 1;
        struct mc_chain c = sample_of(k, dim);
        const struct spheres *const s = &liquid_of(&c)->s;
        struct energy_surface l;
        double U[2], stress[3][3];
        energy_surface_init(&l, s);
        energy_surface_set_axes(&l, a, b);
        energy_surface_stress(&l, stress);
        const double V = pow(s->L, dim), scale = 1 + fabs(stress[0][0]);
        near("stress of trials", k, dim, -stress_virial(s, a, b) / V, stress[a][b], 1e-6 * scale);
        double *const x = base_alloc(l.m, sizeof *x);
        for (int way = 0; way < 2; way++) {
            const double e = way ? h : -h;
            memcpy(x, l.x, l.m * sizeof *x);
            for (size_t i = 0; i < l.m; i += (size_t)dim) x[i + (size_t)a] += e * x[i + (size_t)b];
            U[way] = brute(&l, x, a, b, e);
        }
        if (s->potential->smooth >= 0) /* else pairs cross the cut-off with a jump */
            near("dU/de / V", k, dim, (U[1] - U[0]) / (2 * h * V), stress[a][b], 2e-6 * scale);
        base_free(x);
        energy_surface_clear(&l);
        mc_clear(&c);
    }
}

/* Sheared boxes, tilts beyond one half and across several boxes included. */
static void sheared_boxes_have_the_energy_of_all_images(void **state)
{
    (void)state;
    static const double steps[] = {0.07, 0.52, 0.38, -1.5};
    for (size_t k = 0; k < SAMPLES; k += 6)
        for (int dim = 2; dim <= 3; dim++) {
            struct mc_chain c = sample_of(k, dim);
            struct energy_surface l;
            energy_surface_init(&l, &liquid_of(&c)->s);
            double *const g = base_alloc(l.m, sizeof *g);
            double tilt = 0;
            for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
                energy_surface_shear(&l, steps[i]);
                tilt += steps[i];
                const double U = energy_surface_gradient(&l, g);
                near("energy", k, dim, U, brute(&l, l.x, 0, 1, tilt - nearbyint(tilt)),
                     1e-9 * (1 + fabs(U)));
            }
            base_free(g);
            energy_surface_clear(&l);
            mc_clear(&c);
        }
}

/* Of the places, in equilibrium: V <s_xy^2> / T = <d2U/de2> / V, the Born term. By parts: the free energy
   does not depend on a shear. Exact for potentials with a continuous slope. */
static void fluctuations_are_the_born_term(void **state)
{
    (void)state;
    enum { BLOCKS = 20, BLOCK = 60 };
    static const double u[3][3][3] = {{{0, 1, 0}}, {{0, 0, 1}}, {{0}, {0, 0, 1}}};
    struct mc_chain c = sample_of(0, 3);
    const struct spheres *const s = &liquid_of(&c)->s;
    const double V = s->L * s->L;
    double d[BLOCKS], born_mean = 0;
    for (int k = 0; k < BLOCKS; k++) {
        d[k] = 0;
        for (int i = 0; i < BLOCK; i++) {
            for (int sweep = 0; sweep < 4; sweep++) mc_sweep(&c);
            struct energy_surface l;
            energy_surface_init(&l, s);
            double *const xi = base_alloc(l.m, sizeof *xi);
            for (size_t plane = 0; plane < 3; plane++) {
                double born;
                const double first = energy_surface_affine(&l, u[plane], &born, xi);
                d[k] += (first * first - born) / (3 * V * BLOCK);
                born_mean += born / (3 * V * BLOCK * BLOCKS);
            }
            base_free(xi);
            energy_surface_clear(&l);
        }
    }
    const struct support_average a = support_average(d, BLOCKS);
    printf("V <s^2> / T - Born: %.3f(%.3f) of %.3f, z = %.2f\n", a.mean, a.error, born_mean,
           a.mean / a.error);
    assert_true(fabs(a.mean) < 4 * a.error && a.error < 0.1 * born_mean);
    mc_clear(&c);
}

/* A bulk strain: energy of the scaled box, as the same places in units of another box. */
static double pressure_at_rest(struct energy_surface *l)
{
    double stress[3][3];
    energy_surface_stress(l, stress);
    return -(stress[0][0] + stress[1][1] + stress[2][2]) / l->spheres->dim;
}

static double relaxed(struct energy_surface *l)
{
    const struct minimise_method *const way = minimise_table.rows;
    const struct minimise_result r = way->down(l, 1e-11, 100000);
    assert_true(r.force < 1e-9);
    return r.energy;
}

/* d stress / de of relaxed boxes on both sides, against Born minus fluctuations. */
static void moduli_are_the_slopes_of_stress(void **state)
{
    (void)state;
    static const size_t smooth[] = {0, 11};
    const double h = 2e-6;
    for (size_t i = 0; i < sizeof smooth / sizeof *smooth; i++)
        for (int dim = 2; dim <= 3; dim++) {
            struct mc_chain c = sample_of(smooth[i], dim);
            struct energy_surface l;
            double below[3][3], above[3][3];
            energy_surface_init(&l, &liquid_of(&c)->s);
            relaxed(&l);
            const struct elasticity m = elasticity_shear(&l, 0, 1);
            assert_true(m.residual < 1e-8 && m.nonaffine > 0 && m.born > m.nonaffine);
            energy_surface_shear(&l, h), relaxed(&l), energy_surface_stress(&l, above);
            energy_surface_shear(&l, -2 * h), relaxed(&l), energy_surface_stress(&l, below);
            near("G", smooth[i], dim, (above[0][1] - below[0][1]) / (2 * h), m.modulus,
                 1e-4 * m.modulus);
            energy_surface_clear(&l);
            mc_clear(&c);
        }
}

static void bulk_modulus_is_the_slope_of_pressure(void **state)
{
    (void)state;
    const double h = 2e-6;
    for (int dim = 2; dim <= 3; dim++) {
        struct mc_chain c = sample_of(0, dim);
        struct spheres *const s = &((struct liquid *)c.state)->s;
        const double L = s->L;
        struct energy_surface l;
        double P[2];
        energy_surface_init(&l, s);
        relaxed(&l);
        const struct elasticity m = elasticity_bulk(&l);
        double *const x = base_alloc(l.m, sizeof *x);
        memcpy(x, l.x, l.m * sizeof *x);
        for (int way = 0; way < 2; way++) {
            const double scale = 1 + (way ? h : -h);
            spheres_scale(s, L * scale);
            for (size_t k = 0; k < l.m; k++) l.x[k] = x[k] * scale;
            relaxed(&l);
            P[way] = pressure_at_rest(&l);
        }
        near("B", 0, dim, -(P[1] - P[0]) / (2 * h * dim), m.modulus, 1e-4 * m.modulus);
        base_free(x);
        energy_surface_clear(&l);
        mc_clear(&c);
    }
}

/* Large steps of one minimiser with refinement, and small ones of the other without: the same branch, the
   same event, the same state after it. On the way the work is the energy and the heat. */
static void steps_and_minimisers_agree(void **state)
{
    (void)state;
    const double end = 0.02;
    struct mc_chain c = sample_of(0, 2);
    const struct spheres *const s = &liquid_of(&c)->s;
    struct quasistatic_rules rules = {.method = base_find(&minimise_table, "lbfgs"),
                                      .force = 1e-9,
                                      .most = 1000000,
                                      .step = 1e-3,
                                      .least_step = 1e-6,
                                      .heat = 1e-4,
                                      .across = 1};
    struct quasistatic q[2];
    int events[2] = {0};
    double heat[2] = {0}, start = 0, work = 0;
    for (int k = 0; k < 2; k++) {
        quasistatic_init(&q[k], s, &rules);
        if (k) q[k].rules.method = base_find(&minimise_table, "fire"); /* from the same minimum */
        if (!k) start = q[0].now.energy;
        while (q[k].now.strain != end) {
            const struct quasistatic_state before = q[k].now;
            quasistatic_advance(&q[k], end);
            const struct quasistatic_state *const now = &q[k].now;
            events[k] += now->plastic;
            if (now->plastic) heat[k] += now->heat;
            work +=
                k ? 0
                  : s->L * s->L * (before.stress + now->stress) / 2 * (now->strain - before.strain);
        }
        rules.step = rules.least_step = 1e-4;
    }
    assert_true(events[0] > 0 && events[0] == events[1]);
    near("energy", 0, 2, q[1].now.energy, q[0].now.energy, 1e-6);
    near("stress", 0, 2, q[1].now.stress, q[0].now.stress, 1e-5);
    near("heat", 0, 2, heat[1], heat[0], 1e-4);
    near("work", 0, 2, work, q[0].now.energy - start + heat[0], 1e-4);
    for (int k = 0; k < 2; k++) quasistatic_clear(&q[k]);
    mc_clear(&c);
}

/* Means over blocks of sweeps: shear stress is 0, normal stresses are equal. */
static void liquids_are_isotropic(void **state)
{
    (void)state;
    enum { ROWS = 800, BLOCK = 40, SKIP = 2 };
    double sum[2] = {0}, square[2] = {0};
    struct mc_chain c = sample_of(SAMPLES - 1, 3);
    const struct liquid *const l = liquid_of(&c);
    mc_set_temperature(&c, 5); /* where normal stress differences relax within a block */
    mc_entry(&c, "displace")->step = 0.2;
    for (int t = 0; t < ROWS / BLOCK; t++) {
        double mean[2] = {0};
        for (int k = 0; k < BLOCK; k++) {
            for (int sweep = 0; sweep < 5; sweep++) mc_sweep(&c);
            mean[0] += glass_stress(l, 0, 1) / BLOCK;
            mean[1] += (glass_stress(l, 0, 0) - glass_stress(l, 2, 2)) / BLOCK;
        }
        if (t < SKIP) continue;
        for (int k = 0; k < 2; k++) sum[k] += mean[k], square[k] += mean[k] * mean[k];
    }
    const double n = ROWS / BLOCK - SKIP;
    for (int k = 0; k < 2; k++) {
        const double z = sum[k] / n / sqrt((square[k] / n - sum[k] * sum[k] / n / n) / (n - 1));
        printf("%s: z = %.2f\n", k ? "stress_xx - stress_zz" : "stress_xy", z);
        assert_true(fabs(z) < 4);
    }
    mc_clear(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(trace_is_the_pressure),
        cmocka_unit_test(stress_is_the_slope_of_energy),
        cmocka_unit_test(sheared_boxes_have_the_energy_of_all_images),
        cmocka_unit_test(moduli_are_the_slopes_of_stress),
        cmocka_unit_test(bulk_modulus_is_the_slope_of_pressure),
        cmocka_unit_test(steps_and_minimisers_agree),
        cmocka_unit_test(liquids_are_isotropic),
        cmocka_unit_test(fluctuations_are_the_born_term),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
