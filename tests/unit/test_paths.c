/* Paths between two points: every geodesic ends exactly where it should and keeps its length, arcs
   are midpoints of midpoints, and elastic bands find known saddles. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "common/numerics/neb.h"
#include "common/numerics/interpolation.h"
#include "common/core/rng.h"

enum { N = 57 };

static double length(size_t n, const double *x)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) sum += x[i] * x[i];
    return sqrt(sum);
}

static void geodesics_end_where_they_should(void **state)
{
    (void)state;
    double a[N], b[N], x[N], y[N];
    struct rng r;
    rng_init(&r, 1, 0, RNG_TEST);
    for (int i = 0; i < N; i++) a[i] = rng_normal(&r), b[i] = 3 * rng_normal(&r);
    for (const struct interpolation_method *w = interpolation_methods; w->name; w++) {
        w->point(N, a, b, 0, x);
        assert_memory_equal(x, a, sizeof x);
        w->point(N, a, b, 1, x);
        assert_memory_equal(x, b, sizeof x);
        for (double s = 0.125; s < 1; s += 0.125) {
            w->point(N, a, b, s, x);
            w->point(N, b, a, 1 - s, y); /* the way back */
            for (int i = 0; i < N; i++) assert_true(fabs(x[i] - y[i]) < 1e-13);
            if (strcmp(w->name, "line") == 0) continue;
            assert_true(fabs(length(N, x) - (1 - s) * length(N, a) - s * length(N, b)) < 1e-12);
        }
        w->point(N, a, a, 0.3, x); /* from a point to itself */
        for (int i = 0; i < N; i++) assert_true(fabs(x[i] - a[i]) < 1e-14);
    }
}

/* The point that `share` of the way in halves of halves leads to. */
static void midpoint(const double *a, const double *b, int depth, unsigned share, double *x)
{
    double m[N];
    for (int i = 0; i < N; i++) m[i] = a[i] + b[i];
    const double scale = length(N, a) / length(N, m);
    for (int i = 0; i < N; i++) m[i] *= scale;
    const unsigned half = 1u << (depth - 1);
    if (share == half)
        memcpy(x, m, sizeof m);
    else if (share < half)
        midpoint(a, m, depth - 1, share, x);
    else
        midpoint(m, b, depth - 1, share - half, x);
}

static void arcs_are_midpoints_of_midpoints(void **state)
{
    (void)state;
    double a[N], b[N], x[N], y[N];
    struct rng r;
    rng_init(&r, 2, 0, RNG_TEST);
    for (int i = 0; i < N; i++) a[i] = rng_normal(&r), b[i] = rng_normal(&r);
    const double scale = length(N, a) / length(N, b);
    for (int i = 0; i < N; i++) b[i] *= scale;
    const struct interpolation_method *const arc = base_find(&interpolation_table, "sphere");
    for (unsigned share = 1; share < 64; share++) {
        midpoint(a, b, 6, share, x);
        arc->point(N, a, b, share / 64.0, y);
        for (int i = 0; i < N; i++) assert_true(fabs(x[i] - y[i]) < 1e-12);
    }
}

/* The surface of K. Mueller and L. D. Brown, Theor. Chim. Acta 53, 75 (1979): minima -146.6995 and
   -108.1667 (and -80.7678 between), saddles -40.6648 and -72.2489. */
static double muller_brown(void *context, size_t image, const double *x, double *g)
{
    (void)context, (void)image;
    static const double A[] = {-200, -100, -170, 15}, a[] = {-1, -1, -6.5, 0.7},
                        b[] = {0, 0, 11, 0.6}, c[] = {-10, -10, -6.5, 0.7}, x0[] = {1, 0, -0.5, -1},
                        y0[] = {0, 0.5, 1.5, 1};
    double energy = 0;
    g[0] = g[1] = 0;
    for (int k = 0; k < 4; k++) {
        const double p = x[0] - x0[k], q = x[1] - y0[k];
        const double e = A[k] * exp(a[k] * p * p + b[k] * p * q + c[k] * q * q);
        energy += e;
        g[0] += e * (2 * a[k] * p + b[k] * q);
        g[1] += e * (b[k] * p + 2 * c[k] * q);
    }
    return energy;
}

static void bands_climb_to_the_saddle(void **state)
{
    (void)state;
    enum { IMAGES = 15 };
    double x[IMAGES][2], energy[IMAGES];
    const double from[2] = {-0.558223635, 1.441725842}, to[2] = {0.623499405, 0.028037759};
    for (int k = 0; k < IMAGES; k++)
        interpolation_methods[0].point(2, from, to, k / (IMAGES - 1.0), x[k]);
    const struct neb_surface s = {2, muller_brown, NULL};
    const struct neb_rule rule = {.spring = 100, .force = 1e-6, .most = 100000, .leap = 0.05};
    const struct neb_result r = neb_relax(&s, &rule, IMAGES, x[0], energy);
    printf("saddle %.6f at image %zu (%.6f, %.6f) after %d steps; ends %.5f, %.5f\n", r.top, r.at,
           x[r.at][0], x[r.at][1], r.steps, energy[0], energy[IMAGES - 1]);
    assert_true(r.force <= 1e-6);
    assert_true(fabs(r.top + 40.664844) < 1e-5);
    assert_true(fabs(x[r.at][0] + 0.822002) < 1e-5 && fabs(x[r.at][1] - 0.624313) < 1e-5);
    assert_true(fabs(energy[0] + 146.699517) < 1e-5 &&
                fabs(energy[IMAGES - 1] + 108.166724) < 1e-5);
    double lowest = 0; /* the path passes by the third minimum, if not through it */
    for (size_t k = r.at; k + 1 < IMAGES; k++)
        if (energy[k] < energy[k + 1] && energy[k] < energy[k - 1]) lowest = energy[k];
    assert_true(lowest < -72.2489 && lowest > -80.7679);
}

/* In a bowl the path between two points has no top inside. */
static double bowl(void *context, size_t image, const double *x, double *g)
{
    (void)context, (void)image;
    g[0] = x[0], g[1] = 4 * x[1];
    return (x[0] * x[0] + 4 * x[1] * x[1]) / 2;
}

static void no_barrier_is_no_barrier(void **state)
{
    (void)state;
    double x[5][2] = {{-1, 0.5}, {-0.5, 0.5}, {0, 0.5}, {0.5, 0.5}, {1.5, 0.5}}, energy[5];
    const struct neb_surface s = {2, bowl, NULL};
    const struct neb_rule rule = {.spring = 1, .force = 1e-4, .most = 10000, .leap = 0.1};
    const struct neb_result r = neb_relax(&s, &rule, 5, x[0], energy);
    assert_true(r.at == 4 && r.top == energy[4]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(geodesics_end_where_they_should),
                                       cmocka_unit_test(arcs_are_midpoints_of_midpoints),
                                       cmocka_unit_test(bands_climb_to_the_saddle),
                                       cmocka_unit_test(no_barrier_is_no_barrier)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
