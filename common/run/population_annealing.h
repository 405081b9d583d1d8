/* Population annealing (Hukushima and Iba, AIP Conf. Proc. 690, 200 (2003); Machta, Phys. Rev. E
   82, 026704 (2010)): R runs at the highest temperature of a ladder, which all step down together,
   each temperature held for [tempering] every. At a step from beta to beta' a run is copied n_i
   times, of mean R w_i / sum w, w_i = exp(-(beta' - beta) E_i), by systematic resampling: one
   uniform number u, n_i the whole numbers + u between cumulative weights; R stays. Whoever has
   copies stays where it is; copies take the places of those that have none, in order.
     ln Z(beta') - ln Z(beta) = ln <w>,  whose exponential has no bias at any R.
   Families are what the first runs have become. With shares W_f of the population,
     error of ln Z: sqrt(sum_f (W_f - 1/R)^2) (Chan and Lai, Ann. Stat. 41, 2877 (2013)),
     error of <E>:  sqrt(sum_f (sum_{i in f} (E_i - <E>))^2) / R.
   population.dat has a row a temperature. Steps of moves that have a target are tuned where the
   temperature changes. */
#ifndef COMMON_RUN_POPULATION_ANNEALING_H
#define COMMON_RUN_POPULATION_ANNEALING_H

#include "common/run/tempering_method.h"

extern const struct tempering_method population_annealing_method;

/* Copies n (R) of items of weights w (R) by systematic resampling with u in [0, 1). */
void population_annealing_resample(size_t R, const double *w, double u, uint32_t *n);

#endif
