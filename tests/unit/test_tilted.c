/* Tilted boxes in every dynamics: energies against sums over all images, forces against the energy surface,
   integer tilts against the cube, waves of the reciprocal lattice, a liquid against that of the cube. */
#include <complex.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "common/numerics/box.h"
#include "glass/spheres/columns.h"
#include "glass/spheres/dynamics/liquid.h"
#include "glass/spheres/dynamics/molecular_dynamics.h"
#include "glass/spheres/state/forces.h"
#include "glass/spheres/structure/energy_surface.h"
#include "glass/spheres/structure/structure_factor.h"
#include "glass/spheres/system.h"
#include "tests/support.h"

static const struct sample {
    const char *keys, *dynamics, *moves;
} samples[] = {
    {"model = nbc8\nN = 300\ntilt = 0.3 -0.25 0.45\n", "metropolis", "[move.swap]\nweight = 0.2\n"},
    {"model = nbc8\nN = 150\ndim = 2\ntilt = -0.5\n", "metropolis", "[move.swap]\nweight = 0.2\n"},
    {"model = nbc8\nN = 300\ntilt = 0.5 0.5 0.5\nP = 20\n", "metropolis",
     "[move.volume]\nweight = 0.01\n"},
    {"model = ka\nN = 300\ntilt = 0.25\n", "metropolis", "[move.swap_places]\nweight = 0.1\n"},
    {"model = hard\nN = 200\nrho = 0.7\ntilt = 0.3 -0.2 0.4\n", "metropolis",
     "[move.event_chain]\nweight = 0.02\n"},
    {"model = nbc8\nN = 300\ntilt = 0.3 -0.2 0.4\n", "metropolis",
     "[move.event_chain]\nweight = 0.02\n"},
    {"model = ka\nN = 300\ntilt = 0 0.4 0\n", "md", ""},
    {"model = nbc8\nN = 300\ntilt = 0 0 -0.35\n", "md_swap", "[move.swap]\nweight = 0.2\n"},
    {"model = nbc8\nN = 200\ndim = 2\ntilt = 2.7\n", "langevin", ""},
    {"model = nbc8\nN = 300\ntilt = 1.3 0.7 -0.6\npotential = formula\nformula = (s/r)^9\n"
     "cut = 1.5\nsmoothing = C2\n",
     "metropolis", "[move.swap]\nweight = 0.2\n"},
    {"model = nbc8\nN = 10000\nrho = 0.3\ntilt = 0.4 0.1 0\n", "domains",
     "[move.swap]\nweight = 0.2\n"},
};
enum { SAMPLES = sizeof samples / sizeof *samples };

static struct mc_chain opened(const struct sample *k)
{
    struct mc_chain c =
        support_chain(&glass_spheres,
                      "[run]\nsweeps = 1\nfolder = x\nseed = 3\ndynamics = %s\n[md]\ndt = 0.0005\n"
                      "[system]\nT = 1\n%s[move.displace]\nstep = 0.12\n%s",
                      k->dynamics, k->keys, k->moves);
    if (strcmp(k->dynamics, "domains"))
        support_advance(&c, "metropolis", 20); /* melts the lattice */
    support_advance(&c, k->dynamics, 10);
    return c;
}

/* Over all images up to two boxes away: no list, no nearest image. */
static double brute(const struct spheres *s, const double *x)
{
    const int dim = s->dim, deep = dim == 3 ? 2 : 0;
    double sum = 0;
    for (size_t i = 0; i < s->n; i++)
        for (size_t j = 0; j < i; j++) {
            const struct potentials_bond bond = potentials_bond(&s->view, s->p[i].s, s->p[j].s);
            for (int a = -2; a <= 2; a++)
                for (int b = -2; b <= 2; b++)
                    for (int c = -deep; c <= deep; c++) {
                        const double n[3] = {a * s->L, b * s->L, c * s->L};
                        double r2 = 0, shift[3];
                        box_from_edges(s->tilt, dim, n, shift);
                        for (int d = 0; d < dim; d++) {
                            const double r = x[(int)i * dim + d] - x[(int)j * dim + d] + shift[d];
                            r2 += r * r;
                        }
                        if (potentials_within(s->potential, r2, bond))
                            sum += potentials_energy(s->potential, r2, bond);
                    }
        }
    return sum;
}

