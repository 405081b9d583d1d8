/* Is a run, or a hold of it, in equilibrium: the numbers of common/verdict.h from its tables. The
   energy is that of series.dat; a relaxation time from the origins of each half of a two-time table
   (Ninarello, Berthier and Coslovich, PRX 7, 021039 (2017), find this the sharper test). */
#ifndef ANALYSIS_STATIONARY_H
#define ANALYSIS_STATIONARY_H

#include "analysis/group.h"
#include "analysis/hold.h"
#include "common/verdict.h"

struct stationary {
    double step;       /* of the series [time] */
    size_t samples;    /* 0: the series is not evenly spaced, and says nothing */
    struct verdict is; /* its tau in samples */
    struct statistics_estimate tau_half[2]; /* relaxation time [time]; value NAN: none */
    const char *observable;                 /* that tau_half is of; NULL: none */
};

/* items: particles, for the heat capacity; 0: unknown. */
struct stationary stationary_measure(const struct run *f, const struct hold *h, double items,
                                     double level);

#endif
