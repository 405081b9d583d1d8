/* Layers of single units.
     dense   y = W x + b; slopes by the chain rule: dW = dy x^T, db = sum over samples of dy,
             dx = W^T dy
     tree    unit k sees its own N/K inputs alone, y_k = (N/K)^(-1/2) w_k . x_k + b_k: the hidden
             layer of a tree committee machine (Zambon et al., arXiv:2503.08266)
     vote    f = K^(-1/2) sum over k of c_k x_k, c_k = +1 for the first half of the units and -1 for
             the rest, fixed: it has no weights */
#include <math.h>

#include "dnn/layers.h"
#include "dnn/products.h"
#include "dnn/pointwise.h"

static size_t most(size_t a, size_t b)
{
    return a > b ? a : b;
}

/* ---- dense ----------------------------------------------------------------------------------- */

const char *dense_shape(struct layer *l, const double *number, size_t n)
{
    (void)n;
    l->rows = (size_t)number[0];
    l->columns = layers_features(l->in);
    l->out = (struct layers_shape){l->rows, 1, 1};
    return layers_whole(number, n);
}

/* Longest list of terms of a product. */
static size_t terms(const struct layer *l, size_t b)
{
    return most(most(l->rows, l->columns), b);
}

size_t dense_scratch(const struct layer *l, size_t b)
{
    return 2 * terms(l, b) + l->columns * b;
}

static const uint32_t *multiples(uint32_t *list, size_t n, size_t stride)
{
    for (size_t k = 0; k < n; k++) list[k] = (uint32_t)(k * stride);
    return list;
}

void dense_forward(const struct layer *l, const struct layers_pass *p)
{
    uint32_t *const a = (uint32_t *)(void *)p->scratch, *const x = a + l->columns;
    products_combine(&(struct products_sum){.m = l->rows,
                                            .n = p->b,
                                            .k = l->columns,
                                            .a = p->w,
                                            .a_row = l->columns,
                                            .a_at = multiples(a, l->columns, 1),
                                            .x = p->x,
                                            .x_at = multiples(x, l->columns, p->b),
                                            .bias = layers_bias(l, p->w),
                                            .y = p->y,
                                            .y_row = p->b});
}

/* dw from x turned over, (b, columns): then a row of dw is one run of memory. */
static void dense_slope(const struct layer *l, const struct layers_pass *p, uint32_t *a,
                        real *turned)
{
    const size_t n = l->columns, b = p->b;
    products_turn(p->x, n, b, turned);
    products_combine(&(struct products_sum){.m = l->rows,
                                            .n = n,
                                            .k = b,
                                            .a = p->dy,
                                            .a_row = b,
                                            .a_at = multiples(a, b, 1),
                                            .x = turned,
                                            .x_at = multiples(a + b, b, n),
                                            .y = p->dw,
                                            .y_row = n});
}

void dense_backward(const struct layer *l, const struct layers_pass *p)
{
    uint32_t *const a = (uint32_t *)(void *)p->scratch;
    if (p->dw) dense_slope(l, p, a, p->scratch + 2 * terms(l, p->b));
    layers_bias_slope(l, p->dy, p->dw, p->b);
    if (!p->dx) return;
    products_combine(&(struct products_sum){.m = l->columns,
                                            .n = p->b,
                                            .k = l->rows,
                                            .a = p->w,
                                            .a_row = 1,
                                            .a_at = multiples(a, l->rows, l->columns),
                                            .x = p->dy,
                                            .x_at = multiples(a + l->rows, l->rows, p->b),
                                            .y = p->dx,
                                            .y_row = p->b});
}

/* ---- tree committee -------------------------------------------------------------------------- */

const char *dense_tree_shape(struct layer *l, const double *number, size_t n)
{
    const size_t inputs = layers_features(l->in), units = (size_t)number[0];
    if (layers_whole(number, n)) return layers_whole(number, n);
    if (units == 0 || inputs % units) return "its units must share the inputs out equally";
    l->rows = units;
    l->columns = inputs / units;
    l->out = (struct layers_shape){units, 1, 1};
    return NULL;
}

void dense_tree_forward(const struct layer *l, const struct layers_pass *p)
{
    const real *const bias = layers_bias(l, p->w), scale = (real)(1 / sqrt((double)l->columns));
    for (size_t k = 0; k < l->rows; k++) {
        real *restrict y = p->y + k * p->b;
        for (size_t s = 0; s < p->b; s++) y[s] = 0;
        for (size_t i = k * l->columns; i < (k + 1) * l->columns; i++)
            for (size_t s = 0; s < p->b; s++) y[s] += p->w[i] * p->x[i * p->b + s];
        for (size_t s = 0; s < p->b; s++) y[s] = scale * y[s] + (bias ? bias[k] : 0);
    }
}

static real dot(const real *restrict a, const real *restrict b, size_t n)
{
    enum { LANES = 16 };
    real lane[LANES] = {0};
    for (size_t i = 0; i + LANES <= n; i += LANES)
        for (size_t k = 0; k < LANES; k++) lane[k] += a[i + k] * b[i + k];
    for (size_t i = n / LANES * LANES; i < n; i++) lane[i % LANES] += a[i] * b[i];
    return pointwise()->total(lane, LANES);
}

void dense_tree_backward(const struct layer *l, const struct layers_pass *p)
{
    const real scale = (real)(1 / sqrt((double)l->columns));
    for (size_t i = 0; i < l->rows * l->columns; i++) {
        const real *const dy = p->dy + i / l->columns * p->b;
        if (p->dw) p->dw[i] = scale * dot(dy, p->x + i * p->b, p->b);
        if (!p->dx) continue;
        for (size_t s = 0; s < p->b; s++) p->dx[i * p->b + s] = scale * p->w[i] * dy[s];
    }
    layers_bias_slope(l, p->dy, p->dw, p->b);
}

/* ---- vote ------------------------------------------------------------------------------------ */

const char *dense_vote_shape(struct layer *l, const double *number, size_t n)
{
    (void)number, (void)n;
    l->out = (struct layers_shape){1, 1, 1};
    return NULL;
}

static real vote(const struct layer *l, size_t k)
{
    const size_t units = layers_features(l->in);
    return (real)((2 * k < units ? 1 : -1) / sqrt((double)units));
}

void dense_vote_forward(const struct layer *l, const struct layers_pass *p)
{
    for (size_t s = 0; s < p->b; s++) p->y[s] = 0;
    for (size_t k = 0; k < layers_features(l->in); k++)
        for (size_t s = 0; s < p->b; s++) p->y[s] += vote(l, k) * p->x[k * p->b + s];
}

void dense_vote_backward(const struct layer *l, const struct layers_pass *p)
{
    if (!p->dx) return;
    for (size_t k = 0; k < layers_features(l->in); k++)
        for (size_t s = 0; s < p->b; s++) p->dx[k * p->b + s] = vote(l, k) * p->dy[s];
}
