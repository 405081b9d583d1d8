/* Convolution with stride s and p zeros around the image,
     y(f, i, j) = b(f) + sum over c, k, l of w(f; c, k, l) x(c, s i + k - p, s j + l - p).
   Patches are copied into a matrix (c k l, output pixels and samples) of a few output rows at
   a time, small enough to stay in the second-level cache, and one product does the sums; with
   the sample index innermost a copy is one run of memory for a whole row of an image. Nothing of
   it is kept: the slopes gather the patches again, which costs less than reading them back from
   memory would. */
#include <string.h>

#include "dnn/layers.h"
#include "dnn/products.h"

enum { BLOCK = 1 << 16 }; /* reals of a matrix of patches aimed at */

struct block { /* output rows [first, first + rows) */
    size_t first, rows;
};

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

const char *convolution_shape(struct layer *l, const size_t *number, size_t n)
{
    l->window = number[0];
    l->stride = n > 2 ? number[2] : 1;
    l->padding = n > 3 ? number[3] : 0;
    const size_t h = l->in.height + 2 * l->padding, w = l->in.width + 2 * l->padding;
    if (l->window == 0 || number[1] == 0 || l->stride == 0)
        return "window, channels and stride must be 1 or more";
    if (l->window > h || l->window > w) return "the window is larger than the image";
    if (l->padding >= l->window) return "padding must be less than the window";
    l->rows = number[1];
    l->columns = l->in.channels * l->window * l->window;
    l->out = (struct layers_shape){l->rows, (h - l->window) / l->stride + 1,
                                   (w - l->window) / l->stride + 1};
    return NULL;
}

static size_t block_rows(const struct layer *l, size_t b)
{
    const size_t rows = BLOCK / (l->columns * l->out.width * b);
    return rows < 1 ? 1 : least(rows, l->out.height);
}

size_t convolution_scratch(const struct layer *l, size_t b)
{
    size_t most = 0; /* shards may be smaller than b and blocks then higher */
    for (size_t n = 1; n <= b; n++) {
        const size_t need = l->columns * block_rows(l, n) * l->out.width * n;
        if (need > most) most = need;
    }
    return most;
}

/* Output columns [begin, end) whose input column ox s + kx - p lies in the image. */
struct span {
    size_t begin, end;
};

static struct span inside(const struct layer *l, size_t kx)
{
    const size_t s = l->stride, p = l->padding, w = l->in.width;
    const size_t begin = kx >= p ? 0 : (p - kx + s - 1) / s;
    const size_t end = kx >= w + p ? 0 : least((w + p - kx - 1) / s + 1, l->out.width);
    return (struct span){least(begin, end), end};
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

/* Input row of output row oy under window row ky; false if it lies in the padding. */
static bool input_row(const struct layer *l, size_t oy, size_t ky, size_t *iy)
{
    *iy = oy * l->stride + ky - l->padding;
    return oy * l->stride + ky >= l->padding && *iy < l->in.height;
}

/* Walks the elements (c, ky, kx) of a patch: row number `column` of the matrix of patches. */
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

void convolution_forward(const struct layer *l, const real *w, const real *x, real *y, size_t b,
                         real *scratch)
{
    const size_t run = l->out.width * b, all = l->out.height * run, step = block_rows(l, b);
    layers_bias(l, w, y, all);
    for (size_t first = 0; first < l->out.height; first += step) {
        const struct block r = {first, least(step, l->out.height - first)};
        patches(l, x, r, scratch, b);
        products_add(l->rows, r.rows * run, l->columns, (struct products_matrix){w, l->columns, 0},
                     (struct products_matrix){scratch, r.rows * run, 0}, 1, y + first * run, all);
    }
}

void convolution_backward(const struct layer *l, const real *w, const real *x, const real *y,
                          const real *dy, real *dx, real *dw, size_t b, real *scratch)
{
    (void)y;
    const size_t run = l->out.width * b, all = l->out.height * run, step = block_rows(l, b);
    layers_bias_slope(l, dy, dw, all);
    if (dx) memset(dx, 0, layers_features(l->in) * b * sizeof *dx);
    for (size_t first = 0; first < l->out.height; first += step) {
        const struct block r = {first, least(step, l->out.height - first)};
        const struct products_matrix slope = {dy + first * run, all, 0};
        patches(l, x, r, scratch, b);
        products_add(l->rows, l->columns, r.rows * run, slope,
                     (struct products_matrix){scratch, r.rows * run, 1}, first > 0, dw, l->columns);
        if (!dx) continue;
        products_add(l->columns, r.rows * run, l->rows, (struct products_matrix){w, l->columns, 1},
                     slope, 0, scratch, r.rows * run);
        add_patches(l, scratch, r, dx, b);
    }
}
