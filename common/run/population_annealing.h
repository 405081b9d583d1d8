/* Population annealing (Hukushima and Iba, AIP Conf. Proc. 690, 200 (2003); Machta, Phys. Rev. E
   82, 026704 (2010)). R runs start at the highest temperature of a ladder and step down together;
   each temperature lasts [tempering] every. A step from beta to beta' replaces run i by n_i copies,
   with mean R w_i / sum w and w_i = exp(-(beta' - beta) E_i). Systematic resampling draws one
   number u; n_i counts the integers + u between cumulative weights, so R is constant. Runs with
   copies keep their place; the copies replace the runs without copies, in order.
     ln Z(beta') - ln Z(beta) = ln <w>;  exp of it is unbiased at any R.
   A family is the set of descendants of one initial run, with a fraction W_f of the population:
     error of ln Z: sqrt(sum_f (W_f - 1/R)^2) (Chan and Lai, Ann. Stat. 41, 2877 (2013)),
     error of <E>:  sqrt(sum_f (sum_{i in f} (E_i - <E>))^2) / R.
   population.dat has one row per temperature. Each step tunes the moves that have a target. */
#ifndef COMMON_RUN_POPULATION_ANNEALING_H
#define COMMON_RUN_POPULATION_ANNEALING_H

#include "common/run/tempering_method.h"

extern const struct tempering_method population_annealing_method;

/* Numbers of copies n (R) of items with weights w (R), by systematic resampling with u in [0,
   1). */
void population_annealing_resample(size_t R, const double *w, double u, uint32_t *n);

#endif
