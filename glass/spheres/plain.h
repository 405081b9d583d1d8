/* The liquid as one would first write it: positions in double precision, linked cells, no
   neighbour lists, no lanes. It is kept for ever as the oracle that the fast one is checked
   against, in energy and in speed. */
#ifndef GLASS_SPHERES_PLAIN_H
#define GLASS_SPHERES_PLAIN_H

#include <stddef.h>

#include "common/rng.h"
#include "glass/spheres/models.h"
#include "glass/spheres/potentials.h"

struct plain {
    size_t n;
    int dim;
    double L, eps, T;
    const struct potentials_mixture *mixture;
    const struct potential *potential;
    double *x, *s; /* (n, 3) in [0, L), (n) [length] */
    int side;      /* cells in each direction */
    int *head, *next;
};

/* Copies x (n, dim) [length], folded into the box, and the diameters s (n) [length]. model: eps
   and mixture. */
void plain_open(struct plain *p, const struct potential *potential, const struct model *model,
                size_t n, int dim, double L, double T, const double *x, const double *s);
void plain_close(struct plain *p);

/* Over all pairs, O(N^2): energy, sum of -r v'(r) [energy], interacting pairs; outputs may be NULL.
 */
double plain_energy(const struct plain *p, double *virial, size_t *pairs);

/* Energy of sphere i were it at `at` (3) with diameter s, but for its bond with `without`. */
double plain_local(const struct plain *p, size_t i, const double *at, double s, size_t without);

/* n trials: swaps with probability `swaps` and size cut `ds`, displacements in a cube of linear
   size dl otherwise. Returns the energy gained. */
double plain_sweep(struct plain *p, struct rng *rng, double dl, double swaps, double ds);

#endif
