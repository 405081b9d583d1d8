/* Moves and dynamics of Ising spins on a graph. */
#ifndef GLASS_SPINS_ISING_DYNAMICS_H
#define GLASS_SPINS_ISING_DYNAMICS_H

#include "common/mc/mc.h"

extern const struct mc_move ising_dynamics_moves[];
extern const struct mc_dynamics ising_dynamics[];

#endif
