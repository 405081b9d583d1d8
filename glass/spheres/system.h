/* The liquid as a Monte Carlo system. */
#ifndef GLASS_SPHERES_SYSTEM_H
#define GLASS_SPHERES_SYSTEM_H

#include "common/mc/mc.h"

extern const struct mc_system glass_spheres; /* state: struct liquid */

#endif
