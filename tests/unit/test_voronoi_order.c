/* Bond orders by Voronoi neighbours: the published invariants of crystals and clusters, rotations, and
   in two dimensions psi_6 and g_6(r) of a triangular crystal and of an ideal gas. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "common/core/rng.h"
#include "glass/spheres/state/spheres.h"
#include "glass/spheres/structure/pair_correlations.h"
#include "glass/spheres/structure/voronoi_order.h"

enum { MOST = 3000 };

static double x[3 * MOST];
static float size[MOST];
static struct model model = {.name = "test", .potential = "ipl12", .rho = 1};

static void create(struct spheres *s, size_t n, int dim, float diameter)
{
    const struct potential *const p =
        potentials_pick(base_find(&potentials_isas, "auto"), "ipl12", "test");
    for (size_t i = 0; i < n; i++) size[i] = diameter;
    spheres_init(s, &model, p, n, dim, 1, size, "test");
}

static bool near(double a, double b)
{
    return fabs(a - b) < 2e-5;
}

static bool is(struct voronoi_order a, struct voronoi_order b)
{
    if (!near(a.q4, b.q4) || !near(a.q6, b.q6) || !near(a.w4, b.w4) || !near(a.w6, b.w6))
        printf("q4 %.6f q6 %.6f w4 %.6f w6 %.6f\n", a.q4, a.q6, a.w4, a.w6);
    return near(a.q4, b.q4) && near(a.q6, b.q6) && near(a.w4, b.w4) && near(a.w6, b.w6);
}

/* sqrt(7/192), ...: Steinhardt, Nelson, Ronchetti 1983; Mickel et al., JCP 138, 044501 (2013) */
static const struct voronoi_order fcc = {0.190941, 0.574524, -0.159317, -0.013161},
                                  bcc = {0.036370, 0.510688, 0.159317, 0.013161},
                                  sc = {0.763763, 0.353553, 0.159317, 0.013161},
                                  hcp = {0.097222, 0.484762, 0.134097, -0.012442};

static void crystals_have_published_orders(void **state)
{
    (void)state;
    static const double at[4][3] = {{0, 0, 0}, {0.5, 0.5, 0}, {0.5, 0, 0.5}, {0, 0.5, 0.5}};
    struct voronoi_order_symbols symbols;
    voronoi_order_init(&symbols);
    for (int base = 1; base <= 4; base *= 2) {
        struct spheres s;
        const int side = 4, n = base * side * side * side;
        create(&s, (size_t)n, 3, 1);
        const double a = s.L / side;
        for (int i = 0; i < n; i++)
            for (int d = 0; d < 3; d++) {
                const int cell = i / base,
                          c[] = {cell % side, cell / side % side, cell / side / side};
                x[3 * i + d] = a * (c[d] + (base == 2 ? 0.5 * (i % 2) : at[i % base][d]) + 0.21);
            }
        spheres_set_positions(&s, x);
        struct voronoi *const v = voronoi_order_cells(&s);
        for (size_t i = 0; i < (size_t)n; i++)
            assert_true(is(voronoi_order_of(v, &symbols, i), base == 1   ? sc
                                                             : base == 2 ? bcc
                                                                         : fcc));
        voronoi_free(v);
        spheres_clear(&s);
    }
}

/* Twelve neighbours in a plane, above and below: ABA. Turned by arbitrary angles. */
static void a_cluster_in_any_direction(void **state)
{
    (void)state;
    struct voronoi_face face[12] = {{0}};
    size_t begin[] = {0, 12};
    struct voronoi v = {.n = 1, .begin = begin, .face = face};
    struct voronoi_order_symbols symbols;
    voronoi_order_init(&symbols);
    for (int turn = 0; turn < 5; turn++) {
        for (int k = 0; k < 12; k++) {
            const double phi = M_PI / 3 * k,
                         up = k < 6   ? 0
                              : k < 9 ? 1
                                      : -1,
                         theta = 2 * M_PI / 3 * k + M_PI / 6;
            const double r[3] = {up == 0 ? cos(phi) : cos(theta) / sqrt(3),
                                 up == 0 ? sin(phi) : sin(theta) / sqrt(3), up * sqrt(2.0 / 3)};
            const double c = cos(0.7 * turn), s = sin(0.7 * turn), y = c * r[1] - s * r[2],
                         z = s * r[1] + c * r[2];
            face[k].r[0] = c * r[0] - s * y, face[k].r[1] = s * r[0] + c * y, face[k].r[2] = z;
        }
        assert_true(is(voronoi_order_of(&v, &symbols, 0), hcp));
    }
}

