/* A layer with the least that a row needs: features in reverse order. */
#include "dnn/network/layer.h"

static const char *shape(struct layer *l, const double *number, size_t n)
{
    (void)number, (void)n;
    l->out = l->in;
    return NULL;
}

static void turn(const struct layer *l, const real *from, real *to, size_t b)
{
    const size_t n = layer_features(l->in);
    for (size_t i = 0; i < n; i++)
        for (size_t s = 0; s < b; s++) to[i * b + s] = from[(n - 1 - i) * b + s];
}

static void forward(const struct layer *l, const struct layer_pass *p)
{
    turn(l, p->x, p->y, p->b);
}

static void backward(const struct layer *l, const struct layer_pass *p)
{
    if (p->dx) turn(l, p->dy, p->dx, p->b);
}

extern const struct layer_kind reverse_layer;
const struct layer_kind reverse_layer = {
    .name = "reverse",
    .doc = "reverse: features in reverse order",
    .shape = shape,
    .forward = forward,
    .backward = backward,
};
