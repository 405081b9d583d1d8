/* Trials that exchange two spheres' diameters or places. State: struct spheres. */
#ifndef GLASS_SPHERES_SWAPS_H
#define GLASS_SPHERES_SWAPS_H

#include "common/mc.h"

enum { SWAPS_CHAIN = 16 }; /* links of a directed chain */

struct mc_trial swaps_any(void *state, const struct mc_move *self, struct rng *rng, double ds);
struct mc_trial swaps_near(void *state, const struct mc_move *self, struct rng *rng, double ranks);
void swaps_exchange_sizes(void *state);
void swaps_exchange_places(void *state);

struct mc_trial swaps_chain(void *state, const struct mc_move *self, struct rng *rng, double ranks);
void swaps_keep_chain(void *state);
void swaps_undo_chain(void *state);

#endif
