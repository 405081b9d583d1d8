/* Simulated bifurcation, ballistic and discrete: Goto et al., Sci. Adv. 7, eabe7953 (2021).

   y_i += [-(1 - a) x_i + c_0 sum_j J_ij g_j] dt,  x_i += y_i dt,  walls at |x_i| = 1,

   g = x (ballistic) or sign x (discrete), a from 0 to 1, c_0 = 1/2 sqrt(N - 1) / sqrt(sum J^2). */
#ifndef GLASS_SPINS_CUTS_BIFURCATION_H
#define GLASS_SPINS_CUTS_BIFURCATION_H

#include <stddef.h>

struct cut_spins;
struct rng;
struct solver_parameters;

void bifurcation_ballistic(struct cut_spins *c, const struct solver_parameters *p, size_t steps,
                           struct rng *rng);
void bifurcation_discrete(struct cut_spins *c, const struct solver_parameters *p, size_t steps,
                          struct rng *rng);

#endif
