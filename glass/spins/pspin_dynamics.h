/* Moves and dynamics of the p-spin model. */
#ifndef GLASS_SPINS_PSPIN_DYNAMICS_H
#define GLASS_SPINS_PSPIN_DYNAMICS_H

#include "common/mc/mc.h"

struct pspin;

extern const struct mc_move pspin_dynamics_spherical_moves[], pspin_dynamics_ising_moves[];
extern const struct mc_dynamics pspin_dynamics_spherical[], pspin_dynamics_ising[];

/* Projects s (n) onto the sphere |s|^2 = n. */
void pspin_dynamics_normalise(double *s, size_t n);

#endif
