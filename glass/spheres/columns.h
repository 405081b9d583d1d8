/* Where in the rows of somebody's file identity, position and size of a sphere are: by the names of
   its columns, in whatever order, as LAMMPS and extended XYZ call them. */
#ifndef GLASS_SPHERES_COLUMNS_H
#define GLASS_SPHERES_COLUMNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { COLUMNS_KNOWN = 18 };
#define COLUMNS_NONE SIZE_MAX

struct columns {
    size_t n;                    /* words that a row needs */
    size_t known[COLUMNS_KNOWN]; /* where names that have a meaning are; COLUMNS_NONE: nowhere */
    /* What columns_choose decides: */
    size_t id, x[3], image[3], size;
    bool scaled;   /* positions are fractions of the box, from its lower corner on */
    double factor; /* from size to diameter */
    char missing[64];
};

void columns_open(struct columns *c);

/* The next columns, so many of one name; false if a name that has a meaning is there twice. */
bool columns_add(struct columns *c, const char *name, size_t width);

/* Which columns to read: unwrapped positions before wrapped ones, these with their images. flat:
   without z, which is 0 then. False if some are missing, which `missing` names. */
bool columns_choose(struct columns *c, bool flat);

#endif
