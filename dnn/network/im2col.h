/* Convolutions of any stride, by copies of image patches into a matrix. */
#ifndef DNN_NETWORK_IM2COL_H
#define DNN_NETWORK_IM2COL_H

#include "dnn/network/layer.h"

void im2col_forward(const struct layer *l, const struct layer_pass *p);
void im2col_backward(const struct layer *l, const struct layer_pass *p);
size_t im2col_scratch(const struct layer *l, size_t b); /* [reals] */

#endif
