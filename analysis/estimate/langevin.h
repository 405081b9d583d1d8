/* Networks under Langevin dynamics beside weights that diffuse freely. The overlap Q counts weights
   that moved no further than eps, their spread over `fraction`. Without a landscape Q_0(t) =
   erf(eps / sqrt(4 D t)), D = T rate / P [weight^2 / step], with the tail t^(-1/2) of diffusion.
   Kerr Winter and Janssen, arXiv:2405.13098. */
#ifndef ANALYSIS_ESTIMATE_LANGEVIN_H
#define ANALYSIS_ESTIMATE_LANGEVIN_H

#include "analysis/read/group.h"
#include "analysis/estimate/relaxation.h"

enum { LANGEVIN_LEVELS = 2 };
extern const double langevin_levels[LANGEVIN_LEVELS]; /* of Q: 0.9, 1/e */

struct langevin {
    const struct group *group; /* borrowed */
    double T, D, eps;          /* eps of the weights at t = 0 */
    double waiting;
    struct curve overlap, msd;              /* at that waiting time */
    struct relaxation tau[LANGEVIN_LEVELS]; /* of the overlap */
    double free[LANGEVIN_LEVELS];           /* tau of Q_0; INFINITY at T = 0 */
    struct statistics_estimate exponent;    /* of Q where 1 <= t / tau_e <= 1000; NAN: too few */
    double free_exponent;                   /* of Q_0 at the same lags */
    struct statistics_estimate slope;       /* d ln MSD / d ln t over the last decade of lags */
    struct statistics_estimate least_slope; /* over any decade: near 0 on a plateau (a cage) */
};

/* waiting NAN: the last one that is followed for a lag of the same length. Fatal unless the group
   consists of Langevin runs with overlap, msd and a trajectory. Free with langevin_clear. */
struct langevin langevin_measure(const struct group *g, double waiting);
void langevin_clear(struct langevin *l);

double langevin_free_overlap(const struct langevin *l, double t); /* Q_0(t); 1 at T = 0 */

/* Slope of ln y against ln t by least squares over the positive points of n; NAN with fewer than
   three. */
double langevin_slope(size_t n, const double *t, const double *y);

/* d ln MSD / d ln t over a decade of lags: returns the least, and the last with its error in *last.
   */
struct statistics_estimate langevin_least_slope(const struct curve *c,
                                                struct statistics_estimate *last);

/* Spread of the weights of a frame without those of the last layer, as in [observe.overlap]. */
double langevin_spread(const char *folder, size_t frame);

double langevin_number(const struct run *r,
                       const char *key); /* a number of run.ini; fatal if it is not a number */

#endif
