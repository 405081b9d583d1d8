/* The p-spin model as Monte Carlo systems: keys of the run file, and the functions that the chain
   calls. */
#ifndef GLASS_SPINS_PSPIN_SYSTEM_H
#define GLASS_SPINS_PSPIN_SYSTEM_H

#include "common/mc/mc.h"

extern const struct mc_system pspin_system_spherical, pspin_system_ising;

#endif
