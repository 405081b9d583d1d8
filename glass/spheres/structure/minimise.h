/* Minimisers. An inherent structure is the nearest minimum of the energy at fixed diameters. */
#ifndef GLASS_SPHERES_STRUCTURE_MINIMISE_H
#define GLASS_SPHERES_STRUCTURE_MINIMISE_H

#include "common/core/base.h"

struct energy_surface;

struct minimise_result {
    double energy; /* [energy] */
    double force;  /* largest component left [energy/length] */
    int slopes;    /* number of gradient evaluations */
};

struct minimise_method { /* table row */
    const char *name, *doc;
    /* Minimises until no force component exceeds `force`, or `most` gradients have been
       computed. */
    struct minimise_result (*down)(struct energy_surface *l, double force, int most);
};

extern const struct base_table minimise_table;

#endif
