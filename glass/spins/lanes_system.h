/* 256 samples of the +1, -1 Edwards-Anderson model at once, as a system. */
#ifndef GLASS_SPINS_LANES_SYSTEM_H
#define GLASS_SPINS_LANES_SYSTEM_H

#include "common/mc/mc.h"

extern const struct mc_system lanes_system;

#endif
