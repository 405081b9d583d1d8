/* Partial g_ab(r) and S_ab(k): against sums over all pairs and all waves, the ideal gas, and the
   identities that give back the totals; species and families. */
#include <complex.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "common/core/rng.h"
#include "glass/spheres/state/spheres.h"
#include "glass/spheres/structure/pair_correlations.h"
#include "glass/spheres/structure/size_families.h"

enum { N = 400, FRAMES = 6 };

static struct rng rng;
static float size[N];
static double x[3 * N];
static struct model model = {.name = "test", .potential = "ipl12", .rho = 1};

static void create(struct spheres *s, int dim)
{
    const struct potential *const p =
        potentials_pick(base_find(&potentials_isas, "auto"), "ipl12", "test");
    spheres_init(s, &model, p, N, dim, 1, size, "test");
}

static void place(struct spheres *s)
{
    for (int i = 0; i < N * s->dim; i++) x[i] = rng_uniform(&rng) * s->L;
    spheres_set_positions(s, x);
}

static void mixture(void) /* A: 1 (240), B: 0.9 (100), C: 1.2 (60) */
{
    for (int i = 0; i < N; i++) size[i] = i < 100 ? 0.9f : i < 340 ? 1 : 1.2f;
}

static double nearest(const struct spheres *s, int i, int j)
{
    double r2 = 0;
    for (int d = 0; d < s->dim; d++) {
        const double r = x[i * s->dim + d] - x[j * s->dim + d];
        r2 += pow(r - s->L * nearbyint(r / s->L), 2);
    }
    return sqrt(r2);
}

/* Class of sphere i by a rule of the test's. */
static int class_of(int i)
{
    return i < 100 ? 1 : i < 340 ? 0 : 2;
}

static void brute_force_pairs(const struct spheres *s, const struct pair_correlations *c)
{
    static const double of[3] = {240, 100, 60};
    for (int a = 0; a < 3; a++)
        for (int b = a; b < 3; b++)
            for (size_t bin = 5; bin < c->bins; bin += 3) {
                double n = 0;
                for (int i = 0; i < N; i++)
                    for (int j = 0; j < N; j++)
                        n += i != j && class_of(i) == a && class_of(j) == b &&
                             (size_t)(nearest(s, i, j) / c->grid.width) == bin;
                const double low = c->grid.width * (double)bin, high = low + c->grid.width,
                             shell = s->dim == 3 ? 4.0 / 3 * M_PI * (pow(high, 3) - pow(low, 3))
                                                 : M_PI * (high * high - low * low),
                             g = n / of[a] / (of[b] - (a == b)) * pow(s->L, s->dim) / shell;
                const size_t row = 1 + size_classes_pair(3, (size_t)a, (size_t)b);
                assert_true(fabs(pair_correlations_g(c, row, bin).value - g) < 1e-9 * (1 + g));
            }
}

static void brute_force_waves(const struct spheres *s, const struct pair_correlations *c, size_t q)
{
    static const double of[3] = {240, 100, 60};
    const int top = 1 + (int)(c->grid.kmax * s->L / 2 / M_PI), deep = s->dim == 3 ? top : 0;
    double sum[3][3] = {{0}}, waves = 0;
    for (int h = -top; h <= top; h++)
        for (int k = -top; k <= top; k++)
            for (int l = -deep; l <= deep; l++) {
                const double unit = 2 * M_PI / s->L, size_k = unit * sqrt(h * h + k * k + l * l);
                if ((size_t)lround(size_k / c->grid.spacing) != q || size_k == 0) continue;
                double _Complex rho[3] = {0};
                for (int i = 0; i < N; i++) {
                    const double *const at = x + i * s->dim, z = s->dim == 3 ? at[2] : 0;
                    rho[class_of(i)] += cexp(I * unit * (h * at[0] + k * at[1] + l * z));
                }
                for (int a = 0; a < 3; a++)
                    for (int b = 0; b < 3; b++) sum[a][b] += creal(rho[a] * conj(rho[b]));
                waves++;
            }
    for (int a = 0; a < 3 && waves > 0; a++)
        for (int b = a; b < 3; b++) {
            const size_t row = 1 + size_classes_pair(3, (size_t)a, (size_t)b);
            const double S = sum[a][b] / waves / sqrt(of[a] * of[b]);
            assert_true(fabs(pair_correlations_S(c, row, q).value - S) < 5e-3);
        }
}

/* One configuration of three species, in both dimensions. */
static void partials_by_brute_force(void **state)
{
    (void)state;
    mixture();
    for (int dim = 2; dim <= 3; dim++) {
        struct spheres s;
        struct size_classes classes;
        struct pair_correlations c;
        create(&s, dim), place(&s);
        size_classes_init(&classes, &s, 0, "families");
        assert_true(classes.n == 3 && !classes.families && classes.count[0] == 240);
        const struct pair_correlations_grid grid = {0.1, 3, dim == 3 ? 0.5 : 0.2, 4};
        pair_correlations_init(&c, &s, &classes, &grid);
        pair_correlations_begin(&c, 1);
        pair_correlations_add(&c, &s, 0);
        brute_force_pairs(&s, &c);
        for (size_t q = 1; q < c.shells / 2; q++) brute_force_waves(&s, &c, q);
        assert_true(isnan(pair_correlations_g(&c, 0, 5).error));
        pair_correlations_clear(&c);
        spheres_clear(&s);
    }
}

