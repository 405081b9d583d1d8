/* Where in the rows of somebody's file identity, position and size of a sphere are: by the names of
   its columns, in whatever order, as LAMMPS and extended XYZ call them. */
#ifndef GLASS_SPHERES_STATE_PARTICLE_COLUMNS_H
#define GLASS_SPHERES_STATE_PARTICLE_COLUMNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PARTICLE_COLUMNS_KNOWN = 18 };
#define PARTICLE_COLUMNS_NONE SIZE_MAX

struct particle_columns {
    size_t n; /* words that a row needs */
    size_t known
        [PARTICLE_COLUMNS_KNOWN]; /* where names that have a meaning are; PARTICLE_COLUMNS_NONE: nowhere */
    /* What particle_columns_choose decides: */
    size_t id, x[3], image[3], size;
    bool scaled;   /* positions are fractions of the box, from its lower corner on */
    double factor; /* from size to diameter */
    char missing[64];
};

void particle_columns_init(struct particle_columns *c);

/* The next columns, so many of one name; false if a name that has a meaning is there twice. */
bool particle_columns_add(struct particle_columns *c, const char *name, size_t width);

/* Which columns to read: unwrapped positions before wrapped ones, these with their images. flat:
   without z, which is 0 then. False if some are missing, which `missing` names. */
bool particle_columns_choose(struct particle_columns *c, bool flat);

#endif
