/* Several processes (common/core/comm.h) at the batches of one run. The first has the run; each of the
   others has a network and the data as they were read, waits for weights, computes its share of the
   groups of shards and sends their slopes back, pairs of the tree of sums that it has both of added
   up. The bits are those of one process, as with threads. */
#ifndef DNN_TRAINING_DATA_PARALLEL_H
#define DNN_TRAINING_DATA_PARALLEL_H

#include "dnn/training/gradient.h"

/* Who adds groups i and i + gap of the tree: the process that has all below them, or the first. */
size_t data_parallel_owner(const struct gradient *g, size_t i, size_t gap);

/* The first process: slopes, scores and moments of all groups, as far as the others add them up. */
void data_parallel_gradient(struct gradient *g, const real *w, uint64_t key);
/* Scores of all blocks. */
void data_parallel_loss(struct gradient *g, const real *w, const struct data_part *part, size_t n);

/* The others: the work that the first has next; w and slope (weights) are overwritten. */
void data_parallel_serve(struct gradient *g, real *w, real *slope);

#endif
