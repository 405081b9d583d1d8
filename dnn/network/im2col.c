/* Convolutions of any stride by im2col: patches are copied into a matrix (c k l, output pixels and
   samples), and one matrix product computes the sums. The matrix has a few output rows, so that it
   stays in the second-level cache. It is not stored: the backward pass gathers the patches again,
   which is faster than reading them from memory. */
#include <string.h>

#include "dnn/network/im2col.h"
#include "dnn/kernels/gemm.h"
#include "common/core/minmax.h"

enum { BLOCK = 1 << 16 }; /* target size of the matrix [reals] */

struct block { /* output rows [first, first + rows) */
    size_t first, rows;
};

static size_t block_rows(const struct layer *l, size_t b)
{
    const size_t rows = BLOCK / (l->columns * l->out.width * b);
    return rows < 1 ? 1 : min_size(rows, l->out.height);
}

/* Number of terms of the longest sum, over filters or over the elements of a patch. */
static size_t list_length(const struct layer *l)
{
    return l->rows > l->columns ? l->rows : l->columns;
}

size_t im2col_scratch(const struct layer *l, size_t b)
{
    size_t most = 0; /* shards may be smaller than b and blocks then higher */
    for (size_t n = 1; n <= b; n++) {
        const size_t need = l->columns * block_rows(l, n) * l->out.width * n;
        if (need > most) most = need;
    }
    return most + 2 * list_length(l) + l->rows * l->columns;
}

/* Output columns [begin, end) whose input column ox s + kx - p is inside the image. */
struct span {
    size_t begin, end;
};

static struct span inside(const struct layer *l, size_t kx)
{
    const size_t s = l->stride, p = l->padding, w = l->in.width;
    const size_t begin = kx >= p ? 0 : (p - kx + s - 1) / s;
    const size_t end = kx >= w + p ? 0 : min_size((w + p - kx - 1) / s + 1, l->out.width);
    return (struct span){min_size(begin, end), end};
}

/* One output row of one patch element from one input row, b samples each. */
static void copy_row(const struct layer *l, struct span in, size_t kx, const real *row, real *to,
                     size_t b)
{
    memset(to, 0, in.begin * b * sizeof *to);
    memset(to + in.end * b, 0, (l->out.width - in.end) * b * sizeof *to);
    const size_t s = l->stride, shift = kx + in.begin * s - l->padding;
    if (s == 1)
        memcpy(to + in.begin * b, row + shift * b, (in.end - in.begin) * b * sizeof *to);
    else
        for (size_t ox = in.begin; ox < in.end; ox++)
            memcpy(to + ox * b, row + (ox * s + kx - l->padding) * b, b * sizeof *to);
}

static void add_row(const struct layer *l, struct span in, size_t kx, real *row, const real *from,
                    size_t b)
{
    const size_t s = l->stride;
    if (s == 1) {
        real *to = row + (in.begin + kx - l->padding) * b;
        const real *x = from + in.begin * b;
        for (size_t i = 0; i < (in.end - in.begin) * b; i++) to[i] += x[i];
    } else {
        for (size_t ox = in.begin; ox < in.end; ox++)
            for (size_t i = 0; i < b; i++)
                row[(ox * s + kx - l->padding) * b + i] += from[ox * b + i];
    }
}

/* Input row of output row oy for window row ky; false if it is padding. */
static bool input_row(const struct layer *l, size_t oy, size_t ky, size_t *iy)
{
    *iy = oy * l->stride + ky - l->padding;
    return oy * l->stride + ky >= l->padding && *iy < l->in.height;
}

/* Indices (c, ky, kx) of element `column` of a patch. */
static void element(const struct layer *l, size_t column, size_t *c, size_t *ky, size_t *kx)
{
    *kx = column % l->window;
    *ky = column / l->window % l->window;
    *c = column / (l->window * l->window);
}

static void patches(const struct layer *l, const real *x, struct block r, real *matrix, size_t b)
{
    const size_t run = l->out.width * b;
    for (size_t column = 0; column < l->columns; column++) {
        size_t c, ky, kx, iy;
        element(l, column, &c, &ky, &kx);
        const struct span in = inside(l, kx);
        for (size_t oy = r.first; oy < r.first + r.rows; oy++, matrix += run) {
            if (input_row(l, oy, ky, &iy))
                copy_row(l, in, kx, x + (c * l->in.height + iy) * l->in.width * b, matrix, b);
            else
                memset(matrix, 0, run * sizeof *matrix);
        }
    }
}

