/* Convolutions whose channels form G groups, each convolved by a share of the filters; depthwise:
   every channel is a group (Howard et al., arXiv:1704.04861). Row f of the weights has the columns
   (c, k, l) of the channels of its group. Each group is a separate convolution: its channels,
   filters and outputs are contiguous. */
#include <string.h>

#include "dnn/kernels/elementwise.h"
#include "common/core/minmax.h"
#include "dnn/network/convolution.h"
#include "dnn/network/depthwise.h"
#include "dnn/network/jvp.h"

static const char *shape_of(struct layer *l, size_t groups, const double *number, size_t n)
{
    const size_t channels = l->in.channels, filters = (size_t)number[1];
    if (groups == 0 || channels % groups || filters % groups)
        return "the number of groups must divide the channels of the image and the filters";
    l->groups = groups;
    l->in.channels = channels / groups;
    const char *const wrong = convolution_shape(l, number, n);
    l->in.channels = channels;
    return wrong;
}

static const char *shape(struct layer *l, const double *number, size_t n)
{
    return layer_whole(number, n) ? layer_whole(number, n)
                                  : shape_of(l, (size_t)number[0], number + 1, n - 1);
}

static const char *depthwise_shape(struct layer *l, const double *number, size_t n)
{
    const double multiplier = n > 3 ? number[3] : 1;
    const double full[] = {number[0], multiplier * (double)l->in.channels, n > 1 ? number[1] : 1,
                           n > 2 ? number[2] : 0};
    return layer_whole(number, n) ? layer_whole(number, n) : shape_of(l, l->in.channels, full, 4);
}

static struct layer group_of(const struct layer *l)
{
    struct layer one = *l;
    one.in.channels /= l->groups;
    one.out.channels /= l->groups;
    one.rows /= l->groups;
    return one;
}

/* Weights and biases of a group, contiguous. */
static size_t scratch(const struct layer *l, size_t b)
{
    const struct layer one = group_of(l);
    const size_t need = convolution_scratch(&one, b) + one.rows * (one.columns + 1);
    return depthwise_suits(l) ? max_size(need, depthwise_scratch(l, b)) : need;
}

static void forward(const struct layer *l, const struct layer_pass *p)
{
    if (depthwise_suits(l)) {
        depthwise_forward(l, p);
        return;
    }
    const struct layer one = group_of(l);
    const size_t in = layer_features(one.in) * p->b, out = layer_features(one.out) * p->b,
                 matrix = one.rows * one.columns;
    const real *const bias = layer_bias(l, p->w);
    real *const w = p->scratch;
    struct layer_pass q = *p;
    q.scratch += matrix + one.rows;
    q.w = w;
    for (size_t g = 0; g < l->groups; g++, q.x += in, q.y += out) {
        memcpy(w, p->w + g * matrix, matrix * sizeof *w);
        if (bias) memcpy(w + matrix, bias + g * one.rows, one.rows * sizeof *w);
        convolution_forward(&one, &q);
    }
}

static void backward(const struct layer *l, const struct layer_pass *p)
{
    struct layer one = group_of(l);
    const size_t in = layer_features(one.in) * p->b, out = layer_features(one.out) * p->b,
                 matrix = one.rows * one.columns;
    struct layer_pass q = *p;
    const bool dw = p->dw && !depthwise_has_gradient(l), dx = p->dx && !depthwise_suits(l);
    one.bias = false;
    for (size_t g = 0; (dw || dx) && g < l->groups; g++) {
        q.x = p->x + g * in, q.dy = p->dy + g * out, q.w = p->w + g * matrix;
        q.dx = dx ? p->dx + g * in : NULL;
        q.dw = dw ? p->dw + g * matrix : NULL;
        convolution_backward(&one, &q);
    }
    if (p->dw && !dw) depthwise_weight_gradient(l, p);
    if (p->dx && !dx) depthwise_input_gradient(l, p);
    layer_bias_gradient(l, p->dy, p->dw, l->out.height * l->out.width * p->b);
}

const struct layer_kind grouped_convolution_layer = {
    .name = "grouped",
    .doc = "grouped GROUPS WINDOW CHANNELS [STRIDE [PADDING]] [nobias]: conv in groups of channels",
    .least = 3,
    .most = 5,
    .shape = shape,
    .forward = forward,
    .backward = backward,
    .scratch = scratch,
    .push = jvp_push_product,
    .pull = jvp_pull_product,
};

const struct layer_kind grouped_convolution_depthwise_layer = {
    .name = "depthwise",
    .doc =
        "depthwise WINDOW [STRIDE [PADDING [FILTERS = 1]]] [nobias]: FILTERS windows per channel",
    .least = 1,
    .most = 4,
    .shape = depthwise_shape,
    .forward = forward,
    .backward = backward,
    .scratch = scratch,
    .push = jvp_push_product,
    .pull = jvp_pull_product,
};
