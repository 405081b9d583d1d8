/* Convolution with stride s and p zeros around the image,
     y(f, i, j) = b(f) + sum over c, k, l of w(f; c, k, l) x(c, s i + k - p, s j + l - p).
   The sample index is innermost, so an output row of all samples is a sum of contiguous runs of
   the image, one for each (c, k, l), which the product reads in place. The gradient at the input
   is the same sum over the gradient at the output, padded with k - 1 - p zeros, with the window
   rotated by 180 degrees. Strides above 1 use im2col.c, windows of 3 x 3 over many channels
   winograd.c. */
#include <string.h>

#include "dnn/network/convolution.h"
#include "dnn/kernels/gemm.h"
#include "dnn/network/im2col.h"
#include "dnn/network/jvp.h"
#include "dnn/network/winograd.h"
#include "common/core/minmax.h"

struct value_lists { /* terms of a sum: indices of the factors */
    uint32_t *a, *x;
};

const char *convolution_shape(struct layer *l, const double *number, size_t n)
{
    if (layer_whole(number, n)) return layer_whole(number, n);
    l->window = (size_t)number[0];
    l->stride = n > 2 ? (size_t)number[2] : 1;
    l->padding = n > 3 ? (size_t)number[3] : 0;
    const size_t h = l->in.height + 2 * l->padding, w = l->in.width + 2 * l->padding;
    if (l->window == 0 || number[1] == 0 || l->stride == 0)
        return "window, channels and stride must be 1 or more";
    if (l->window > h || l->window > w) return "the window is larger than the image";
    if (l->padding >= l->window) return "padding must be less than the window";
    l->rows = (size_t)number[1];
    l->columns = l->in.channels * l->window * l->window;
    l->out = (struct layer_shape){l->rows, (h - l->window) / l->stride + 1,
                                  (w - l->window) / l->stride + 1};
    return NULL;
}

/* Number of terms of the longer of the two sums. */
static size_t terms(const struct layer *l)
{
    return max_size(l->columns, l->rows * l->window * l->window);
}

static struct value_lists lists(const struct layer *l, real *scratch)
{
    uint32_t *const list = (uint32_t *)(void *)scratch;
    return (struct value_lists){list, list + terms(l)};
}

static struct layer_shape wider(struct layer_shape s, size_t zeros)
{
    return (struct layer_shape){s.channels, s.height + 2 * zeros, s.width + 2 * zeros};
}

size_t convolution_scratch(const struct layer *l, size_t b)
{
    if (l->stride > 1) return im2col_scratch(l, b);
    if (winograd_suits(l)) return winograd_scratch(l, b);
    const size_t x = l->padding ? layer_features(wider(l->in, l->padding)) : 0,
                 dy = layer_features(wider(l->out, l->window - 1 - l->padding));
    return 2 * terms(l) + max_size(x, dy) * b;
}

/* The image padded with zeros; the image itself if there is no padding. */
static const real *framed(const real *x, struct layer_shape s, size_t zeros, real *to, size_t b)
{
    if (zeros == 0) return x;
    const struct layer_shape t = wider(s, zeros);
    const size_t run = s.width * b, frame = zeros * b;
    for (size_t c = 0; c < t.channels; c++)
        for (size_t y = 0; y < t.height; y++, to += t.width * b) {
            if (y < zeros || y >= zeros + s.height) {
                memset(to, 0, t.width * b * sizeof *to);
                continue;
            }
            memset(to, 0, frame * sizeof *to);
            memcpy(to + frame, x + (c * s.height + y - zeros) * run, run * sizeof *to);
            memset(to + frame + run, 0, frame * sizeof *to);
        }
    return to - layer_features(t) * b;
}

/* Indices of the terms (c, k, l) of an output row in the padded image. */
static void list_image(const struct layer *l, struct layer_shape image, struct value_lists at,
                       size_t b)
{
    const size_t k = l->window;
    for (uint32_t i = 0; i < l->columns; i++) {
        const size_t kx = i % k, ky = i / k % k, c = i / (k * k);
        at.a[i] = i;
        at.x[i] = (uint32_t)(((c * image.height + ky) * image.width + kx) * b);
    }
}

void convolution_forward(const struct layer *l, const struct layer_pass *p)
{
    if (l->stride > 1) {
        im2col_forward(l, p);
        return;
    }
    if (winograd_suits(l)) {
        winograd_forward(l, p);
        return;
    }
    const struct value_lists at = lists(l, p->scratch);
    const struct layer_shape image = wider(l->in, l->padding);
    const real *const x = framed(p->x, l->in, l->padding, p->scratch + 2 * terms(l), p->b);
    const size_t run = l->out.width * p->b;
    list_image(l, image, at, p->b);
    for (size_t oy = 0; oy < l->out.height; oy++)
        gemm_combine(&(struct gemm_sum){.m = l->rows,
                                        .n = run,
                                        .k = l->columns,
                                        .a = p->w,
                                        .a_row = l->columns,
                                        .a_at = at.a,
                                        .x = x + oy * image.width * p->b,
                                        .x_at = at.x,
                                        .bias = layer_bias(l, p->w),
                                        .y = p->y + oy * run,
                                        .y_row = l->out.height * run});
}

/* ---- gradient at the input
   ---------------------------------------------------------------------- */