static void energies_are_sums_over_images(void **state)
{
    (void)state;
    for (size_t k = 0; k < SAMPLES; k++) {
        struct mc_chain c = opened(&samples[k]);
        const struct spheres *const s = liquid_spheres(c.state);
        const double E = spheres_energy(s);
        assert_true(s->view.skew.used && fabs(s->tilt[0]) <= 0.5 && fabs(s->tilt[2]) <= 0.5);
        if (!(c.energy == E && (s->potential->hard || forces_energy(s) == E)))
            fail_msg("sample %zu: %.17g, from scratch %.17g", k, c.energy, E);
        if (s->n <= 300 && !s->potential->hard) {
            assert_true(spheres_energy_direct(s) == E);
            double *const x = base_alloc(s->n * (size_t)s->dim, sizeof *x);
            spheres_positions(s, x);
            const double all = brute(s, x);
            if (!(fabs(E - all) < 4e-6 * fabs(all)))
                fail_msg("sample %zu: %.12g, not %.12g", k, E, all);
            base_free(x);
        }
        mc_clear(&c);
    }
}

static void forces_are_those_of_the_surface(void **state)
{
    (void)state;
    for (size_t k = 0; k < SAMPLES; k++) {
        struct mc_chain c = opened(&samples[k]);
        const struct spheres *const s = liquid_spheres(c.state);
        if (s->potential->hard) {
            mc_clear(&c);
            continue;
        }
        struct energy_surface l;
        energy_surface_init(&l, s);
        double *const f = base_alloc(l.m, sizeof *f), *const g = base_alloc(l.m, sizeof *g),
                      most = 1;
        double stress[3][3];
        const double U = energy_surface_gradient(&l, g);
        forces_sum(s, f);
        for (size_t i = 0; i < l.m; i++) most = fmax(most, fabs(g[i]));
        for (size_t i = 0; i < l.m; i++) assert_true(fabs(f[i] + g[i]) < 2e-6 * most);
        assert_true(fabs(U - c.energy) < 4e-6 * fabs(U));
        energy_surface_stress(&l, stress);
        const double rest =
            glass_stress(c.state, 0, 1) +
            (double)s->n * molecular_dynamics_kinetic(c.state, 0, 1) / pow(s->L, s->dim);
        assert_true(fabs(rest - stress[0][1]) < 1e-6 * (1 + fabs(stress[0][0])));
        base_free(f), base_free(g);
        energy_surface_clear(&l);
        mc_clear(&c);
    }
}

/* A box whose edges are other edges of the same lattice: all states and columns have the same bits. */
static void integer_tilts_are_the_cube(void **state)
{
    (void)state;
    static const char *const tilts[] = {"0", "1", "-2 3 1", "0 0 1"};
    double energy = 0, pressure = 0;
    for (size_t k = 0; k < sizeof tilts / sizeof *tilts; k++) {
        char *const keys = base_text("model = nbc8\nN = 200\ntilt = %s\n", tilts[k]);
        const struct sample cube = {keys, "metropolis", "[move.swap]\nweight = 0.2\n"};
        struct mc_chain c = opened(&cube);
        if (!k) energy = c.energy, pressure = glass_pressure(c.state);
        assert_true(c.energy == energy && glass_pressure(c.state) == pressure);
        base_free(keys);
        mc_clear(&c);
    }
}

/* A strain of 1 in steps returns the same lattice; unwrapped places move with the box alone. */
static void edges_are_chosen_anew(void **state)
{
    (void)state;
    const struct sample cube = {"model = nbc8\nN = 200\ntilt = 0\n", "metropolis", ""};
    struct mc_chain c = opened(&cube);
    struct spheres *const s = liquid_spheres(c.state);
    const double E = c.energy;
    double *const x = base_alloc(3 * s->n, sizeof *x);
    struct frame f;
    spheres_view(s, &f);
    memcpy(x, f.x, 3 * s->n * sizeof *x);
    for (int k = 0; k < 8; k++) {
        double tilt[BOX_TILTS];
        memcpy(tilt, s->tilt, sizeof tilt);
        box_shear(tilt, 0, 1, 0.125);
        spheres_tilt(s, tilt);
    }
    assert_true(s->tilt[BOX_XY] == 0 && !s->view.skew.used);
    spheres_view(s, &f);
    for (size_t i = 0; i < s->n; i++) {
        assert_true(fabs(f.x[3 * i] - x[3 * i] - x[3 * i + 1]) < 1e-8);
        assert_true(f.x[3 * i + 1] == x[3 * i + 1]);
    }
    spheres_set_positions(s, x);
    assert_true(spheres_energy(s) == E);
    base_free(x);
    mc_clear(&c);
}

