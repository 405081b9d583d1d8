/* Recurrent layer (Elman, Cognitive Science 14, 179 (1990)) over the T steps of a sequence,
     h(t) = tanh(W x(t) + U h(t - 1) + b),  h(-1) = 0.
   A sequence has the shape (features, 1, T): features are channels, steps are pixels of one row.
   Back-propagation through time is over the whole sequence: with e(t) the gradient at h(t),
     d(t) = (1 - h(t)^2) e(t),  e(t) = dy(t) + U' d(t + 1),
     dW = sum over t of d(t) x(t)',  dU = sum of d(t) h(t - 1)',  db = sum of d(t),  dx = W' d.
   Row j of the weight matrix is (W_j, U_j), and the biases follow. Products that do not depend on
   the step before are one product over all steps. */
#include <string.h>

#include "common/core/minmax.h"
#include "dnn/kernels/elementwise.h"
#include "dnn/kernels/gemm.h"
#include "dnn/kernels/smooth.h"
#include "dnn/network/jvp.h"
#include "dnn/network/layer.h"

static const char *shape(struct layer *l, const double *number, size_t n)
{
    if (layer_whole(number, n)) return layer_whole(number, n);
    if (l->in.height != 1) return "a sequence has the shape (features, 1 x steps)";
    l->rows = (size_t)number[0];
    l->columns = l->in.channels + l->rows;
    l->out = (struct layer_shape){l->rows, 1, l->in.width};
    l->window = 1; /* the weights act at every step */
    return NULL;
}

struct sizes {
    size_t units, inputs, columns, b, run; /* run = steps x samples: one unit in all steps */
};

static struct sizes sizes_of(const struct layer *l, size_t b)
{
    return (struct sizes){l->rows, l->in.channels, l->columns, b, l->in.width * b};
}

/* Parts of the scratch memory. */
struct room {
    uint32_t *a, *x;     /* indices of the terms of a product */
    real *step;          /* (units, b) */
    real *part;          /* (units, most columns of W or U) */
    real *d, *e, *other; /* (units, T, b) */
};

static size_t terms(const struct layer *l)
{
    return max_size(l->rows, l->in.channels);
}

static size_t scratch(const struct layer *l, size_t b)
{
    return 2 * terms(l) + l->rows * (b + terms(l)) + 3 * layer_features(l->out) * b;
}

static struct room room_of(const struct layer *l, const struct layer_pass *p)
{
    uint32_t *const list = (uint32_t *)(void *)p->scratch;
    real *const step = p->scratch + 2 * terms(l), *const part = step + l->rows * p->b,
                *const d = part + l->rows * terms(l);
    const size_t all = layer_features(l->out) * p->b;
    return (struct room){list, list + terms(l), step, part, d, d + all, d + 2 * all};
}

/* y (units, run) = W x + bias */
static void inputs_product(struct sizes n, struct room r, const real *w, const real *bias,
                           const real *x, real *y)
{
    gemm_combine(&(struct gemm_sum){.m = n.units,
                                    .n = n.run,
                                    .k = n.inputs,
                                    .a = w,
                                    .a_row = n.columns,
                                    .a_at = gemm_multiples(r.a, n.inputs, 1),
                                    .x = x,
                                    .x_at = gemm_multiples(r.x, n.inputs, n.run),
                                    .bias = bias,
                                    .y = y,
                                    .y_row = n.run});
}

/* to(t) += U h(t - 1), or to(t) += U' h(t + 1) if transposed; h and to are (units, run). */
static void add_step(struct sizes n, struct room r, const real *w, bool transposed, const real *h,
                     size_t from, real *to, size_t t)
{
    gemm_combine(
        &(struct gemm_sum){.m = n.units,
                           .n = n.b,
                           .k = n.units,
                           .a = w + n.inputs,
                           .a_row = transposed ? 1 : n.columns,
                           .a_at = gemm_multiples(r.a, n.units, transposed ? n.columns : 1),
                           .x = h + from * n.b,
                           .x_at = gemm_multiples(r.x, n.units, n.run),
                           .y = r.step,
                           .y_row = n.b});
    for (size_t j = 0; j < n.units; j++) {
        real *const at = to + j * n.run + t * n.b;
        elementwise()->add(at, r.step + j * n.b, at, n.b);
    }
}

