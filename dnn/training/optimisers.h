/* Update rules of gradient descent, and clipping of gradients. */
#ifndef DNN_TRAINING_OPTIMISERS_H
#define DNN_TRAINING_OPTIMISERS_H

#include <stdint.h>

#include "dnn/network/network.h"

struct optimisers_update { /* arguments of one step of an update rule; arrays (n) */
    size_t n;
    int threads;
    real *w;
    const real *dw; /* gradient, without the term of the decay */
    real *velocity, *square;
    double rate, momentum, decay, memory;
    int64_t step;
};

void optimisers_sgd(const struct optimisers_update *u);
void optimisers_nesterov(const struct optimisers_update *u);
/* Adam (Kingma and Ba, arXiv:1412.6980); momentum is its beta_1, memory its beta_2. */
void optimisers_adam(const struct optimisers_update *u);
/* Decoupled weight decay (Loshchilov and Hutter, arXiv:1711.05101). */
void optimisers_adamw(const struct optimisers_update *u);
/* Applies a rule layer by layer, the rate of layer i times factor[i]; factor (depth). */
void optimisers_each(const struct optimisers_update *u, const struct network *net,
                     const double *factor, void (*rule)(const struct optimisers_update *u));
/* Limits every component of g (n) to +-value, then the norm of g to `norm` (Pascanu, Mikolov,
   Bengio, arXiv:1211.5063). 0: no limit. */
void optimisers_clip(size_t n, real *g, double value, double norm);

#endif
