/* Two-time observables of liquids against obvious loops: the collective scattering function, the
   distinct van Hove function, cage-relative motion; columns of species. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "common/core/rng.h"
#include "common/numerics/voronoi.h"
#include "common/observe/observe.h"
#include "common/observe/size_observables.h"

enum { N = 150 };

static struct rng rng;
static double x[3 * N], y[3 * N], label[N];
static const double box = 5;

static const struct observe_row *row_of(const char *name)
{
    const struct base_table own = {"observable", "", size_observables_rows, sizeof *observe_rows},
                            all = {"observable", "", observe_rows, sizeof *observe_rows};
    const struct observe_row *const r = base_find(&all, name);
    return r ? r : base_find(&own, name);
}

/* Two species: of diameter 1 (100, A) and 0.8 (50, B); displacements of 0.3 with a drift. */
static void scatter(int dim)
{
    for (int i = 0; i < N; i++) {
        label[i] = i % 3 ? 1 : 0.8;
        for (int d = 0; d < dim; d++) {
            x[i * dim + d] = box * rng_uniform(&rng) + box * (double)(i % 4);
            y[i * dim + d] = x[i * dim + d] + 0.3 * (2 * rng_uniform(&rng) - 1) + 0.7 * d;
        }
    }
}

/* value (3, columns): all, A, B. */
static void measure(const char *name, int dim, const double *parameter, double *value,
                    struct observe_pair *p)
{
    static struct frame origin, now;
    struct observe_groups species;
    origin = (struct frame){.n = N, .dim = dim, .x = x, .label = label, .box = box};
    now = origin, now.x = y;
    observe_groups_of_species(&species, &origin);
    assert_true(species.n == 2 && species.items[0] == 100 && species.items[1] == 50);
    observe_pair_init(p, &now, &origin);
    observe_measure(row_of(name), p, parameter, &species, value);
}

static bool counts(int group, int i)
{
    return group == 0 || (group == 1) == (label[i] == 1);
}

static const double items[] = {N, 100, 50};

/* Component d of r_i(t) - r_j(0) without the drift. */
static double apart(const struct observe_pair *p, int dim, int i, int j, int d)
{
    return y[i * dim + d] - p->drift[d] - x[j * dim + d];
}

/* ---- collective scattering ------------------------------------------------------------------- */

static void double_sum(const struct observe_pair *p, int dim, double k, int group, double *F)
{
    const double unit = 2 * M_PI / box;
    const int top = 1 + (int)(k / unit), deep = dim == 3 ? top : 0;
    double sum = 0, waves = 0;
    for (int a = -top; a <= top; a++)
        for (int b = -top; b <= top; b++)
            for (int c = -deep; c <= deep; c++) {
                const int n[3] = {a, b, c};
                if (fabs(sqrt(a * a + b * b + c * c) - k / unit) >= 0.5) continue;
                waves++;
                for (int i = 0; i < N; i++)
                    for (int j = 0; j < N; j++) {
                        double phase = 0;
                        if (!counts(group, i) || !counts(group, j)) continue;
                        for (int d = 0; d < dim; d++) phase += unit * n[d] * apart(p, dim, i, j, d);
                        sum += cos(phase);
                    }
            }
    *F = sum / waves / items[group];
}

static void coherent_is_a_double_sum(void **state)
{
    (void)state;
    for (int dim = 2; dim <= 3; dim++) {
        double value[9], still[9], k = dim == 2 ? 7 : 4;
        struct observe_pair p;
        scatter(dim);
        measure("coherent", dim, &k, value, &p);
        for (int group = 0; group <= 2; group++) {
            double F;
            double_sum(&p, dim, k, group, &F);
            assert_true(fabs(value[3 * group + 1] - F) < 1e-9 * (1 + fabs(F)));
            assert_true(fabs(value[3 * group] - F / value[3 * group + 2]) < 1e-9);
        }
        memcpy(y, x, sizeof y); /* F(k, 0) = S(k), and F/S = 1 */
        measure("coherent", dim, &k, still, &p);
        for (int group = 0; group <= 2; group++) {
            assert_true(fabs(still[3 * group] - 1) < 1e-9);
            assert_true(fabs(still[3 * group + 1] - value[3 * group + 2]) < 1e-9);
        }
    }
}

/* ---- distinct van Hove ----------------------------------------------------------------------- */

static void distinct_is_a_count(void **state)
{
    (void)state;
    for (int dim = 2; dim <= 3; dim++) {
        static double value[3 * 40];
        const double max = 2;
        struct observe_pair p;
        scatter(dim);
        measure("distinct", dim, &max, value, &p);
        for (int group = 0; group <= 2; group++)
            for (int b = 0; b < 40; b++) {
                double n = 0;
                for (int i = 0; i < N; i++)
                    for (int j = 0; j < N; j++) {
                        double r2 = 0;
                        if (i == j || !counts(group, i) || !counts(group, j)) continue;
                        for (int d = 0; d < dim; d++) {
                            const double r = apart(&p, dim, i, j, d);
                            r2 += pow(r - box * nearbyint(r / box), 2);
                        }
                        n += (int)(sqrt(r2) / max * 40) == b;
                    }
                const double low = max / 40 * b, high = max / 40 * (b + 1),
                             shell = dim == 3 ? 4 * M_PI / 3 * (pow(high, 3) - pow(low, 3))
                                              : M_PI * (high * high - low * low),
                             G = n * pow(box, dim) / (items[group] * (items[group] - 1)) / shell;
                assert_true(fabs(value[40 * group + b] - G) < 1e-9 * (1 + G));
            }
    }
}

