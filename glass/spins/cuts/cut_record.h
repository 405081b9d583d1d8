/* Runs of one solver: hits of a target and time to solution. */
#ifndef GLASS_SPINS_CUTS_CUT_RECORD_H
#define GLASS_SPINS_CUTS_CUT_RECORD_H

#include <stddef.h>

#include "common/numerics/statistics.h"

struct cut_record {
    size_t steps, runs;
    double *cut, *time; /* (runs) largest cut; processor time [s] */
};

struct cut_summary {
    double best;
    struct statistics_estimate cut;     /* mean over runs */
    double time;                        /* mean processor time of a run [s] */
    size_t hits;                        /* runs that reach the target */
    double tts;                         /* time to solution [s]; inf without a hit */
    struct statistics_interval success; /* probability of a hit, 95 % */
    struct statistics_interval between; /* time to solution, 95 % [s] */
};

/* target: a cut above target - tolerance is a hit. */
struct cut_summary cut_record_summary(const struct cut_record *r, double target, double tolerance);

/* TTS_99 = t ln(0.01) / ln(1 - P): time until a hit is found with probability 99 % by runs of t; t if P
   exceeds 0.99, inf if P = 0. Ronnow et al., Science 345, 420 (2014). */
double cut_record_time_to_solution(double t, double P);

#endif
