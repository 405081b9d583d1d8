/* Implementation of tally.h. */
#include "dnn/tally.h"

#include <inttypes.h>
#include <math.h>

#include "common/checkpoint.h"

static void count(struct tally_histogram *h, double x)
{
    const double at = TALLY_PER_DECADE * (log10(x) - TALLY_FIRST);
    const size_t bin = !(at >= 0) ? 0 : at < TALLY_BINS - 2 ? 1 + (size_t)at : TALLY_BINS - 1;
    h->n[bin]++;
    h->sum[bin] += x;
}

void tally_add(struct tally *t, double moved2, double dL)
{
    count(&t->moved, moved2);
    if (dL > 0)
        count(&t->raised, dL);
    else
        count(&t->lowered, -dL);
}

const char tally_columns[] = "from to moved moved_sum raised raised_sum lowered lowered_sum",
           tally_units[] = "value value 1 value^2 1 loss 1 loss";

static double edge(int bin) /* lower edge */
{
    return bin ? pow(10, TALLY_FIRST + (bin - 1) / (double)TALLY_PER_DECADE) : 0;
}

void tally_write(const struct tally *t, FILE *out)
{
    const struct tally_histogram *const h[] = {&t->moved, &t->raised, &t->lowered};
    for (int bin = 0; bin < TALLY_BINS; bin++) {
        fprintf(out, "%.6g %.6g", edge(bin), edge(bin + 1));
        for (int k = 0; k < 3; k++) fprintf(out, " %" PRIu64 " %.9g", h[k]->n[bin], h[k]->sum[bin]);
        fputc('\n', out);
    }
}

void tally_visit(struct tally *t, struct checkpoint *c)
{
    static const char *const name[] = {"moved", "raised", "lowered"};
    struct tally_histogram *const h[] = {&t->moved, &t->raised, &t->lowered};
    for (int k = 0; k < 3; k++) {
        checkpoint_enter(c, name[k]);
        checkpoint_u64(c, "n", h[k]->n, TALLY_BINS);
        checkpoint_f64(c, "sum", h[k]->sum, TALLY_BINS);
        checkpoint_leave(c);
    }
}
