/* Layers of single units.
     dense   y = W x + b; slopes by the chain rule: dW = dy x^T, db = sum over samples of dy,
             dx = W^T dy
     tree    unit k sees its own N/K inputs alone, y_k = (N/K)^(-1/2) w_k . x_k + b_k: the hidden
             layer of a tree committee machine (Zambon et al., arXiv:2503.08266)
     vote    f = K^(-1/2) sum over k of c_k x_k, c_k = +1 for the first half of the units and -1 for
             the rest, fixed: it has no weights */
#include <math.h>

#include "dnn/network/layer_table.h"
#include "dnn/kernels/gemm.h"
#include "dnn/kernels/elementwise.h"
#include "common/core/minmax.h"

/* ---- dense ----------------------------------------------------------------------------------- */

const char *dense_shape(struct layer *l, const double *number, size_t n)
{
    (void)n;
    l->rows = (size_t)number[0];
    l->columns = layer_features(l->in);
    l->out = (struct layer_shape){l->rows, 1, 1};
    return layer_whole(number, n);
}

/* Longest list of terms of a product. */
static size_t terms(const struct layer *l, size_t b)
{
    return max_size(max_size(l->rows, l->columns), b);
}

size_t dense_scratch(const struct layer *l, size_t b)
{
    return 2 * terms(l, b) + l->columns * b;
}

/* So few samples that they do not fill a vector: terms then lie side by side in it, not samples. */
static bool few(size_t b)
{
    return b < 8;
}

/* (b, columns) */
static real *turned(const struct layer *l, const struct layer_pass *p)
{
    return p->scratch + 2 * terms(l, p->b);
}

static void forward_few(const struct layer *l, const struct layer_pass *p)
{
    const real *const bias = layer_bias(l, p->w);
    uint32_t *const x = (uint32_t *)(void *)p->scratch;
    gemm_transpose(p->x, l->columns, p->b, turned(l, p));
    gemm_dots(&(struct gemm_dots){.m = l->rows,
                                  .columns = p->b,
                                  .runs = 1,
                                  .run = l->columns,
                                  .dy = p->w,
                                  .dy_row = l->columns,
                                  .x = turned(l, p),
                                  .x_at = gemm_multiples(x, p->b, l->columns),
                                  .dw = p->y});
    for (size_t i = 0; bias && i < l->rows; i++)
        for (size_t s = 0; s < p->b; s++) p->y[i * p->b + s] += bias[i];
}

void dense_forward(const struct layer *l, const struct layer_pass *p)
{
    if (few(p->b)) {
        forward_few(l, p);
        return;
    }
    uint32_t *const a = (uint32_t *)(void *)p->scratch, *const x = a + l->columns;
    gemm_combine(&(struct gemm_sum){.m = l->rows,
                                    .n = p->b,
                                    .k = l->columns,
                                    .a = p->w,
                                    .a_row = l->columns,
                                    .a_at = gemm_multiples(a, l->columns, 1),
                                    .x = p->x,
                                    .x_at = gemm_multiples(x, l->columns, p->b),
                                    .bias = layer_bias(l, p->w),
                                    .y = p->y,
                                    .y_row = p->b});
}

/* dw from x turned over, (b, columns): then a row of dw is one run of memory. */
static void dense_slope(const struct layer *l, const struct layer_pass *p, uint32_t *a)
{
    const size_t n = l->columns, b = p->b;
    gemm_transpose(p->x, n, b, turned(l, p));
    gemm_combine(&(struct gemm_sum){.m = l->rows,
                                    .n = n,
                                    .k = b,
                                    .a = p->dy,
                                    .a_row = b,
                                    .a_at = gemm_multiples(a, b, 1),
                                    .x = turned(l, p),
                                    .x_at = gemm_multiples(a + b, b, n),
                                    .y = p->dw,
                                    .y_row = n});
}

