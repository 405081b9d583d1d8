/* The table of layers, the functions applied value by value, and what joins branches:
   `back` starts a branch from an earlier value, `add` adds an earlier value to the last one. */
#include "dnn/network/layer_table.h"

#include <math.h>
#include <string.h>

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

void layer_bias_slope(const struct layer *l, const real *dy, real *dw, size_t n)
{
    if (!l->bias || !dw) return;
    real *slope = dw + l->rows * l->columns;
    for (size_t i = 0; i < l->rows; i++) slope[i] = elementwise()->total(dy + i * n, n);
}

const char *layer_whole(const double *number, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (number[i] != floor(number[i])) return "its numbers must be whole";
    return NULL;
}

/* ---- value by value -------------------------------------------------------------------------- */

static const char *same_shape(struct layer *l, const double *number, size_t n)
{
    l->amount = n ? number[0] : 0.01;
    l->out = l->in;
    return NULL;
}

static void relu_forward(const struct layer *l, const struct layer_pass *p)
{
    elementwise()->relu(p->x, p->y, layer_features(l->in) * p->b);
}

static void relu_backward(const struct layer *l, const struct layer_pass *p)
{
    if (p->dx) elementwise()->relu_slope(p->y, p->dy, p->dx, layer_features(l->in) * p->b);
}

static void leaky_forward(const struct layer *l, const struct layer_pass *p)
{
    const size_t n = layer_features(l->in) * p->b;
    const real leak = (real)l->amount;
    for (size_t i = 0; i < n; i++) p->y[i] = p->x[i] > 0 ? p->x[i] : leak * p->x[i];
}

static void leaky_backward(const struct layer *l, const struct layer_pass *p)
{
    if (!p->dx) return;
    const size_t n = layer_features(l->in) * p->b;
    const real leak = (real)l->amount;
    for (size_t i = 0; i < n; i++) p->dx[i] = p->x[i] > 0 ? p->dy[i] : leak * p->dy[i];
}

static void tanh_forward(const struct layer *l, const struct layer_pass *p)
{
    const size_t n = layer_features(l->in) * p->b;
    for (size_t i = 0; i < n; i++) p->y[i] = (real)tanh((double)p->x[i]);
}

static void tanh_backward(const struct layer *l, const struct layer_pass *p)
{
    if (!p->dx) return;
    const size_t n = layer_features(l->in) * p->b;
    for (size_t i = 0; i < n; i++) p->dx[i] = (1 - p->y[i] * p->y[i]) * p->dy[i];
}

static void sigmoid_forward(const struct layer *l, const struct layer_pass *p)
{
    const size_t n = layer_features(l->in) * p->b;
    for (size_t i = 0; i < n; i++) p->y[i] = (real)(1 / (1 + exp(-(double)p->x[i])));
}

static void sigmoid_backward(const struct layer *l, const struct layer_pass *p)
{
    if (!p->dx) return;
    const size_t n = layer_features(l->in) * p->b;
    for (size_t i = 0; i < n; i++) p->dx[i] = p->y[i] * (1 - p->y[i]) * p->dy[i];
}

static const char *linear_shape(struct layer *l, const double *number, size_t n)
{
    l->amount = n ? number[0] : 1;
    l->out = l->in;
    return NULL;
}

static void linear_forward(const struct layer *l, const struct layer_pass *p)
{
    const size_t n = layer_features(l->in) * p->b;
    for (size_t i = 0; i < n; i++) p->y[i] = (real)l->amount * p->x[i];
}

static void linear_backward(const struct layer *l, const struct layer_pass *p)
{
    if (!p->dx) return;
    const size_t n = layer_features(l->in) * p->b;
    for (size_t i = 0; i < n; i++) p->dx[i] = (real)l->amount * p->dy[i];
}

/* Does nothing: values lie as a vector already. */
static void pass_forward(const struct layer *l, const struct layer_pass *p)
{
    if (p->y != p->x) memcpy(p->y, p->x, layer_features(l->in) * p->b * sizeof(real));
}

static void pass_backward(const struct layer *l, const struct layer_pass *p)
{
    if (p->dx && p->dx != p->dy) memcpy(p->dx, p->dy, layer_features(l->in) * p->b * sizeof(real));
}

static const char *flat_shape(struct layer *l, const double *number, size_t n)
{
    (void)number, (void)n;
    l->out = (struct layer_shape){layer_features(l->in), 1, 1};
    return NULL;
}

/* ---- branches -------------------------------------------------------------------------------- */

