/* Families of spheres by diameter, each with the same number of spheres. */
#ifndef GLASS_SPHERES_STRUCTURE_SIZE_FAMILIES_H
#define GLASS_SPHERES_STRUCTURE_SIZE_FAMILIES_H

#include <stddef.h>

struct spheres;

enum { SIZE_FAMILIES = 4 };

/* family (n): the number of each sphere's family of `families`, 0 for the smallest diameters. */
void size_families_assign(const struct spheres *s, size_t families, unsigned char *family);

#endif
