/* Classes of spheres in partial correlations: the species of a mixture, or families of a continuous
   distribution of diameters. */
#ifndef GLASS_SPHERES_STRUCTURE_SIZE_CLASSES_H
#define GLASS_SPHERES_STRUCTURE_SIZE_CLASSES_H

#include <stdbool.h>

#include "common/observe/species.h"

struct spheres;

enum { SIZE_CLASSES = SPECIES_MOST };

struct size_classes {
    size_t n;               /* 1: all spheres are of one class */
    bool families;          /* by rank of the diameter, not by species */
    struct species species; /* unless families */
    size_t count[SIZE_CLASSES];
};

/* families = 0: the species of at most five diameters, else SIZE_FAMILIES families. Fatal, naming
   `where`, if families of a mixture are requested. */
void size_classes_init(struct size_classes *c, const struct spheres *s, size_t families,
                       const char *where);
/* of (n): the class of every sphere; fatal if a diameter is of no species. */
void size_classes_assign(const struct size_classes *c, const struct spheres *s, unsigned char *of);

/* Pairs of n classes in the order 00, 01, ..., 11, ...; a and b in any order. */
size_t size_classes_pairs(size_t n);
size_t size_classes_pair(size_t n, size_t a, size_t b);
/* Calls to this function walk the pairs: k = 0 ... pairs - 1. */
void size_classes_of_pair(size_t n, size_t k, size_t *a, size_t *b);

/* "AB" of species, "12" of families; free with base_free. */
char *size_classes_name(const struct size_classes *c, size_t pair);
/* "A: diameter 1 (800), ..." or "families 1 ... 3 of 500 spheres by diameter"; base_free. */
char *size_classes_text(const struct size_classes *c);

#endif
