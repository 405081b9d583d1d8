/* How well curves y(x), each in an abscissa of its own, lie on one another: at every point the
   others, interpolated, make a master value, and the quality S is the mean square of the
   differences over their variances. S about 1: the collapse is as good as the errors. Houdayer and
   Hartmann, Phys. Rev. B 70, 014418 (2004), appendix A. */
#ifndef ANALYSIS_SCALING_H
#define ANALYSIS_SCALING_H

#include <stddef.h>

struct scaling_curve {
    size_t n;
    double *x;               /* (n) increasing; what is scaled, in its logarithm */
    const double *y, *error; /* (n) error NAN: unknown, a floor is taken */
};

struct scaling_quality {
    double S, spread; /* spread: root mean square of the differences [y]; NAN: no overlap */
    size_t points;    /* compared */
};

extern const double scaling_floor; /* least error of a point: none counts as closer than this */

/* Points of y from low to high only: where all curves are 1 or 0 anything collapses. */
struct scaling_quality scaling_measure(size_t n, const struct scaling_curve *c, double low,
                                       double high);

#endif
