/* Histogram of pair distances, from which g(r) is made. */
#ifndef GLASS_SPHERES_STRUCTURE_RADIAL_DISTRIBUTION_H
#define GLASS_SPHERES_STRUCTURE_RADIAL_DISTRIBUTION_H

#include <stddef.h>

struct spheres;

/* Adds to count (bins) the pairs of spheres at distances in [b width, (b + 1) width). */
void radial_distribution_count(const struct spheres *s, double width, size_t bins, double *count);

#endif
