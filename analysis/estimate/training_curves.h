/* Training as a dynamics: the fall of the loss, and displacements Delta(t_w, t_w + t) = (1/N) sum
   over the N weights of (w(t_w + t) - w(t_w))^2. D(t_w) is the variance of the gradient between
   batches; Delta / D can collapse. Baity-Jesi et al., arXiv:1803.06969. */
#ifndef ANALYSIS_ESTIMATE_TRAINING_CURVES_H
#define ANALYSIS_ESTIMATE_TRAINING_CURVES_H

#include <stdbool.h>
#include <stddef.h>

#include "analysis/read/curve.h"
#include "analysis/read/group.h"
#include "common/numerics/statistics.h"

extern const double
    training_curves_part; /* part of the fall of the loss: complete at t_1, left at t_2 */

struct training_curves { /* a group of replicas */
    const struct group *group;
    double weights;
    size_t times, waitings;
    double *t;                                   /* (times) */
    struct statistics_estimate *loss, *accuracy; /* (times) over replicas; of the test samples */
    struct statistics_estimate t1, t2;           /* t2 INFINITY: not reached */
    double *waiting;                             /* (waitings) above 0 */
    double *D;                                   /* (waitings) */
    struct curve *delta;                         /* (waitings) */
};

/* Fatal unless the group is trained and has msd.dat, and gradient_noise in watch.dat. Free with
   training_curves_clear. */
struct training_curves training_curves_read(const struct group *g);
void training_curves_clear(struct training_curves *x);

/* Root mean square difference of ln Delta between the waiting times in [from, to], as it is or over
   D. NAN with fewer than two waiting times. */
double training_curves_spread(const struct training_curves *x, double from, double to, bool scaled);

/* d ln Delta / d ln t over the last decade of lags, at the latest waiting time with lags that long.
   */
struct statistics_estimate training_curves_late_slope(const struct training_curves *x,
                                                      double *waiting);

struct statistics_estimate training_curves_value(const struct curve *c,
                                                 double lag); /* NAN: not measured */

#endif
