/* A displacement along one axis, on the lattice of positions. */
#ifndef GLASS_SPHERES_STATE_RANDOM_SHIFT_H
#define GLASS_SPHERES_STATE_RANDOM_SHIFT_H

#include <stdint.h>

#include "common/core/rng.h"

/* Uniform in [-width/2, width/2], [L / 2^32]. An odd 32-bit integer is as likely as its
   negative, and division truncates both alike, so a step and its way back are equally likely to
   the last bit. */
static inline int32_t random_shift(struct rng *rng, int64_t width)
{
    const int64_t k = (int32_t)(rng_u32(rng) | 1);
    return (int32_t)(k * width / (INT64_C(1) << 32));
}

#endif
