/* Weights of the first layer as images: a row of its matrix, or a filter, is one image; rows of a
   square number of weights are squares. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/commands/movie.h"
#include "common/core/base.h"

struct tiles {
    size_t n, each;    /* images, and weights of one */
    size_t wide, high; /* of an image */
    size_t across;     /* images in a row */
    const double *x;   /* (n, each) */
};

/* Number of outputs of the first layer: the first number in its text; 0: none. */
static size_t outputs(const struct run *f)
{
    const char *const layers = run_value(f, "network.layers");
    const char *const digit = layers ? strpbrk(layers, "0123456789") : NULL;
    return digit ? strtoul(digit, NULL, 10) : 0;
}

/* Weights with the label of the first. */
static size_t first_layer(const struct frame *f)
{
    size_t n = 0;
    while (n < f->n && (!f->label || f->label[n] == f->label[0])) n++;
    return n;
}

static struct tiles tiles_of(const struct movie *m)
{
    enum { MOST = 100 };
    const size_t all = first_layer(m->now), rows = outputs(m->run);
    struct tiles t = {.n = 1, .each = all, .x = m->now->x};
    if (rows > 0 && rows < all)
        t.n = rows, t.each = all / rows - (all % rows == 0 && all / rows > 1);
    const size_t side = (size_t)lround(sqrt((double)t.each));
    t.wide = side ? side : 1;
    t.high = (t.each + t.wide - 1) / t.wide;
    if (t.n > MOST) t.n = MOST;
    t.across = (size_t)ceil(sqrt((double)t.n));
    return t;
}

/* Three standard deviations of the weights on either side of 0. */
void movie_weights_range(struct movie *m)
{
    const struct tiles t = tiles_of(m);
    double sum = 0;
    for (size_t i = 0; i < t.n * t.each; i++) sum += t.x[i] * t.x[i];
    const double wide = 3 * sqrt(sum / (double)(t.n * t.each));
    m->least = fmin(m->least, -wide), m->most = fmax(m->most, wide);
}

void movie_weights_draw(const struct movie *m, struct picture *p)
{
    const struct tiles t = tiles_of(m);
    const double cell = (double)MOVIE_SIDE / (double)t.across, gap = t.n > 1 ? 2 : 0,
                 pixel = (cell - gap) / (double)(t.wide > t.high ? t.wide : t.high);
    for (size_t k = 0; k < t.n; k++)
        for (size_t i = 0; i < t.each; i++) {
            const double w = t.x[k * t.each + i], at = (w - m->least) / (m->most - m->least);
            picture_box(p, (double)(k % t.across) * cell + gap / 2 + (double)(i % t.wide) * pixel,
                        (double)(k / t.across) * cell + gap / 2 + (double)(i / t.wide) * pixel,
                        pixel, pixel, picture_diverging(at));
        }
}
