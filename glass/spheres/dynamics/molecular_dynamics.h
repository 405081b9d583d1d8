/* Dynamics of the liquid other than trials: molecular dynamics, with swaps between its stretches,
   and overdamped motion. Masses and the friction coefficient are 1. Positions stay on the lattice
   of L / 2^32, so a restart needs only velocities (or noise) in addition. One unit of the run's
   time is [md] steps integration steps. */
#ifndef GLASS_SPHERES_DYNAMICS_MOLECULAR_DYNAMICS_H
#define GLASS_SPHERES_DYNAMICS_MOLECULAR_DYNAMICS_H

#include "common/mc/mc.h"
#include "common/config/runfile.h"

struct checkpoint;

struct liquid;

struct molecular_dynamics;

extern const struct runfile_key molecular_dynamics_keys[]; /* of [md] */
extern const struct mc_dynamics glass_dynamics[];

/* Sets [md] dt of langevin to its own default, unless the run file gives one. */
void molecular_dynamics_resolve(struct runfile *f);

/* The dynamics that [run] dynamics and [md] select; NULL for sweeps of trials. */
struct molecular_dynamics *molecular_dynamics_create(const struct runfile *f, size_t n, int dim);
void molecular_dynamics_free(struct molecular_dynamics *y);
/* Draws velocities of temperature l->T without a total momentum, or noise. */
void molecular_dynamics_draw(struct liquid *l);
/* True if there are velocities: not in overdamped dynamics; NULL: false. */
bool molecular_dynamics_inertial(const struct molecular_dynamics *y);
/* Sets another temperature T': velocities are scaled by sqrt(T'/T), which transforms one Maxwell
   law into the other. */
void molecular_dynamics_set_temperature(struct molecular_dynamics *y, double T);
void molecular_dynamics_visit(struct molecular_dynamics *y, struct checkpoint *c);

/* Temperature of the velocities [energy], 2 K / (dim (n - 1)); l->T if the dynamics has no
   velocities. */
double molecular_dynamics_temperature(const struct liquid *l);
/* Element (a, b), a and b < dim, of the tensor whose trace is dim times that temperature: the mean
   of v_a v_b n / (n - 1), or l->T of a unit matrix [energy]. */
double molecular_dynamics_kinetic(const struct liquid *l, int a, int b);

#endif
