#include "glass/spins/rbm/callen.h"

#include <math.h>

enum { LEAST = 16 }; /* whole blocks of a verdict */

void callen_reset(struct callen *x)
{
    block_sums_reset(&x->blocks);
}

void callen_add(struct callen *x, double difference)
{
    block_sums_add(&x->blocks, (const double[BLOCK_SUMS_OF]){difference});
}

struct statistics_estimate callen_mean(const struct callen *x)
{
    const struct block_sums *const s = &x->blocks;
    const size_t blocks = block_sums_whole(s), first = blocks / 2;
    double mean[BLOCK_SUMS];
    if (blocks < LEAST) return (struct statistics_estimate){NAN, NAN};
    for (size_t b = first; b < blocks; b++) mean[b - first] = s->sum[b][0] / (double)s->length;
    return statistics_correlated(blocks - first, mean);
}

void callen_visit(struct callen *x, struct checkpoint *c)
{
    block_sums_visit(&x->blocks, c);
}
