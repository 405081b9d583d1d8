/* What swaps do, counted: how far a swap moves what it acts on, and by how much it raises or lowers
   the loss, in logarithmic bins with their sums. */
#ifndef DNN_SAMPLING_SWAP_STATISTICS_H
#define DNN_SAMPLING_SWAP_STATISTICS_H

#include <stdint.h>
#include <stdio.h>

struct checkpoint;

enum {
    SWAP_STATISTICS_PER_DECADE = 4,
    SWAP_STATISTICS_FIRST = -16,
    SWAP_STATISTICS_LAST = 4
}; /* decades */
enum {
    SWAP_STATISTICS_BINS =
        1 + SWAP_STATISTICS_PER_DECADE * (SWAP_STATISTICS_LAST - SWAP_STATISTICS_FIRST)
}; /* 0: below all */

struct swap_statistics_histogram {
    uint64_t n[SWAP_STATISTICS_BINS];
    double sum[SWAP_STATISTICS_BINS];
};

struct swap_statistics {
    struct swap_statistics_histogram moved, raised, lowered;
};

/* One swap: mean squared change of the values it acts on, change of the loss a sample. */
void swap_statistics_add(struct swap_statistics *t, double moved2, double dL);
void swap_statistics_write(const struct swap_statistics *t,
                           FILE *out); /* rows of the columns swap_statistics_columns */
void swap_statistics_visit(struct swap_statistics *t, struct checkpoint *c);

extern const char swap_statistics_columns[], swap_statistics_units[];

#endif
