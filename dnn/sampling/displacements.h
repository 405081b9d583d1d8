/* Moves of weights by random displacements, for the table of moves. */
#ifndef DNN_SAMPLING_DISPLACEMENTS_H
#define DNN_SAMPLING_DISPLACEMENTS_H

#include "common/mc/mc.h"

struct network;

struct mc_trial displacements_weight(void *state, const struct mc_move *self, struct rng *rng,
                                     double step);
struct mc_trial displacements_unit(void *state, const struct mc_move *self, struct rng *rng,
                                   double step);
struct mc_trial displacements_layer_whole(void *state, const struct mc_move *self, struct rng *rng,
                                          double step);
struct mc_trial displacements_rotate(void *state, const struct mc_move *self, struct rng *rng,
                                     double step);

/* Index of the layer of a weight. */
size_t displacements_layer(const struct network *net, size_t weight);

#endif
