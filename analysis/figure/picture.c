/* Implementation of picture.h. */
#include "analysis/figure/picture.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "common/core/base.h"

void picture_init(struct picture *p, size_t width, size_t height)
{
    *p = (struct picture){width, height, PICTURE_FINE * width, PICTURE_FINE * height, NULL,
                          NULL,  NULL};
    p->fine = base_alloc(p->fine_width * p->fine_height, 3);
    p->depth = base_alloc(p->fine_width * p->fine_height, sizeof *p->depth);
    p->rgb = base_alloc(width * height, 3);
}

void picture_clear(struct picture *p)
{
    base_free(p->fine);
    base_free(p->depth);
    base_free(p->rgb);
}

void picture_wipe(struct picture *p)
{
    memset(p->fine, 0xff, 3 * p->fine_width * p->fine_height);
    for (size_t i = 0; i < p->fine_width * p->fine_height; i++) p->depth[i] = -INFINITY;
}

/* ---- colours --------------------------------------------------------------------------------- */

/* Colour `at` of 0 to 1 between n equally spaced ones. */
static unsigned between(double at, size_t n, const unsigned *colour)
{
    const double x = fmin(fmax(at, 0), 1) * (double)(n - 1);
    const size_t k = x < (double)(n - 1) ? (size_t)x : n - 2;
    unsigned mixed = 0;
    for (int shift = 16; shift >= 0; shift -= 8) {
        const double a = colour[k] >> shift & 0xff, b = colour[k + 1] >> shift & 0xff;
        mixed = mixed << 8 | (unsigned)lround(a + (x - (double)k) * (b - a));
    }
    return mixed;
}

unsigned picture_viridis(double at)
{
    static const unsigned colour[] = {0x440154, 0x3b528b, 0x21918c, 0x5ec962, 0xfde725};
    return between(at, sizeof colour / sizeof *colour, colour);
}

unsigned picture_diverging(double at)
{
    static const unsigned colour[] = {0x053061, 0x4393c3, 0xffffff, 0xd6604d, 0x67001f};
    return between(at, sizeof colour / sizeof *colour, colour);
}

static void set(struct picture *p, size_t i, unsigned colour, double light, double dim)
{
    for (int k = 0; k < 3; k++) {
        const double part = light * (double)(colour >> (16 - 8 * k) & 0xff);
        p->fine[3 * i + (size_t)k] = (unsigned char)(part + dim * (255 - part));
    }
}

/* ---- shapes ---------------------------------------------------------------------------------- */

struct range {
    size_t from, to;
};

/* Samples from a to b [pixel] inside the window's part and the picture. */
static struct range samples(double a, double b, double least, double most, size_t n)
{
    const double from = fmax(fmax(a, least) * PICTURE_FINE, 0),
                 to = fmin(fmin(b, most) * PICTURE_FINE, (double)n);
    if (!(from < to)) return (struct range){0, 0};
    return (struct range){(size_t)from, (size_t)ceil(to)};
}

/* Light of a sphere at a point of its surface, u, v in [-1, 1]: from the upper left. */
static double light_at(double u, double v)
{
    const double w = sqrt(fmax(0, 1 - u * u - v * v)), lit = -0.45 * u - 0.55 * v + 0.70 * w;
    return 0.35 + 0.65 * fmax(0, lit);
}

static void draw_round(struct picture *p, const struct picture_window *w, const double c[3],
                       double radius, unsigned colour, double dim, bool flat)
{
    const struct range x = samples(c[0] - radius, c[0] + radius, w->left, w->right, p->fine_width),
                       y = samples(c[1] - radius, c[1] + radius, w->top, w->bottom, p->fine_height);
    for (size_t j = y.from; j < y.to; j++)
        for (size_t i = x.from; i < x.to; i++) {
            const double u = (((double)i + 0.5) / PICTURE_FINE - c[0]) / radius,
                         v = (((double)j + 0.5) / PICTURE_FINE - c[1]) / radius, r2 = u * u + v * v;
            if (r2 > 1) continue;
            const size_t at = j * p->fine_width + i;
            const double z = c[2] + (flat ? 0 : radius * sqrt(1 - r2));
            if (z < (double)p->depth[at]) continue;
            p->depth[at] = (float)z;
            const double edge = 1 - 0.7 / radius;
            set(p, at, colour, flat ? (r2 > edge * edge ? 0.55 : 1) : light_at(u, v), dim);
        }
}

