/* Numbers for the tests of equilibrium (common/observe/equilibrium_tests.h), from the tables of a
   run or a hold of it. The energy is that of
   thermal_energy.h. Relaxation times are measured from the
   origins of each half of a two-time table, the more sensitive test (Ninarello, Berthier and
   Coslovich, PRX 7, 021039 (2017)). */
#ifndef ANALYSIS_ESTIMATE_STATIONARITY_H
#define ANALYSIS_ESTIMATE_STATIONARITY_H

#include "analysis/read/group.h"
#include "analysis/read/temperature_stages.h"
#include "common/observe/equilibrium_tests.h"

struct stationarity {
    double step;                            /* of the series [time] */
    size_t rows;                            /* of the hold, evenly spaced */
    size_t samples;                         /* of them used; 0: too few */
    double diverged;                        /* first time without a number [time]; NAN: none */
    struct equilibrium_verdict is;          /* its tau in samples */
    struct statistics_estimate enthalpy;    /* e + P / density; the energy at a fixed volume */
    struct statistics_estimate tau_half[2]; /* relaxation time [time]; value NAN: none */
    const char *observable;                 /* observable of tau_half; NULL: none */
};

/* items: number of particles, for the heat capacity; 0: unknown. */
struct stationarity stationarity_measure(const struct run *f, const struct temperature_stage *h,
                                         double items, double level);

#endif
