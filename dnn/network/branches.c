/* Layers that join branches: `back` starts a branch from an earlier value, `add` adds an
   earlier value to the last one. */
#include <string.h>

#include "dnn/network/jvp.h"
#include "dnn/network/layer.h"

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

/* The layer does not read its input: the gradient of that value comes from the `add` that names
   it. */
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
    if (p->dx && p->dx != p->dy) memcpy(p->dx, p->dy, n * sizeof(real));
}

static void push_back(const struct layer *l, const struct layer_pass *p,
                      const struct layer_rates *t)
{
    const size_t size = layer_features(l->out) * p->b * sizeof *t->y;
    if (t->other)
        memcpy(t->y, t->other, size);
    else
        memset(t->y, 0, size);
}

static void push_add(const struct layer *l, const struct layer_pass *p, const struct layer_rates *t)
{
    const size_t n = layer_features(l->out) * p->b;
    memcpy(t->y, t->x, n * sizeof *t->y);
    for (size_t i = 0; t->other && i < n; i++) t->y[i] += t->other[i];
}

const struct layer_kind branches_back_layer = {
    .name = "back",
    .doc = "back LAYERS: a branch that starts from the value LAYERS layers before",
    .least = 1,
    .most = 1,
    .shape = branch_shape,
    .forward = back_forward,
    .backward = back_backward,
    .takes_back_shape = true,
    .push = push_back,
    .pull = jvp_pull_linear,
};

const struct layer_kind branches_add_layer = {
    .name = "add",
    .doc = "add LAYERS: adds the value LAYERS layers before (residual networks)",
    .least = 1,
    .most = 1,
    .shape = branch_shape,
    .forward = add_forward,
    .backward = add_backward,
    .push = push_add,
    .pull = jvp_pull_linear,
};
