/* Rows of the tables of observables against closed formulas and obvious loops: Gaussian and uniform
   displacements, an Ornstein-Uhlenbeck process in a harmonic well, neighbours by brute force; and
   families, of which every row has the same total. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "common/observe/cell_grid.h"
#include "common/observe/observe.h"
#include "common/core/rng.h"
#include "common/observe/size_observables.h"

enum { N = 4000 };

static struct rng rng;
static double x[3 * N], y[3 * N], label[N];

static const struct observe_row *row_of(const char *name)
{
    const struct base_table own = {"observable", "", size_observables_rows, sizeof *observe_rows},
                            all = {"observable", "", observe_rows, sizeof *observe_rows};
    const struct observe_row *const r = base_find(&all, name);
    return r ? r : base_find(&own, name);
}

static double value_of(const char *name, const struct frame *now, const struct frame *origin,
                       const double *parameter, const struct observe_groups *families, double *all)
{
    double here[OBSERVE_COLUMNS];
    struct observe_pair p;
    observe_pair_init(&p, now, origin);
    observe_measure(row_of(name), &p, parameter, families, all ? all : here);
    return all ? all[0] : here[0];
}

static struct frame frame_of(const double *at, size_t n, int dim, double box)
{
    return (struct frame){.n = n, .dim = dim, .x = at, .label = label, .box = box};
}

/* ---- shapes of displacements ----------------------------------------------------------------- */

static void displace(size_t n, double (*draw)(struct rng *))
{
    for (size_t i = 0; i < n; i++) x[i] = rng_uniform(&rng), y[i] = x[i] + draw(&rng);
}

static double centred(struct rng *r)
{
    return 2 * rng_uniform(r) - 1;
}

/* alpha_2 of normal displacements is 0; of uniform ones in one dimension, (1/5) / (3 (1/3)^2) - 1 =
   -2/5. Its error is sqrt(8 / (3 n)) in one dimension for the normal law. */
static void non_gaussian_parameter(void **state)
{
    (void)state;
    for (int dim = 1; dim <= 3; dim++) {
        displace((size_t)(N * dim), rng_normal);
        const struct frame now = frame_of(y, N, dim, 0), origin = frame_of(x, N, dim, 0);
        double all[3];
        const double error = sqrt(8.0 / (dim * (dim + 2)) / N);
        assert_true(fabs(value_of("alpha2", &now, &origin, NULL, NULL, all)) < 4 * error);
        const double msd = value_of("msd", &now, &origin, NULL, NULL, NULL);
        assert_true(all[1] == msd &&
                    fabs(all[0] + 1 - dim * all[2] / ((dim + 2) * msd * msd)) < 1e-12);
    }
    displace(N, centred);
    const struct frame now = frame_of(y, N, 1, 0), origin = frame_of(x, N, 1, 0);
    assert_true(fabs(value_of("alpha2", &now, &origin, NULL, NULL, NULL) + 0.4) < 0.04);
}

/* It looks at the later frame alone. */
static void norm_of_coordinates(void **state)
{
    (void)state;
    const double then[] = {7, 7, 7, 7}, at[] = {3, 0, 0, -4};
    const struct frame now = frame_of(at, 2, 2, 0), origin = frame_of(then, 2, 2, 0);
    assert_true(value_of("norm", &now, &origin, NULL, NULL, NULL) == 5);
}

/* Shares of |r| for a normal law in one dimension: differences of error functions. */
static void displacement_histogram(void **state)
{
    (void)state;
    displace(N, rng_normal);
    const struct frame now = frame_of(y, N, 1, 0), origin = frame_of(x, N, 1, 0);
    const double edges[] = {0.01, 10};
    double share[OBSERVE_COLUMNS], sum = 0;
    value_of("displacements", &now, &origin, edges, NULL, share);
    assert_int_equal(observe_columns(row_of("displacements")), 40);
    for (int b = 0; b < 40; b++) {
        const double low = b ? 0.01 * pow(1000, b / 40.0) : 0,
                     high = 0.01 * pow(1000, (b + 1) / 40.0);
        const double p = erf(high / sqrt(2)) - erf(low / sqrt(2));
        assert_true(fabs(share[b] - p) < 4 * sqrt((p * (1 - p) + 1.0 / N) / N));
        sum += share[b];
    }
    assert_true(fabs(sum - 1) < 1e-12);
}

/* Unit variance in a harmonic well, memory exp(-t): msd = 2 (1 - exp(-t)), Fs = exp(-k^2 msd / 2),
   plateaus at 2 and exp(-k^2); the cosine is the memory itself. */
static void harmonic_well(void **state)
{
    (void)state;
    static const double lags[] = {0.1, 1, 20};
    for (size_t l = 0; l < 3; l++) {
        const double memory = exp(-lags[l]), k = 1.3, n = 3 * N;
        for (int i = 0; i < 3 * N; i++) {
            x[i] = rng_normal(&rng);
            y[i] = memory * x[i] + sqrt(1 - memory * memory) * rng_normal(&rng);
        }
        const struct frame now = frame_of(y, 3 * N, 1, 0), origin = frame_of(x, 3 * N, 1, 0);
        const double msd = 2 * (1 - memory), fs = exp(-k * k * msd / 2);
        assert_true(fabs(value_of("msd", &now, &origin, NULL, NULL, NULL) / msd - 1) <
                    4 * sqrt(2 / n));
        assert_true(fabs(value_of("fs", &now, &origin, &k, NULL, NULL) - fs) < 4 * sqrt(0.5 / n));
        assert_true(fabs(value_of("cosine", &now, &origin, NULL, NULL, NULL) - memory) <
                    4 * (1 - memory * memory) / sqrt(n) + 1e-12);
    }
}

