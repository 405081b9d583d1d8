/* The Gibbs ensemble of two boxes as a Monte Carlo system, [system] kind = gibbs. */
#ifndef GLASS_SPHERES_GIBBS_GIBBS_SYSTEM_H
#define GLASS_SPHERES_GIBBS_GIBBS_SYSTEM_H

#include "common/mc/mc.h"

extern const struct mc_system gibbs_system; /* state: struct two_boxes */

#endif
