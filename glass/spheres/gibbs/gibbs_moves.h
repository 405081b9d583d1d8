/* Trials of the Gibbs ensemble: displacements, exchanges of volume, transfers, swaps. */
#ifndef GLASS_SPHERES_GIBBS_GIBBS_MOVES_H
#define GLASS_SPHERES_GIBBS_GIBBS_MOVES_H

#include "common/mc/mc.h"

extern const struct mc_move gibbs_moves[]; /* state: struct two_boxes */

#endif
