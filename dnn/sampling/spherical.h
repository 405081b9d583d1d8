/* Weights on a sphere |w| = radius, where [system] radius asks for it; u has no meaning off it. */
#ifndef DNN_SAMPLING_SPHERICAL_H
#define DNN_SAMPLING_SPHERICAL_H

#include <stddef.h>

#include "dnn/kernels/precision.h"

/* w (n) to the sphere, along its own direction. */
void spherical_project(real *w, size_t n, double radius);
/* v (n) without its part along w; returns |v|^2. */
double spherical_tangent(const real *w, real *v, size_t n, double radius);
/* Free motion for a time dt: along a great circle, v turning with it. */
void spherical_drift(real *w, real *v, size_t n, double radius, double dt);

#endif
