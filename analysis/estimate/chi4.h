/* The four-point susceptibility chi_4(t) = N [<O(t)^2> - <O(t)>^2] of an average O over N items. It
   is measured over the origins of a run, and between replicas at equal origins. Both estimates are
   unbiased. Errors: of a variance of as many degrees of freedom as origins and replicas are
   independent (statistics_variance_error). Definitions: Ninarello, Berthier, Coslovich, PRX 7, 021039. */
#ifndef ANALYSIS_ESTIMATE_CHI4_H
#define ANALYSIS_ESTIMATE_CHI4_H

#include "analysis/read/curve.h"
#include "common/numerics/statistics.h"

struct chi4 {
    size_t n;
    double *lag;                                    /* (n) increasing */
    struct statistics_estimate *origins, *replicas; /* (n) value NAN with fewer than two samples */
};

/* waiting: CURVE_ALL, or one waiting time, which gives no estimate over origins. */
struct chi4 chi4_measure(const struct curve_rows *r, double items, double waiting);
void chi4_clear(struct chi4 *f);

/* alpha_2 from averaged moments (alpha2.dat); waiting and length as for curve_average. Free with
   curve_clear.
 */
struct curve chi4_alpha2(const struct group *g, double waiting, double length);

#endif
