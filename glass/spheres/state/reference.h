/* The liquid in its simplest implementation: positions in double precision, linked cells, no
   neighbour lists, no lanes. It is kept as the oracle that the fast one is checked against, in
   energy and in speed. */
#ifndef GLASS_SPHERES_STATE_REFERENCE_H
#define GLASS_SPHERES_STATE_REFERENCE_H

#include <stddef.h>

#include "common/core/rng.h"
#include "glass/spheres/state/models.h"
#include "glass/spheres/state/potentials.h"

struct reference {
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
void reference_init(struct reference *p, const struct potential *potential,
                    const struct model *model, size_t n, int dim, double L, double T,
                    const double *x, const double *s);
void reference_clear(struct reference *p);

/* Sums over all pairs, O(N^2): energy, -r v'(r) [energy], number of interacting pairs; outputs may
   be NULL.
 */
double reference_energy(const struct reference *p, double *virial, size_t *pairs);

/* Energy of sphere i were it at `at` (3) with diameter s, but for its bond with `without`. */
double reference_local(const struct reference *p, size_t i, const double *at, double s,
                       size_t without);

/* n trials: swaps with probability `swaps` and size cut `ds`, displacements in a cube of linear
   size dl otherwise. Returns the energy gained. */
double reference_sweep(struct reference *p, struct rng *rng, double dl, double swaps, double ds);

#endif