/* dx turned over, a row a sample: the rows of W are runs of memory. */
static void slope_below_few(const struct layer *l, const struct layer_pass *p, uint32_t *a)
{
    const size_t n = l->columns;
    gemm_combine(&(struct gemm_sum){.m = p->b,
                                    .n = n,
                                    .k = l->rows,
                                    .a = p->dy,
                                    .a_row = 1,
                                    .a_at = gemm_multiples(a, l->rows, p->b),
                                    .x = p->w,
                                    .x_at = gemm_multiples(a + l->rows, l->rows, n),
                                    .y = turned(l, p),
                                    .y_row = n});
    gemm_transpose(turned(l, p), p->b, n, p->dx);
}

static void slope_below(const struct layer *l, const struct layer_pass *p, uint32_t *a)
{
    gemm_combine(&(struct gemm_sum){.m = l->columns,
                                    .n = p->b,
                                    .k = l->rows,
                                    .a = p->w,
                                    .a_row = 1,
                                    .a_at = gemm_multiples(a, l->rows, l->columns),
                                    .x = p->dy,
                                    .x_at = gemm_multiples(a + l->rows, l->rows, p->b),
                                    .y = p->dx,
                                    .y_row = p->b});
}

void dense_backward(const struct layer *l, const struct layer_pass *p)
{
    uint32_t *const a = (uint32_t *)(void *)p->scratch;
    if (p->dw) dense_slope(l, p, a);
    layer_bias_slope(l, p->dy, p->dw, p->b);
    if (p->dx) (few(p->b) ? slope_below_few : slope_below)(l, p, a);
}

/* ---- tree committee -------------------------------------------------------------------------- */

const char *dense_tree_shape(struct layer *l, const double *number, size_t n)
{
    const size_t inputs = layer_features(l->in), units = (size_t)number[0];
    if (layer_whole(number, n)) return layer_whole(number, n);
    if (units == 0 || inputs % units) return "its units must share the inputs out equally";
    l->rows = units;
    l->columns = inputs / units;
    l->out = (struct layer_shape){units, 1, 1};
    return NULL;
}

size_t dense_tree_scratch(const struct layer *l, size_t b)
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

/* Every unit is a product of one row; where its inputs lie is the same for all. */
void dense_tree_forward(const struct layer *l, const struct layer_pass *p)
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

static void tree_slope_below(const struct layer *l, const struct layer_pass *p, real scale)
{
    for (size_t i = 0; i < l->rows * l->columns; i++) {
        const real *const dy = p->dy + i / l->columns * p->b, w = scale * p->w[i];
        for (size_t s = 0; s < p->b; s++) p->dx[i * p->b + s] = w * dy[s];
    }
}

static void tree_slope(const struct layer *l, const struct layer_pass *p)
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

void dense_tree_backward(const struct layer *l, const struct layer_pass *p)
{
    const size_t n = l->columns, b = p->b;
    const real scale = (real)(1 / sqrt((double)n));
    if (p->dw) tree_slope(l, p);
    for (size_t i = 0; p->dw && i < l->rows * n; i++) p->dw[i] *= scale;
    if (p->dx) tree_slope_below(l, p, scale);
    layer_bias_slope(l, p->dy, p->dw, b);
}

/* ---- vote ------------------------------------------------------------------------------------ */

const char *dense_vote_shape(struct layer *l, const double *number, size_t n)
{
    l->amount = n ? number[0] : 2;
    l->out = (struct layer_shape){1, 1, 1};
    return l->amount == 1 || l->amount == 2 ? NULL : "it has 1 side or 2";
}

real dense_vote_share(const struct layer *l, size_t k)
{
    const size_t units = layer_features(l->in);
    return (real)((l->amount == 1 || 2 * k < units ? 1 : -1) / sqrt((double)units));
}

size_t dense_vote_scratch(const struct layer *l, size_t b)
{
    (void)b;
    return 3 * layer_features(l->in);
}

/* (units) factors, behind lists of as many terms each */
static const real *votes(const struct layer *l, const struct layer_pass *p)
{
    const size_t n = layer_features(l->in);
    real *const share = p->scratch + 2 * n;
    for (size_t k = 0; k < n; k++) share[k] = dense_vote_share(l, k);
    return share;
}

void dense_vote_forward(const struct layer *l, const struct layer_pass *p)
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

void dense_vote_backward(const struct layer *l, const struct layer_pass *p)
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