static void forward(const struct layer *l, const struct layer_pass *p)
{
    const struct sizes n = sizes_of(l, p->b);
    const struct room r = room_of(l, p);
    inputs_product(n, r, p->w, layer_bias(l, p->w), p->x, p->y);
    for (size_t t = 0; t < l->in.width; t++) {
        if (t > 0) add_step(n, r, p->w, false, p->y, t - 1, p->y, t);
        for (size_t j = 0; j < n.units; j++) {
            real *const h = p->y + j * n.run + t * n.b;
            smooth()->tanh(h, h, n.b);
        }
    }
}

/* d = (1 - h^2) e at step t */
static void through_tanh(struct sizes n, const real *h, const real *e, real *d, size_t t)
{
    for (size_t j = 0; j < n.units; j++) {
        const size_t at = j * n.run + t * n.b;
        for (size_t i = at; i < at + n.b; i++) d[i] = (1 - h[i] * h[i]) * e[i];
    }
}

/* Fills r.e and r.d. */
static void back_through_time(const struct layer *l, const struct layer_pass *p, struct sizes n,
                              struct room r)
{
    memcpy(r.e, p->dy, n.units * n.run * sizeof *r.e);
    for (size_t t = l->in.width; t-- > 0;) {
        if (t + 1 < l->in.width) add_step(n, r, p->w, true, r.d, t + 1, r.e, t);
        through_tanh(n, p->y, r.e, r.d, t);
    }
}

/* Gradient of W or U, `columns` of the matrix from dw on: sums over `run` values of d and x. */
static void block_gradient(struct sizes n, struct room r, const real *d, const real *x,
                           size_t columns, size_t run, real *dw)
{
    gemm_dots(&(struct gemm_dots){.m = n.units,
                                  .columns = columns,
                                  .runs = 1,
                                  .run = run,
                                  .dy = d,
                                  .dy_row = n.run,
                                  .x = x,
                                  .x_at = gemm_multiples(r.x, columns, n.run),
                                  .dw = r.part});
    for (size_t j = 0; j < n.units; j++)
        memcpy(dw + j * n.columns, r.part + j * columns, columns * sizeof *dw);
}

/* All of dW and dU. */
static void weight_gradient(struct sizes n, struct room r, const real *d, const real *x,
                            const real *h, real *dw)
{
    block_gradient(n, r, d, x, n.inputs, n.run, dw);
    block_gradient(n, r, d + n.b, h, n.units, n.run - n.b, dw + n.inputs);
}

/* dx (inputs, run) = W' d */
static void input_gradient(struct sizes n, struct room r, const real *w, const real *d, real *dx)
{
    gemm_combine(&(struct gemm_sum){.m = n.inputs,
                                    .n = n.run,
                                    .k = n.units,
                                    .a = w,
                                    .a_row = 1,
                                    .a_at = gemm_multiples(r.a, n.units, n.columns),
                                    .x = d,
                                    .x_at = gemm_multiples(r.x, n.units, n.run),
                                    .y = dx,
                                    .y_row = n.run});
}

static void backward(const struct layer *l, const struct layer_pass *p)
{
    const struct sizes n = sizes_of(l, p->b);
    const struct room r = room_of(l, p);
    back_through_time(l, p, n, r);
    if (p->dw) weight_gradient(n, r, r.d, p->x, p->y, p->dw);
    layer_bias_gradient(l, r.d, p->dw, n.run);
    if (p->dx) input_gradient(n, r, p->w, r.d, p->dx);
}

/* ---- second derivatives ---------------------------------------------------------------------- */

static void add(real *restrict to, const real *restrict from, size_t n)
{
    for (size_t i = 0; i < n; i++) to[i] += from[i];
}

/* h'(t) = (1 - h(t)^2) (W' x + W x' + U' h(t - 1) + U h'(t - 1) + b'), ' the rate of change */
static void push(const struct layer *l, const struct layer_pass *p, const struct layer_rates *t)
{
    const struct sizes n = sizes_of(l, p->b);
    const struct room r = room_of(l, p);
    inputs_product(n, r, t->w, layer_bias(l, t->w), p->x, t->y);
    if (t->x) {
        inputs_product(n, r, p->w, NULL, t->x, r.other);
        add(t->y, r.other, n.units * n.run);
    }
    for (size_t step = 0; step < l->in.width; step++) {
        if (step > 0) {
            add_step(n, r, t->w, false, p->y, step - 1, t->y, step);
            add_step(n, r, p->w, false, t->y, step - 1, t->y, step);
        }
        through_tanh(n, p->y, t->y, t->y, step);
    }
}

