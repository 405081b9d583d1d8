/* The four-point susceptibility  chi_4(t) = N [<O(t)^2> - <O(t)>^2]  of an average O over N items,
   in two ways: within a run, over its origins; and between replicas, at equal origins. Both are
   free of the bias of few samples, with jackknife errors over replicas if there are three or more,
   or else over stretches of origins. Definitions: Ninarello, Berthier, Coslovich, PRX 7, 021039. */
#ifndef ANALYSIS_ESTIMATE_CHI4_H
#define ANALYSIS_ESTIMATE_CHI4_H

#include "analysis/read/curve.h"
#include "common/numerics/statistics.h"

struct chi4 {
    size_t n;
    double *lag;                                    /* (n) increasing */
    struct statistics_estimate *origins, *replicas; /* (n) value NAN where there are not two */
};

/* waiting: CURVE_ALL, or the only waiting time that is used (and then nothing from origins). */
struct chi4 chi4_measure(const struct curve_rows *r, double items, double waiting);
void chi4_clear(struct chi4 *f);

/* alpha_2 from averaged moments (alpha2.dat), as curve_average averages; curve_clear. */
struct curve chi4_alpha2(const struct group *g, double waiting, double length);

#endif
