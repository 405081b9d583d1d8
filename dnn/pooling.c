/* Largest value, or the mean, of each k x k window, windows side by side, rows and columns that do not fill
   one left out. The slope goes to the value that won, the first of equals, found again by
   comparing with the output: nothing is kept. A relu in place may have overwritten the output
   where it was not positive; the slope is zero there, whoever gets it. */
#include <string.h>

#include "dnn/layers.h"

const char *pooling_shape(struct layer *l, const double *number, size_t n)
{
    if (layers_whole(number, n)) return layers_whole(number, n);
    const size_t k = (size_t)number[0];
    if (k < 1 || k > 15) return "the window must be 1 ... 15";
    if (k > l->in.height || k > l->in.width) return "the window is larger than the image";
    l->window = l->stride = k;
    l->out = (struct layers_shape){l->in.channels, l->in.height / k, l->in.width / k};
    return NULL;
}

/* First value of the window of output o, in reals from the start of x. */
static size_t corner(const struct layer *l, size_t o, size_t b)
{
    const size_t ox = o % l->out.width, oy = o / l->out.width % l->out.height,
                 c = o / (l->out.width * l->out.height);
    return ((c * l->in.height + oy * l->window) * l->in.width + ox * l->window) * b;
}

void pooling_largest(const struct layer *l, const struct layers_pass *p)
{
    const size_t k = l->window, b = p->b;
    for (size_t o = 0; o < layers_features(l->out); o++) {
        const real *window = p->x + corner(l, o, b);
        real *restrict best = p->y + o * b;
        memcpy(best, window, b * sizeof *best);
        for (size_t j = 1; j < k * k; j++) {
            const real *restrict value = window + (j / k * l->in.width + j % k) * b;
            for (size_t i = 0; i < b; i++) best[i] = value[i] > best[i] ? value[i] : best[i];
        }
    }
}

/* Hands what is left of the slope to the values that equal the output. */
static void hand_out(const real *restrict x, const real *restrict y, real *restrict left,
                     real *restrict dx, size_t b)
{
    for (size_t i = 0; i < b; i++) {
        const real slope = left[i];
        const int won = x[i] == y[i];
        dx[i] = won ? slope : 0;
        left[i] = won ? 0 : slope;
    }
}

void pooling_largest_backward(const struct layer *l, const struct layers_pass *p)
{
    if (!p->dx) return;
    const size_t k = l->window, b = p->b;
    if (l->in.height % k || l->in.width % k)
        memset(p->dx, 0, layers_features(l->in) * b * sizeof *p->dx);
    for (size_t o = 0; o < layers_features(l->out); o++) {
        const size_t first = corner(l, o, b);
        memcpy(p->scratch, p->dy + o * b, b * sizeof *p->dy);
        for (size_t j = 0; j < k * k; j++) {
            const size_t at = first + (j / k * l->in.width + j % k) * b;
            hand_out(p->x + at, p->y + o * b, p->scratch, p->dx + at, b);
        }
    }
}

size_t pooling_scratch(const struct layer *l, size_t b)
{
    (void)l;
    return b;
}

void pooling_mean(const struct layer *l, const struct layers_pass *p)
{
    const size_t k = l->window, b = p->b;
    const real share = 1 / (real)(k * k);
    for (size_t o = 0; o < layers_features(l->out); o++) {
        const real *const window = p->x + corner(l, o, b);
        real *restrict y = p->y + o * b;
        memset(y, 0, b * sizeof *y);
        for (size_t j = 0; j < k * k; j++) {
            const real *restrict value = window + (j / k * l->in.width + j % k) * b;
            for (size_t i = 0; i < b; i++) y[i] += share * value[i];
        }
    }
}

void pooling_mean_backward(const struct layer *l, const struct layers_pass *p)
{
    if (!p->dx) return;
    const size_t k = l->window, b = p->b;
    const real share = 1 / (real)(k * k);
    if (l->in.height % k || l->in.width % k)
        memset(p->dx, 0, layers_features(l->in) * b * sizeof *p->dx);
    for (size_t o = 0; o < layers_features(l->out); o++)
        for (size_t j = 0; j < k * k; j++) {
            real *const dx = p->dx + corner(l, o, b) + (j / k * l->in.width + j % k) * b;
            for (size_t i = 0; i < b; i++) dx[i] = share * p->dy[o * b + i];
        }
}
