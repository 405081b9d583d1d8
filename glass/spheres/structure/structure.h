/* How the spheres are arranged: order of the bonds, pairs, and families of sizes. */
#ifndef GLASS_SPHERES_STRUCTURE_STRUCTURE_H
#define GLASS_SPHERES_STRUCTURE_STRUCTURE_H

#include <stddef.h>
#include <stdint.h>

struct spheres;

enum { STRUCTURE_FAMILIES = 4 }; /* of sizes, with as many spheres in each */

/* Bond order of degree 6, bonds being pairs closer than 1.4 s_ij: of the whole system, which is
   of order 1/sqrt(bonds) in a liquid and 0.35 (simple cubic), 0.51 (bcc), 0.57 (fcc) in a crystal;
   and averaged over spheres, bonds of one at a time. Steinhardt, Nelson, Ronchetti, Phys. Rev. B
   28, 784 (1983). Three dimensions; NAN in two. */
struct structure_order {
    double global, local;
};
struct structure_order structure_order(const struct spheres *s);

/* Pairs of spheres by distance: adds to count (bins) the pairs in [b width, (b + 1) width). */
void structure_pairs(const struct spheres *s, double width, size_t bins, double *count);

/* family (n): which size family each sphere belongs to, 0 the smallest. */
void structure_families(const struct spheres *s, unsigned char *family);

#endif
