/* Volume trials at constant pressure. State: struct spheres. */
#ifndef GLASS_SPHERES_VOLUME_H
#define GLASS_SPHERES_VOLUME_H

#include "common/mc.h"

struct mc_trial volume_change(void *state, const struct mc_move *self, struct rng *rng,
                              double step);
void volume_keep(void *state);
void volume_restore(void *state);

#endif
