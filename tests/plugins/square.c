/* A layer that the program does not have, y = x^2: one file and one row, which supports
   everything. */
#include "dnn/network/jvp.h"
#include "dnn/network/layer.h"

static const char *shape(struct layer *l, const double *number, size_t n)
{
    (void)number, (void)n;
    l->out = l->in;
    return NULL;
}

static void forward(const struct layer *l, const struct layer_pass *p)
{
    const size_t n = layer_features(l->in) * p->b;
    for (size_t i = 0; i < n; i++) p->y[i] = p->x[i] * p->x[i];
}

static void backward(const struct layer *l, const struct layer_pass *p)
{
    const size_t n = layer_features(l->in) * p->b;
    for (size_t i = 0; p->dx && i < n; i++) p->dx[i] = 2 * p->x[i] * p->dy[i];
}

static void pull(const struct layer *l, const struct layer_pass *p, const struct layer_rates *t)
{
    const size_t n = layer_features(l->in) * p->b;
    jvp_pull_linear(l, p, t);
    for (size_t i = 0; t->dx && i < n; i++) t->dx[i] += 2 * t->x[i] * p->dy[i];
}

extern const struct layer_kind square_layer;
const struct layer_kind square_layer = {
    .name = "square",
    .doc = "square: x^2",
    .shape = shape,
    .forward = forward,
    .backward = backward,
    .elementwise = true,
    .channels = LAYER_KEEPS,
    .push = jvp_push_diagonal,
    .pull = pull,
};
