/* Baselines of the swap experiment. Values are standardised, so pixels from beyond the border are
   0, the mean. Mixup (Zhang, Cisse, Dauphin, Lopez-Paz, arXiv:1710.09412) mixes labels as well.
   Here each image keeps its label with its share as probability, and otherwise takes its partner's
   label: the same gradient on average. Targets are mixed like values. */
#include "dnn/training/augment.h"

#include <math.h>
#include <string.h>

#include "common/core/rng.h"

static size_t features(const struct gradient *g)
{
    return layer_features(g->data->shape);
}

/* A copy of one image, in the memory for gradients, which is free between passes. */
static const real *copied(struct gradient *g, const real *x, size_t step)
{
    real *const copy = g->memory[0].dy[0];
    for (size_t i = 0; i < features(g); i++) copy[i] = x[i * step];
    return copy;
}

void augment_flip_crop(struct gradient *g, double amount, struct rng *rng)
{
    const struct layer_shape s = g->data->shape;
    const long h = (long)s.height, w = (long)s.width, most = (long)amount;
    for (size_t n = 0; n < g->batch; n++) {
        size_t step;
        real *const x = gradient_sample(g, n, &step);
        const real *const from = copied(g, x, step);
        const bool flipped = rng_below(rng, 2);
        const long down = (long)rng_below(rng, (uint32_t)(2 * most + 1)) - most,
                   right = (long)rng_below(rng, (uint32_t)(2 * most + 1)) - most;
        for (long i = 0; i < (long)features(g); i++) {
            const long row = i / w % h - down, at = i % w - right;
            const long column = flipped ? w - 1 - at : at;
            const bool inside = row >= 0 && row < h && column >= 0 && column < w;
            x[(size_t)i * step] = inside ? from[(i / (h * w) * h + row) * w + column] : 0;
        }
    }
}

void augment_channel_shuffle(struct gradient *g, double amount, struct rng *rng)
{
    const size_t plane = g->data->shape.height * g->data->shape.width;
    for (size_t n = 0; n < g->batch; n++) {
        if (rng_uniform(rng) >= amount) continue;
        size_t step;
        real *const x = gradient_sample(g, n, &step);
        for (size_t c = g->data->shape.channels; c > 1; c--) {
            const size_t other = rng_below(rng, (uint32_t)c);
            for (size_t p = 0; p < plane; p++) {
                real *const a = x + ((c - 1) * plane + p) * step,
                            *const b = x + (other * plane + p) * step, kept = *a;
                *a = *b, *b = kept;
            }
        }
    }
}

/* PatchShuffle (Kang, Dong, Zheng, Yang, arXiv:1707.07103) of images: each patch has an order that
   its channels share. Rows and columns beyond the last whole patch stay. */
void augment_patch_shuffle(struct gradient *g, double amount, struct rng *rng)
{
    enum { SIDE = 2, PIXELS = SIDE * SIDE };
    const struct layer_shape s = g->data->shape;
    for (size_t n = 0; n < g->batch; n++) {
        if (rng_uniform(rng) >= amount) continue;
        size_t step;
        real *const x = gradient_sample(g, n, &step);
        for (size_t p = 0; p < (s.height / SIDE) * (s.width / SIDE); p++) {
            const size_t row = p / (s.width / SIDE) * SIDE, column = p % (s.width / SIDE) * SIDE;
            for (size_t k = PIXELS; k > 1; k--) {
                const size_t a = k - 1, b = rng_below(rng, (uint32_t)k),
                             i = (row + a / SIDE) * s.width + column + a % SIDE,
                             j = (row + b / SIDE) * s.width + column + b % SIDE;
                for (size_t c = 0; c < s.channels; c++) {
                    real *const y = x + c * s.height * s.width * step, kept = y[i * step];
                    y[i * step] = y[j * step], y[j * step] = kept;
                }
            }
        }
    }
}

void augment_noise(struct gradient *g, double amount, struct rng *rng)
{
    for (size_t n = 0; n < g->batch; n++) {
        size_t step;
        real *const x = gradient_sample(g, n, &step);
        for (size_t i = 0; i < features(g); i++) x[i * step] += (real)(amount * rng_normal(rng));
    }
}

static void mix(real *x, size_t step, real *y, size_t stride, size_t n, real share)
{
    for (size_t i = 0; i < n; i++) {
        const real a = x[i * step], b = y[i * stride];
        x[i * step] = a + share * (b - a);
        y[i * stride] = b + share * (a - b);
    }
}

/* Batches are in random order: partners are the first and the last, the second and the last but
   one, ... */
void augment_mixup(struct gradient *g, double amount, struct rng *rng)
{
    for (size_t n = 0; n < g->batch / 2; n++) {
        const size_t other = g->batch - 1 - n;
        const real share = (real)(amount * rng_uniform(rng));
        size_t step, stride;
        real *const x = gradient_sample(g, n, &step), *const y = gradient_sample(g, other, &stride);
        mix(x, step, y, stride, features(g), share);
        real *const t = gradient_target(g, n, &step), *const u = gradient_target(g, other, &stride);
        if (t) mix(t, step, u, stride, g->data->targets, share);
        uint8_t *const p = gradient_label(g, n), *const q = gradient_label(g, other);
        const uint8_t mine = *p, its = *q;
        if (rng_uniform(rng) < (double)share) *p = its;
        if (rng_uniform(rng) < (double)share) *q = mine;
    }
}

void augment_label_noise(struct gradient *g, double amount, struct rng *rng)
{
    for (size_t n = 0; n < g->batch; n++)
        if (rng_uniform(rng) < amount)
            *gradient_label(g, n) = (uint8_t)rng_below(rng, (uint32_t)g->data->classes);
}

/* ---- limits of the amount -------------------------------------------------------------------- */

static const char *whole_pixels(double amount, struct layer_shape s)
{
    const double side = s.height < s.width ? (double)s.height : (double)s.width;
    return amount == floor(amount) && amount < side
               ? NULL
               : "a whole number of pixels, less than the image has";
}

static const char *probability(double amount, struct layer_shape s)
{
    (void)s;
    return amount > 1 ? "1 or less" : NULL;
}

static const char *two_channels(double amount, struct layer_shape s)
{
    return s.channels < 2 ? "images of two channels" : probability(amount, s);
}

static const char *whole_patches(double amount, struct layer_shape s)
{
    return s.height < 2 || s.width < 2 ? "images of two by two pixels" : probability(amount, s);
}

#define ROW(n, u, l, k, d)                                                                         \
    {.name = #n, .doc = d, .usual = u, .apply = augment_##n, .labels = l, .unsupported = k},
static const struct augment_kind kinds[] = {AUGMENT_KINDS(ROW){0}};
const struct base_table augment_table = {"augmentation", "baselines of swaps of features", kinds,
                                         sizeof *kinds};

const char *augment_unsupported(const struct augment_kind *kind, double amount,
                                struct layer_shape shape)
{
    return kind->unsupported ? kind->unsupported(amount, shape) : NULL;
}
