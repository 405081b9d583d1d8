/* Dropout (Srivastava et al., 2014): values are set to 0 with probability q, the others divided by
   1 - q. */
#include "dnn/network/layer.h"

static const char *shape(struct layer *l, const double *number, size_t n)
{
    l->amount = n ? number[0] : 0.5;
    l->out = l->in;
    return l->amount < 1 ? NULL : "the share dropped must be less than 1";
}

static void drop(const struct layer *l, const struct layer_pass *p, const real *from, real *to)
{
    struct rng noise = p->noise;
    const size_t n = layer_features(l->in) * p->b;
    const real kept = p->training ? (real)(1 / (1 - l->amount)) : 1;
    for (size_t i = 0; i < n; i++)
        to[i] = p->training && rng_uniform(&noise) < l->amount ? 0 : kept * from[i];
}

static void forward(const struct layer *l, const struct layer_pass *p)
{
    drop(l, p, p->x, p->y);
}

static void backward(const struct layer *l, const struct layer_pass *p)
{
    if (p->dx) drop(l, p, p->dy, p->dx);
}

const struct layer_kind dropout_layer = {
    .name = "dropout",
    .doc =
        "dropout [SHARE = 0.5]: values set to 0 in training; the others are divided by 1 - SHARE",
    .most = 1,
    .shape = shape,
    .forward = forward,
    .backward = backward,
    .random = true,
    .homogeneous = true,
    .channels = LAYER_KEEPS,
};
