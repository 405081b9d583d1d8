/* Implementation of layer.h: what several layers share. */
#include "dnn/network/layer.h"

#include <math.h>

#include "dnn/kernels/elementwise.h"

size_t layer_features(struct layer_shape s)
{
    return s.channels * s.height * s.width;
}

size_t layer_weights(const struct layer *l)
{
    return l->rows * l->columns + (l->bias ? l->rows : 0);
}

const real *layer_bias(const struct layer *l, const real *w)
{
    return l->bias ? w + l->rows * l->columns : NULL;
}

void layer_bias_gradient(const struct layer *l, const real *dy, real *dw, size_t n)
{
    if (!l->bias || !dw) return;
    real *const db = dw + l->rows * l->columns;
    for (size_t i = 0; i < l->rows; i++) db[i] = elementwise()->total(dy + i * n, n);
}

const char *layer_whole(const double *number, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (number[i] != floor(number[i])) return "its numbers must be whole";
    return NULL;
}

void layer_add_times(real *to, const real *from, real factor, const real *x, size_t b)
{
    for (size_t s = 0; s < b; s++) to[s] = from[s] + factor * x[s];
}
