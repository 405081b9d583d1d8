/* Quality of a collapse of curves y(x), each with scaled abscissas. At every point, interpolation
   of the other curves gives a master value. S is the mean square of the differences over their
   variances; S near 1 is as good as the errors. Houdayer and Hartmann, Phys. Rev. B 70, 014418
   (2004), appendix A. */
#ifndef ANALYSIS_ESTIMATE_COLLAPSE_QUALITY_H
#define ANALYSIS_ESTIMATE_COLLAPSE_QUALITY_H

#include <stdbool.h>
#include <stddef.h>

#include "analysis/estimate/verdict.h"
#include "analysis/read/curve.h"

struct collapse_quality_curve {
    size_t n;
    double *x;               /* (n) increasing; logarithm of the scaled time */
    const double *y, *error; /* (n) error NAN: unknown, replaced by the floor */
};

struct collapse_quality {
    double S, spread; /* spread: root mean square of the differences [y]; NAN: no overlap */
    size_t points;    /* compared */
    bool known;       /* most of them have errors */
};

extern const double collapse_quality_floor; /* least error of a point */

/* Compares points of y from low to high. Where all curves are 1 or 0, any scaling would collapse
   them. */
struct collapse_quality collapse_quality_measure(size_t n, const struct collapse_quality_curve *c,
                                                 double low, double high);

/* S with its error, sqrt(2 / points) of it, and the claim that the collapse holds within the errors:
   S below 3. Unknown if the points have no errors. */
struct statistics_estimate collapse_quality_S(const struct collapse_quality *q);
enum verdict collapse_quality_verdict(const struct collapse_quality *q);

/* A curve as a function of ln(t / unit), without the point at t = 0. x is allocated (base_free), y
   and error are borrowed. values (c->n) replace the curve's own; NULL: the curve's own. */
struct collapse_quality_curve collapse_quality_scaled(const struct curve *c, const double *values,
                                                      double unit);

/* Quality of n curves as functions of t / unit (n), from low to high. NAN with fewer than two. */
struct collapse_quality collapse_quality_superposed(size_t n, const struct curve *const *c,
                                                    const double *unit, double low, double high);

#endif