static const char *branch_shape(struct layer *l, const double *number, size_t n)
{
    l->back = (size_t)number[0];
    l->out = l->in;
    return layer_whole(number, n);
}

static void back_forward(const struct layer *l, const struct layer_pass *p)
{
    memcpy(p->y, p->other, layer_features(l->out) * p->b * sizeof(real));
}

/* What came before is not this layer's input: its slope arrives by the `add` that names it. */
static void back_backward(const struct layer *l, const struct layer_pass *p)
{
    const size_t n = layer_features(l->out) * p->b;
    if (p->dother)
        for (size_t i = 0; i < n; i++) p->dother[i] += p->dy[i];
    if (p->dx) memset(p->dx, 0, layer_features(l->in) * p->b * sizeof(real));
}

static void add_forward(const struct layer *l, const struct layer_pass *p)
{
    const size_t n = layer_features(l->out) * p->b;
    for (size_t i = 0; i < n; i++) p->y[i] = p->x[i] + p->other[i];
}

static void add_backward(const struct layer *l, const struct layer_pass *p)
{
    const size_t n = layer_features(l->out) * p->b;
    if (p->dother)
        for (size_t i = 0; i < n; i++) p->dother[i] += p->dy[i];
    pass_backward(l, p);
}

/* ---------------------------------------------------------------------------------------------- */

const struct layer_kind layer_table_rows[] = {
    {"dense",
     "dense OUTPUTS [nobias]: every output sees every input; OUTPUTS may be the word classes", 1, 1,
     false, dense_shape, dense_forward, dense_backward, dense_scratch, false},
    {"tree", "tree UNITS [nobias]: every unit sees its own share of the inputs (tree committee)", 1,
     1, false, dense_tree_shape, dense_tree_forward, dense_tree_backward, dense_tree_scratch,
     false},
    {"vote",
     "vote [SIDES = 2]: one output, units added with fixed +1 (first half) and -1, or all with +1 "
     "(1 side), over sqrt(units)",
     0, 1, false, dense_vote_shape, dense_vote_forward, dense_vote_backward, dense_vote_scratch,
     false},
    {"conv", "conv WINDOW CHANNELS [STRIDE [PADDING]] [nobias]: square windows over an image", 2, 4,
     false, convolution_shape, convolution_forward, convolution_backward, convolution_scratch,
     false},
    {"maxpool", "maxpool WINDOW: largest value of each square window, windows side by side", 1, 1,
     false, pooling_shape, pooling_largest, pooling_largest_backward, NULL, false},
    {"avgpool", "avgpool WINDOW: mean of each square window, windows side by side", 1, 1, false,
     pooling_shape, pooling_mean, pooling_mean_backward, NULL, false},
    {"batchnorm",
     "batchnorm: each channel to mean 0 and variance 1 over a shard's samples, then a weight and a "
     "bias",
     0, 0, false, batchnorm_shape, batchnorm_forward, batchnorm_backward, NULL, true},
    {"dropout", "dropout [SHARE = 0.5]: values set to 0 in training, the others enlarged", 0, 1,
     false, dropout_shape, dropout_forward, dropout_backward, NULL, false},
    {"flatten", "flatten: an image as a vector", 0, 0, true, flat_shape, pass_forward,
     pass_backward, NULL, false},
    {"back", "back LAYERS: a branch that starts from the value that many layers ago", 1, 1, false,
     branch_shape, back_forward, back_backward, NULL, false},
    {"add", "add LAYERS: plus the value that many layers ago (residual networks)", 1, 1, false,
     branch_shape, add_forward, add_backward, NULL, false},
    {"relu", "relu: max(0, x)", 0, 0, true, same_shape, relu_forward, relu_backward, NULL, false},
    {"leaky_relu", "leaky_relu [SLOPE = 0.01]: x, or SLOPE x where it is negative", 0, 1, false,
     same_shape, leaky_forward, leaky_backward, NULL, false},
    {"tanh", "tanh: hyperbolic tangent", 0, 0, false, same_shape, tanh_forward, tanh_backward, NULL,
     false},
    {"sigmoid", "sigmoid: 1 / (1 + exp(-x))", 0, 0, false, same_shape, sigmoid_forward,
     sigmoid_backward, NULL, false},
    {"linear", "linear [FACTOR = 1]: FACTOR x", 0, 1, true, linear_shape, linear_forward,
     linear_backward, NULL, false},
    {0},
};

const struct base_table layer_table = {"layer", "layers of a network, in [network] layers",
                                       layer_table_rows, sizeof *layer_table_rows};
