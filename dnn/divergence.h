/* Training that has left the finite numbers: which layer left first. */
#ifndef DNN_DIVERGENCE_H
#define DNN_DIVERGENCE_H

#include "dnn/gradient.h"

/* Dies naming the step and the layer whose values or weights are the first that are not finite,
   unless the loss of the gathered batch is. */
void divergence_check_loss(struct gradient *g, const real *w, double loss, int64_t step);
/* The same for weights, before they are kept: a checkpoint is always a good one. */
void divergence_check_weights(const struct network *net, const real *w, int64_t step);

#endif
