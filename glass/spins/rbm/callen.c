#include "glass/spins/rbm/callen.h"

#include <math.h>

#include "common/io/checkpoint.h"

enum { LEAST = 16 }; /* whole blocks of a verdict */

void callen_reset(struct callen *x)
{
    *x = (struct callen){.length = 1};
}

void callen_add(struct callen *x, double difference)
{
    if (x->n == CALLEN_BLOCKS * x->length) {
        for (size_t b = 0; b < CALLEN_BLOCKS; b++)
            x->sum[b] = b < CALLEN_BLOCKS / 2 ? x->sum[2 * b] + x->sum[2 * b + 1] : 0;
        x->length *= 2;
    }
    x->sum[x->n++ / x->length] += difference;
}

struct statistics_estimate callen_mean(const struct callen *x)
{
    const size_t blocks = (size_t)(x->n / x->length), first = blocks / 2;
    double mean[CALLEN_BLOCKS];
    if (blocks < LEAST) return (struct statistics_estimate){NAN, NAN};
    for (size_t b = first; b < blocks; b++) mean[b - first] = x->sum[b] / (double)x->length;
    return statistics_correlated(blocks - first, mean);
}

void callen_visit(struct callen *x, struct checkpoint *c)
{
    checkpoint_u64(c, "sweeps", &x->n, 1);
    checkpoint_u64(c, "length", &x->length, 1);
    checkpoint_require(c, x->length > 0 && x->n / x->length <= CALLEN_BLOCKS, "sweeps");
    checkpoint_f64(c, "sums", x->sum, CALLEN_BLOCKS);
}