/* A triangular crystal in a square box that fits it to 1 in 1000. */
static void a_crystal_of_disks(void **state)
{
    (void)state;
    enum { ROWS = 30, EACH = 26, N = ROWS * EACH };
    double _Complex psi[N];
    struct spheres s;
    struct size_classes classes;
    struct pair_correlations c;
    create(&s, N, 2, 1);
    for (int i = 0; i < N; i++) {
        x[2 * i] = s.L / EACH * (i % EACH + 0.5 * (i / EACH % 2));
        x[2 * i + 1] = s.L / ROWS * (i / EACH);
    }
    spheres_set_positions(&s, x);
    struct voronoi *const v = voronoi_order_cells(&s);
    voronoi_order_psi6(v, psi);
    const struct voronoi_hexatic h = voronoi_order_hexatic(N, psi);
    assert_true(h.global > 0.9999 && h.local > 0.9999 && h.local < 1 + 1e-12);
    voronoi_free(v);
    size_classes_init(&classes, &s, 0, "families");
    pair_correlations_init(&c, &s, &classes, &(struct pair_correlations_grid){0.1, 12, 0, 6});
    pair_correlations_begin(&c, 1);
    pair_correlations_add(&c, &s, 0);
    assert_true(c.rows == 1 && c.hexatic);
    for (size_t b = 0; b < c.bins; b++) {
        const double g6 = pair_correlations_g6(&c, b).value;
        assert_true(isnan(g6) ? pair_correlations_g(&c, 0, b).value == 0 : fabs(g6 - 1) < 1e-3);
    }
    pair_correlations_clear(&c);
    spheres_clear(&s);
}

/* No order at a distance: |Psi_6| of the order 1/sqrt(N), g_6 = 0 within its error. */
static void a_gas_of_disks(void **state)
{
    (void)state;
    enum { N = 2000 };
    static double _Complex psi[N];
    struct rng rng;
    struct spheres s;
    struct size_classes classes;
    struct pair_correlations c;
    rng_init(&rng, 29, 0, RNG_TEST);
    create(&s, N, 2, 1);
    size_classes_init(&classes, &s, 0, "families");
    pair_correlations_init(&c, &s, &classes, &(struct pair_correlations_grid){0.5, 16, 0, 2});
    pair_correlations_begin(&c, 8);
    double worst = 0;
    for (size_t k = 0; k < 8; k++) {
        for (int i = 0; i < 2 * N; i++) x[i] = s.L * rng_uniform(&rng);
        spheres_set_positions(&s, x);
        pair_correlations_add(&c, &s, k);
    }
    struct voronoi *const v = voronoi_order_cells(&s);
    voronoi_order_psi6(v, psi);
    const struct voronoi_hexatic h = voronoi_order_hexatic(N, psi);
    voronoi_free(v);
    for (size_t b = 16; b < c.bins; b++) {
        const struct statistics_estimate g6 = pair_correlations_g6(&c, b);
        worst = fmax(worst, fabs(g6.value) / g6.error);
    }
    printf("gas of disks: |Psi_6| %.3f, <|psi_6|> %.3f, g_6 = 0: |z| < %.2f\n", h.global, h.local,
           worst);
    assert_true(h.global < 4 * h.local / sqrt(N) && h.local > 0.3 && h.local < 0.5 && worst < 4);
    pair_correlations_clear(&c);
    spheres_clear(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(crystals_have_published_orders),
        cmocka_unit_test(a_cluster_in_any_direction),
        cmocka_unit_test(a_crystal_of_disks),
        cmocka_unit_test(a_gas_of_disks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
