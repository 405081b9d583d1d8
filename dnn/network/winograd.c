/* With U = G w G' (16 transformed values of every window), V = B' x B of a tile and y = A' M A,
     M(f) = sum over c of U(f, c) V(c), elementwise, forward; backward, every step transposed:
     dM = A dy A', dV(c) = sum over f of U(f, c) dM(f), dx = B dV B',
     dU(f, c) = sum over tiles and samples of dM(f) V(c), dw = G' dU G.
   One row of tiles is processed at a time, so that its transforms stay in the cache. The 16
   products of a row are those of matrices (filters, channels) and (channels, tiles and samples).
   Images are padded with zeros, 4 rows of one channel at a time; results beyond an odd edge are
   discarded. */
#include "dnn/network/winograd.h"

#include <string.h>

#include "dnn/kernels/widest.h"
#include "dnn/kernels/elementwise.h"
#include "dnn/kernels/gemm.h"
#include "dnn/kernels/winograd_k.h"

enum {
    VALUES = 16,
    FEW = 16,  /* channels */
    APART = 16 /* padding between planes, against cache conflicts [reals] */
};

extern const struct winograd_kernels winograd_base, winograd_avx2, winograd_avx512;

static const struct winograd_kernels *kernels(void)
{
    static const struct winograd_kernels *const known[WIDEST_COUNT] = {
        &winograd_base, &winograd_avx2, &winograd_avx512};
    return known[widest()];
}

bool winograd_suits(const struct layer *l)
{
    return l->window == 3 && l->stride == 1 && l->rows >= FEW && l->in.channels >= FEW;
}

struct sizes {
    size_t channels, filters, across, down, n; /* tiles; n = tiles across x samples */
    size_t list;                               /* longest sum of products */
};

static struct sizes sizes_of(const struct layer *l, size_t b)
{
    const size_t across = (l->out.width + 1) / 2, n = across * b, c = l->in.channels, f = l->rows;
    const size_t most = c > f ? c : f;
    return (struct sizes){c, f, across, (l->out.height + 1) / 2, n, most > n ? most : n};
}

/* Distance between two of the 16 values of some channels or filters. */
static size_t plane(size_t channels, struct sizes s)
{
    return channels * s.n + APART;
}

/* Parts of the scratch memory. */
struct room {
    uint32_t *a, *x;      /* (list) terms of a product */
    real *U, *dU, *part;  /* (16, filters, channels), twice, and (filters, channels) */
    real *V, *M, *turned; /* (16, channels, n), (16, filters, n), (n, channels) */
    real *rows;           /* (4, 2 across + 2, b) */
};

static size_t room_of(struct sizes s, size_t b, real *scratch, struct room *r)
{
    const size_t one = s.filters * s.channels, window = VALUES * one,
                 V = VALUES * plane(s.channels, s), M = VALUES * plane(s.filters, s),
                 turned = s.n * s.channels, rows = 4 * (2 * s.across + 2) * b;
    if (!r) return 2 * s.list + 2 * window + one + V + M + turned + rows;
    r->a = (uint32_t *)(void *)scratch;
    r->x = r->a + s.list;
    r->U = scratch + 2 * s.list;
    r->dU = r->U + window, r->part = r->dU + window;
    r->V = r->part + one, r->M = r->V + V;
    r->turned = r->M + M, r->rows = r->turned + turned;
    return 0;
}

size_t winograd_scratch(const struct layer *l, size_t b)
{
    return room_of(sizes_of(l, b), b, NULL, NULL);
}

/* ---- windows --------------------------------------------------------------------------------- */

/* U of all windows; windows take the role of samples. */
static void windows(struct sizes s, const struct room *r, const real *w)
{
    const size_t n = s.filters * s.channels;
    gemm_transpose(w, n, 9, r->dU);
    kernels()->window(&(struct winograd_tiles){1, n, n}, r->dU, r->U);
}

static void windows_back(struct sizes s, const struct room *r, real *dw)
{
    const size_t n = s.filters * s.channels;
    kernels()->window_back(&(struct winograd_tiles){1, n, n}, r->dU, r->U);
    gemm_transpose(r->U, 9, n, dw);
}

