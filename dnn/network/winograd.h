/* Convolutions with windows of 3 x 3 and stride 1 by Winograd's minimal filtering F(2 x 2, 3 x 3)
   (Lavin and Gray, arXiv:1509.09308). The product of a transformed tile of 4 x 4 values and a
   transformed window is the transform of 2 x 2 results: 16 multiplications instead of 36. */
#ifndef DNN_NETWORK_WINOGRAD_H
#define DNN_NETWORK_WINOGRAD_H

#include "dnn/network/layer.h"

bool winograd_suits(
    const struct layer *l); /* false for few channels: transforms would cost more than they save */
size_t winograd_scratch(const struct layer *l, size_t b); /* [reals] */
void winograd_forward(const struct layer *l, const struct layer_pass *p);
void winograd_backward(const struct layer *l, const struct layer_pass *p);

#endif
