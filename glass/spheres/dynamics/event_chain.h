/* Event chains: rejection-free displacements of hard and of purely repulsive spheres. State: struct
   liquid. */
#ifndef GLASS_SPHERES_DYNAMICS_EVENT_CHAIN_H
#define GLASS_SPHERES_DYNAMICS_EVENT_CHAIN_H

#include "common/mc/mc.h"

struct potential;
struct potentials_view;

struct event_chain_leg { /* part of a chain: sphere i moves by `shift` along `axis` */
    uint32_t i;
    int32_t axis, shift; /* shift in L / 2^32 */
};

struct event_chain {             /* the last chain, and sums over all of them */
    struct event_chain_leg *leg; /* owned; to revert the chain */
    size_t legs, room;
    double moved,
        lifted; /* lengths of chains, and distances from a sphere to the one it hits, along the
                             chain [length] */
};
void event_chain_clear(struct event_chain *e);

/* Z = P V / (N k_B T) of all chains since `moved` was 0: 1 + lifted / moved [1]. */
double event_chain_compressibility(const struct event_chain *e);

/* True if v(r) of every pair of diameters never rises with r, as the chains require. */
bool event_chain_possible(const struct potential *v, const struct potentials_view *w);

/* One chain of the given length [length] along a positive axis. Always accepted. */
struct mc_trial event_chain(void *state, const struct mc_move *self, struct rng *rng,
                            double length);
void event_chain_commit(void *state);
void event_chain_revert(void *state);

#endif
