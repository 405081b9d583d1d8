/* Swaps of weights: entries, rows, columns or biases are exchanged. Rows are the weights into one
   unit, columns those out of one input. A swap and its inverse have the same probability. */
#ifndef DNN_TRAINING_WEIGHT_SWAPS_H
#define DNN_TRAINING_WEIGHT_SWAPS_H

#include "dnn/network/network.h"

/* All kinds, for this enum and the tables of moves and protocols. */
#define WEIGHT_SWAPS_TABLE(X)                                                                      \
    X(row, "all columns of two rows of a layer change places (weights into two units)")            \
    X(column, "all rows of two columns of a layer change places (weights out of two inputs)")      \
    X(in_row, "two weights of a row of a layer change places")                                     \
    X(in_column, "two weights of a column of a layer change places")                               \
    X(mixed, "two weights of a layer change places")                                               \
    X(anywhere, "two weights or biases of the network change places")                              \
    X(inter, "a weight of one layer and one of another change places")                             \
    X(inter_row, "a row of one layer and one of another, of the same length, change places")       \
    X(inter_column, "a column of one layer and one of another, likewise, change places")           \
    X(bias, "two biases of a layer change places")                                                 \
    X(bias_weight, "a bias and a weight of its layer change places")                               \
    X(null, "two units change places: rows, biases, columns above; the function stays (control)")

#define WEIGHT_SWAPS_NUMBER(name, doc) weight_swaps_##name,
enum weight_swaps_kind { WEIGHT_SWAPS_TABLE(WEIGHT_SWAPS_NUMBER) WEIGHT_SWAPS_KINDS };

/* w[first + i stride[0] + k] changes places with w[second + i stride[1] + k], i = 0 ... count - 1,
   k = 0 ... width - 1. */
struct weight_swaps_run {
    size_t first, second, width, count, stride[2];
};

struct weight_swaps_drawn {
    size_t n;
    struct weight_swaps_run run[3];
};

/* The layer whose columns, a block for each unit, read the units of l; NULL: units of l cannot be
   exchanged. */
const struct layer *weight_swaps_above(const struct network *net, const struct layer *l);

bool weight_swaps_possible(const struct network *net, enum weight_swaps_kind kind);
const char *weight_swaps_needs(enum weight_swaps_kind kind); /* message if it is not possible */
/* Draws a swap: first the layer or pair of layers, uniformly among those that allow it. Needs
   weight_swaps_possible. */
struct weight_swaps_drawn weight_swaps_draw(const struct network *net, enum weight_swaps_kind kind,
                                            struct rng *rng);
void weight_swaps_apply(const struct weight_swaps_drawn *s, real *w); /* undoes itself */
/* Squared distance that it moves the vector of weights. */
double weight_swaps_distance2(const struct weight_swaps_drawn *s, const real *w);

#endif
