/* Collective swaps of hard spheres: a cascade of diameters without rejection. State: struct liquid. */
#ifndef GLASS_SPHERES_DYNAMICS_COLLECTIVE_SWAP_H
#define GLASS_SPHERES_DYNAMICS_COLLECTIVE_SWAP_H

#include "common/mc/mc.h"

enum { COLLECTIVE_SWAP_RANKS = 1024 }; /* largest step of a cascade */

/* Uses up `ranks` ranks from a uniform start. Always accepted; refused for a soft potential. */
struct mc_trial collective_swap(void *state, const struct mc_move *self, struct rng *rng,
                                double ranks);
void collective_swap_commit(void *state);
void collective_swap_revert(void *state);

#endif
