/* Largest value of each k x k window, windows side by side, rows and columns that do not fill
   one left out. The slope goes to the value that won, the first of equals, found again by
   comparing with the output: nothing is kept. A relu in place may have overwritten the output
   where it was not positive; the slope is zero there, whoever gets it. */
#include <string.h>

#include "dnn/layers.h"

const char *pooling_shape(struct layer *l, const size_t *number, size_t n)
{
    (void)n;
    const size_t k = number[0];
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

void pooling_forward(const struct layer *l, const real *w, const real *x, real *y, size_t b,
                     real *scratch)
{
    (void)w, (void)scratch;
    const size_t k = l->window;
    for (size_t o = 0; o < layers_features(l->out); o++) {
        const real *window = x + corner(l, o, b);
        real *restrict best = y + o * b;
        memcpy(best, window, b * sizeof *y);
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

void pooling_backward(const struct layer *l, const real *w, const real *x, const real *y,
                      const real *dy, real *dx, real *dw, size_t b, real *scratch)
{
    (void)w, (void)dw;
    if (!dx) return;
    const size_t k = l->window;
    if (l->in.height % k || l->in.width % k) memset(dx, 0, layers_features(l->in) * b * sizeof *dx);
    for (size_t o = 0; o < layers_features(l->out); o++) {
        const size_t first = corner(l, o, b);
        memcpy(scratch, dy + o * b, b * sizeof *dy);
        for (size_t j = 0; j < k * k; j++) {
            const size_t at = first + (j / k * l->in.width + j % k) * b;
            hand_out(x + at, y + o * b, scratch, dx + at, b);
        }
    }
}

size_t pooling_scratch(const struct layer *l, size_t b)
{
    (void)l;
    return b;
}
