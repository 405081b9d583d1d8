/* One run on several processes (common/core/comm.h). Rank 0 has the run. Every other rank has a
   network and the data as read: it waits for weights, computes its share of the groups of shards,
   and sends their gradients back. A rank that has both members of a pair in the tree of sums adds
   them. The bits are those of one process, as with threads. */
#ifndef DNN_TRAINING_DATA_PARALLEL_H
#define DNN_TRAINING_DATA_PARALLEL_H

#include "dnn/training/gradient.h"

extern const struct gradient_distributed data_parallel; /* for gradient.distributed, on all ranks */

/* Ranks above 0: executes one request of rank 0. w and dw (weights) are overwritten. */
void data_parallel_serve(struct gradient *g, real *w, real *dw);

#endif
