/* What swaps do, counted: how far a swap moves what it acts on, and by how much it raises or lowers
   the loss, in logarithmic bins with their sums. */
#ifndef DNN_TALLY_H
#define DNN_TALLY_H

#include <stdint.h>
#include <stdio.h>

struct checkpoint;

enum { TALLY_PER_DECADE = 4, TALLY_FIRST = -16, TALLY_LAST = 4 };        /* decades */
enum { TALLY_BINS = 1 + TALLY_PER_DECADE * (TALLY_LAST - TALLY_FIRST) }; /* 0: below all */

struct tally_histogram {
    uint64_t n[TALLY_BINS];
    double sum[TALLY_BINS];
};

struct tally {
    struct tally_histogram moved, raised, lowered;
};

/* One swap: mean squared change of the values it acts on, change of the loss a sample. */
void tally_add(struct tally *t, double moved2, double dL);
void tally_write(const struct tally *t, FILE *out); /* rows of the columns tally_columns */
void tally_visit(struct tally *t, struct checkpoint *c);

extern const char tally_columns[], tally_units[];

#endif
