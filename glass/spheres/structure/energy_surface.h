/* The potential energy surface in double precision. Minimisers and normal modes need forces finer than the
   lattice of positions of trials. Diameters are fixed. */
#ifndef GLASS_SPHERES_STRUCTURE_ENERGY_SURFACE_H
#define GLASS_SPHERES_STRUCTURE_ENERGY_SURFACE_H

#include <stddef.h>
#include <stdint.h>

#include "glass/spheres/state/potentials.h"

struct spheres;

struct energy_surface_pair {
    uint32_t i, j;
    struct potentials_bond bond;
};

struct energy_surface {
    const struct spheres *spheres; /* borrowed: potential, box, diameters */
    size_t m;                      /* coordinates: n dim */
    double *x, *known; /* (m) [length]: the present point, and that of the list of pairs */
    struct energy_surface_pair *pair; /* (pairs) of room, all within their cut-off plus a skin */
    size_t pairs, room;
};

/* The surface at the present positions of the spheres; s must outlive it. */
void energy_surface_init(struct energy_surface *l, const struct spheres *s);
void energy_surface_clear(struct energy_surface *l);

/* U at l->x [energy], its gradient dU/dx to g (m) [energy/length]. */
double energy_surface_gradient(struct energy_surface *l, double *g);

/* y = H v, H the matrix of second derivatives at l->x [energy/length^2]; v, y (m). */
void energy_surface_multiply(struct energy_surface *l, const double *v, double *y);
/* H (m, m) itself. */
void energy_surface_hessian(struct energy_surface *l, double *H);

#endif
