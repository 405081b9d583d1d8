/* Implementation of swap_statistics.h. */
#include "dnn/sampling/swap_statistics.h"

#include <inttypes.h>
#include <math.h>

#include "common/io/checkpoint.h"

static void count(struct swap_statistics_histogram *h, double x)
{
    const double at = SWAP_STATISTICS_PER_DECADE * (log10(x) - SWAP_STATISTICS_FIRST);
    const size_t bin = !(at >= 0)                      ? 0
                       : at < SWAP_STATISTICS_BINS - 2 ? 1 + (size_t)at
                                                       : SWAP_STATISTICS_BINS - 1;
    h->n[bin]++;
    h->sum[bin] += x;
}

void swap_statistics_add(struct swap_statistics *t, double moved2, double dL)
{
    count(&t->moved, moved2);
    if (dL > 0)
        count(&t->raised, dL);
    else
        count(&t->lowered, -dL);
}

const char swap_statistics_columns[] =
    "from to moved moved_sum raised raised_sum lowered lowered_sum",
           swap_statistics_units[] = "value value 1 value^2 1 loss 1 loss";

static double edge(int bin) /* lower edge */
{
    return bin ? pow(10, SWAP_STATISTICS_FIRST + (bin - 1) / (double)SWAP_STATISTICS_PER_DECADE)
               : 0;
}

void swap_statistics_write(const struct swap_statistics *t, FILE *out)
{
    const struct swap_statistics_histogram *const h[] = {&t->moved, &t->raised, &t->lowered};
    for (int bin = 0; bin < SWAP_STATISTICS_BINS; bin++) {
        fprintf(out, "%.6g %.6g", edge(bin), edge(bin + 1));
        for (int k = 0; k < 3; k++) fprintf(out, " %" PRIu64 " %.9g", h[k]->n[bin], h[k]->sum[bin]);
        fputc('\n', out);
    }
}

void swap_statistics_visit(struct swap_statistics *t, struct checkpoint *c)
{
    static const char *const name[] = {"moved", "raised", "lowered"};
    struct swap_statistics_histogram *const h[] = {&t->moved, &t->raised, &t->lowered};
    for (int k = 0; k < 3; k++) {
        checkpoint_enter(c, name[k]);
        checkpoint_u64(c, "n", h[k]->n, SWAP_STATISTICS_BINS);
        checkpoint_f64(c, "sum", h[k]->sum, SWAP_STATISTICS_BINS);
        checkpoint_leave(c);
    }
}
