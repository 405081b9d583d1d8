/* Diagnosis of diverged training: the first layer with a number that is not finite. */
#ifndef DNN_TRAINING_DIVERGENCE_H
#define DNN_TRAINING_DIVERGENCE_H

#include "dnn/training/gradient.h"

/* Text that names the first layer whose weights, or values for the gathered batch, are not finite;
   free with base_free. */
char *divergence_place(struct gradient *g, const real *w);
/* Fatal unless all weights are finite. Called before a checkpoint is written. */
void divergence_check_weights(const struct network *net, const real *w, int64_t step);

#endif
