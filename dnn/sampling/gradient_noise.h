/* Noise of batches: how much their gradients differ. Rows of watch.dat. */
#ifndef DNN_SAMPLING_GRADIENT_NOISE_H
#define DNN_SAMPLING_GRADIENT_NOISE_H

#include <stdint.h>

struct dnn_state;

struct gradient_noise { /* for one version of the weights (state.h) */
    uint64_t version;   /* 0: not measured yet */
    double variance; /* of a gradient between batches, mean over weights; NAN: one batch is all */
    double mean_square; /* square of the mean gradient, mean over weights, without noise */
};

/* For the table of watches. */
double gradient_noise_variance(void *state);
double gradient_noise_mean_square(void *state);
double gradient_noise_temperature(void *state);

#endif
