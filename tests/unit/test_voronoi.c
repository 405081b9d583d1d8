/* Radical Voronoi cells: lattices of known cells, volumes that fill the box, the definition by brute
   force at random points, equal and unequal radii, hidden spheres, boxes of few spheres; speed. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "common/core/base.h"
#include "common/core/rng.h"
#include "common/numerics/voronoi.h"

enum { MOST = 1500 };

static struct rng rng;
static double x[3 * MOST], radius[MOST];

static double sum_of(const struct voronoi *v)
{
    double sum = 0;
    for (size_t i = 0; i < v->n; i++) sum += v->volume[i];
    return sum;
}

/* Mutual faces of equal area; the cell is the sum of its pyramids. */
static void check(const struct voronoi *v, int dim, double box)
{
    const double V = pow(box, dim);
    assert_true(fabs(sum_of(v) - V) < 1e-10 * V);
    for (size_t i = 0; i < v->n; i++)
        for (size_t k = v->begin[i]; k < v->begin[i + 1]; k++) {
            const struct voronoi_face *const f = &v->face[k];
            size_t found = 0;
            for (size_t m = v->begin[f->j]; m < v->begin[f->j + 1]; m++) {
                const struct voronoi_face *const g = &v->face[m];
                double off = 0;
                for (int d = 0; d < 3; d++) off += fabs(g->r[d] + f->r[d]);
                found += g->j == i && off < 1e-9 * box && fabs(g->area - f->area) < 1e-9;
            }
            assert_int_equal(found, 1);
        }
}

/* ---- lattices -------------------------------------------------------------------------------- */

static const struct lattice {
    const char *name;
    int dim, side;
    size_t base, faces;
    double at[4][3]; /* in cells */
} lattices[] = {
    {"sc", 3, 3, 1, 6, {{0, 0, 0}}},
    {"sc, one sphere", 3, 1, 1, 6, {{0, 0, 0}}},
    {"bcc", 3, 3, 2, 14, {{0, 0, 0}, {0.5, 0.5, 0.5}}},
    {"bcc, two spheres", 3, 1, 2, 14, {{0, 0, 0}, {0.5, 0.5, 0.5}}},
    {"fcc", 3, 3, 4, 12, {{0, 0, 0}, {0.5, 0.5, 0}, {0.5, 0, 0.5}, {0, 0.5, 0.5}}},
    {"square", 2, 4, 1, 4, {{0, 0, 0}}},
    {"square, one disk", 2, 1, 1, 4, {{0, 0, 0}}},
};

static size_t place(const struct lattice *l)
{
    size_t n = 0;
    const int deep = l->dim == 3 ? l->side : 1;
    for (int a = 0; a < l->side; a++)
        for (int b = 0; b < l->side; b++)
            for (int c = 0; c < deep; c++)
                for (size_t k = 0; k < l->base; k++, n++)
                    for (int d = 0; d < l->dim; d++)
                        x[n * (size_t)l->dim + (size_t)d] = (d == 0   ? a
                                                             : d == 1 ? b
                                                                      : c) +
                                                            l->at[k][d] + 0.123;
    return n;
}

static void lattices_have_their_cells(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof lattices / sizeof *lattices; i++) {
        const struct lattice *const l = &lattices[i];
        const size_t n = place(l);
        struct voronoi *const v = voronoi_create(n, l->dim, x, NULL, l->side);
        check(v, l->dim, l->side);
        for (size_t s = 0; s < n; s++) {
            assert_int_equal(v->begin[s + 1] - v->begin[s], l->faces);
            assert_true(fabs(v->volume[s] * (double)l->base - 1) < 1e-12);
        }
        voronoi_free(v);
    }
}

/* The truncated octahedron of bcc, cell side 1: eight hexagons of area 3 sqrt(3)/16, six squares of
   area 1/8. The rhombic dodecahedron of fcc: area sqrt(2)/8. */
static void areas_of_faces(void **state)
{
    (void)state;
    struct voronoi *v = voronoi_create(place(&lattices[2]), 3, x, NULL, 3);
    for (size_t k = 0; k < v->begin[v->n]; k++) {
        const double *const r = v->face[k].r, far = sqrt(r[0] * r[0] + r[1] * r[1] + r[2] * r[2]);
        assert_true(fabs(v->face[k].area - (far > 0.9 ? 1.0 / 8 : 3 * sqrt(3) / 16)) < 1e-12);
    }
    voronoi_free(v);
    v = voronoi_create(place(&lattices[4]), 3, x, NULL, 3);
    for (size_t k = 0; k < v->begin[v->n]; k++)
        assert_true(fabs(v->face[k].area - sqrt(2) / 8) < 1e-12);
    voronoi_free(v);
}

/* 30 rows of 26 disks, stretched by 1 in 1000 along one axis into a square box: six neighbours. */
static void triangular_lattice(void **state)
{
    (void)state;
    const double L = 26;
    size_t n = 0;
    for (int row = 0; row < 30; row++)
        for (int k = 0; k < 26; k++, n++)
            x[2 * n] = k + 0.5 * (row % 2), x[2 * n + 1] = row * L / 30;
    struct voronoi *const v = voronoi_create(n, 2, x, NULL, L);
    check(v, 2, L);
    for (size_t i = 0; i < n; i++) assert_int_equal(v->begin[i + 1] - v->begin[i], 6);
    voronoi_free(v);
}

