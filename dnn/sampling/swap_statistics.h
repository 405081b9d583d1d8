/* Statistics of swaps: logarithmic histograms of how far a swap moves the values that it
   exchanges, and of how much it raises or lowers the loss. */
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

/* Adds one swap: mean squared change of the exchanged values, change of the mean loss. */
void swap_statistics_add(struct swap_statistics *t, double moved2, double dL);
void swap_statistics_write(const struct swap_statistics *t,
                           FILE *out); /* rows of the columns swap_statistics_columns */
void swap_statistics_visit(struct swap_statistics *t, struct checkpoint *c);

extern const char swap_statistics_columns[], swap_statistics_units[];

#endif
