/* Largest value, or mean, of each k x k window, windows side by side; incomplete rows and columns
   are ignored. */
#include <string.h>

#include "dnn/network/layer.h"
#include "dnn/kernels/elementwise.h"
#include "dnn/network/jvp.h"

static const char *shape(struct layer *l, const double *number, size_t n)
{
    if (layer_whole(number, n)) return layer_whole(number, n);
    const size_t k = (size_t)number[0];
    if (k < 1 || k > 15) return "the window must be 1 ... 15";
    if (k > l->in.height || k > l->in.width) return "the window is larger than the image";
    l->window = l->stride = k;
    l->out = (struct layer_shape){l->in.channels, l->in.height / k, l->in.width / k};
    return NULL;
}

/* First value of the window of output o, in reals from the start of x. */
static size_t corner(const struct layer *l, size_t o, size_t b)
{
    const size_t ox = o % l->out.width, oy = o / l->out.width % l->out.height,
                 c = o / (l->out.width * l->out.height);
    return ((c * l->in.height + oy * l->window) * l->in.width + ox * l->window) * b;
}

static struct elementwise_windows windows(const struct layer *l, size_t b)
{
    return (struct elementwise_windows){.side = l->window,
                                        .rows = l->out.height,
                                        .columns = l->out.width,
                                        .width = l->in.width,
                                        .b = b};
}

static size_t plane(struct layer_shape s, size_t b)
{
    return s.height * s.width * b;
}

static void largest(const struct layer *l, const struct layer_pass *p)
{
    const struct elementwise_windows w = windows(l, p->b);
    for (size_t c = 0; c < l->in.channels; c++)
        elementwise()->largest(&w, p->x + c * plane(l->in, p->b), p->y + c * plane(l->out, p->b));
}

static void largest_backward(const struct layer *l, const struct layer_pass *p)
{
    if (!p->dx) return;
    const struct elementwise_windows w = windows(l, p->b);
    const size_t in = plane(l->in, p->b), out = plane(l->out, p->b);
    if (l->in.height % l->window || l->in.width % l->window)
        memset(p->dx, 0, layer_features(l->in) * p->b * sizeof *p->dx);
    for (size_t c = 0; c < l->in.channels; c++)
        elementwise()->largest_backward(&w, p->x + c * in, p->y + c * out, p->dy + c * out,
                                        p->dx + c * in);
}

static void mean(const struct layer *l, const struct layer_pass *p)
{
    const size_t k = l->window, b = p->b;
    const real share = 1 / (real)(k * k);
    for (size_t o = 0; o < layer_features(l->out); o++) {
        const real *const window = p->x + corner(l, o, b);
        real *restrict y = p->y + o * b;
        memset(y, 0, b * sizeof *y);
        for (size_t j = 0; j < k * k; j++) {
            const real *restrict value = window + (j / k * l->in.width + j % k) * b;
            for (size_t i = 0; i < b; i++) y[i] += share * value[i];
        }
    }
}

static void mean_backward(const struct layer *l, const struct layer_pass *p)
{
    if (!p->dx) return;
    const size_t k = l->window, b = p->b;
    const real share = 1 / (real)(k * k);
    if (l->in.height % k || l->in.width % k)
        memset(p->dx, 0, layer_features(l->in) * b * sizeof *p->dx);
    for (size_t o = 0; o < layer_features(l->out); o++)
        for (size_t j = 0; j < k * k; j++) {
            real *const dx = p->dx + corner(l, o, b) + (j / k * l->in.width + j % k) * b;
            for (size_t i = 0; i < b; i++) dx[i] = share * p->dy[o * b + i];
        }
}

/* The rate of the largest value of each window: the first that equals the output, as in
   backward. */
static void push_largest(const struct layer *l, const struct layer_pass *p,
                         const struct layer_rates *t)
{
    const size_t k = l->window, b = p->b, width = l->out.width, area = width * l->out.height;
    for (size_t o = 0; o < layer_features(l->out); o++) {
        const size_t row = o / area * l->in.height + o % area / width * k,
                     first = (row * l->in.width + o % width * k) * b;
        real *const y = t->y + o * b;
        memset(y, 0, b * sizeof *y);
        for (size_t j = k * k; j-- > 0;) { /* in reverse order: the first one is written last */
            const size_t at = first + (j / k * l->in.width + j % k) * b;
            for (size_t i = 0; i < b; i++)
                if (p->x[at + i] == p->y[o * b + i]) y[i] = t->x[at + i];
        }
    }
}

const struct layer_kind pooling_largest_layer = {
    .name = "maxpool",
    .doc = "maxpool WINDOW: largest value of each square window; windows do not overlap",
    .least = 1,
    .most = 1,
    .shape = shape,
    .forward = largest,
    .backward = largest_backward,
    .spoiled = LAYER_CHANGES,
    .selects = true,
    .homogeneous = true,
    .channels = LAYER_KEEPS,
    .push = push_largest,
    .pull = jvp_pull_linear,
};

const struct layer_kind pooling_mean_layer = {
    .name = "avgpool",
    .doc = "avgpool WINDOW: mean of each square window; windows do not overlap",
    .least = 1,
    .most = 1,
    .shape = shape,
    .forward = mean,
    .backward = mean_backward,
    .homogeneous = true,
    .channels = LAYER_KEEPS,
    .push = jvp_push_linear,
    .pull = jvp_pull_linear,
};
