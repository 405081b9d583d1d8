/* Elementwise functions, and layers that give values another shape. */
#include <math.h>
#include <string.h>

#include "dnn/kernels/elementwise.h"
#include "dnn/network/jvp.h"
#include "dnn/network/layer.h"

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
    if (p->dx) elementwise()->relu_backward(p->y, p->dy, p->dx, layer_features(l->in) * p->b);
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

/* Values are stored as a vector already. */
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

static const char *sequence_shape(struct layer *l, const double *number, size_t n)
{
    (void)number, (void)n;
    l->out = (struct layer_shape){l->in.channels * l->in.height, 1, l->in.width};
    return NULL;
}

/* f'' = -2 y (1 - y^2) */
static void pull_tanh(const struct layer *l, const struct layer_pass *p,
                      const struct layer_rates *t)
{
    jvp_pull_linear(l, p, t);
    if (!t->dx) return;
    const size_t n = layer_features(l->in) * p->b;
    for (size_t i = 0; i < n; i++) {
        const real y = p->y[i];
        t->dx[i] -= 2 * y * (1 - y * y) * t->x[i] * p->dy[i];
    }
}

/* f'' = (1 - 2 y) y (1 - y) */
static void pull_sigmoid(const struct layer *l, const struct layer_pass *p,
                         const struct layer_rates *t)
{
    jvp_pull_linear(l, p, t);
    if (!t->dx) return;
    const size_t n = layer_features(l->in) * p->b;
    for (size_t i = 0; i < n; i++) {
        const real y = p->y[i];
        t->dx[i] += (1 - 2 * y) * y * (1 - y) * t->x[i] * p->dy[i];
    }
}

const struct layer_kind activations_relu_layer = {
    .name = "relu",
    .doc = "relu: max(0, x)",
    .shape = same_shape,
    .forward = relu_forward,
    .backward = relu_backward,
    .in_place = LAYER_ZEROES,
    .deferrable = true,
    .homogeneous = true,
    .channels = LAYER_KEEPS,
    .elementwise = true,
    .push = jvp_push_diagonal,
    .pull = jvp_pull_linear,
};

const struct layer_kind activations_leaky_relu_layer = {
    .name = "leaky_relu",
    .doc = "leaky_relu [SLOPE = 0.01]: x, or SLOPE x where it is negative",
    .most = 1,
    .shape = same_shape,
    .forward = leaky_forward,
    .backward = leaky_backward,
    .homogeneous = true,
    .channels = LAYER_KEEPS,
    .elementwise = true,
    .push = jvp_push_diagonal,
    .pull = jvp_pull_linear,
};

const struct layer_kind activations_tanh_layer = {
    .name = "tanh",
    .doc = "tanh: hyperbolic tangent",
    .shape = same_shape,
    .forward = tanh_forward,
    .backward = tanh_backward,
    .spoiled = LAYER_CHANGES,
    .channels = LAYER_KEEPS,
    .elementwise = true,
    .push = jvp_push_diagonal,
    .pull = pull_tanh,
};

const struct layer_kind activations_sigmoid_layer = {
    .name = "sigmoid",
    .doc = "sigmoid: 1 / (1 + exp(-x))",
    .shape = same_shape,
    .forward = sigmoid_forward,
    .backward = sigmoid_backward,
    .spoiled = LAYER_CHANGES,
    .channels = LAYER_KEEPS,
    .elementwise = true,
    .push = jvp_push_diagonal,
    .pull = pull_sigmoid,
};

const struct layer_kind activations_linear_layer = {
    .name = "linear",
    .doc = "linear [FACTOR = 1]: FACTOR x",
    .most = 1,
    .shape = linear_shape,
    .forward = linear_forward,
    .backward = linear_backward,
    .in_place = LAYER_CHANGES,
    .homogeneous = true,
    .channels = LAYER_KEEPS,
    .elementwise = true,
    .push = jvp_push_linear,
    .pull = jvp_pull_linear,
};

const struct layer_kind activations_flatten_layer = {
    .name = "flatten",
    .doc = "flatten: an image as a vector",
    .shape = flat_shape,
    .forward = pass_forward,
    .backward = pass_backward,
    .in_place = LAYER_SAME,
    .homogeneous = true,
    .channels = LAYER_KEEPS,
    .elementwise = true,
    .push = jvp_push_diagonal,
    .pull = jvp_pull_linear,
};

const struct layer_kind activations_sequence_layer = {
    .name = "sequence",
    .doc = "sequence: the columns of an image as the steps of a sequence",
    .shape = sequence_shape,
    .forward = pass_forward,
    .backward = pass_backward,
    .in_place = LAYER_SAME,
    .channels = LAYER_KEEPS,
    .elementwise = true,
    .push = jvp_push_diagonal,
    .pull = jvp_pull_linear,
};