/* ---- the definition -------------------------------------------------------------------------- */

static double power(const double *at, size_t j, int dim, double box)
{
    double r2 = 0;
    for (int d = 0; d < dim; d++) {
        const double r = at[d] - x[j * (size_t)dim + (size_t)d];
        r2 += pow(r - box * nearbyint(r / box), 2);
    }
    return r2 - radius[j] * radius[j];
}

/* Volumes against the shares of random points. Cells of equal disks have six neighbours in the mean,
   by Euler's theorem. */
static void random_points_choose_cells(void **state)
{
    (void)state;
    enum { N = 60, POINTS = 60000 };
    for (int dim = 2; dim <= 3; dim++)
        for (int equal = 0; equal < 2; equal++) {
            const double box = dim == 2 ? 8 : 4;
            double hits[N] = {0}, worst = 0;
            size_t hidden = 0;
            for (int i = 0; i < N * dim; i++) x[i] = box * (3 * rng_uniform(&rng) - 1);
            for (int i = 0; i < N; i++) radius[i] = equal ? 0.5 : 0.2 + 0.7 * rng_uniform(&rng);
            struct voronoi *const v = voronoi_create(N, dim, x, radius, box);
            check(v, dim, box);
            for (int p = 0; p < POINTS; p++) {
                double at[3], best = INFINITY;
                size_t owner = 0;
                for (int d = 0; d < dim; d++) at[d] = box * rng_uniform(&rng);
                for (size_t j = 0; j < N; j++)
                    if (power(at, j, dim, box) < best) best = power(at, j, dim, box), owner = j;
                hits[owner]++;
            }
            for (int i = 0; i < N; i++) {
                const double share = v->volume[i] / pow(box, dim),
                             error = sqrt(POINTS * share * (1 - share));
                hidden += share == 0;
                if (share == 0)
                    assert_true(hits[i] == 0 && v->begin[i + 1] == v->begin[i]);
                else
                    worst = fmax(worst, fabs(hits[i] - POINTS * share) / error);
            }
            printf("%d dimensions, %s radii: %zu hidden, largest z %.2f\n", dim,
                   equal ? "equal" : "unequal", hidden, worst);
            assert_true(worst < 4 && (equal || hidden > 0));
            if (equal && dim == 2) assert_int_equal(v->begin[N], 6 * N);
            if (equal) { /* and the plain diagram, bit for bit */
                struct voronoi *const plain = voronoi_create(N, dim, x, NULL, box);
                assert_memory_equal(plain->begin, v->begin, (N + 1) * sizeof *v->begin);
                for (int i = 0; i < N; i++)
                    assert_true(fabs(plain->volume[i] - v->volume[i]) < 1e-12);
                voronoi_free(plain);
            }
            voronoi_free(v);
        }
}

/* Few spheres: cells have images as neighbours. Two spheres in one place share nothing. */
static void few_spheres(void **state)
{
    (void)state;
    for (int dim = 2; dim <= 3; dim++)
        for (size_t n = 1; n <= 5; n++) {
            for (size_t i = 0; i < 3 * n; i++) x[i] = 2 * rng_uniform(&rng);
            for (size_t i = 0; i < n; i++) radius[i] = 0.1 + 0.3 * rng_uniform(&rng);
            struct voronoi *const v = voronoi_create(n, dim, x, radius, 2);
            check(v, dim, 2);
            voronoi_free(v);
        }
    x[0] = x[3] = 0.5, x[1] = x[4] = 0.5, x[2] = x[5] = 0.5;
    struct voronoi *const v = voronoi_create(2, 3, x, NULL, 2);
    assert_true(fabs(v->volume[0] - 8) < 1e-12 && v->volume[1] == 0);
    voronoi_free(v);
}

static void a_liquid_is_quick(void **state)
{
    (void)state;
    for (int i = 0; i < 3 * MOST; i++) x[i] = cbrt(MOST) * rng_uniform(&rng);
    for (int i = 0; i < MOST; i++) radius[i] = 0.36 + 0.44 * rng_uniform(&rng);
    const double begin = base_clock();
    struct voronoi *const v = voronoi_create(MOST, 3, x, radius, cbrt(MOST));
    printf("1500 spheres: %.0f ms, %.2f neighbours\n", 1e3 * (base_clock() - begin),
           (double)v->begin[MOST] / MOST);
    check(v, 3, cbrt(MOST));
    voronoi_free(v);
}

int main(void)
{
    rng_init(&rng, 23, 0, RNG_TEST);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lattices_have_their_cells),
        cmocka_unit_test(areas_of_faces),
        cmocka_unit_test(triangular_lattice),
        cmocka_unit_test(random_points_choose_cells),
        cmocka_unit_test(few_spheres),
        cmocka_unit_test(a_liquid_is_quick),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
