/* Nonlinear least-squares fits with errors (GSL's trust region). */
#ifndef COMMON_NUMERICS_KWW_FIT_H
#define COMMON_NUMERICS_KWW_FIT_H

#include <stdbool.h>
#include <stddef.h>

#include "common/numerics/statistics.h"

struct kww_fit { /* y(t) = amplitude exp(-(t / tau)^beta): Kohlrausch, Williams and Watts */
    struct statistics_estimate amplitude, tau,
        beta;    /* errors from the curvature: too small if the points are correlated */
    double chi2; /* per degree of freedom */
};

/* Fits n points at t > 0 with errors > 0. Starts from f->tau.value > 0. False, with f undefined,
   if there are fewer than four points or the search does not converge. */
bool kww_fit(size_t n, const double *t, const double *y, const double *error, struct kww_fit *f);

#endif
