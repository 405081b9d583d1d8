/* The liquids: a row is a potential, a non-additivity and a size distribution. */
#ifndef GLASS_SPHERES_MODELS_H
#define GLASS_SPHERES_MODELS_H

#include <stddef.h>

#include "common/base.h"

struct model { /* a row */
    const char *name, *doc;
    const char *potential;   /* name in the table of potentials */
    double eps;              /* non-additivity of the cross diameters [1/length] */
    double (*law)(double u); /* of the diameters (diameters.h) */
    size_t N;                /* as published */
    double rho;              /* as published [1/length^dim] */
};

extern const struct base_table models_table;

#endif
