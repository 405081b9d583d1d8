/* A large equilibrium liquid for benchmarks: copies of a small one side by side. Spheres are numbered
   at random, as after long diffusion: neighbours in space are not neighbours in memory. */
#ifndef TESTS_COPIES_H
#define TESTS_COPIES_H

#include <math.h>

#include "common/core/rng.h"
#include "glass/spheres/dynamics/liquid.h"
#include "glass/spheres/state/start.h"

/* Writes copy `number` (of side^3) of the small frame to the items at[] of f. */
static void copies_put(const struct frame *small, int number, int side, const uint32_t *at,
                       double *x, double *s)
{
    const int block[3] = {number % side, number / side % side, number / (side * side)};
    for (size_t i = 0; i < small->n; i++) {
        for (size_t d = 0; d < 3; d++) {
            const double r = small->x[3 * i + d];
            x[3 * at[i] + d] = r - small->box * floor(r / small->box) + block[d] * small->box;
        }
        s[at[i]] = small->label[i];
    }
}

/* Fills a chain of spheres, of side^3 times as many as the small one's. */
static inline void copies_fill(struct mc_chain *large, const struct mc_chain *small, int side)
{
    struct spheres *const to = liquid_spheres(large->state);
    struct frame one, f = {.n = to->n, .dim = 3, .box = to->L};
    struct rng rng;
    double *const x = base_alloc(to->n, 3 * sizeof *x), *const s = base_alloc(to->n, sizeof *s);
    uint32_t *const at = base_alloc(to->n, sizeof *at);
    spheres_view(liquid_spheres(small->state), &one);
    rng_init(&rng, 1, 0, RNG_TEST);
    for (uint32_t i = 0; i < to->n; i++) at[i] = i;
    rng_shuffle(&rng, at, (uint32_t)to->n);
    for (int k = 0; k < side * side * side; k++)
        copies_put(&one, k, side, at + (size_t)k * one.n, x, s);
    f.x = x, f.label = s;
    start_take(to, &f, false, "copies", "benchmark");
    large->energy = spheres_energy(to);
    base_free(x), base_free(s), base_free(at);
}

#endif
