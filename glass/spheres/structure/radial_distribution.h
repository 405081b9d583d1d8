/* Histograms of pair distances, from which g(r) and the partial g_ab(r) are made. */
#ifndef GLASS_SPHERES_STRUCTURE_RADIAL_DISTRIBUTION_H
#define GLASS_SPHERES_STRUCTURE_RADIAL_DISTRIBUTION_H

#include <complex.h>
#include <stddef.h>

struct spheres;

/* Adds the pairs of spheres at distances in [b width, (b + 1) width), b < bins, to count
   (1 + pairs of classes, bins): the first row is of all pairs, row 1 + size_classes_pair(classes,
   a, b) of those of two classes. of (n): classes of the spheres; NULL: all are 0. */
void radial_distribution_count(const struct spheres *s, const unsigned char *of, size_t classes,
                               double width, size_t bins, double *count);

/* Adds Re psi_i psi_j^* of the pairs in each bin to sum (bins), and their number to pairs (bins). */
void radial_distribution_correlate(const struct spheres *s, const double _Complex *psi,
                                   double width, size_t bins, double *sum, double *pairs);

/* Number of pairs at distances of bin b in an ideal gas of the same box, per pair. */
double radial_distribution_ideal(const struct spheres *s, double width, size_t b);

#endif
