/* What a dendrogram costs: average linkage, the order of leaves and the outline of the tree, from
   the distances of n points on a sphere, one thread; least of nine. */
#include <math.h>
#include <stdio.h>
#include <time.h>

#include "analysis/estimate/linkage.h"
#include "common/core/base.h"
#include "common/core/rng.h"

enum { TIMES = 9, DIM = 20 };

static void distances(size_t n, double *distance)
{
    struct rng rng;
    rng_init(&rng, 1, 0, RNG_TEST);
    double *const x = base_alloc(n * DIM, sizeof *x);
    for (size_t i = 0; i < n; i++) {
        double norm2 = 0;
        for (size_t k = 0; k < DIM; k++) x[i * DIM + k] = rng_normal(&rng);
        for (size_t k = 0; k < DIM; k++) norm2 += x[i * DIM + k] * x[i * DIM + k];
        for (size_t k = 0; k < DIM; k++) x[i * DIM + k] /= sqrt(norm2);
    }
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            double q = 0;
            for (size_t k = 0; k < DIM; k++) q += x[i * DIM + k] * x[j * DIM + k];
            distance[i * n + j] = i == j ? 0 : 1 - q;
        }
    base_free(x);
}

static void dendrogram(size_t n)
{
    double *const distance = base_alloc(n * n, sizeof *distance),
                  *const x = base_alloc(7 * n, sizeof *x), *const y = base_alloc(7 * n, sizeof *y),
                  least = INFINITY;
    struct linkage_merge *const merge = base_alloc(n, sizeof *merge);
    size_t *const leaf = base_alloc(n, sizeof *leaf), points = 0;
    distances(n, distance);
    for (int k = 0; k < TIMES; k++) {
        const clock_t begin = clock();
        linkage_average(n, distance, merge);
        linkage_leaves(n, merge, leaf);
        points = linkage_outline(n, merge, x, y);
        least = fmin(least, (double)(clock() - begin) / CLOCKS_PER_SEC);
    }
    printf("linkage.%-6zu leaves: %8.2f ms of one core (%zu points, root at %.3f)\n", n,
           1e3 * least, points, merge[n - 2].height);
    base_free(distance), base_free(x), base_free(y), base_free(merge), base_free(leaf);
}

int main(void)
{
    dendrogram(100);
    dendrogram(1000);
    dendrogram(4000);
    return 0;
}
