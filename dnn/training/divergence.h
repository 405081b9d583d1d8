/* Training that has left the finite numbers: which layer left first. */
#ifndef DNN_TRAINING_DIVERGENCE_H
#define DNN_TRAINING_DIVERGENCE_H

#include "dnn/training/gradient.h"

/* The layer whose weights, or values for the gathered batch, are the first that are not finite, in
   words; base_free. */
char *divergence_place(struct gradient *g, const real *w);
/* Dies unless all weights are finite: before they are kept, so that a checkpoint is a good one. */
void divergence_check_weights(const struct network *net, const real *w, int64_t step);

#endif