/* Input columns [begin, end) that depend on the output through window columns [first, past); other
   window columns would read padding. */
struct columns {
    size_t begin, end, first, past;
};

/* First window column with which input column i reads more than padding, and the end of them. */
static size_t first_of(const struct layer *l, size_t i)
{
    const size_t zeros = l->window - 1 - l->padding;
    return i < zeros ? zeros - i : 0;
}

static size_t past_of(const struct layer *l, size_t i)
{
    const size_t past = l->window - 1 - l->padding + l->out.width - i;
    return past < l->window ? past : l->window;
}

/* End of the group that begins with column `begin`; all its columns use the same window columns.
   With few samples there are at most three groups, one vector wide at the edges. */
static size_t group_end(const struct layer *l, size_t begin, size_t b)
{
    enum { FEW = 16 };
    const size_t width = l->in.width, edge = (FEW / 2 + b - 1) / b;
    if (b < FEW && (first_of(l, 0) < edge || width <= 2 * edge)) return width;
    if (b < FEW) return begin == 0 ? edge : begin == edge ? width - edge : width;
    size_t end = begin + 1;
    while (end < width && first_of(l, end) == first_of(l, begin) &&
           past_of(l, end) == past_of(l, begin))
        end++;
    return end;
}

static struct columns group(const struct layer *l, size_t begin, size_t b)
{
    const size_t end = group_end(l, begin, b);
    return (struct columns){begin, end, first_of(l, end - 1), past_of(l, begin)};
}

/* Terms (k, f, l): window rows that would read only padding are at either end of the list. */
static void list_gradient(const struct layer *l, struct layer_shape framed_dy,
                          struct value_lists at, struct columns c, size_t b)
{
    const size_t k = l->window, last = k * k - 1;
    for (size_t ky = 0, i = 0; ky < k; ky++)
        for (size_t f = 0; f < l->rows; f++)
            for (size_t kx = c.first; kx < c.past; kx++, i++) {
                at.a[i] = (uint32_t)(f * l->columns + last - (ky * k + kx));
                at.x[i] = (uint32_t)(((f * framed_dy.height + ky) * framed_dy.width + kx) * b);
            }
}

/* The gradient at the columns of a group, from the padded gradient at the output. */
static void column_gradients(const struct layer *l, const struct layer_pass *p,
                             struct value_lists at, struct columns c, const real *dy)
{
    const size_t k = l->window, zeros = k - 1 - l->padding, row = l->in.width * p->b;
    const struct layer_shape image = wider(l->out, zeros);
    list_gradient(l, image, at, c, p->b);
    for (size_t iy = 0; iy < l->in.height; iy++) {
        const size_t begin = iy < zeros ? zeros - iy : 0, past = zeros + l->out.height - iy,
                     end = past < k ? past : k, terms_of_row = l->rows * (c.past - c.first),
                     skipped = begin * terms_of_row;
        gemm_combine(&(struct gemm_sum){.m = l->in.channels,
                                        .n = (c.end - c.begin) * p->b,
                                        .k = (end - begin) * terms_of_row,
                                        .a = p->w,
                                        .a_row = k * k,
                                        .a_at = at.a + skipped,
                                        .x = dy + (iy * image.width + c.begin) * p->b,
                                        .x_at = at.x + skipped,
                                        .y = p->dx + iy * row + c.begin * p->b,
                                        .y_row = l->in.height * row});
    }
}

static void input_gradient(const struct layer *l, const struct layer_pass *p, struct value_lists at)
{
    const size_t zeros = l->window - 1 - l->padding;
    const real *const dy = framed(p->dy, l->out, zeros, p->scratch + 2 * terms(l), p->b);
    for (size_t begin = 0; begin < l->in.width;) {
        const struct columns c = group(l, begin, p->b);
        column_gradients(l, p, at, c, dy);
        begin = c.end;
    }
}

void convolution_backward(const struct layer *l, const struct layer_pass *p)
{
    if (l->stride > 1) {
        im2col_backward(l, p);
        return;
    }
    if (winograd_suits(l)) {
        winograd_backward(l, p);
        return;
    }
    const struct value_lists at = lists(l, p->scratch);
    const struct layer_shape image = wider(l->in, l->padding);
    const size_t run = l->out.width * p->b;
    list_image(l, image, at, p->b);
    if (p->dw)
        gemm_dots(&(struct gemm_dots){
            .m = l->rows,
            .columns = l->columns,
            .runs = l->out.height,
            .run = run,
            .dy = p->dy,
            .dy_row = l->out.height * run,
            .dy_run = run,
            .x = framed(p->x, l->in, l->padding, p->scratch + 2 * terms(l), p->b),
            .x_at = at.x,
            .x_run = image.width * p->b,
            .dw = p->dw});
    layer_bias_gradient(l, p->dy, p->dw, l->out.height * run);
    if (p->dx) input_gradient(l, p, at);
}

const struct layer_kind convolution_layer = {
    .name = "conv",
    .doc = "conv WINDOW CHANNELS [STRIDE [PADDING]] [nobias]: square windows over an image",
    .least = 2,
    .most = 4,
    .shape = convolution_shape,
    .forward = convolution_forward,
    .backward = convolution_backward,
    .scratch = convolution_scratch,
    .channels = LAYER_MIXES,
    .push = jvp_push_product,
    .pull = jvp_pull_product,
};
