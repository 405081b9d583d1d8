/* Normal modes of an inherent structure: eigenvalues of the Hessian, and participation ratios.
   Masses are 1, so the frequency of a mode is the square root of its eigenvalue. dim modes are the
   translations, at 0. */
#ifndef GLASS_SPHERES_STRUCTURE_MODES_H
#define GLASS_SPHERES_STRUCTURE_MODES_H

#include <stddef.h>

struct energy_surface;

struct mode {
    double eigenvalue;    /* [energy/length^2] */
    double participation; /* (sum e_i^2)^2 / (N sum e_i^4): 1/N one sphere, 2/3 a plane wave, 1 all
                             alike */
    double residual;      /* |H e - eigenvalue e|, no less than the error of the eigenvalue */
};

/* All l->m modes by LAPACK, in order of eigenvalues, to mode (m); O(m^3) time, m^2 memory. Fatal if
   m is above MODES_ALL. */
enum { MODES_ALL = 6000 };
void modes_all(struct energy_surface *l, struct mode *mode);

/* The `count` modes of lowest eigenvalue by ARPACK (Lanczos), in order, to mode (count); needs
   products with the Hessian alone. count < l->m / 3. Fatal if it does not converge. */
void modes_low(struct energy_surface *l, size_t count, struct mode *mode);

/* Sum of ln frequency over the l->m - dim modes other than translations, by a Cholesky decomposition;
   l->m at most MODES_ALL. NAN if an eigenvalue is not positive. Changes no point. */
double modes_log_frequencies(struct energy_surface *l);

#endif
