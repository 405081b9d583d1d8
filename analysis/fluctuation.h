/* The four-point susceptibility  chi_4(t) = N [<O(t)^2> - <O(t)>^2]  of an average O over N items,
   in two ways: within a run, over its origins; and between replicas, at equal origins. Both are
   free of the bias of few samples, with jackknife errors over replicas if there are three or more,
   or else over stretches of origins. Definitions: Ninarello, Berthier, Coslovich, PRX 7, 021039. */
#ifndef ANALYSIS_FLUCTUATION_H
#define ANALYSIS_FLUCTUATION_H

#include "analysis/curve.h"
#include "common/statistics.h"

struct fluctuation {
    size_t n;
    double *lag;                                    /* (n) increasing */
    struct statistics_estimate *origins, *replicas; /* (n) value NAN where there are not two */
};

/* waiting: CURVE_ALL, or the only waiting time that is used (and then nothing from origins). */
struct fluctuation fluctuation_measure(const struct curve_rows *r, double items, double waiting);
void fluctuation_free(struct fluctuation *f);

/* alpha_2 from averaged moments (alpha2.dat), as curve_average averages; curve_free. */
struct curve fluctuation_alpha2(const struct group *g, double waiting, double length);

#endif
