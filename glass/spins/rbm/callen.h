/* Identity of Callen, Phys. Lett. 4, 161 (1963), as a test of equilibrium: the mean of (x - <x|b>) <x|b> over units is
   0, where <x|b> is the mean of a unit in its field. Exact at every N and in every sample. */
#ifndef GLASS_SPINS_RBM_CALLEN_H
#define GLASS_SPINS_RBM_CALLEN_H

#include "common/io/block_sums.h"
#include "common/numerics/statistics.h"

struct checkpoint;

struct callen {
    struct block_sums blocks; /* of the first quantity alone */
};

void callen_reset(struct callen *x);
void callen_add(struct callen *x, double difference); /* of one sweep */
/* The mean over the second half of the run; its error is NAN if there are too few sweeps. */
struct statistics_estimate callen_mean(const struct callen *x);
void callen_visit(struct callen *x, struct checkpoint *c);

#endif
