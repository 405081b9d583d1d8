/* The potential energy surface in double precision. Minimisers and normal modes need forces finer than the
   lattice of positions of trials. Diameters are fixed. The box may be sheared further
   (Lees, Edwards, J. Phys. C 5, 1921 (1972), at rest). */
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
    int along, across;          /* axes a and b */
    double strain, strain_then; /* since the start, and that of the list */
    double tilt[3];             /* of the box (common/numerics/box.h) */
};

/* The surface at the present positions of the spheres; s must outlive it. */
void energy_surface_init(struct energy_surface *l, const struct spheres *s);
void energy_surface_clear(struct energy_surface *l);

/* The list of pairs, whose order decides on the last bits of sums, is made anew at the next use. */
void energy_surface_renew(struct energy_surface *l);
/* Shears box and positions by `strain` more: x_a grows by strain x_b. */
void energy_surface_shear(struct energy_surface *l, double strain);
/* Sets the present strain to a value that differs by rounding alone. */
void energy_surface_set_strain(struct energy_surface *l, double strain);
/* Axes of the shear, along < across < dim, for strain = 0. */
void energy_surface_set_axes(struct energy_surface *l, int along, int across);

/* The stress tensor at rest, to stress: (-r v'(r)) r_a r_b / r^2 summed over pairs, over -V
   [energy/length^dim]. Elements of the third axis are 0 in two dimensions. */
void energy_surface_stress(struct energy_surface *l, double (*stress)[3]);
/* dU/de [energy] for positions (1 + e u) x in the box (1 + e u), its second derivative to *born, and
   that of the gradient, d2U/(dx de), to xi (m) [energy/length], without relaxation. */
double energy_surface_affine(struct energy_surface *l, const double (*u)[3], double *born,
                             double *xi);

/* U at l->x [energy], its gradient dU/dx to g (m) [energy/length]. */
double energy_surface_gradient(struct energy_surface *l, double *g);

/* y = H v, H the matrix of second derivatives at l->x [energy/length^2]; v, y (m). */
void energy_surface_multiply(struct energy_surface *l, const double *v, double *y);
/* H (m, m) itself. */
void energy_surface_hessian(struct energy_surface *l, double *H);

#endif
