/* Trials that exchange two spheres' diameters or places. State: struct liquid. */
#ifndef GLASS_SPHERES_DYNAMICS_SWAPS_H
#define GLASS_SPHERES_DYNAMICS_SWAPS_H

#include "common/mc/mc.h"

enum { SWAPS_CHAIN = 16 }; /* links of a directed chain */
enum {
    SWAPS_BINS = 32,
    SWAPS_WIDTH = 64
}; /* number of bins of size differences, and bins per unit
                                               of length */

/* Counts of pairs by the difference of their diameters; the last bin includes all larger ones. */
struct swaps_counts {
    bool used;
    uint64_t tried[SWAPS_BINS], accepted[SWAPS_BINS];
};
void swaps_count(struct swaps_counts *sum, const struct swaps_counts *more); /* adds */

struct mc_trial swaps_any(void *state, const struct mc_move *self, struct rng *rng, double ds);
struct mc_trial swaps_near(void *state, const struct mc_move *self, struct rng *rng, double ranks);
void swaps_exchange_sizes(void *state);
void swaps_exchange_places(void *state);

struct mc_trial swaps_chain(void *state, const struct mc_move *self, struct rng *rng, double ranks);
void swaps_commit_chain(void *state);
void swaps_revert_chain(void *state);

#endif
