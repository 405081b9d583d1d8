/* The Hessian of H on the sphere |s|^2 = N at a state: P (d^2H/ds^2 + mu) P with mu = -s.dH/ds / N, where P
   projects onto the tangent plane. At a minimum all eigenvalues are positive; at the threshold the
   lowest is 0. For N = infinity they fill a semicircle of centre mu and radius 2 sqrt(f''(1)). */
#ifndef GLASS_SPINS_PSPIN_HESSIAN_H
#define GLASS_SPINS_PSPIN_HESSIAN_H

#include "glass/spins/pspin.h"

struct pspin_hessian {
    size_t n;
    double *value;               /* (n - 1) eigenvalues, ascending [energy] */
    double multiplier, gradient; /* mu; |P dH/ds| / sqrt N [energy] */
};

/* All eigenvalues by LAPACK, O(n^3) operations and 8 n^2 bytes. Spherical spins, n >= 2. */
void pspin_hessian_init(struct pspin_hessian *h, const struct pspin *s);
void pspin_hessian_clear(struct pspin_hessian *h);
/* A step of Newton's method for dH/ds = -mu s on the sphere: moves s; returns the length of the step /
   sqrt N, at most 0.3. For small N. */
double pspin_hessian_newton(struct pspin *s);

#endif