/* ---- neighbours ------------------------------------------------------------------------------ */

static double nearest(double d, double box)
{
    return d - box * round(d / box);
}

static double separation(const double *a, const double *b, int dim, double box)
{
    double r2 = 0;
    for (int k = 0; k < dim; k++) r2 += pow(nearest(a[k] - b[k], box), 2);
    return sqrt(r2);
}

enum { FEW = 300 };

static void scatter(int dim, double box)
{
    for (int i = 0; i < FEW; i++) label[i] = 0.7 + 0.6 * rng_uniform(&rng);
    for (int i = 0; i < FEW * dim; i++) {
        x[i] = (3 * rng_uniform(&rng) - 1) * box; /* unwrapped: in any image */
        y[i] = x[i] + 0.3 * rng_normal(&rng) + 5;
    }
}

static void neighbours_by_brute_force(int dim, double box)
{
    scatter(dim, box);
    const struct frame now = frame_of(y, FEW, dim, box), origin = frame_of(x, FEW, dim, box);
    const double length = 0.9, bond[] = {1.2, 1.5};
    struct observe_pair p;
    observe_pair_init(&p, &now, &origin);
    for (int i = 0; i < FEW * dim; i++) y[i] -= p.drift[i % dim];
    double close = 0, kept = 0, bonded = 0;
    for (int i = 0; i < FEW; i++) {
        int had = 0, still = 0;
        for (int j = 0; j < FEW; j++) {
            close += separation(y + i * dim, x + j * dim, dim, box) < length;
            const double s = (label[i] + label[j]) / 2;
            if (i == j || !(separation(x + i * dim, x + j * dim, dim, box) < bond[0] * s)) continue;
            had++;
            still += separation(y + i * dim, y + j * dim, dim, box) < bond[1] * s;
        }
        if (had) kept += (double)still / had, bonded++;
    }
    assert_true(fabs(value_of("collective", &now, &origin, &length, NULL, NULL) - close / FEW) <
                1e-9);
    assert_true(fabs(value_of("bonds", &now, &origin, bond, NULL, NULL) - kept / bonded) < 1e-9);
}

static void neighbours(void **state)
{
    (void)state;
    neighbours_by_brute_force(3, 7); /* cells */
    neighbours_by_brute_force(2, 17);
    neighbours_by_brute_force(1, 300);
    neighbours_by_brute_force(3, 2.3); /* too small for cells */
}

/* ---- families -------------------------------------------------------------------------------- */

static void families_are_made(void **state)
{
    (void)state;
    struct observe_groups f;
    for (int i = 0; i < N; i++) label[i] = i % 10 < 7 ? 2 : i % 10 < 9 ? 0 : 1;
    const struct frame layers = frame_of(x, N, 1, 0);
    observe_groups_init(&f, &layers, 5);
    assert_int_equal(f.n, 3);
    assert_true(f.items[0] == N / 5 && f.items[1] == N / 10 && f.items[2] == 7 * N / 10);
    for (int i = 0; i < N; i++) label[i] = rng_uniform(&rng);
    observe_groups_init(&f, &layers, 4);
    assert_int_equal(f.n, 4);
    for (int k = 0; k < 4; k++) assert_int_equal(f.items[k], N / 4);
    const struct frame plain = {.n = N, .dim = 1, .x = x};
    observe_groups_init(&f, &plain, 4);
    assert_int_equal(f.n, 0);
}

/* Every row: asking for families leaves its total as it is; rows that are means over items are the
   means of their families. */
static void families_share_the_total(const struct observe_row *rows)
{
    static const char *const means[] = {"msd", "overlap", "fs", "collective", "displacements"};
    const double parameter[OBSERVE_PARAMETERS] = {0.8, 1.4};
    scatter(3, 7);
    const struct frame now = frame_of(y, FEW, 3, 7), origin = frame_of(x, FEW, 3, 7);
    struct observe_groups f;
    observe_groups_init(&f, &origin, 3);
    for (const struct observe_row *r = rows; r->name; r++) {
        double all[4 * OBSERVE_COLUMNS], alone[OBSERVE_COLUMNS];
        value_of(r->name, &now, &origin, parameter, &f, all);
        value_of(r->name, &now, &origin, parameter, NULL, alone);
        const size_t columns = observe_columns(r);
        assert_string_equal(r->column[0].name, r->name);
        assert_memory_equal(all, alone, columns * sizeof *all);
        for (size_t m = 0; m < sizeof means / sizeof *means; m++)
            if (strcmp(means[m], r->name) == 0)
                for (size_t c = 0; c < columns; c++)
                    assert_true(fabs(all[c] - (all[columns + c] + all[2 * columns + c] +
                                               all[3 * columns + c]) /
                                                  3) < 1e-9);
    }
}

static void families_of_every_row(void **state)
{
    (void)state;
    families_share_the_total(observe_rows);
    families_share_the_total(size_observables_rows);
}

static int begin(void **state)
{
    (void)state;
    rng_init(&rng, 11, 0, RNG_TEST);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(non_gaussian_parameter),
        cmocka_unit_test(norm_of_coordinates),
        cmocka_unit_test(displacement_histogram),
        cmocka_unit_test(harmonic_well),
        cmocka_unit_test(neighbours),
        cmocka_unit_test(families_are_made),
        cmocka_unit_test(families_of_every_row),
    };
    return cmocka_run_group_tests(tests, begin, NULL);
}