static double weighted(const struct pair_correlations *c, bool waves, size_t at)
{
    double sum = 0;
    const size_t n = c->classes.n;
    for (size_t a = 0; a < n; a++)
        for (size_t b = a; b < n; b++) {
            const double Na = (double)c->classes.count[a], Nb = (double)c->classes.count[b];
            const size_t row = 1 + size_classes_pair(n, a, b);
            if (waves)
                sum += (a == b ? 1 : 2) * sqrt(Na * Nb) / N * pair_correlations_S(c, row, at).value;
            else
                sum += (a == b ? Na * (Na - 1) : 2 * Na * Nb) / (N * (N - 1.0)) *
                       pair_correlations_g(c, row, at).value;
        }
    return sum;
}

static void totals_of(const struct pair_correlations *c)
{
    for (size_t b = 0; b < c->bins; b++)
        assert_true(fabs(weighted(c, false, b) - pair_correlations_g(c, 0, b).value) < 1e-10);
    for (size_t q = 1; q < c->shells; q++)
        if (pair_correlations_k(c, q) > 0)
            assert_true(fabs(weighted(c, true, q) - pair_correlations_S(c, 0, q).value) < 1e-9);
}

/* Largest deviation from the ideal gas, in errors. */
static double ideal_z(const struct pair_correlations *c, double *beyond)
{
    double most = 0, n = 0;
    *beyond = 0;
    for (size_t row = 0; row < c->rows; row++) {
        size_t a = 0, b = 0;
        if (row) size_classes_of_pair(c->classes.n, row - 1, &a, &b);
        for (size_t i = 10; i < c->bins; i++) {
            const struct statistics_estimate g = pair_correlations_g(c, row, i);
            const double z = fabs(g.value - 1) / g.error;
            most = fmax(most, z), *beyond += z > 2, n++;
        }
        for (size_t q = 1; q < c->shells; q++) {
            const struct statistics_estimate S = pair_correlations_S(c, row, q);
            const double z = fabs(S.value - (a == b)) / S.error;
            if (isfinite(z)) most = fmax(most, z), *beyond += z > 2, n++;
        }
    }
    *beyond /= n;
    return most;
}

/* Species, and families of continuous sizes: the ideal gas, sums that give the totals. */
static void ideal_gases(void **state)
{
    (void)state;
    for (int dim = 2; dim <= 3; dim++)
        for (size_t families = 0; families <= 3; families += 3) {
            if (families == 0) mixture();
            for (int i = 0; i < N && families; i++) size[i] = 0.8f + 0.4f * (float)i / N;
            struct spheres s;
            struct size_classes classes;
            struct pair_correlations c;
            double beyond;
            create(&s, dim);
            size_classes_init(&classes, &s, families, "families");
            assert_true(classes.n == 3 && classes.families == (families > 0));
            pair_correlations_init(&c, &s, &classes,
                                   &(struct pair_correlations_grid){0.1, 3, 0, 6});
            pair_correlations_begin(&c, FRAMES);
            for (size_t k = 0; k < FRAMES; k++) place(&s), pair_correlations_add(&c, &s, k);
            totals_of(&c);
            const double most = ideal_z(&c, &beyond);
            printf("ideal gas, %d dimensions, %s: largest z %.2f, %.3f beyond two errors\n", dim,
                   families ? "families" : "species", most, beyond);
            assert_true(beyond < 0.09 && beyond > 0.01);
            pair_correlations_clear(&c);
            spheres_clear(&s);
        }
}

static void classes_have_names(void **state)
{
    (void)state;
    struct spheres s;
    struct size_classes c;
    unsigned char of[N];
    mixture();
    create(&s, 3), place(&s);
    size_classes_init(&c, &s, 0, "families");
    size_classes_assign(&c, &s, of);
    for (int i = 0; i < N; i++) assert_int_equal(of[i], class_of(i));
    const char *const names[] = {"AA", "AB", "AC", "BB", "BC", "CC"};
    for (size_t k = 0; k < size_classes_pairs(3); k++) {
        size_t a, b;
        char *const name = size_classes_name(&c, k);
        size_classes_of_pair(3, k, &a, &b);
        assert_string_equal(name, names[k]);
        assert_true(size_classes_pair(3, a, b) == k && size_classes_pair(3, b, a) == k);
        base_free(name);
    }
    char *const text = size_classes_text(&c);
    assert_string_equal(text, "A: diameter 1 (240), B: diameter 0.9 (100), C: diameter 1.2 (60)");
    base_free(text);
    spheres_clear(&s);
}

int main(void)
{
    rng_init(&rng, 17, 0, RNG_TEST);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(partials_by_brute_force),
        cmocka_unit_test(ideal_gases),
        cmocka_unit_test(classes_have_names),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
