/* Integrals of a function that is known at points, by the natural cubic spline through them. The
   integral is linear in the values: its weights give the error of the integral, and of sums that
   contain the integral and single values. */
#ifndef COMMON_NUMERICS_SPLINE_INTEGRAL_H
#define COMMON_NUMERICS_SPLINE_INTEGRAL_H

#include <stddef.h>

/* Weights w (n) of the values at rising x (n), such that the integral from x[0] to x[last] is the sum
   of w[i] y[i]. Two points give the trapezoid, one gives 0. */
void spline_integral_weights(size_t n, const double *x, size_t last, double *w);

/* The same integral without every second point between the ends: its difference shows the error of
   the spacing. NAN with fewer than two points between them. */
double spline_integral_coarse(size_t n, const double *x, const double *y, size_t last);

#endif
