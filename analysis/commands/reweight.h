/* Multi-histogram reweighting without bins: energies sampled at several temperatures give one
   estimate for any temperature between them. With D_n = sum_k N_k exp(f_k - U_n / T_k), the free
   energies solve f_i = -ln sum_n exp(-U_n / T_i) / D_n (Ferrenberg and Swendsen, Phys. Rev. Lett.
   63, 1195 (1989); Shirts and Chodera, J. Chem. Phys. 129, 124105 (2008)). Errors: jackknife over
   blocks of time, left out of all runs at once. k_B = 1. */
#ifndef ANALYSIS_COMMANDS_REWEIGHT_H
#define ANALYSIS_COMMANDS_REWEIGHT_H

#include <stddef.h>

#include "common/numerics/statistics.h"

struct reweight_run {
    double T;        /* [energy] */
    size_t n;        /* samples, at least REWEIGHT_BLOCKS */
    const double *U; /* (n) total energy in order of time [energy]; borrowed */
};

struct reweight_point {
    struct statistics_estimate U; /* mean total energy [energy] */
    struct statistics_estimate C; /* its variance over T^2: heat capacity */
    struct statistics_estimate F; /* F / T, minus its value at the first run's temperature */
    double samples;               /* effective number of samples at this temperature */
};

enum { REWEIGHT_RUNS = 256, REWEIGHT_BLOCKS = 10 };

/* out (m), one for each T (m) [energy]. */
void reweight(size_t runs, const struct reweight_run *run, size_t m, const double *T,
              struct reweight_point *out);
/* With weights (runs) of the samples, each (n of the run): times that samples stand for, over the
   mean of their run. NULL: all 1. */
void reweight_weighted(size_t runs, const struct reweight_run *run, const double *const *weight,
                       size_t m, const double *T, struct reweight_point *out);

#endif
