/* Passes of convolutions, for layers that consist of several (grouped_convolution.c). */
#ifndef DNN_NETWORK_CONVOLUTION_H
#define DNN_NETWORK_CONVOLUTION_H

#include "dnn/network/layer.h"

/* number: window, channels, stride (1), padding (0). Returns an error text, or NULL. */
const char *convolution_shape(struct layer *l, const double *number, size_t n);
size_t convolution_scratch(const struct layer *l, size_t b);
void convolution_forward(const struct layer *l, const struct layer_pass *p);
void convolution_backward(const struct layer *l, const struct layer_pass *p);

#endif
