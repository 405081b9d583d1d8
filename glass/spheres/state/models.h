/* The liquids of the literature: a row is a potential, a rule for unlike pairs, a size
   distribution, and the state in which it is studied. */
#ifndef GLASS_SPHERES_STATE_MODELS_H
#define GLASS_SPHERES_STATE_MODELS_H

#include <stddef.h>

#include "common/core/base.h"
#include "common/numerics/size_distribution.h"
#include "glass/spheres/state/potentials.h"

struct model { /* table row */
    const char *name, *doc;
    const char *potential; /* name in the table of potentials */
    double eps;            /* non-additivity of the cross diameters [1/length] */
    const char *law;       /* of the diameters: name in size_distribution_laws */
    const struct size_distribution_shape *shape;
    size_t N;                                 /* as published */
    double rho;                               /* as published, three dimensions [1/length^3] */
    double T;                                 /* in the liquid: warm, quick to equilibrate */
    const struct potentials_mixture *mixture; /* NULL but for species without a rule */
};

extern const struct base_table models_table;

#endif
