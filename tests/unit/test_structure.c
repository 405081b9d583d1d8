/* Structure of configurations whose answer is known: crystals, separated sizes, the two routes to
   the density waves, the ideal gas; and forces against finite differences of the energy. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

#include "common/core/rng.h"
#include "common/numerics/size_distribution.h"
#include "glass/spheres/state/forces.h"
#include "glass/spheres/state/spheres.h"
#include "glass/spheres/structure/bond_order.h"
#include "glass/spheres/structure/radial_distribution.h"
#include "glass/spheres/structure/size_families.h"
#include "glass/spheres/structure/structure_factor.h"

static struct spheres *create(size_t n, int dim, double rho, double eps, const float *s)
{
    static struct model model;
    model = (struct model){.name = "test", .potential = "ipl12", .eps = eps, .rho = rho};
    const struct potential *const p =
        potentials_pick(base_find(&potentials_isas, "auto"), "ipl12", "test");
    struct spheres *const l = base_alloc(1, sizeof *l);
    spheres_init(l, &model, p, n, dim, rho, s, "test");
    return l;
}

static void discard(struct spheres *l)
{
    spheres_clear(l);
    base_free(l);
}

enum { SIDE = 5, FCC = 4 * SIDE * SIDE * SIDE };

/* fcc has Q6 = 0.57452 with its 12 neighbours; the bond range of 1.4 a/sqrt(2) leaves out the second
   shell at sqrt(2). */
static void fcc_has_its_order(void **state)
{
    (void)state;
    static float s[FCC];
    static double x[3 * FCC];
    static const double base[4][3] = {{0, 0, 0}, {0.5, 0.5, 0}, {0.5, 0, 0.5}, {0, 0.5, 0.5}};
    const double a = cbrt(4);
    for (int i = 0; i < FCC; i++) {
        const int cell = i / 4, at[] = {cell % SIDE, cell / SIDE % SIDE, cell / SIDE / SIDE};
        for (int d = 0; d < 3; d++) x[3 * i + d] = a * (at[d] + base[i % 4][d]);
        s[i] = (float)(a / sqrt(2));
    }
    struct spheres *const l = create(FCC, 3, 1, 0, s);
    spheres_set_positions(l, x);
    const struct bond_order order = bond_order(l);
    assert_true(fabs(order.global - 0.57452) < 1e-5 && fabs(order.local - 0.57452) < 1e-5);
    discard(l);
}

enum { N = 1000 };

static struct spheres *gas(int dim, double *x)
{
    float s[N];
    struct rng rng;
    rng_init(&rng, 11, 0, RNG_TEST);
    const struct size_distribution_law *const law = base_find(&size_distribution_laws, "power");
    const struct size_distribution_shape shape = {.spread = law->spread};
    for (int i = 0; i < N; i++) s[i] = (float)law->inverse(&shape, (i + 0.5) / N);
    struct spheres *const l = create(N, dim, 1, 0.2, s);
    for (int i = 0; i < N * dim; i++) x[i] = rng_uniform(&rng) * l->L;
    spheres_set_positions(l, x);
    return l;
}

/* An ideal gas: Q6 of the order 1/sqrt(bonds), g(r) = 1, S(k) = 1, families mixed. */
static void ideal_gas_has_none(void **state)
{
    (void)state;
    enum { BINS = 40, SHELLS = 12 };
    double x[3 * N], pairs[2 * BINS] = {0}, sum = 0, ideal = 0;
    struct spheres *const l = gas(3, x);
    const struct bond_order order = bond_order(l);
    assert_true(order.global < 0.06 && order.local > 0.2);
    radial_distribution_count(l, NULL, 1, 0.1, BINS, pairs);
    for (int b = 0; b < BINS; b++) sum += pairs[b];
    ideal = 0.5 * N * (N - 1) / 1000.0 * 4 * M_PI / 3 * 64; /* within r = 4 of V = 1000 */
    assert_true(fabs(sum - ideal) / sqrt(ideal) < 4);
    static const unsigned char of[N];
    struct structure_factor f;
    structure_factor_init(&f, 1, SHELLS);
    structure_factor_add(&f, l, of, 2 * M_PI / l->L);
    for (int q = 1; q < SHELLS; q++) {
        const double S = f.power[q] / f.waves[q] / N, error = sqrt(2 / f.waves[q]);
        assert_true(fabs(S - 1) < 4 * error);
    }
    structure_factor_clear(&f);
    assert_true(structure_factor_demixing(l) < 3);
    discard(l);
}

