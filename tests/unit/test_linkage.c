/* Average linkage: against the O(n^3) way of its definition, against SciPy where it is installed, on
   a tree known beforehand, and a thousand leaves in less than a second. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/estimate/linkage.h"
#include "common/core/base.h"
#include "common/core/rng.h"
#include "tests/peer.h"

enum { MOST = 1000 };

static double distance[MOST * MOST], height[MOST * MOST];
static struct linkage_merge merge[MOST];

static void draw_points(size_t n, uint64_t seed)
{
    enum { DIM = 3 };
    static double x[MOST][DIM];
    struct rng r;
    rng_init(&r, seed, 0, RNG_TEST);
    for (size_t i = 0; i < n; i++)
        for (int d = 0; d < DIM; d++) x[i][d] = rng_normal(&r) + 3 * (double)(i % 4 == (size_t)d);
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            double sum = 0;
            for (int d = 0; d < DIM; d++) sum += pow(x[i][d] - x[j][d], 2);
            distance[i * n + j] = sqrt(sum);
        }
}

/* Clusters as sets; means over all pairs of members every time. */
static void oracle(size_t n, double *merged)
{
    size_t *const of = base_alloc(n, sizeof *of); /* cluster of an item */
    for (size_t i = 0; i < n; i++) of[i] = i;
    memset(merged, 0, n * n * sizeof *merged);
    double *const sum = base_alloc(n * n, sizeof *sum), *const pairs =
                                                            base_alloc(n * n, sizeof *sum);
    for (size_t k = 1; k < n; k++) {
        memset(sum, 0, n * n * sizeof *sum), memset(pairs, 0, n * n * sizeof *sum);
        for (size_t i = 0; i < n * n; i++)
            sum[of[i / n] * n + of[i % n]] += distance[i], pairs[of[i / n] * n + of[i % n]]++;
        size_t a = 0, b = 0;
        double least = INFINITY;
        for (size_t i = 0; i < n * n; i++)
            if (pairs[i] > 0 && i / n != i % n && sum[i] / pairs[i] < least)
                least = sum[i] / pairs[i], a = i / n, b = i % n;
        for (size_t i = 0; i < n * n; i++)
            if ((of[i / n] == a && of[i % n] == b) || (of[i / n] == b && of[i % n] == a))
                merged[i] = least;
        for (size_t i = 0; i < n; i++)
            if (of[i] == b) of[i] = a;
    }
    base_free(of), base_free(sum), base_free(pairs);
}

static void heights_are_the_definitions(void **state)
{
    (void)state;
    static double slow[60 * 60];
    for (size_t n = 2; n <= 60; n += 29) {
        draw_points(n, n);
        oracle(n, slow);
        linkage_average(n, distance, merge);
        linkage_heights(n, merge, height);
        for (size_t i = 0; i < n * n; i++) assert_true(fabs(height[i] - slow[i]) < 1e-12);
        assert_int_equal(merge[n - 2].size, n);
        for (size_t k = 0; k + 2 < n; k++) assert_true(merge[k].height <= merge[k + 1].height);
    }
}

/* Distances that are those of a tree come back as they were, and all triples are isosceles. */
static void trees_come_back(void **state)
{
    (void)state;
    enum { N = 64 };
    for (size_t i = 0; i < N; i++)
        for (size_t j = 0; j < N; j++) {
            size_t level = 0;
            while (i >> level != j >> level) level++;
            distance[i * N + j] = (double)level * 0.1;
        }
    linkage_average(N, distance, merge);
    linkage_heights(N, merge, height);
    for (size_t i = 0; i < N * N; i++) assert_true(fabs(height[i] - distance[i]) < 1e-12);
    assert_true(linkage_isosceles(N, distance, 1e-6) == 1);
    size_t leaf[N];
    bool seen[N] = {false};
    linkage_leaves(N, merge, leaf);
    for (size_t i = 0; i < N; i++) seen[leaf[i]] = true;
    for (size_t i = 0; i < N; i++) assert_true(seen[i] && leaf[i] / 8 == leaf[i / 8 * 8] / 8);
    double x[7 * N], y[7 * N], most = 0;
    const size_t points = linkage_outline(N, merge, x, y);
    assert_true(points <= 7 * N);
    for (size_t i = 0; i < points; i++) { /* all strokes are upright or level */
        if (i) assert_true(x[i] == x[i - 1] || y[i] == y[i - 1]);
        most = fmax(most, y[i]);
    }
    assert_true(most == merge[N - 2].height);
    distance[1] = distance[N] = 0.35; /* 0 and 1 are far from each other now, not from the others */
    assert_true(linkage_isosceles(N, distance, 1e-6) < 1);
}

static void a_thousand_leaves(void **state)
{
    (void)state;
    draw_points(MOST, 5);
    const double begin = base_clock();
    linkage_average(MOST, distance, merge);
    const double time = base_clock() - begin;
    printf("a thousand leaves in %.3f s\n", time);
    assert_true(time < 1);
}

static void scipy_agrees(void **state)
{
    (void)state;
    enum { N = 80, TEXT = 1 << 18 };
    static const char script[] = "import sys, numpy, scipy.cluster.hierarchy as h\n"
                                 "x = numpy.array(sys.stdin.read().split(), float)\n"
                                 "for row in h.linkage(x, 'average'): print(*row)\n";
    draw_points(N, 7);
    char *const text = base_alloc(TEXT, 1);
    size_t at = 0;
    for (size_t i = 0; i < N; i++)
        for (size_t j = i + 1; j < N; j++)
            at += (size_t)snprintf(text + at, TEXT - at, "%.17g ", distance[i * N + j]);
    char *const answer = peer_python("numpy, scipy", script, text), *rest = answer;
    base_free(text);
    if (!answer) {
        printf("SciPy is not installed\n");
        skip();
    }
    linkage_average(N, distance, merge);
    for (size_t k = 0; k + 1 < N; k++) {
        assert_true((double)merge[k].a == strtod(rest, &rest));
        assert_true((double)merge[k].b == strtod(rest, &rest));
        assert_true(fabs(merge[k].height - strtod(rest, &rest)) < 1e-12);
        assert_true((double)merge[k].size == strtod(rest, &rest));
    }
    base_free(answer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(heights_are_the_definitions), cmocka_unit_test(trees_come_back),
        cmocka_unit_test(a_thousand_leaves), cmocka_unit_test(scipy_agrees)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
