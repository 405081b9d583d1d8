/* Fully connected layer: y = W x + b. By the chain rule dW = dy x^T, db = sum over samples of dy,
   dx = W^T dy. */
#include "dnn/kernels/gemm.h"
#include "common/core/minmax.h"
#include "dnn/network/jvp.h"
#include "dnn/network/layer.h"

static const char *shape(struct layer *l, const double *number, size_t n)
{
    (void)n;
    l->rows = (size_t)number[0];
    l->columns = layer_features(l->in);
    l->out = (struct layer_shape){l->rows, 1, 1};
    return layer_whole(number, n);
}

/* Number of terms of the longest sum. */
static size_t terms(const struct layer *l, size_t b)
{
    return max_size(max_size(l->rows, l->columns), b);
}

static size_t scratch(const struct layer *l, size_t b)
{
    return 2 * terms(l, b) + l->columns * b;
}

/* Samples that do not fill a vector: vectors then hold terms instead of samples. */
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

static void forward(const struct layer *l, const struct layer_pass *p)
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

/* dw from the transpose of x, (b, columns): a row of dw is then contiguous. */
static void dense_gradient(const struct layer *l, const struct layer_pass *p, uint32_t *a)
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

/* The transpose of dx, one row per sample: rows of W are contiguous. */
static void gradient_below_few(const struct layer *l, const struct layer_pass *p, uint32_t *a)
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

static void gradient_below(const struct layer *l, const struct layer_pass *p, uint32_t *a)
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

static void backward(const struct layer *l, const struct layer_pass *p)
{
    uint32_t *const a = (uint32_t *)(void *)p->scratch;
    if (p->dw) dense_gradient(l, p, a);
    layer_bias_gradient(l, p->dy, p->dw, p->b);
    if (p->dx) (few(p->b) ? gradient_below_few : gradient_below)(l, p, a);
}

static size_t propagate(const struct layer *l, const real *w, size_t r, const real *change,
                        const real *old, real *new, size_t b)
{
    for (size_t j = 0; j < l->rows; j++)
        layer_add_times(new + j *b, old + j * b, w[l->offset + j * l->columns + r], change, b);
    return LAYER_ALL;
}

const struct layer_kind dense_layer = {
    .name = "dense",
    .doc = "dense OUTPUTS [nobias]: fully connected; OUTPUTS may be the word classes",
    .least = 1,
    .most = 1,
    .shape = shape,
    .forward = forward,
    .backward = backward,
    .scratch = scratch,
    .fully_connected = true,
    .channels = LAYER_MIXES,
    .propagate = propagate,
    .push = jvp_push_product,
    .pull = jvp_pull_product,
};