static void both_routes_to_waves_agree(void **state)
{
    (void)state;
    enum { SHELLS = 10, FAMILIES = 3 };
    for (int dim = 2, fine = 0; dim <= 3; dim += fine, fine = !fine) {
        const double spacing = fine ? 0.6 : 1;
        double x[3 * N], worst = 0, top = 0;
        struct spheres *const l = gas(dim, x);
        struct structure_factor fast, slow;
        unsigned char of[N];
        size_families_assign(l, FAMILIES, of);
        structure_factor_init(&fast, FAMILIES, SHELLS),
            structure_factor_init(&slow, FAMILIES, SHELLS);
        structure_factor_add(&fast, l, of, spacing * 2 * M_PI / l->L);
        structure_factor_add_direct(&slow, l, of, spacing * 2 * M_PI / l->L);
        for (int q = 1; q < SHELLS; q++) {
            assert_true(fast.waves[q] == slow.waves[q]);
            assert_true(fabs(fast.k[q] - slow.k[q]) <= 1e-9 * slow.k[q]);
            double *const most = q < SHELLS / 2 ? &worst : &top;
            const double unit = N * slow.waves[q] / FAMILIES; /* of a class without correlations */
            for (size_t row = 0; row < fast.rows && slow.waves[q] > 0; row++)
                *most = fmax(*most, fabs(fast.power[row * SHELLS + (size_t)q] -
                                         slow.power[row * SHELLS + (size_t)q]) /
                                        unit);
        }
        structure_factor_clear(&fast), structure_factor_clear(&slow);
        printf(
            "%d dimensions: FFT against direct sums, largest relative difference %.1e, %.1e at the "
            "top\n",
            dim, worst, top);
        assert_true(worst < 2e-3 && top < 5e-2);
        discard(l);
    }
}

/* Small spheres in one half of the box, large ones in the other. */
static void parted_sizes_are_seen(void **state)
{
    (void)state;
    double x[3 * N];
    struct spheres *const l = gas(3, x);
    for (int i = 0; i < N; i++) x[3 * i] = (x[3 * i] + l->L * (i >= N / 2)) / 2;
    spheres_set_positions(l, x);
    assert_true(structure_factor_demixing(l) > 6);
    discard(l);
}

/* Numbered along the box, as a lattice is, but all of one size. */
static void one_size_cannot_part(void **state)
{
    (void)state;
    double x[3 * N];
    struct spheres *const l = gas(3, x);
    for (int i = 0; i < N; i++) l->p[i].s = 1, x[3 * i] = l->L * i / N;
    spheres_set_positions(l, x);
    assert_true(structure_factor_demixing(l) < 3);
    discard(l);
}

/* Energy of sphere i if it were at a, in double precision, over all pairs. */
static double energy_at(const struct spheres *l, uint32_t i, struct sphere a)
{
    double sum = 0;
    for (uint32_t j = 0; j < l->n; j++) {
        const struct sphere b = l->p[j];
        const struct potentials_bond bond = potentials_bond(&l->view, a.s, b.s);
        const double r2 = potentials_distance2(&l->view, a.x, b.x);
        if (j != i) sum += bond.e * l->potential->energy(r2, bond.s2);
    }
    return sum;
}

/* Central differences of U with a step of 2^14 lattice units. */
static void forces_are_slopes(void **state)
{
    (void)state;
    for (int dim = 2; dim <= 3; dim++) {
        static double x[3 * N], f[3 * N];
        struct spheres *const l = gas(dim, x);
        for (int i = 0; i < N; i++) /* a lattice with noise: no overlaps */
            for (int d = 0, c = i, side = dim == 3 ? 10 : 32; d < dim; d++, c /= side)
                x[i * dim + d] = (c % side + 0.5) * l->L / side + 0.1 * sin(i * (d + 1.7));
        spheres_set_positions(l, x);
        forces_sum(l, f);
        for (int k = 0; k < dim * N; k += 37) {
            struct sphere a = l->p[k / dim], b = a;
            const uint32_t h = UINT32_C(1) << 14;
            a.x[k % dim] += h, b.x[k % dim] -= h;
            const uint32_t i = (uint32_t)(k / dim);
            const double slope = (energy_at(l, i, a) - energy_at(l, i, b)) / (2 * h * l->unit);
            assert_true(fabs(slope + f[k]) < 1e-5 * (1 + fabs(f[k])));
        }
        discard(l);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fcc_has_its_order),          cmocka_unit_test(ideal_gas_has_none),
        cmocka_unit_test(both_routes_to_waves_agree), cmocka_unit_test(parted_sizes_are_seen),
        cmocka_unit_test(one_size_cannot_part),       cmocka_unit_test(forces_are_slopes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