/* Fills r.d with d, and r.other with its rate: d' = (1 - h^2) e' - 2 h h' e,
   e'(t) = dy'(t) + U' ' d(t + 1) + U' d'(t + 1). */
static void pull_through_time(const struct layer *l, const struct layer_pass *p,
                              const struct layer_rates *t, struct sizes n, struct room r)
{
    back_through_time(l, p, n, r);
    memcpy(r.other, t->dy, n.units * n.run * sizeof *r.other);
    for (size_t step = l->in.width; step-- > 0;) {
        if (step + 1 < l->in.width) {
            add_step(n, r, t->w, true, r.d, step + 1, r.other, step);
            add_step(n, r, p->w, true, r.other, step + 1, r.other, step);
        }
        through_tanh(n, p->y, r.other, r.other, step);
        for (size_t j = 0; j < n.units; j++)
            for (size_t i = j * n.run + step * n.b; i < j * n.run + (step + 1) * n.b; i++)
                r.other[i] -= 2 * p->y[i] * t->y[i] * r.e[i];
    }
}

static void pull(const struct layer *l, const struct layer_pass *p, const struct layer_rates *t)
{
    const struct sizes n = sizes_of(l, p->b);
    const struct room r = room_of(l, p);
    pull_through_time(l, p, t, n, r);
    weight_gradient(n, r, r.other, p->x, p->y, t->dw);
    layer_bias_gradient(l, r.other, t->dw, n.run);
    block_gradient(n, r, r.d + n.b, t->y, n.units, n.run - n.b, t->extra_dw + n.inputs);
    for (size_t j = 0; j < n.units; j++) {
        real *const from = t->extra_dw + j * n.columns;
        if (!t->x) memset(from, 0, n.inputs * sizeof *from);
    }
    if (t->x) block_gradient(n, r, r.d, t->x, n.inputs, n.run, t->extra_dw);
    add(t->dw, t->extra_dw, l->rows * l->columns);
    if (!t->dx) return;
    input_gradient(n, r, p->w, r.other, t->dx);
    input_gradient(n, r, t->w, r.d, t->extra);
    add(t->dx, t->extra, n.inputs * n.run);
}

const struct layer_kind recurrent_layer = {
    .name = "rnn",
    .doc = "rnn UNITS [nobias]: recurrent tanh units, every step of a sequence to every unit",
    .least = 1,
    .most = 1,
    .shape = shape,
    .forward = forward,
    .backward = backward,
    .scratch = scratch,
    .spoiled = LAYER_ZEROES,
    .push = push,
    .pull = pull,
};

/* ---- the last step --------------------------------------------------------------------------- */

static const char *last_shape(struct layer *l, const double *number, size_t n)
{
    (void)number, (void)n;
    l->out = (struct layer_shape){l->in.channels, 1, 1};
    return l->in.height == 1 ? NULL : "a sequence has the shape (features, 1 x steps)";
}

static void last_forward(const struct layer *l, const struct layer_pass *p)
{
    const size_t run = l->in.width * p->b, at = run - p->b;
    for (size_t c = 0; c < l->in.channels; c++)
        memcpy(p->y + c * p->b, p->x + c * run + at, p->b * sizeof *p->y);
}

static void last_backward(const struct layer *l, const struct layer_pass *p)
{
    const size_t run = l->in.width * p->b, at = run - p->b;
    for (size_t c = 0; p->dx && c < l->in.channels; c++) {
        memset(p->dx + c * run, 0, at * sizeof *p->dx);
        memcpy(p->dx + c * run + at, p->dy + c * p->b, p->b * sizeof *p->dx);
    }
}

const struct layer_kind recurrent_last_layer = {
    .name = "last",
    .doc = "last: the last step of a sequence",
    .shape = last_shape,
    .forward = last_forward,
    .backward = last_backward,
    .channels = LAYER_KEEPS,
    .push = jvp_push_linear,
    .pull = jvp_pull_linear,
};
