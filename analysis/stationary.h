/* Is a run in equilibrium: what its energy and its two-time functions say, as numbers with errors.
   Energy: slope of block means, means of the halves, integrated autocorrelation time; a relaxation
   time from the origins of each half (Ninarello, Berthier and Coslovich, PRX 7, 021039 (2017),
   find this the sharper test); heat capacity a particle from fluctuations. */
#ifndef ANALYSIS_STATIONARY_H
#define ANALYSIS_STATIONARY_H

#include "analysis/group.h"
#include "common/statistics.h"

struct stationary {
    double length;                       /* of the series [time] */
    size_t samples;                      /* 0: the series is not evenly spaced, and says nothing */
    struct statistics_estimate energy;   /* mean [energy] */
    struct statistics_estimate tau;      /* autocorrelation time of the energy [time] */
    double effective;                    /* independent samples */
    double z_drift, z_halves;            /* of the energy; NAN: unknown */
    struct statistics_estimate capacity; /* N (<e^2> - <e>^2) / T^2; value NAN: unknown */
    struct statistics_estimate tau_half[2]; /* relaxation time [time]; value NAN: none */
    double z_tau;
    const char *observable; /* that tau_half is of; NULL: none */
};

/* items: particles, for the heat capacity; 0: unknown. */
struct stationary stationary_measure(const struct run *f, double items, double level);

#endif
