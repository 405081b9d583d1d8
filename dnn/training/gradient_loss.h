/* Losses of a pass, for samples of one label, of several, or of targets. */
#ifndef DNN_TRAINING_GRADIENT_LOSS_H
#define DNN_TRAINING_GRADIENT_LOSS_H

#include "dnn/training/gradient.h"

/* Losses of b samples' outputs y (outputs, b) with labels (labels, b), or with targets (outputs, b)
   if the data have them: the sum over samples of the mean over a sample's labels.
   dy (outputs, b) = scale x d loss / d y, unless it is NULL. */
struct losses_score gradient_loss(const struct gradient *g, const struct data_part *part,
                                  const real *y, const struct gradient_answers *a, size_t b,
                                  real scale, real *dy);
/* dy = scale x Hessian of these losses in the outputs x rate (outputs, b). */
void gradient_loss_curvature(const struct gradient *g, const struct data_part *part, const real *y,
                             const real *rate, const uint8_t *label, size_t b, real scale,
                             real *dy);

#endif
