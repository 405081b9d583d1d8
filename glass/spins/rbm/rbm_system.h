/* `rbm` and `hopfield`: restricted Boltzmann machines and Hopfield networks as Monte Carlo systems. */
#ifndef GLASS_SPINS_RBM_RBM_SYSTEM_H
#define GLASS_SPINS_RBM_RBM_SYSTEM_H

#include "common/mc/mc.h"

extern const struct mc_system rbm_system, rbm_system_hopfield;

#endif
