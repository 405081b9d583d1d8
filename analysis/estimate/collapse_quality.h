/* How well curves y(x), each in an abscissa of its own, lie on one another: at every point the
   others, interpolated, make a master value, and the quality S is the mean square of the
   differences over their variances. S about 1: the collapse is as good as the errors. Houdayer and
   Hartmann, Phys. Rev. B 70, 014418 (2004), appendix A. */
#ifndef ANALYSIS_ESTIMATE_COLLAPSE_QUALITY_H
#define ANALYSIS_ESTIMATE_COLLAPSE_QUALITY_H

#include <stddef.h>

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

#endif
