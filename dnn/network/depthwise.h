/* Depthwise convolution of stride 1, one window per channel: the passes of images. */
#ifndef DNN_NETWORK_DEPTHWISE_H
#define DNN_NETWORK_DEPTHWISE_H

#include "dnn/network/layer.h"

bool depthwise_suits(const struct layer *l);
size_t depthwise_scratch(const struct layer *l, size_t b);
void depthwise_forward(const struct layer *l, const struct layer_pass *p);
bool depthwise_has_gradient(const struct layer *l); /* of the weights, by the next function */
void depthwise_weight_gradient(const struct layer *l, const struct layer_pass *p); /* writes dw */
void depthwise_input_gradient(const struct layer *l, const struct layer_pass *p);  /* writes dx */

#endif
