/* The potential of the overlap (Franz and Parisi, J. Phys. I 5, 1401 (1995)): V(Q) = -(T/N) ln P(Q)
   of the system without bias, from runs whose bias is N (spring/2 (Q - centre)^2 - field Q), joined
   by MBAR. Errors: jackknife over blocks of time, left out of all runs at once. */
#ifndef ANALYSIS_ESTIMATE_OVERLAP_POTENTIAL_H
#define ANALYSIS_ESTIMATE_OVERLAP_POTENTIAL_H

#include <stddef.h>

#include "common/numerics/statistics.h"

struct overlap_potential_run {
    const char *path; /* for messages; borrowed */
    double field, spring, centre;
    size_t n;  /* samples, at least OVERLAP_POTENTIAL_BLOCKS */
    double *Q; /* (n) in order of time; borrowed */
};

enum { OVERLAP_POTENTIAL_BLOCKS = 8 };

struct overlap_potential {
    size_t bins;
    double *Q;                     /* (bins) centres */
    struct statistics_estimate *V; /* (bins) [energy], least value 0; NAN: too few samples */
};

/* Runs at one T, with N items; bins from `least` to `most`, which hold all samples. Fatal, naming the two, if runs that are neighbours in Q have less than
   2 % of their distributions in common. Free with overlap_potential_clear. */
struct overlap_potential overlap_potential_of(size_t runs, struct overlap_potential_run *run,
                                              double T, double N, double least, double most,
                                              size_t bins);
void overlap_potential_clear(struct overlap_potential *p);

#endif