/* ---- cages ----------------------------------------------------------------------------------- */

static double near(int dim, int i, int j)
{
    double r2 = 0;
    for (int d = 0; d < dim; d++) {
        const double r = x[i * dim + d] - x[j * dim + d];
        r2 += pow(r - box * nearbyint(r / box), 2);
    }
    return sqrt(r2) / (0.5 * (label[i] + label[j]));
}

static void cages_by_hand(void **state)
{
    (void)state;
    const double fs[] = {6, 1.2}, msd[] = {1.2};
    for (int dim = 2; dim <= 3; dim++) {
        double sum[3] = {0}, square[3] = {0}, n[3] = {0}, value[3];
        struct observe_pair p;
        scatter(dim);
        for (int i = 0; i < N; i++) {
            double mean[3] = {0}, had = 0, c = 0, r2 = 0;
            for (int j = 0; j < N; j++) {
                if (j == i || near(dim, i, j) >= 1.2) continue;
                for (int d = 0; d < dim; d++) mean[d] += y[j * dim + d] - x[j * dim + d];
                had++;
            }
            for (int d = 0; d < dim && had > 0; d++) {
                const double r = y[i * dim + d] - x[i * dim + d] - mean[d] / had;
                c += cos(6 * r) / dim, r2 += r * r;
            }
            for (int group = 0; group <= 2 && had > 0; group++)
                if (counts(group, i)) sum[group] += c, square[group] += r2, n[group]++;
        }
        measure("cage_fs", dim, fs, value, &p);
        for (int group = 0; group <= 2; group++)
            assert_true(fabs(value[group] - sum[group] / n[group]) < 1e-12);
        measure("cage_msd", dim, msd, value, &p);
        for (int group = 0; group <= 2; group++)
            assert_true(fabs(value[group] - square[group] / n[group]) < 1e-12);
    }
}

/* Neighbours of Voronoi cells, whose diagram has its own test. */
static void cages_of_cells(void **state)
{
    (void)state;
    const double msd[] = {0};
    for (int dim = 2; dim <= 3; dim++) {
        double radius[N], sum = 0, value[3];
        struct observe_pair p;
        scatter(dim);
        for (int i = 0; i < N; i++) radius[i] = label[i] / 2;
        struct voronoi *const v = voronoi_create(N, dim, x, radius, box);
        size_t n = 0;
        for (size_t i = 0; i < N; i++) {
            const double had = (double)(v->begin[i + 1] - v->begin[i]);
            for (int d = 0; d < dim && had > 0; d++) {
                double r = y[i * (size_t)dim + (size_t)d] - x[i * (size_t)dim + (size_t)d];
                for (size_t k = v->begin[i]; k < v->begin[i + 1]; k++) {
                    const size_t at = v->face[k].j * (size_t)dim + (size_t)d;
                    r -= (y[at] - x[at]) / had;
                }
                sum += r * r;
            }
            n += had > 0;
        }
        voronoi_free(v);
        measure("cage_msd", dim, msd, value, &p);
        assert_true(n > N / 2 && fabs(value[0] - sum / (double)n) < 1e-12);
    }
}

/* A wave of the size of the box: cages move with it, while spheres move far. */
static void long_waves_cancel(void **state)
{
    (void)state;
    const double msd[] = {1.2};
    double cage[3], plain[3];
    struct observe_pair p;
    scatter(2);
    for (int i = 0; i < N; i++)
        for (int d = 0; d < 2; d++)
            y[2 * i + d] = x[2 * i + d] + 0.5 * sin(2 * M_PI * x[2 * i] / box);
    measure("cage_msd", 2, msd, cage, &p);
    measure("msd", 2, msd, plain, &p);
    printf("a wave of the box: <r^2> %.3g, relative to cages %.3g\n", plain[0], cage[0]);
    assert_true(cage[0] < 0.35 * plain[0]);
    for (int i = 0; i < 2 * N; i++) y[i] = x[i] + 3;
    measure("cage_msd", 2, msd, cage, &p);
    assert_true(fabs(cage[0]) < 1e-24);
}

/* ---- limits ---------------------------------------------------------------------------------- */

static void refusals(void **state)
{
    (void)state;
    const struct frame f = {.n = N, .dim = 3, .x = x, .label = label, .box = box};
    const double small = 0.1, good = 6, far = 2.6, inside = 2.4;
    assert_non_null(row_of("coherent")->lacks(&f, &small));
    assert_null(row_of("coherent")->lacks(&f, &good));
    assert_non_null(row_of("distinct")->lacks(&f, &far));
    assert_null(row_of("distinct")->lacks(&f, &inside));
    struct observe_groups groups;
    for (int i = 0; i < N; i++) label[i] = 1 + 0.001 * i;
    observe_groups_of_species(&groups, &f);
    assert_int_equal(groups.n, 0);
}

int main(void)
{
    rng_init(&rng, 19, 0, RNG_TEST);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(coherent_is_a_double_sum), cmocka_unit_test(distinct_is_a_count),
        cmocka_unit_test(cages_of_cells),           cmocka_unit_test(cages_by_hand),
        cmocka_unit_test(long_waves_cancel),        cmocka_unit_test(refusals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
