/* Coherent Ising machine in mean field, and chaotic amplitude control (Leleu et al., Commun. Phys. 4, 266
   (2021)):

   dx_i/dt = (p - 1 - x_i^2) x_i + e_i eps sum_j J_ij x_j
   de_i/dt = -beta (x_i^2 - a) e_i     (amplitude control; else e = 1)

   Uncoupled amplitudes settle at x^2 = p - 1. A mode of eigenvalue l of J grows from 0 at the rate
   p - 1 + eps l. */
#ifndef GLASS_SPINS_CUTS_COHERENT_H
#define GLASS_SPINS_CUTS_COHERENT_H

#include <stddef.h>

struct cut_spins;
struct rng;
struct solver_parameters;

/* The machine: p rises linearly from pump_first to pump_last. */
void coherent_flow(struct cut_spins *c, const struct solver_parameters *p, size_t steps,
                   struct rng *rng);
/* Amplitude control at constant p = cac_pump. */
void coherent_control(struct cut_spins *c, const struct solver_parameters *p, size_t steps,
                      struct rng *rng);

/* A step dt (Heun) of x (n) with the factors e (n) constant; eps [1/energy]; work (3n). */
void coherent_step(const struct cut_spins *c, double *x, const double *e, double pump, double eps,
                   double dt, double *work);

#endif
