/* Volume trials at constant pressure. State: struct liquid. */
#ifndef GLASS_SPHERES_DYNAMICS_VOLUME_H
#define GLASS_SPHERES_DYNAMICS_VOLUME_H

#include "common/mc/mc.h"

struct mc_trial volume_change(void *state, const struct mc_move *self, struct rng *rng,
                              double step);
void volume_commit(void *state);
void volume_revert(void *state);

#endif
