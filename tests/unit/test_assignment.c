/* Assignment against all permutations, against answers known by construction, and against igraph
   where it is installed. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "common/numerics/assignment.h"
#include "common/core/base.h"
#include "common/core/rng.h"
#include "tests/peer.h"

enum { MOST = 200 };

static double cost[MOST * MOST];
static uint32_t column[MOST];

/* Least cost of rows from `row` on, over columns not taken. */
static double brute(size_t n, size_t row, unsigned taken)
{
    if (row == n) return 0;
    double least = INFINITY;
    for (size_t j = 0; j < n; j++)
        if (!(taken >> j & 1))
            least = fmin(least, cost[row * n + j] + brute(n, row + 1, taken | 1u << j));
    return least;
}

static void check_permutation(size_t n, double total)
{
    bool seen[MOST] = {false};
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        assert_true(column[i] < n && !seen[column[i]]);
        seen[column[i]] = true;
        sum += cost[i * n + column[i]];
    }
    assert_true(fabs(sum - total) < 1e-12 * (1 + fabs(sum)));
}

static void all_permutations(void **state)
{
    (void)state;
    struct rng r;
    rng_init(&r, 1, 0, RNG_TEST);
    for (int draw = 0; draw < 600; draw++) {
        const size_t n = 1 + (size_t)draw % 8;
        for (size_t k = 0; k < n * n; k++) /* a third of the draws with many ties */
            cost[k] = draw % 3 ? rng_normal(&r) : (double)rng_below(&r, 3);
        const double total = assignment_solve(n, cost, column);
        check_permutation(n, total);
        assert_true(fabs(total - brute(n, 0, 0)) < 1e-12);
    }
}

/* Row and column potentials alone make every assignment cost the same; one that is cheaper by a bit
   in every row is the answer. */
static void planted(void **state)
{
    (void)state;
    struct rng r;
    rng_init(&r, 2, 0, RNG_TEST);
    for (size_t n = 50; n <= MOST; n += 50) {
        uint32_t answer[MOST];
        for (uint32_t i = 0; i < n; i++) answer[i] = i;
        rng_shuffle(&r, answer, (uint32_t)n);
        double u[MOST], v[MOST];
        for (size_t i = 0; i < n; i++) u[i] = 10 * rng_normal(&r), v[i] = 10 * rng_normal(&r);
        for (size_t i = 0; i < n; i++)
            for (size_t j = 0; j < n; j++)
                cost[i * n + j] = u[i] + v[j] + (answer[i] == j ? 0 : 1e-3 + rng_uniform(&r));
        check_permutation(n, assignment_solve(n, cost, column));
        for (size_t i = 0; i < n; i++) assert_int_equal(column[i], answer[i]);
    }
}

static void igraph_agrees(void **state)
{
    (void)state;
    enum { N = 120, TEXT = 1 << 18 };
    static const char script[] = "import sys, igraph\n"
                                 "x = [float(a) for a in sys.stdin.read().split()]\n"
                                 "n = int(len(x) ** 0.5)\n"
                                 "g = igraph.Graph.Full_Bipartite(n, n)\n"
                                 "w = [100 - x[e.source * n + e.target - n] for e in g.es]\n"
                                 "m = g.maximum_bipartite_matching('type', weights=w, eps=1e-9)\n"
                                 "print(sum(x[i * n + m.match_of(i) - n] for i in range(n)))\n";
    struct rng r;
    rng_init(&r, 3, 0, RNG_TEST);
    char *const text = base_alloc(TEXT, 1);
    size_t at = 0;
    for (size_t k = 0; k < N * N; k++) {
        cost[k] = rng_normal(&r);
        at += (size_t)snprintf(text + at, TEXT - at, "%.6f ", cost[k]);
        cost[k] = round(cost[k] * 1e6) / 1e6;
    }
    char *const answer = peer_python("igraph", script, text);
    base_free(text);
    if (!answer) {
        printf("igraph is not installed\n");
        skip();
    }
    assert_true(fabs(assignment_solve(N, cost, column) - atof(answer)) < 1e-5);
    base_free(answer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(all_permutations),
                                       cmocka_unit_test(planted), cmocka_unit_test(igraph_agrees)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
