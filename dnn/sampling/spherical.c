/* Motion on a sphere. A velocity v tangential to w moves it by an angle a = |v| dt / R:
     w <- w cos a + R (v/|v|) sin a,  v <- v cos a - |v| (w/R) sin a.
   This conserves |w|, |v| and phase space volume, and is reversible: with it trajectories are
   hybrid Monte Carlo on the sphere (Byrne and Girolami, Scand. J. Stat. 40, 825 (2013)). */
#include "dnn/sampling/spherical.h"

#include <math.h>

#include "dnn/kernels/weight_vector.h"

void spherical_project(real *w, size_t n, double radius)
{
    const double scale = radius / sqrt(weight_vector_dot(n, w, w));
    for (size_t i = 0; i < n; i++) w[i] = (real)(scale * (double)w[i]);
}

double spherical_tangent(const real *w, real *v, size_t n, double radius)
{
    const double along = weight_vector_dot(n, w, v) / (radius * radius);
    double square = 0;
    for (size_t i = 0; i < n; i++) {
        v[i] -= (real)(along * (double)w[i]);
        square += (double)v[i] * (double)v[i];
    }
    return square;
}

void spherical_drift(real *w, real *v, size_t n, double radius, double dt)
{
    const double speed = sqrt(weight_vector_dot(n, v, v)), angle = speed * dt / radius;
    if (speed == 0) return;
    const double c = cos(angle), s = sin(angle);
    for (size_t i = 0; i < n; i++) {
        const double x = (double)w[i], y = (double)v[i];
        w[i] = (real)(c * x + s * radius / speed * y);
        v[i] = (real)(c * y - s * speed / radius * x);
    }
    spherical_project(w, n, radius); /* rounding must not add up */
}
