/* Ways for the liquid to advance other than trials: molecular dynamics, with swaps between its
   stretches, and overdamped motion. Masses and the friction coefficient are 1. Positions stay on
   the lattice of L / 2^32, so velocities (or noise) are all that a restart needs besides. One unit
   of the run's time is [md] steps integration steps. */
#ifndef GLASS_SPHERES_DYNAMICS_H
#define GLASS_SPHERES_DYNAMICS_H

#include "common/mc.h"
#include "common/runfile.h"

struct checkpoint;

struct spheres;

struct dynamics;

extern const struct runfile_key dynamics_keys[]; /* of [md] */
extern const struct mc_dynamics glass_dynamics[];

/* What [run] dynamics and [md] ask for; NULL for sweeps of trials. */
struct dynamics *dynamics_open(const struct runfile *f, size_t n, int dim);
void dynamics_free(struct dynamics *y);
/* Velocities of temperature s->T without a total momentum; noise. */
void dynamics_begin(struct spheres *s);
/* Another temperature: velocities are scaled by sqrt(T'/T), which turns one Maxwell law into the
   other. */
void dynamics_heat(struct dynamics *y, double T);
void dynamics_visit(struct dynamics *y, struct checkpoint *c);

/* Temperature of the velocities [energy], 2 K / (dim (n - 1)); s->T where there are none. */
double dynamics_temperature(const struct spheres *s);

#endif
