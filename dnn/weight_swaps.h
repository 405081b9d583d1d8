/* Swaps of weights: two entries, rows or columns of a layer's matrix change places. Rows are the
   weights into one unit, columns those out of one input. The distribution of a layer's weights
   stays as it is; biases stay where they are. */
#ifndef DNN_WEIGHT_SWAPS_H
#define DNN_WEIGHT_SWAPS_H

#include "dnn/network.h"

enum weight_swaps_kind {
    WEIGHT_SWAPS_ROW,       /* two rows, over all columns */
    WEIGHT_SWAPS_COLUMN,    /* two columns, over all rows */
    WEIGHT_SWAPS_IN_ROW,    /* two entries of a row */
    WEIGHT_SWAPS_IN_COLUMN, /* two entries of a column */
    WEIGHT_SWAPS_MIXED,     /* two entries of a layer's matrix */
    WEIGHT_SWAPS_ANYWHERE,  /* two weights or biases of the network */
};

/* w[first + i stride] changes places with w[second + i stride], i = 0 ... count - 1. */
struct weight_swaps_pair {
    size_t first, second, count, stride;
};

bool weight_swaps_possible(const struct network *net, enum weight_swaps_kind kind);
/* A pair at random: the layer first, uniformly among those that allow it; needs
   weight_swaps_possible. */
struct weight_swaps_pair weight_swaps_draw(const struct network *net, enum weight_swaps_kind kind,
                                           struct rng *rng);
void weight_swaps_apply(struct weight_swaps_pair p, real *w); /* undoes itself */

#endif
