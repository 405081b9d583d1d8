/* Walkers of a population that descend from the same ancestor are copies of one run that have had
   some time to differ. As if they had had none, n walkers are worth 1 / sum_f W_f^2 independent
   runs, W_f: share of family f (Wang, Machta and Katzgraber, Phys. Rev. E 92, 063307 (2015),
   rho_t). Errors over walkers are widened accordingly; they are upper bounds. */
#ifndef ANALYSIS_READ_FAMILIES_H
#define ANALYSIS_READ_FAMILIES_H

#include <stddef.h>

#include "analysis/read/run.h"

/* Number of independent runs that n runs of f's group are worth at time t: for walkers by the
   families in population.dat, for those that are left out of all walkers by the mean; else n. */
double families_independent(const struct run *f, size_t n, double t);

/* Factor on an error that counts n runs as independent when they are worth fewer: sqrt((n - 1) /
   (m - 1)), as their scatter is too small as well, and Student's factors. 1 for m = n; NAN below
   two, where the runs hold no error. */
double families_widening(size_t n, double independent);

#endif
