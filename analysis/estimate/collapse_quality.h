/* How well curves y(x), each in an abscissa of its own, lie on one another: at every point the
   others, interpolated, make a master value, and the quality S is the mean square of the
   differences over their variances. S about 1: the collapse is as good as the errors. Houdayer and
   Hartmann, Phys. Rev. B 70, 014418 (2004), appendix A. */
#ifndef ANALYSIS_ESTIMATE_COLLAPSE_QUALITY_H
#define ANALYSIS_ESTIMATE_COLLAPSE_QUALITY_H

#include <stddef.h>

#include "analysis/read/curve.h"

struct collapse_quality_curve {
    size_t n;
    double *x;               /* (n) increasing; what is scaled, in its logarithm */
    const double *y, *error; /* (n) error NAN: unknown, a floor is taken */
};

struct collapse_quality {
    double S, spread; /* spread: root mean square of the differences [y]; NAN: no overlap */
    size_t points;    /* compared */
};

extern const double
    collapse_quality_floor; /* least error of a point: none counts as closer than this */

/* Points of y from low to high only: where all curves are 1 or 0 anything collapses. */
struct collapse_quality collapse_quality_measure(size_t n, const struct collapse_quality_curve *c,
                                                 double low, double high);

/* ln(t / unit) against the values of a curve, without a point at t = 0. x is allocated
   (base_free), the rest borrowed. values (c->n): in place of the curve's own; NULL: those. */
struct collapse_quality_curve collapse_quality_scaled(const struct curve *c, const double *values,
                                                      double unit);

/* The quality of n curves in t / unit (n), from low to high. NAN with fewer than two. */
struct collapse_quality collapse_quality_superposed(size_t n, const struct curve *const *c,
                                                    const double *unit, double low, double high);

#endif
