/* Pearlmutter's R operator, Neural Computation 6, 147 (1994): forward mode over
   back-propagation. With ' the rate of change along v, a layer y = W x + b has
     y' = W x' + V x + v_b,  dx' = W^T dy' + V^T dy,  dW' = dy' x^T + dy x'^T.
   These are the layer's own passes with other factors, so the rules here call those passes. A layer
   that is linear in x passes rates on as it passes values and gradients. An elementwise function
   adds dx' = f' dy' + f'' x' dy. At a kink f'' is taken as 0. */
#include "dnn/network/jvp.h"

static void add(real *restrict to, const real *restrict from, size_t n)
{
    for (size_t i = 0; i < n; i++) to[i] += from[i];
}

static struct layer without_bias(const struct layer *l)
{
    struct layer plain = *l;
    plain.bias = false;
    return plain;
}

void jvp_push_product(const struct layer *l, const struct layer_pass *p,
                      const struct layer_rates *t)
{
    struct layer_pass q = *p;
    q.w = t->w, q.y = t->y;
    l->kind->forward(l, &q);
    if (!t->x) return;
    const struct layer plain = without_bias(l);
    q.w = p->w, q.x = t->x, q.y = t->extra;
    l->kind->forward(&plain, &q);
    add(t->y, t->extra, layer_features(l->out) * p->b);
}

void jvp_pull_product(const struct layer *l, const struct layer_pass *p,
                      const struct layer_rates *t)
{
    struct layer_pass q = *p;
    q.dy = t->dy, q.dx = t->dx, q.dw = t->dw;
    l->kind->backward(l, &q);
    if (!t->x) return;
    const struct layer plain = without_bias(l);
    q.w = t->w, q.x = t->x, q.dy = p->dy;
    q.dx = t->dx ? t->extra : NULL, q.dw = t->extra_dw;
    l->kind->backward(&plain, &q);
    if (t->dx) add(t->dx, t->extra, layer_features(l->in) * p->b);
    add(t->dw, t->extra_dw, l->rows * l->columns);
}

void jvp_push_linear(const struct layer *l, const struct layer_pass *p, const struct layer_rates *t)
{
    struct layer_pass q = *p;
    q.x = t->x, q.y = t->y;
    l->kind->forward(l, &q);
}

void jvp_pull_linear(const struct layer *l, const struct layer_pass *p, const struct layer_rates *t)
{
    struct layer_pass q = *p;
    q.dy = t->dy, q.dx = t->dx, q.dother = t->dother;
    l->kind->backward(l, &q);
}

/* The Jacobian of an elementwise function is diagonal: rates propagate forward as gradients do
   backward. */
void jvp_push_diagonal(const struct layer *l, const struct layer_pass *p,
                       const struct layer_rates *t)
{
    struct layer_pass q = *p;
    q.dy = t->x, q.dx = t->y;
    l->kind->backward(l, &q);
}
