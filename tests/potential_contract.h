/* The contract of a potential, for every row of a table and for rows of tests. Failures name the row. */
#ifndef TESTS_POTENTIAL_CONTRACT_H
#define TESTS_POTENTIAL_CONTRACT_H

#include <stdint.h>

#include "glass/spheres/state/potentials.h"

struct model;

/* Virial and curvature are the derivatives of the energy, and without `absolute` only r/s matters. */
void potential_contract_derivatives(const struct potential *v);
/* `smooth` derivatives vanish at the cut and the next one does not; the tail continues the energy. */
void potential_contract_cut(const struct potential *v);
/* Pair energies of the sums, in single precision, agree with double precision. */
void potential_contract_precision(const struct potential *v);
/* In the smallest box that the cut allows, trials of every move leave the energy equal to O(N^2) sums and
   to the reference. Returns a digest, which must not depend on the instruction set of the row. */
uint64_t potential_contract_trials(const struct model *m, const struct potential *v, int dim);

/* N spheres for a run of a model, at least `least`, so that a box of density rho has the length of
   `cuts` longest cut-offs. */
size_t potential_contract_spheres(const struct model *m, const struct potential *v, int dim,
                                  double rho, double cuts, size_t least);

#endif
