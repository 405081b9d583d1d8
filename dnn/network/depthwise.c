/* A window of k x k slides over one channel, padded with zeros. The last k padded rows are kept in a
   ring that stays in the first-level cache: each row is copied once, and a row of outputs is one
   sum over k^2 runs of the ring (3 x 3: with all factors in registers). The gradient at the input is the same sum over the gradient at the
   output, padded with k - 1 - p zeros, with the window rotated by 180 degrees (convolution.c). */
#include "dnn/network/depthwise.h"

#include <string.h>

#include "common/core/minmax.h"
#include "dnn/kernels/elementwise.h"
#include "dnn/kernels/gemm.h"

bool depthwise_suits(const struct layer *l)
{
    return l->groups == l->in.channels && l->rows == l->groups && l->stride == 1;
}

struct image {
    const real *value;
    size_t height, width, zeros; /* zeros on each side */
};

struct room {
    uint32_t *a, *x; /* (k^2) indices of weights; (k, k^2) of runs, for every turn of the ring */
    real *ring;      /* (k, padded width, b) */
};

static size_t widest(const struct layer *l)
{
    return max_size(l->in.width + 2 * l->padding, l->out.width + 2 * (l->window - 1 - l->padding));
}

size_t depthwise_scratch(const struct layer *l, size_t b)
{
    const size_t k = l->window;
    return k * k * (k + 1) + k * widest(l) * b;
}

static struct room room_of(const struct layer *l, const struct layer_pass *p)
{
    uint32_t *const list = (uint32_t *)(void *)p->scratch;
    const size_t area = l->window * l->window;
    return (struct room){list, list + area, p->scratch + area * (l->window + 1)};
}

static void fill_lists(size_t k, size_t row, size_t b, bool rotated, struct room r)
{
    const size_t area = k * k;
    for (size_t i = 0; i < area; i++) r.a[i] = (uint32_t)(rotated ? area - 1 - i : i);
    for (size_t turn = 0; turn < k; turn++)
        for (size_t i = 0; i < area; i++)
            r.x[turn * area + i] = (uint32_t)((turn + i / k) % k * row + i % k * b);
}

/* Copies padded row i of the image; the zeros beside it are in the ring already. */
static void fill_row(const struct image *m, size_t i, size_t b, real *to)
{
    const size_t run = m->width * b;
    if (i < m->zeros || i >= m->zeros + m->height)
        memset(to + m->zeros * b, 0, run * sizeof *to);
    else
        memcpy(to + m->zeros * b, m->value + (i - m->zeros) * run, run * sizeof *to);
}

static void slide(size_t k, const struct image *m, const real *w, const real *bias, size_t b,
                  struct room r, real *y)
{
    const size_t rows = m->height + 2 * m->zeros, row = (m->width + 2 * m->zeros) * b,
                 run = row - (k - 1) * b;
    real window[9];
    for (size_t n = 0; k == 3 && n < 9; n++) window[n] = w[r.a[n]];
    for (size_t i = 0; i < rows; i++) {
        fill_row(m, i, b, r.ring + i % k * row);
        if (i + 1 < k) continue;
        const size_t o = i + 1 - k;
        if (k == 3) {
            const real *const x[] = {r.ring + o % 3 * row, r.ring + (o + 1) % 3 * row,
                                     r.ring + i % 3 * row};
            elementwise()->window3(window, bias ? *bias : 0, x, b, y + o * run, run);
            continue;
        }
        gemm_combine(&(struct gemm_sum){.m = 1,
                                        .n = run,
                                        .k = k * k,
                                        .a = w,
                                        .a_at = r.a,
                                        .x = r.ring,
                                        .x_at = r.x + o % k * k * k,
                                        .bias = bias,
                                        .y = y + o * run});
    }
}

/* All channels of images `of`, whose value is that of the first. */
static void slide_all(const struct layer *l, const struct layer_pass *p, struct image of,
                      bool rotated, const real *bias, size_t plane, real *y)
{
    const struct room r = room_of(l, p);
    const size_t k = l->window, row = (of.width + 2 * of.zeros) * p->b;
    fill_lists(k, row, p->b, rotated, r);
    memset(r.ring, 0, k * row * sizeof *r.ring);
    for (size_t c = 0; c < l->rows; c++, of.value += of.height * of.width * p->b)
        slide(k, &of, p->w + c * k * k, bias ? bias + c : NULL, p->b, r, y + c * plane);
}

void depthwise_forward(const struct layer *l, const struct layer_pass *p)
{
    slide_all(l, p, (struct image){p->x, l->in.height, l->in.width, l->padding}, false,
              layer_bias(l, p->w), l->out.height * l->out.width * p->b, p->y);
}

void depthwise_input_gradient(const struct layer *l, const struct layer_pass *p)
{
    const size_t zeros = l->window - 1 - l->padding;
    slide_all(l, p, (struct image){p->dy, l->out.height, l->out.width, zeros}, true, NULL,
              l->in.height * l->in.width * p->b, p->dx);
}

bool depthwise_has_gradient(const struct layer *l)
{
    return depthwise_suits(l) && l->window == 3;
}

/* dw (3, 3) of one channel: sums over all output rows. */
static void slide_gradient(const struct image *m, const real *dy, size_t b, real *ring, real *dw)
{
    const size_t rows = m->height + 2 * m->zeros, row = (m->width + 2 * m->zeros) * b;
    real sum[9][ELEMENTWISE_LANES] = {0};
    for (size_t i = 0; i < rows; i++) {
        fill_row(m, i, b, ring + i % 3 * row);
        if (i < 2) continue;
        const real *const x[] = {ring + (i - 2) % 3 * row, ring + (i - 1) % 3 * row,
                                 ring + i % 3 * row};
        elementwise()->window3_dots(dy + (i - 2) * (row - 2 * b), x, b, row - 2 * b, sum);
    }
    for (size_t t = 0; t < 9; t++) dw[t] = elementwise()->total(sum[t], ELEMENTWISE_LANES);
}

void depthwise_weight_gradient(const struct layer *l, const struct layer_pass *p)
{
    struct image m = {p->x, l->in.height, l->in.width, l->padding};
    const size_t plane = l->out.height * l->out.width * p->b;
    real *const ring = room_of(l, p).ring;
    memset(ring, 0, 3 * (m.width + 2 * m.zeros) * p->b * sizeof *ring);
    for (size_t c = 0; c < l->rows; c++, m.value += m.height * m.width * p->b)
        slide_gradient(&m, p->dy + c * plane, p->b, ring, p->dw + c * 9);
}