void picture_sphere(struct picture *p, const struct picture_window *w, double x, double y, double z,
                    double radius, unsigned colour, double dim)
{
    draw_round(p, w, (const double[]){x, y, z}, radius, colour, dim, false);
}

void picture_disc(struct picture *p, const struct picture_window *w, double x, double y,
                  double radius, unsigned colour)
{
    draw_round(p, w, (const double[]){x, y, 0}, radius, colour, 0, true);
}

void picture_box(struct picture *p, double left, double top, double width, double height,
                 unsigned colour)
{
    const struct range x = samples(left, left + width, 0, (double)p->width, p->fine_width),
                       y = samples(top, top + height, 0, (double)p->height, p->fine_height);
    for (size_t j = y.from; j < y.to; j++)
        for (size_t i = x.from; i < x.to; i++) set(p, j * p->fine_width + i, colour, 1, 0);
}

/* ---- numbers --------------------------------------------------------------------------------- */

/* Rows of 5 bits from the top. */
static const struct {
    char letter;
    unsigned char row[7];
} letters[] = {
    {'0', {14, 17, 19, 21, 25, 17, 14}}, {'1', {4, 12, 4, 4, 4, 4, 14}},
    {'2', {14, 17, 1, 2, 4, 8, 31}},     {'3', {31, 2, 4, 2, 1, 17, 14}},
    {'4', {2, 6, 10, 18, 31, 2, 2}},     {'5', {31, 16, 30, 1, 1, 17, 14}},
    {'6', {6, 8, 16, 30, 17, 17, 14}},   {'7', {31, 1, 2, 4, 8, 8, 8}},
    {'8', {14, 17, 17, 14, 17, 17, 14}}, {'9', {14, 17, 17, 15, 1, 2, 12}},
    {'t', {8, 8, 28, 8, 8, 9, 6}},       {'e', {0, 0, 14, 17, 31, 16, 14}},
    {'w', {0, 0, 17, 17, 21, 21, 10}},   {'s', {0, 0, 14, 16, 14, 1, 30}},
    {'=', {0, 0, 31, 0, 31, 0, 0}},      {'+', {0, 4, 4, 31, 4, 4, 0}},
    {'-', {0, 0, 0, 31, 0, 0, 0}},       {'.', {0, 0, 0, 0, 0, 12, 12}},
};

void picture_text(struct picture *p, double left, double top, const char *text, double size)
{
    for (; *text; text++, left += 6 * size)
        for (size_t k = 0; k < sizeof letters / sizeof *letters; k++)
            for (int bit = 0; letters[k].letter == *text && bit < 35; bit++)
                if (letters[k].row[bit / 5] >> (4 - bit % 5) & 1)
                    picture_box(p, left + bit % 5 * size, top + bit / 5 * size, size, size,
                                0x222222);
}

void picture_finish(struct picture *p)
{
    enum { SAMPLES = PICTURE_FINE * PICTURE_FINE };
    for (size_t j = 0; j < p->height; j++)
        for (size_t i = 0; i < p->width; i++)
            for (size_t k = 0; k < 3; k++) {
                unsigned sum = 0;
                for (size_t s = 0; s < SAMPLES; s++)
                    sum += p->fine[3 * ((PICTURE_FINE * j + s / PICTURE_FINE) * p->fine_width +
                                        PICTURE_FINE * i + s % PICTURE_FINE) +
                                   k];
                p->rgb[3 * (j * p->width + i) + k] = (unsigned char)(sum / SAMPLES);
            }
}
