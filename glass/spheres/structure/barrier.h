/* Distance of two inherent structures, and the energy barrier between them by a nudged elastic band
   (common/numerics/neb.h). Diameters are the same in both. */
#ifndef GLASS_SPHERES_STRUCTURE_BARRIER_H
#define GLASS_SPHERES_STRUCTURE_BARRIER_H

#include <stddef.h>

struct spheres;

/* d (n, dim) [length]: displacements from structure a to b (n, dim), each sphere to its nearest image,
   without their mean. Returns the length of d over all coordinates, and in *overlap the share of
   spheres that move by less than `cut` [length]. */
double barrier_displacement(const struct spheres *s, const double *a, const double *b, double cut,
                            double *d, double *overlap);

struct barrier {
    double top;         /* energy of the saddle, or of the higher end if there is none [energy] */
    double force;       /* largest force component left [energy/length] */
    double cooperation; /* (sum d^2)^2 / sum d^4 over spheres: the number of spheres that move */
    int steps;
    size_t at; /* number of the highest image */
};

/* The barrier between a and a + d, from `images` images that relax until no force exceeds `force`,
   or for `most` steps. The highest image is written to saddle (n, dim) unless it is NULL. */
struct barrier barrier_find(const struct spheres *s, const double *a, const double *d,
                            size_t images, double force, int most, double *saddle);

#endif
