/* Vote of the units of a committee, f = K^(-1/2) sum over k of c_k x_k. The factors are fixed:
   c_k = +1 for the first half of the units and -1 for the rest, or +1 for all. */
#include <math.h>

#include "dnn/kernels/gemm.h"
#include "dnn/network/jvp.h"
#include "dnn/network/layer.h"

static const char *shape(struct layer *l, const double *number, size_t n)
{
    l->amount = n ? number[0] : 2;
    l->classes = (size_t)l->amount;
    l->out = (struct layer_shape){1, 1, 1};
    return l->amount == 1 || l->amount == 2 ? NULL : "it has 1 side or 2";
}

static real factor(const struct layer *l, size_t k)
{
    const size_t units = layer_features(l->in);
    return (real)((l->amount == 1 || 2 * k < units ? 1 : -1) / sqrt((double)units));
}

static size_t scratch(const struct layer *l, size_t b)
{
    (void)b;
    return 3 * layer_features(l->in);
}

/* (units) factors, stored after the two index lists */
static const real *votes(const struct layer *l, const struct layer_pass *p)
{
    const size_t n = layer_features(l->in);
    real *const share = p->scratch + 2 * n;
    for (size_t k = 0; k < n; k++) share[k] = factor(l, k);
    return share;
}

static void forward(const struct layer *l, const struct layer_pass *p)
{
    const size_t n = layer_features(l->in);
    uint32_t *const a = (uint32_t *)(void *)p->scratch, *const x = a + n;
    gemm_combine(&(struct gemm_sum){.m = 1,
                                    .n = p->b,
                                    .k = n,
                                    .a = votes(l, p),
                                    .a_row = n,
                                    .a_at = gemm_multiples(a, n, 1),
                                    .x = p->x,
                                    .x_at = gemm_multiples(x, n, p->b),
                                    .y = p->y,
                                    .y_row = p->b});
}

static void backward(const struct layer *l, const struct layer_pass *p)
{
    if (!p->dx) return;
    uint32_t *const first = (uint32_t *)(void *)p->scratch;
    *first = 0;
    gemm_combine(&(struct gemm_sum){.m = layer_features(l->in),
                                    .n = p->b,
                                    .k = 1,
                                    .a = votes(l, p),
                                    .a_row = 1,
                                    .a_at = first,
                                    .x = p->dy,
                                    .x_at = first,
                                    .y = p->dx,
                                    .y_row = p->b});
}

static size_t propagate(const struct layer *l, const real *w, size_t r, const real *change,
                        const real *old, real *new, size_t b)
{
    (void)w;
    layer_add_times(new, old, factor(l, r), change, b);
    return LAYER_ALL;
}

const struct layer_kind vote_layer = {
    .name = "vote",
    .doc = "vote [SIDES = 2]: one output, units added with fixed +1 (first half) and -1, or all "
           "with +1 "
           "(1 side), over sqrt(units)",
    .most = 1,
    .shape = shape,
    .forward = forward,
    .backward = backward,
    .scratch = scratch,
    .channels = LAYER_ADDS,
    .propagate = propagate,
    .push = jvp_push_linear,
    .pull = jvp_pull_linear,
};
