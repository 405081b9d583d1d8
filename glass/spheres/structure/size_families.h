/* Families of spheres by diameter, each with a quarter of the spheres. */
#ifndef GLASS_SPHERES_STRUCTURE_SIZE_FAMILIES_H
#define GLASS_SPHERES_STRUCTURE_SIZE_FAMILIES_H

struct spheres;

enum { SIZE_FAMILIES = 4 };

/* family (n): the number of each sphere's family, 0 for the smallest diameters. */
void size_families_assign(const struct spheres *s, unsigned char *family);

#endif