/* ---- rows of tiles --------------------------------------------------------------------------- */

/* Rows [first, first + height) of a plane of b samples per value and columns [-zeros, width -
   zeros), padded with zeros, to and from `rows`. */
struct window {
    struct layer_shape plane;
    size_t first, zeros, height, width, b; /* first counts from -zeros */
};

struct piece {     /* of a row of the window */
    size_t row, n; /* of the plane; values that are there */
    size_t skip;   /* zeros before them [values] */
};

static bool piece_of(const struct window *w, size_t i, struct piece *p)
{
    const size_t row = w->first + i, most = w->width - w->zeros;
    p->skip = w->zeros;
    p->n = most < w->plane.width ? most : w->plane.width;
    p->row = row - w->zeros;
    return row >= w->zeros && p->row < w->plane.height;
}

static void cut(const struct window *w, const real *plane, real *rows)
{
    const size_t run = w->width * w->b;
    for (size_t i = 0; i < w->height; i++, rows += run) {
        struct piece p;
        if (!piece_of(w, i, &p)) {
            memset(rows, 0, run * sizeof *rows);
            continue;
        }
        const size_t skip = p.skip * w->b, n = p.n * w->b;
        memset(rows, 0, skip * sizeof *rows);
        memcpy(rows + skip, plane + p.row * w->plane.width * w->b, n * sizeof *rows);
        memset(rows + skip + n, 0, (run - skip - n) * sizeof *rows);
    }
}

/* Adds the rows to the plane, without the padding. */
static void add_rows(const struct window *w, const real *rows, real *plane)
{
    for (size_t i = 0; i < w->height; i++) {
        struct piece p;
        if (!piece_of(w, i, &p)) continue;
        real *const to = plane + p.row * w->plane.width * w->b;
        elementwise()->add(to, rows + (i * w->width + p.skip) * w->b, to, p.n * w->b);
    }
}

static struct window image_rows(const struct layer *l, struct sizes s, size_t ty, size_t b)
{
    return (struct window){l->in, 2 * ty, l->padding, 4, 2 * s.across + 2, b};
}

static struct window result_rows(const struct layer *l, struct sizes s, size_t ty, size_t b)
{
    return (struct window){l->out, 2 * ty, 0, 2, 2 * s.across, b};
}

static size_t area(struct layer_shape s)
{
    return s.height * s.width;
}

static void take_row(const struct layer *l, const struct layer_pass *p, struct sizes s,
                     const struct room *r, size_t ty)
{
    const struct window w = image_rows(l, s, ty, p->b);
    const struct winograd_tiles t = {s.across, p->b, plane(s.channels, s)};
    for (size_t c = 0; c < s.channels; c++) {
        cut(&w, p->x + c * area(l->in) * p->b, r->rows);
        kernels()->take(&t, r->rows, r->V + c * s.n);
    }
}

static void give_back_row(const struct layer *l, const struct layer_pass *p, struct sizes s,
                          const struct room *r, size_t ty)
{
    const struct window w = result_rows(l, s, ty, p->b);
    const struct winograd_tiles t = {s.across, p->b, plane(s.filters, s)};
    for (size_t f = 0; f < s.filters; f++) {
        cut(&w, p->dy + f * area(l->out) * p->b, r->rows);
        kernels()->give_back(&t, r->rows, r->M + f * s.n);
    }
}

/* Products of one of the 16 values: (m, n) = a (m, k) x (k, n). */
static void product(const struct room *r, size_t m, size_t n, size_t k, const real *a, size_t a_row,
                    size_t a_step, const real *x, real *y)
{
    gemm_combine(&(struct gemm_sum){.m = m,
                                    .n = n,
                                    .k = k,
                                    .a = a,
                                    .a_row = a_row,
                                    .a_at = gemm_multiples(r->a, k, a_step),
                                    .x = x,
                                    .x_at = gemm_multiples(r->x, k, n),
                                    .y = y,
                                    .y_row = n});
}

