/* Breakout local search: U. Benlic, J.-K. Hao, Eng. Appl. Artif. Intell. 26, 1162 (2013). Steepest descent
   by single flips, then a perturbation of adaptive length: of tabu type, or random. */
#ifndef GLASS_SPINS_CUTS_BREAKOUT_H
#define GLASS_SPINS_CUTS_BREAKOUT_H

#include <stddef.h>

struct cut_spins;
struct rng;
struct solver_parameters;

/* A step is n/20 flips. */
void breakout_solve(struct cut_spins *c, const struct solver_parameters *p, size_t steps,
                    struct rng *rng);

#endif