static void add_patches(const struct layer *l, const real *matrix, struct block r, real *dx,
                        size_t b)
{
    const size_t run = l->out.width * b;
    for (size_t column = 0; column < l->columns; column++) {
        size_t c, ky, kx, iy;
        element(l, column, &c, &ky, &kx);
        const struct span in = inside(l, kx);
        for (size_t oy = r.first; oy < r.first + r.rows; oy++, matrix += run)
            if (input_row(l, oy, ky, &iy))
                add_row(l, in, kx, dx + (c * l->in.height + iy) * l->in.width * b, matrix, b);
    }
}

void im2col_forward(const struct layer *l, const struct layer_pass *p)
{
    const size_t run = l->out.width * p->b, all = l->out.height * run, step = block_rows(l, p->b);
    uint32_t *const at = (uint32_t *)(void *)p->scratch;
    real *const matrix = p->scratch + 2 * list_length(l);
    for (size_t first = 0; first < l->out.height; first += step) {
        const struct block r = {first, min_size(step, l->out.height - first)};
        patches(l, p->x, r, matrix, p->b);
        gemm_combine(
            &(struct gemm_sum){.m = l->rows,
                               .n = r.rows * run,
                               .k = l->columns,
                               .a = p->w,
                               .a_row = l->columns,
                               .a_at = gemm_multiples(at, l->columns, 1),
                               .x = matrix,
                               .x_at = gemm_multiples(at + l->columns, l->columns, r.rows * run),
                               .bias = layer_bias(l, p->w),
                               .y = p->y + first * run,
                               .y_row = all});
    }
}

/* Gradients of the weights from one block of output rows; the matrix is computed again. */
static void add_gradients(const struct layer *l, const struct layer_pass *p, struct block r,
                          real *matrix, uint32_t *at, real *part)
{
    const size_t run = l->out.width * p->b, width = r.rows * run;
    gemm_dots(&(struct gemm_dots){.m = l->rows,
                                  .columns = l->columns,
                                  .runs = 1,
                                  .run = width,
                                  .dy = p->dy + r.first * run,
                                  .dy_row = l->out.height * run,
                                  .x = matrix,
                                  .x_at = gemm_multiples(at, l->columns, width),
                                  .dw = part});
    for (size_t i = 0; i < l->rows * l->columns; i++) p->dw[i] += part[i];
}

static void input_gradients(const struct layer *l, const struct layer_pass *p, struct block r,
                            real *matrix, uint32_t *at)
{
    const size_t run = l->out.width * p->b, all = l->out.height * run, width = r.rows * run;
    gemm_combine(&(struct gemm_sum){.m = l->columns,
                                    .n = width,
                                    .k = l->rows,
                                    .a = p->w,
                                    .a_row = 1,
                                    .a_at = gemm_multiples(at, l->rows, l->columns),
                                    .x = p->dy + r.first * run,
                                    .x_at = gemm_multiples(at + l->rows, l->rows, all),
                                    .y = matrix,
                                    .y_row = width});
    add_patches(l, matrix, r, p->dx, p->b);
}

void im2col_backward(const struct layer *l, const struct layer_pass *p)
{
    const size_t all = l->out.height * l->out.width * p->b, step = block_rows(l, p->b);
    uint32_t *const at = (uint32_t *)(void *)p->scratch;
    real *const part = p->scratch + 2 * list_length(l), *const matrix = part + l->rows * l->columns;
    if (p->dw) memset(p->dw, 0, l->rows * l->columns * sizeof *p->dw);
    layer_bias_gradient(l, p->dy, p->dw, all);
    if (p->dx) memset(p->dx, 0, layer_features(l->in) * p->b * sizeof *p->dx);
    for (size_t first = 0; first < l->out.height; first += step) {
        const struct block r = {first, min_size(step, l->out.height - first)};
        if (p->dw) {
            patches(l, p->x, r, matrix, p->b);
            add_gradients(l, p, r, matrix, at, part);
        }
        if (p->dx) input_gradients(l, p, r, matrix, at);
    }
}