/* ---- forward --------------------------------------------------------------------------------- */

static void give_row(const struct layer *l, const struct layer_pass *p, struct sizes s,
                     const struct room *r, size_t ty)
{
    const struct winograd_tiles t = {s.across, p->b, plane(s.filters, s)};
    const real *const bias = layer_bias(l, p->w);
    const size_t run = l->out.width * p->b, rows = ty * 2 + 2 <= l->out.height ? 2 : 1;
    for (size_t f = 0; f < s.filters; f++) {
        kernels()->give(&t, r->M + f * s.n, r->rows);
        for (size_t i = 0; i < rows; i++) {
            const real *const from = r->rows + i * 2 * s.n, more = bias ? bias[f] : 0;
            real *const y = p->y + f * area(l->out) * p->b + (2 * ty + i) * run;
            for (size_t k = 0; k < run; k++) y[k] = from[k] + more;
        }
    }
}

void winograd_forward(const struct layer *l, const struct layer_pass *p)
{
    const struct sizes s = sizes_of(l, p->b);
    const size_t C = s.channels, F = s.filters;
    struct room r;
    room_of(s, p->b, p->scratch, &r);
    windows(s, &r, p->w);
    for (size_t ty = 0; ty < s.down; ty++) {
        take_row(l, p, s, &r, ty);
        for (size_t i = 0; i < VALUES; i++)
            product(&r, F, s.n, C, r.U + i * F * C, C, 1, r.V + i * plane(C, s),
                    r.M + i * plane(F, s));
        give_row(l, p, s, &r, ty);
    }
}

/* ---- backward -------------------------------------------------------------------------------- */

/* Adds this row of tiles to dU. V is transposed, so that a row of dU is contiguous. */
static void add_window_gradients(struct sizes s, const struct room *r)
{
    const size_t C = s.channels, F = s.filters;
    for (size_t i = 0; i < VALUES; i++) {
        gemm_transpose(r->V + i * plane(C, s), C, s.n, r->turned);
        product(r, F, C, s.n, r->M + i * plane(F, s), s.n, 1, r->turned, r->part);
        elementwise()->add(r->dU + i * F * C, r->part, r->dU + i * F * C, F * C);
    }
}

/* dV overwrites V. */
static void add_input_gradients(const struct layer *l, const struct layer_pass *p, struct sizes s,
                                const struct room *r, size_t ty)
{
    const size_t C = s.channels, F = s.filters;
    const struct window w = image_rows(l, s, ty, p->b);
    const struct winograd_tiles t = {s.across, p->b, plane(C, s)};
    for (size_t i = 0; i < VALUES; i++)
        product(r, C, s.n, F, r->U + i * F * C, 1, C, r->M + i * plane(F, s),
                r->V + i * plane(C, s));
    for (size_t c = 0; c < C; c++) {
        memset(r->rows, 0, w.height * w.width * w.b * sizeof *r->rows);
        kernels()->take_back(&t, r->V + c * s.n, r->rows);
        add_rows(&w, r->rows, p->dx + c * area(l->in) * p->b);
    }
}

void winograd_backward(const struct layer *l, const struct layer_pass *p)
{
    const struct sizes s = sizes_of(l, p->b);
    const size_t windows_all = s.filters * s.channels;
    struct room r;
    room_of(s, p->b, p->scratch, &r);
    if (p->dx) {
        windows(s, &r, p->w);
        memset(p->dx, 0, layer_features(l->in) * p->b * sizeof *p->dx);
    }
    if (p->dw) memset(r.dU, 0, VALUES * windows_all * sizeof *r.dU);
    for (size_t ty = 0; ty < s.down; ty++) {
        give_back_row(l, p, s, &r, ty);
        if (p->dw) {
            take_row(l, p, s, &r, ty);
            add_window_gradients(s, &r);
        }
        if (p->dx) add_input_gradients(l, p, s, &r, ty);
    }
    if (p->dw) windows_back(s, &r, p->dw);
    layer_bias_gradient(l, p->dy, p->dw, area(l->out) * p->b);
}
