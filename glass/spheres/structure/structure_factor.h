/* Density waves rho_k = sum_j exp(i k.r_j), k = 2 pi n / L, in shells of wave numbers: S(k), and
   the partial S_ab(k) of classes of spheres. */
#ifndef GLASS_SPHERES_STRUCTURE_STRUCTURE_FACTOR_H
#define GLASS_SPHERES_STRUCTURE_STRUCTURE_FACTOR_H

#include <stddef.h>

struct spheres;

/* Sums over all waves of the box but k = 0. A wave belongs to shell q = |k| / spacing, rounded. */
struct structure_factor {
    size_t classes, shells, rows; /* rows: 1 + pairs of classes */
    double *waves, *k;            /* (shells) number of these waves, sum of their |k| [1/length] */
    /* (rows, shells) Re rho_a rho_b^*: first of all spheres, so that N S(k) is power / waves; then of
       each pair of classes in the order of size_classes_pair */
    double *power;
};

void structure_factor_init(struct structure_factor *f, size_t classes, size_t shells);
void structure_factor_clear(struct structure_factor *f);
void structure_factor_reset(struct structure_factor *f); /* to empty sums */

/* Adds a configuration. of (n): classes of the spheres; spacing [1/length] of shells. To 1e-3 in
   the lower half of the wave numbers, where the splines' aliases are far away, to about 1e-3 at the
   top. */
void structure_factor_add(struct structure_factor *f, const struct spheres *s,
                          const unsigned char *of, double spacing);
/* The same, wave by wave: O(N shells^dim), the oracle. */
void structure_factor_add_direct(struct structure_factor *f, const struct spheres *s,
                                 const unsigned char *of, double spacing);

/* Largest S_aa of any of SIZE_FAMILIES size families a at the longest wavelengths, |n|^2 <= 3: below
   1 in a mixed liquid, of the order of the family's size if sizes have demixed. */
double structure_factor_demixing(const struct spheres *s);

#endif
