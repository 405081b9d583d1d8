/* Software prefetching for systems larger than the caches. A trial reads about twenty cache lines; fetched
   together they take no longer than one. We prefetch the positions of the neighbours before an energy is
   computed, and the neighbour list of the next trial's sphere. Its number is read from the random stream
   without drawing, at two positions, because the Metropolis test draws zero or two numbers. Prefetches
   further ahead cost more than they save. Results do not change. */
#ifndef GLASS_SPHERES_DYNAMICS_PREFETCH_H
#define GLASS_SPHERES_DYNAMICS_PREFETCH_H

#include "common/core/rng.h"
#include "glass/spheres/dynamics/liquid.h"

enum { PREFETCH_FROM = 20000 }; /* spheres, whose lists do not fit into a cache */

static inline bool prefetch_pays(const struct liquid *l)
{
    return l->s.n >= PREFETCH_FROM && !l->within.member;
}

/* Call it as soon as i is known. */
NEIGHBOURS_ALWAYS_INLINE void prefetch_trial(const struct liquid *l, uint32_t i)
{
    if (prefetch_pays(l)) neighbours_prefetch(&l->s.neighbours, i);
}

/* Call it before the energy of i is computed. */
NEIGHBOURS_ALWAYS_INLINE void prefetch_energy(const struct liquid *l, uint32_t i)
{
    if (prefetch_pays(l)) neighbours_prefetch_around(&l->s.neighbours, i);
}

/* Call it when a trial has drawn all its random numbers. */
NEIGHBOURS_ALWAYS_INLINE void prefetch_next(const struct liquid *l, const struct rng *rng)
{
    if (!prefetch_pays(l)) return;
    const uint32_t n = (uint32_t)l->s.n;
    neighbours_prefetch(&l->s.neighbours, rng_peek_below(rng, l->draws_to_pick + 2, n));
    neighbours_prefetch(&l->s.neighbours, rng_peek_below(rng, l->draws_to_pick, n));
}

#endif
