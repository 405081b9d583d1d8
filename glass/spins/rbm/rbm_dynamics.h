/* Moves and dynamics of restricted Boltzmann machines and of Hopfield networks. */
#ifndef GLASS_SPINS_RBM_RBM_DYNAMICS_H
#define GLASS_SPINS_RBM_RBM_DYNAMICS_H

#include "common/mc/mc.h"

extern const struct mc_move rbm_dynamics_moves[], rbm_dynamics_hopfield_moves[];
extern const struct mc_dynamics rbm_dynamics[], rbm_dynamics_hopfield[];

#endif
