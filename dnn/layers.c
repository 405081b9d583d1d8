/* The table of layers, the dense layer y = W x + b, and the functions applied value by value.
   Slopes follow from the chain rule: dW = dy x^T, db = sum over samples of dy, dx = W^T dy. */
#include "dnn/layers.h"

#include <math.h>

#include "dnn/products.h"

size_t layers_features(struct layers_shape s)
{
    return s.channels * s.height * s.width;
}

size_t layers_weights(const struct layer *l)
{
    return l->rows * l->columns + (l->bias ? l->rows : 0);
}

void layers_bias(const struct layer *l, const real *w, real *y, size_t n)
{
    const real *bias = w + l->rows * l->columns;
    for (size_t i = 0; i < l->rows; i++)
        for (size_t j = 0; j < n; j++) y[i * n + j] = l->bias ? bias[i] : 0;
}

/* Sum of n values over 16 lanes: vectorises without letting the compiler choose the order. */
static real lane_sum(const real *x, size_t n)
{
    enum { LANES = 16 };
    real lane[LANES] = {0};
    size_t i = 0;
    for (; i + LANES <= n; i += LANES)
        for (size_t k = 0; k < LANES; k++) lane[k] += x[i + k];
    for (; i < n; i++) lane[i % LANES] += x[i];
    for (size_t half = LANES / 2; half > 0; half /= 2)
        for (size_t k = 0; k < half; k++) lane[k] += lane[k + half];
    return lane[0];
}

void layers_bias_slope(const struct layer *l, const real *dy, real *dw, size_t n)
{
    if (!l->bias) return;
    real *slope = dw + l->rows * l->columns;
    for (size_t i = 0; i < l->rows; i++) slope[i] = lane_sum(dy + i * n, n);
}

/* ---- dense ----------------------------------------------------------------------------------- */

static const char *dense_shape(struct layer *l, const size_t *number, size_t n)
{
    (void)n;
    l->rows = number[0];
    l->columns = layers_features(l->in);
    l->out = (struct layers_shape){l->rows, 1, 1};
    return NULL;
}

static void dense_forward(const struct layer *l, const real *w, const real *x, real *y, size_t b,
                          real *scratch)
{
    (void)scratch;
    layers_bias(l, w, y, b);
    products_add(l->rows, b, l->columns, (struct products_matrix){w, l->columns, 0},
                 (struct products_matrix){x, b, 0}, 1, y, b);
}

static void dense_backward(const struct layer *l, const real *w, const real *x, const real *y,
                           const real *dy, real *dx, real *dw, size_t b, real *scratch)
{
    (void)y, (void)scratch;
    const struct products_matrix slope = {dy, b, 0};
    products_add(l->rows, l->columns, b, slope, (struct products_matrix){x, b, 1}, 0, dw,
                 l->columns);
    layers_bias_slope(l, dy, dw, b);
    if (dx)
        products_add(l->columns, b, l->rows, (struct products_matrix){w, l->columns, 1}, slope, 0,
                     dx, b);
}

/* ---- value by value -------------------------------------------------------------------------- */

static const char *same_shape(struct layer *l, const size_t *number, size_t n)
{
    (void)number, (void)n;
    l->out = l->in;
    return NULL;
}

static void relu_forward(const struct layer *l, const real *w, const real *x, real *y, size_t b,
                         real *scratch)
{
    (void)w, (void)scratch;
    const size_t n = layers_features(l->in) * b;
    for (size_t i = 0; i < n; i++) y[i] = x[i] > 0 ? x[i] : 0;
}

static void relu_backward(const struct layer *l, const real *w, const real *x, const real *y,
                          const real *dy, real *dx, real *dw, size_t b, real *scratch)
{
    (void)w, (void)x, (void)dw, (void)scratch;
    if (!dx) return;
    const size_t n = layers_features(l->in) * b;
    for (size_t i = 0; i < n; i++) {
        const real slope =
            dy[i]; /* read before the test, so that both sides of it are plain values */
        dx[i] = y[i] > 0 ? slope : 0;
    }
}

static void tanh_forward(const struct layer *l, const real *w, const real *x, real *y, size_t b,
                         real *scratch)
{
    (void)w, (void)scratch;
    const size_t n = layers_features(l->in) * b;
    for (size_t i = 0; i < n; i++) y[i] = (real)tanh((double)x[i]);
}

static void tanh_backward(const struct layer *l, const real *w, const real *x, const real *y,
                          const real *dy, real *dx, real *dw, size_t b, real *scratch)
{
    (void)w, (void)x, (void)dw, (void)scratch;
    if (!dx) return;
    const size_t n = layers_features(l->in) * b;
    for (size_t i = 0; i < n; i++) dx[i] = (1 - y[i] * y[i]) * dy[i];
}

static void sigmoid_forward(const struct layer *l, const real *w, const real *x, real *y, size_t b,
                            real *scratch)
{
    (void)w, (void)scratch;
    const size_t n = layers_features(l->in) * b;
    for (size_t i = 0; i < n; i++) y[i] = (real)(1 / (1 + exp(-(double)x[i])));
}

static void sigmoid_backward(const struct layer *l, const real *w, const real *x, const real *y,
                             const real *dy, real *dx, real *dw, size_t b, real *scratch)
{
    (void)w, (void)x, (void)dw, (void)scratch;
    if (!dx) return;
    const size_t n = layers_features(l->in) * b;
    for (size_t i = 0; i < n; i++) dx[i] = y[i] * (1 - y[i]) * dy[i];
}

/* ---------------------------------------------------------------------------------------------- */

const struct layers_kind layers_kinds[] = {
    {"dense",
     "dense OUTPUTS [nobias]: every output sees every input; OUTPUTS may be the word classes", 1, 1,
     false, dense_shape, dense_forward, dense_backward, NULL},
    {"conv", "conv WINDOW CHANNELS [STRIDE [PADDING]] [nobias]: square windows over an image", 2, 4,
     false, convolution_shape, convolution_forward, convolution_backward, convolution_scratch},
    {"maxpool", "maxpool WINDOW: largest value of each square window, windows side by side", 1, 1,
     false, pooling_shape, pooling_forward, pooling_backward, pooling_scratch},
    {"relu", "relu: max(0, x)", 0, 0, true, same_shape, relu_forward, relu_backward, NULL},
    {"tanh", "tanh: hyperbolic tangent", 0, 0, false, same_shape, tanh_forward, tanh_backward,
     NULL},
    {"sigmoid", "sigmoid: 1 / (1 + exp(-x))", 0, 0, false, same_shape, sigmoid_forward,
     sigmoid_backward, NULL},
    {0},
};

const struct base_table layers_table = {"layer", "layers of a network, in [network] layers",
                                        layers_kinds, sizeof *layers_kinds};
