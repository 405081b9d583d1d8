/* Hidden layer of a tree committee machine (Zambon et al., arXiv:2503.08266): unit k reads N/K
   inputs of the N, a share that no other unit reads, y_k = (N/K)^(-1/2) w_k . x_k + b_k. */
#include <math.h>

#include "dnn/kernels/gemm.h"
#include "dnn/network/jvp.h"
#include "dnn/network/layer.h"

static const char *shape(struct layer *l, const double *number, size_t n)
{
    const size_t inputs = layer_features(l->in), units = (size_t)number[0];
    if (layer_whole(number, n)) return layer_whole(number, n);
    if (units == 0 || inputs % units) return "the number of inputs must be a multiple of UNITS";
    l->rows = units;
    l->columns = inputs / units;
    l->first_input = l->columns;
    l->divisor = sqrt((double)l->columns);
    l->out = (struct layer_shape){units, 1, 1};
    return NULL;
}

static size_t scratch(const struct layer *l, size_t b)
{
    (void)b;
    return 3 * l->columns;
}

static struct gemm_pairs pairs_of(const struct layer *l, const struct layer_pass *p)
{
    return (struct gemm_pairs){l->rows * l->columns, p->b, p->pairs};
}

static struct gemm_rows inputs_of(const struct layer *l, size_t unit)
{
    return (struct gemm_rows){unit * l->columns, l->columns};
}

/* Every unit is a product with one row; the index lists are the same for all units. */
static void forward(const struct layer *l, const struct layer_pass *p)
{
    const size_t n = l->columns, b = p->b;
    const real *const bias = layer_bias(l, p->w), scale = (real)(1 / sqrt((double)n));
    uint32_t *const a = (uint32_t *)(void *)p->scratch, *const at = a + n;
    real *const scaled = p->scratch + 2 * n;
    const struct gemm_pairs x = pairs_of(l, p);
    gemm_multiples(a, n, 1), gemm_multiples(at, n, b);
    for (size_t k = 0; k < l->rows; k++) {
        for (size_t i = 0; i < n; i++) scaled[i] = scale * p->w[k * n + i];
        if (p->pairs) {
            gemm_combine_pairs(&x, inputs_of(l, k), scaled, bias ? bias[k] : 0, p->y + k * b);
            continue;
        }
        gemm_combine(&(struct gemm_sum){.m = 1,
                                        .n = b,
                                        .k = n,
                                        .a = scaled,
                                        .a_row = n,
                                        .a_at = a,
                                        .x = p->x + k * n * b,
                                        .x_at = at,
                                        .bias = bias ? bias + k : NULL,
                                        .y = p->y + k * b,
                                        .y_row = b});
    }
}

static void tree_gradient_below(const struct layer *l, const struct layer_pass *p, real scale)
{
    for (size_t i = 0; i < l->rows * l->columns; i++) {
        const real *const dy = p->dy + i / l->columns * p->b, w = scale * p->w[i];
        for (size_t s = 0; s < p->b; s++) p->dx[i * p->b + s] = w * dy[s];
    }
}

static void tree_gradient(const struct layer *l, const struct layer_pass *p)
{
    const size_t n = l->columns, b = p->b;
    const uint32_t *const at = gemm_multiples((uint32_t *)(void *)p->scratch, n, b);
    const struct gemm_pairs x = pairs_of(l, p);
    for (size_t k = 0; k < l->rows; k++) {
        if (p->pairs) {
            gemm_dots_pairs(&x, inputs_of(l, k), p->dy + k * b, p->dw + k * n);
            continue;
        }
        gemm_dots(&(struct gemm_dots){.m = 1,
                                      .columns = n,
                                      .runs = 1,
                                      .run = b,
                                      .dy = p->dy + k * b,
                                      .x = p->x + k * n * b,
                                      .x_at = at,
                                      .dw = p->dw + k * n});
    }
}

static void backward(const struct layer *l, const struct layer_pass *p)
{
    const size_t n = l->columns, b = p->b;
    const real scale = (real)(1 / sqrt((double)n));
    if (p->dw) tree_gradient(l, p);
    for (size_t i = 0; p->dw && i < l->rows * n; i++) p->dw[i] *= scale;
    if (p->dx) tree_gradient_below(l, p, scale);
    layer_bias_gradient(l, p->dy, p->dw, b);
}

static size_t propagate(const struct layer *l, const real *w, size_t r, const real *change,
                        const real *old, real *new, size_t b)
{
    const size_t k = r / l->columns;
    const real scale = (real)(1 / sqrt((double)l->columns));
    layer_add_times(new + k *b, old + k * b, scale * w[l->offset + r], change, b);
    return k;
}

const struct layer_kind tree_layer = {
    .name = "tree",
    .doc = "tree UNITS [nobias]: each unit reads a separate share of the inputs (tree committee)",
    .least = 1,
    .most = 1,
    .shape = shape,
    .forward = forward,
    .backward = backward,
    .scratch = scratch,
    .packed_inputs = true,
    .propagate = propagate,
    .push = jvp_push_product,
    .pull = jvp_pull_product,
};
