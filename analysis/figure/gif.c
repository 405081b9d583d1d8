/* Implementation of gif.h. Compression: Lempel, Ziv and Welch with codes of 9 to 12 bits. */
#include "analysis/figure/gif.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "common/core/base.h"

enum { BITS = 8, CODES = 4096, CLEAR = 1 << BITS, END = CLEAR + 1, SAME = 255, BLOCK = 255 };
enum { LEVELS = 32, CUBE = LEVELS * LEVELS * LEVELS };

struct gif {
    FILE *out;
    size_t width, height, colours;
    unsigned palette[GIF_COLOURS];
    bool first;
    unsigned char *last, *now; /* (height, width) numbers of colours */
    short *nearest;            /* (CUBE) of a colour in 5 bits a part; -1: not found yet */
    uint16_t (*next)[256];     /* (CODES) code of a code and one more byte; 0: none */
    unsigned char block[BLOCK];
    size_t filled;
    uint32_t bits;
    int pending;
};

/* ---- bytes ----------------------------------------------------------------------------------- */

static void put_short(FILE *out, unsigned x)
{
    fputc((int)(x & 0xff), out);
    fputc((int)(x >> 8 & 0xff), out);
}

static void flush_block(struct gif *g)
{
    if (!g->filled) return;
    fputc((int)g->filled, g->out);
    fwrite(g->block, 1, g->filled, g->out);
    g->filled = 0;
}

static void put_code(struct gif *g, unsigned code, int size)
{
    g->bits |= code << g->pending;
    for (g->pending += size; g->pending >= 8; g->pending -= 8, g->bits >>= 8) {
        g->block[g->filled++] = (unsigned char)(g->bits & 0xff);
        if (g->filled == BLOCK) flush_block(g);
    }
}

/* ---- compression ----------------------------------------------------------------------------- */

static void compress(struct gif *g, size_t n, const unsigned char *pixel)
{
    unsigned used = END + 1, code = pixel[0];
    int size = BITS + 1;
    memset(g->next, 0, CODES * sizeof *g->next);
    put_code(g, CLEAR, size);
    for (size_t i = 1; i < n; i++) {
        const unsigned longer = g->next[code][pixel[i]];
        if (longer) {
            code = longer;
            continue;
        }
        put_code(g, code, size);
        if (used < CODES) {
            g->next[code][pixel[i]] = (uint16_t)used;
            if (used++ == 1u << size) size++;
        } else {
            put_code(g, CLEAR, size);
            memset(g->next, 0, CODES * sizeof *g->next);
            used = END + 1, size = BITS + 1;
        }
        code = pixel[i];
    }
    put_code(g, code, size);
    if (used == 1u << size && size < 12) size++;
    put_code(g, END, size);
    if (g->pending > 0) put_code(g, 0, 8 - g->pending % 8);
    g->bits = 0, g->pending = 0;
    flush_block(g);
    fputc(0, g->out);
}

/* ---- colours --------------------------------------------------------------------------------- */

static int squared(int a)
{
    return a * a;
}

static unsigned char find_nearest(const struct gif *g, const unsigned char *rgb)
{
    size_t best = 0;
    int least = 1 << 30;
    for (size_t k = 0; k < g->colours; k++) {
        const unsigned p = g->palette[k];
        const int d = 2 * squared(rgb[0] - (int)(p >> 16)) +
                      4 * squared(rgb[1] - (int)(p >> 8 & 0xff)) +
                      3 * squared(rgb[2] - (int)(p & 0xff));
        if (d < least) least = d, best = k;
    }
    return (unsigned char)best;
}

static unsigned char nearest(struct gif *g, const unsigned char *rgb)
{
    short *const known =
        &g->nearest[(rgb[0] >> 3) * LEVELS * LEVELS + (rgb[1] >> 3) * LEVELS + (rgb[2] >> 3)];
    if (*known < 0) *known = find_nearest(g, rgb);
    return (unsigned char)*known;
}

/* ---- the file -------------------------------------------------------------------------------- */

struct gif *gif_create(FILE *out, size_t width, size_t height, size_t n, const unsigned *palette)
{
    struct gif *const g = base_alloc(1, sizeof *g);
    require(n <= GIF_COLOURS, "a GIF of %zu colours. At most %d are allowed", n, GIF_COLOURS);
    *g = (struct gif){.out = out, .width = width, .height = height, .colours = n, .first = true};
    memcpy(g->palette, palette, n * sizeof *palette);
    g->last = base_alloc(width * height, 1);
    g->now = base_alloc(width * height, 1);
    g->nearest = base_alloc(CUBE, sizeof *g->nearest);
    g->next = base_alloc(CODES, sizeof *g->next);
    for (size_t i = 0; i < CUBE; i++) g->nearest[i] = -1;
    fwrite("GIF89a", 1, 6, out);
    put_short(out, (unsigned)width), put_short(out, (unsigned)height);
    fputc(0xf7, out), fputc(0, out), fputc(0, out); /* a table of 256 colours */
    for (size_t k = 0; k < 256; k++) {
        const unsigned p = k < n ? palette[k] : 0;
        fputc((int)(p >> 16), out), fputc((int)(p >> 8 & 0xff), out), fputc((int)(p & 0xff), out);
    }
    fwrite("\x21\xff\x0bNETSCAPE2.0\x03\x01\0\0\0", 1, 19, out); /* repeats */
    return g;
}

void gif_add(struct gif *g, const unsigned char *rgb, unsigned delay)
{
    const size_t n = g->width * g->height;
    for (size_t i = 0; i < n; i++) {
        const unsigned char k = nearest(g, rgb + 3 * i);
        g->now[i] = !g->first && k == g->last[i] ? SAME : k;
        g->last[i] = k;
    }
    fwrite("\x21\xf9\x04", 1, 3, g->out);
    fputc(g->first ? 4 : 5, g->out); /* the picture stays; SAME is transparent */
    put_short(g->out, delay);
    fputc(SAME, g->out), fputc(0, g->out);
    fputc(0x2c, g->out);
    put_short(g->out, 0), put_short(g->out, 0);
    put_short(g->out, (unsigned)g->width), put_short(g->out, (unsigned)g->height);
    fputc(0, g->out), fputc(BITS, g->out);
    compress(g, n, g->now);
    g->first = false;
}

void gif_free(struct gif *g)
{
    fputc(0x3b, g->out);
    base_free(g->last);
    base_free(g->now);
    base_free(g->nearest);
    base_free(g->next);
    base_free(g);
}
