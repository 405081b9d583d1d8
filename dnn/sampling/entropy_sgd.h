/* Entropy-SGD: steps with noise explore the neighbourhood of the weights, which then move to the mean
   of the explored ones. */
#ifndef DNN_SAMPLING_ENTROPY_SGD_H
#define DNN_SAMPLING_ENTROPY_SGD_H

#include <stdint.h>

#include "dnn/kernels/precision.h"

struct checkpoint;
struct dnn_state;
struct runfile;

struct entropy_sgd {
    int64_t steps;       /* of an exploration */
    double pull, growth; /* [loss/weight^2]; relative growth per exploration */
    double noise;        /* [weight] per square root of the rate */
    real *centre, *mean; /* (P) weights at its beginning, running mean; NULL: another rule */
};

void entropy_sgd_init(struct dnn_state *st,
                      const struct runfile *f); /* after training.rule is set */
void entropy_sgd_clear(struct dnn_state *st);
void entropy_sgd_visit(struct dnn_state *st, struct checkpoint *c);
void entropy_sgd_update(struct dnn_state *st); /* the rule */

#endif
