/* Annealing: the baseline of every comparison of Ising machines. */
#ifndef GLASS_SPINS_CUTS_ANNEALING_H
#define GLASS_SPINS_CUTS_ANNEALING_H

#include <stddef.h>

struct cut_spins;
struct rng;
struct solver_parameters;

/* A step is a sweep of Metropolis trials in the order of the sites. */
void annealing_solve(struct cut_spins *c, const struct solver_parameters *p, size_t steps,
                     struct rng *rng);

#endif
