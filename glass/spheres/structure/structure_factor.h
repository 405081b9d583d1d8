/* Density waves rho_k = sum_j exp(i k.r_j), k = 2 pi n / L, in shells of wave numbers. */
#ifndef GLASS_SPHERES_STRUCTURE_STRUCTURE_FACTOR_H
#define GLASS_SPHERES_STRUCTURE_STRUCTURE_FACTOR_H

#include <stddef.h>

#include "glass/spheres/structure/size_families.h"

struct
    structure_factor_shell { /* sums over the waves n != 0 with |n| rounded to the shell's number */
    double waves, k;         /* number of these waves, and sum of their |k| [1/length] */
    double power, family[SIZE_FAMILIES]; /* |rho_k|^2: N S(k) is power / waves */
};

/* Adds to each of the shells 0 ... shells - 1: to 1e-3 in the lower half of them, where the
   splines' aliases are far away, to about 1e-3 at the top. */
void structure_factor_sum(const struct spheres *s, size_t shells,
                          struct structure_factor_shell *shell);
/* The same, wave by wave: O(N shells^dim), the oracle. */
void structure_factor_direct(const struct spheres *s, size_t shells,
                             struct structure_factor_shell *shell);

/* Largest S_aa of any size family a at the longest wavelengths, |n|^2 <= 3: below 1 in a mixed
   liquid, of the order of the family's size if sizes have demixed. */
double structure_factor_demixing(const struct spheres *s);

#endif
