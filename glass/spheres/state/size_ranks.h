/* Spheres in the order of their diameters: rank 0 is the smallest. Exchanging two diameters
   exchanges two ranks, at O(1). The order of equal diameters depends on past swaps, so it is part of the
   state. */
#ifndef GLASS_SPHERES_STATE_SIZE_RANKS_H
#define GLASS_SPHERES_STATE_SIZE_RANKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sphere;

struct size_ranks {
    uint32_t *sphere; /* (n) of a rank */
    uint32_t *rank;   /* (n) of a sphere */
};

void size_ranks_init(struct size_ranks *r, size_t n);
void size_ranks_clear(struct size_ranks *r);
void size_ranks_sort(struct size_ranks *r, size_t n, const struct sphere *p);
bool size_ranks_invert(struct size_ranks *r,
                       size_t n); /* rank from sphere; false if one is missing */

static inline void size_ranks_exchange(struct size_ranks *r, uint32_t i, uint32_t j)
{
    const uint32_t a = r->rank[i], b = r->rank[j];
    r->rank[i] = b, r->rank[j] = a;
    r->sphere[a] = j, r->sphere[b] = i;
}

#endif
