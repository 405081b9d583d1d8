/* Trials of the liquid: displacements and diameter swaps. */
#ifndef GLASS_SPHERES_DYNAMICS_MOVES_H
#define GLASS_SPHERES_DYNAMICS_MOVES_H

#include "common/mc/mc.h"

extern const struct mc_move glass_moves[]; /* state: struct liquid */

#endif
