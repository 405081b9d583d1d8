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

/* Options of commands: the method; the force at which a quench to a minimum ends. */
#define MINIMISE_METHOD                                                                            \
    {                                                                                              \
        .name = "method", .doc = "minimiser", .type = RUNFILE_TEXT, .value = "lbfgs",              \
        .table = &minimise_table                                                                   \
    }
#define MINIMISE_TO_REST                                                                           \
    {                                                                                              \
        .name = "max_force", .doc = "largest force component after the quench",                    \
        .type = RUNFILE_REAL, .value = "1e-9", .min = 1e-13, .max = 1, .unit = "energy/length"     \
    }

#endif
