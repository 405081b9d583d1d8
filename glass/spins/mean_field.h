/* The p-spin model at N = infinity: the equations for the correlation C(t, t') and the response R(t, t')
   of spherical spins under Langevin dynamics (Crisanti, Horner, Sommers, Z. Phys. B 92, 257 (1993);
   Cugliandolo, Kurchan, PRL 71, 173 (1993)), for any covariance f, from a random start or from
   equilibrium at a temperature T' >= T_K, beta' = 1/T':

   dC(t,t')/dt = -mu C + int_0^t' f'(C(t,s)) R(t',s) ds + int_0^t f''(C(t,s)) R(t,s) C(s,t') ds
                 + beta' f'(C(t,0)) C(t',0)
   dR(t,t')/dt = -mu R + int_t'^t f''(C(t,s)) R(t,s) R(s,t') ds
   mu(t) = T + int_0^t [f'(C) + f''(C) C] R ds + beta' f'(C(t,0)) C(t,0)
   e(t) = -int_0^t f'(C) R ds - beta' f(C(t,0))

   Uniform grid, trapezoidal rule, predictor and corrector of second order. n points cost O(n^3)
   operations and 8 n^2 bytes. */
#ifndef GLASS_SPINS_MEAN_FIELD_H
#define GLASS_SPINS_MEAN_FIELD_H

#include <stddef.h>

#include "glass/spins/covariance.h"

struct mean_field {
    struct covariance f;
    double T, beta;  /* temperature; 1/T' of the start, 0: random */
    double dt;       /* grid step [time] */
    size_t n, most;  /* points computed, the last at time (n - 1) dt; size of the arrays */
    double *C, *R;   /* triangles: row i has entries 0 ... i */
    double *dC, *dR; /* (2, most) memory integrals of the last row, and of the one before */
    double *work;    /* (5, most) */
    double mu, e;    /* at the last point [energy] */
};

/* The first point, t = 0. */
void mean_field_init(struct mean_field *m, const struct covariance *f, double T, double beta,
                     double dt, size_t most);
void mean_field_clear(struct mean_field *m);
void mean_field_step(struct mean_field *m); /* adds a point; n < most */

static inline size_t mean_field_row(size_t i) /* where row i begins */
{
    return i * (i + 1) / 2;
}

#endif
