/* Asking memory ahead. In a system that is larger than the caches a trial waits for some twenty
   lines of memory, which take no longer than one if they are asked for together: the positions of
   a sphere's neighbours before its energy is computed, and meanwhile the list of the next trial's
   sphere. Who that is stands among the random numbers yet to come, in one of two places, because
   Metropolis' test draws two numbers or none. Lines that nobody reads cost as much as those that
   somebody does, so no guess goes further. Nothing here changes a result. */
#ifndef GLASS_SPHERES_DYNAMICS_PREFETCH_H
#define GLASS_SPHERES_DYNAMICS_PREFETCH_H

#include "common/core/rng.h"
#include "glass/spheres/dynamics/liquid.h"

enum { PREFETCH_FROM = 20000 }; /* spheres, whose lists do not fit into a cache */

static inline bool prefetch_pays(const struct liquid *l)
{
    return l->s.n >= PREFETCH_FROM && !l->within.member;
}

/* As soon as i is known. */
NEIGHBOURS_ALWAYS_INLINE void prefetch_trial(const struct liquid *l, uint32_t i)
{
    if (prefetch_pays(l)) neighbours_prefetch(&l->s.neighbours, i);
}

/* Before the energy of i is computed. */
NEIGHBOURS_ALWAYS_INLINE void prefetch_energy(const struct liquid *l, uint32_t i)
{
    if (prefetch_pays(l)) neighbours_prefetch_around(&l->s.neighbours, i);
}

/* When a trial has drawn all its own numbers. */
NEIGHBOURS_ALWAYS_INLINE void prefetch_next(const struct liquid *l, const struct rng *rng)
{
    if (!prefetch_pays(l)) return;
    const uint32_t n = (uint32_t)l->s.n;
    neighbours_prefetch(&l->s.neighbours, rng_peek_below(rng, l->draws_to_pick + 2, n));
    neighbours_prefetch(&l->s.neighbours, rng_peek_below(rng, l->draws_to_pick, n));
}

#endif