/* By transforms, wave by wave, and one wave from places and its vector. */
static void waves_are_those_of_the_lattice(void **state)
{
    (void)state;
    for (size_t k = 0; k < 2; k++) {
        struct mc_chain c = opened(&samples[k]);
        const struct spheres *const s = liquid_spheres(c.state);
        const double spacing = 2 * M_PI / s->L * 0.002; /* a shell for each length */
        enum { SHELLS = 1500 };
        unsigned char *const of = base_alloc(s->n, 1);
        double *const x = base_alloc(s->n * (size_t)s->dim, sizeof *x);
        struct structure_factor fast, slow;
        structure_factor_init(&fast, 1, SHELLS), structure_factor_init(&slow, 1, SHELLS);
        structure_factor_add(&fast, s, of, spacing);
        structure_factor_add_direct(&slow, s, of, spacing);
        for (size_t q = 0; q < SHELLS; q++) {
            assert_true(fast.waves[q] == slow.waves[q]);
            assert_true(fabs(fast.power[q] - slow.power[q]) <= 0.01 * (double)s->n);
        }
        /* b_y of the reciprocal lattice is along y, less z in three dimensions: k r = 2 pi y' */
        const double ky = 2 * M_PI / s->L, kz = s->dim == 3 ? -ky * s->tilt[BOX_YZ] : 0;
        const size_t q = (size_t)lround(hypot(ky, kz) / spacing);
        double _Complex wave = 0;
        spheres_positions(s, x);
        for (size_t i = 0, d = (size_t)s->dim; i < s->n; i++)
            wave += cexp(I * (ky * x[i * d + 1] + (d == 3 ? kz * x[i * d + 2] : 0)));
        assert_true(slow.waves[q] == 2);
        assert_true(fabs(slow.power[q] / 2 - creal(wave * conj(wave))) <
                    1e-6 * (1 + slow.power[q]));
        structure_factor_clear(&fast), structure_factor_clear(&slow);
        base_free(of), base_free(x);
        mc_clear(&c);
    }
}

/* nbc8 at T = 1, rho = 1: e and P of larger cubes (tests/README.md). */
static void liquids_do_not_feel_the_tilt(void **state)
{
    (void)state;
    enum { BLOCKS = 12, BLOCK = 15 };
    const struct sample tilted = {"model = nbc8\nN = 600\ntilt = 0.5 0 0.3\n", "metropolis",
                                  "[move.swap]\nweight = 0.2\n"};
    struct mc_chain c = opened(&tilted);
    double e[BLOCKS], P[BLOCKS];
    for (int k = -4; k < BLOCKS; k++) {
        double sum[2] = {0};
        for (int i = 0; i < BLOCK; i++) {
            for (int sweep = 0; sweep < 5; sweep++) mc_sweep(&c);
            sum[0] += c.energy / 600 / BLOCK, sum[1] += glass_pressure(c.state) / BLOCK;
        }
        if (k >= 0) e[k] = sum[0], P[k] = sum[1];
    }
    const struct support_average E = support_average(e, BLOCKS), p = support_average(P, BLOCKS);
    const double z = (E.mean - 1.5026) / hypot(E.error, 0.0009),
                 zP = (p.mean - 9.272) / hypot(p.error, 0.004);
    printf("tilted liquid: e = %.4f(%.4f), z = %.2f; P = %.3f(%.3f), z = %.2f\n", E.mean, E.error,
           z, p.mean, p.error, zP);
    assert_true(fabs(z) < 4 && fabs(zP) < 4);
    mc_clear(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(energies_are_sums_over_images),
        cmocka_unit_test(forces_are_those_of_the_surface),
        cmocka_unit_test(integer_tilts_are_the_cube),
        cmocka_unit_test(edges_are_chosen_anew),
        cmocka_unit_test(waves_are_those_of_the_lattice),
        cmocka_unit_test(liquids_do_not_feel_the_tilt),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
