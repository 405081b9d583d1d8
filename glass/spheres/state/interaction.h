/* The interaction that a run file asks for: a row of models.c, whose potential, exponent, cut-off, smoothing,
   strength, sizes and species are defaults of keys. Where the keys ask for what a built-in potential
   is, its kernels are taken; everything else, formulas included, is tabulated. */
#ifndef GLASS_SPHERES_STATE_INTERACTION_H
#define GLASS_SPHERES_STATE_INTERACTION_H

#include "common/config/runfile.h"
#include "glass/spheres/state/models.h"
#include "glass/spheres/state/potentials.h"

struct formula;

struct interaction {
    struct model model;                /* the row with the changes that keys make */
    const struct potential *potential; /* in the kernels of [system] isa */
    char *note;                        /* lines about a table; NULL: none is used */
    /* storage of the two above */
    struct potentials_mixture mixture;
    struct size_distribution_shape shape;
    struct potential own;
    struct formula *formula;
    struct tabulated *tabulated;
};

extern const struct runfile_key interaction_keys[]; /* of [system] */

/* Of a checked run file; fatal, with one line, on keys that contradict each other. */
struct interaction *interaction_create(const struct runfile *f);
void interaction_free(struct interaction *n);

#endif
