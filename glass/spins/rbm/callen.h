/* Identity of Callen, Phys. Lett. 4, 161 (1963), as a test of equilibrium: the mean of (x - <x|b>) <x|b> over units is
   0, where <x|b> is the mean of a unit in its field. Exact at every N and in every sample. */
#ifndef GLASS_SPINS_RBM_CALLEN_H
#define GLASS_SPINS_RBM_CALLEN_H

#include <stdint.h>

#include "common/numerics/statistics.h"

struct checkpoint;

enum { CALLEN_BLOCKS = 64 };

struct callen { /* sums over blocks of equal length; when all are in use, pairs are joined */
    uint64_t n, length;
    double sum[CALLEN_BLOCKS];
};

void callen_reset(struct callen *x);
void callen_add(struct callen *x, double difference); /* of one sweep */
/* The mean over the second half of the run; its error is NAN if there are too few sweeps. */
struct statistics_estimate callen_mean(const struct callen *x);
void callen_visit(struct callen *x, struct checkpoint *c);

#endif
