/* Weights on a sphere |w| = [system] radius. */
#ifndef DNN_SAMPLING_SPHERICAL_H
#define DNN_SAMPLING_SPHERICAL_H

#include <stddef.h>

#include "dnn/kernels/precision.h"

/* Scales w (n) to length radius. */
void spherical_project(real *w, size_t n, double radius);
/* Removes from v (n) the part along w; returns |v|^2. */
double spherical_tangent(const real *w, real *v, size_t n, double radius);
/* Free motion for a time dt along a great circle; v rotates with w. */
void spherical_drift(real *w, real *v, size_t n, double radius, double dt);

#endif
