/* Is a run, or a hold of it, in equilibrium: the numbers of common/observe/equilibrium_tests.h from its tables. The
   energy is that of series.dat; a relaxation time from the origins of each half of a two-time table
   (Ninarello, Berthier and Coslovich, PRX 7, 021039 (2017), find this the sharper test). */
#ifndef ANALYSIS_ESTIMATE_STATIONARITY_H
#define ANALYSIS_ESTIMATE_STATIONARITY_H

#include "analysis/read/group.h"
#include "analysis/read/temperature_stages.h"
#include "common/observe/equilibrium_tests.h"

struct stationarity {
    double step;                   /* of the series [time] */
    size_t samples;                /* 0: the series is not evenly spaced, and says nothing */
    struct equilibrium_verdict is; /* its tau in samples */
    struct statistics_estimate tau_half[2]; /* relaxation time [time]; value NAN: none */
    const char *observable;                 /* that tau_half is of; NULL: none */
};

/* items: particles, for the heat capacity; 0: unknown. */
struct stationarity stationarity_measure(const struct run *f, const struct temperature_stage *h,
                                         double items, double level);

#endif
