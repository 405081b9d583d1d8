/* Columns of identity, position and size in the rows of a text file, found by their names as LAMMPS and
   extended XYZ use them, in any order. */
#ifndef GLASS_SPHERES_STATE_PARTICLE_COLUMNS_H
#define GLASS_SPHERES_STATE_PARTICLE_COLUMNS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { PARTICLE_COLUMNS_KNOWN = 21 };
#define PARTICLE_COLUMNS_NONE SIZE_MAX

struct particle_columns {
    size_t n; /* words that a row needs */
    size_t known
        [PARTICLE_COLUMNS_KNOWN]; /* columns of the known names; PARTICLE_COLUMNS_NONE: absent */
    /* Result of particle_columns_choose: */
    size_t id, x[3], image[3], size;
    bool typed;    /* size is a species, as there is no radius or diameter */
    bool scaled;   /* positions are fractions of the box, from its lower corner on */
    double factor; /* from size to diameter */
    char missing[64];
};

void particle_columns_init(struct particle_columns *c);

/* Adds the next `width` columns, of one name; false if a known name occurs twice. */
bool particle_columns_add(struct particle_columns *c, const char *name, size_t width);

/* Chooses the columns to read: unwrapped positions if there are any, else wrapped ones with their
   images. flat: no z, which is then 0. False if columns are missing; `missing` then contains their
   names. */
bool particle_columns_choose(struct particle_columns *c, bool flat);

#endif
