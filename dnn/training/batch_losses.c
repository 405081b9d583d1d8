/* Implementation of batch_losses.h. */
#include "dnn/training/batch_losses.h"

#include <inttypes.h>
#include <math.h>

#include "common/io/checkpoint.h"

const char batch_losses_columns[] = "t batches loss", batch_losses_units[] = "step 1 loss";

void batch_losses_add(struct batch_losses *b, int64_t step, double loss)
{
    if (!b->used) return;
    const size_t at = (size_t)(BATCH_LOSSES_PER_DECADE * log10((double)step + 1)),
                 bin = at < BATCH_LOSSES_BINS ? at : BATCH_LOSSES_BINS - 1;
    if (b->n[bin]++ == 0) b->first[bin] = (uint64_t)step;
    b->sum[bin] += loss;
}

void batch_losses_write(const struct batch_losses *b, FILE *out)
{
    for (size_t i = 0; i < BATCH_LOSSES_BINS; i++)
        if (b->n[i])
            fprintf(out, "%.9g %" PRIu64 " %.9g\n", (double)b->first[i] + (double)(b->n[i] - 1) / 2,
                    b->n[i], b->sum[i] / (double)b->n[i]);
}

void batch_losses_visit(struct batch_losses *b, struct checkpoint *c)
{
    checkpoint_u64(c, "n", b->n, BATCH_LOSSES_BINS);
    checkpoint_u64(c, "first", b->first, BATCH_LOSSES_BINS);
    checkpoint_f64(c, "sum", b->sum, BATCH_LOSSES_BINS);
}
