/* Units whose activation is positively homogeneous, f(t x) = t f(x) for t > 0, can be rescaled:
   weights and bias into a unit times t, weights out of it over t. The gradient g then scales the
   other way. Neural teleportation draws t (Armenta et al., arXiv:2012.01118); symmetry
   teleportation climbs |g|^2 over the group (Zhao, Dehmamy, Walters, Yu, arXiv:2205.10637). For
   rescalings d|g|^2 / d ln t = 2 (sum over weights out g^2 - sum over weights in g^2).
   LaPerm: Qiu and Suda, arXiv:2003.02570; biases are free. */
#include "dnn/training/weight_maps.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/core/rng.h"
#include "dnn/training/weight_swaps.h"

/* ---- units that can be rescaled --------------------------------------------------------------- */

/* The layer above l, if all layers in between are homogeneous; NULL: units of l have no scale. */
static const struct layer *scaled_above(const struct network *net, const struct layer *l)
{
    const struct layer *const m = l->rows ? weight_swaps_above(net, l) : NULL;
    for (const struct layer *between = l + 1; m && between < m; between++)
        if (!between->kind->homogeneous) return NULL;
    return m;
}

static size_t scaled_units(const struct network *net)
{
    size_t n = 0;
    for (const struct layer *l = net->layer; l < net->layer + net->depth; l++)
        if (scaled_above(net, l)) n += l->rows;
    return n;
}

/* x times `in` for weights and bias into unit r of l, times `out` for weights out of it. */
static void scale(const struct layer *l, const struct layer *m, size_t r, real *x, double in,
                  double out)
{
    const size_t block = m->columns / l->rows;
    real *const row = x + l->offset + r * l->columns;
    for (size_t i = 0; i < l->columns; i++) row[i] *= (real)in;
    if (l->bias) x[l->offset + l->rows * l->columns + r] *= (real)in;
    for (size_t k = 0; k < m->rows; k++)
        for (size_t i = 0; i < block; i++)
            x[m->offset + k * m->columns + r * block + i] *= (real)out;
}

static double squares(size_t n, const real *x)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) sum += (double)x[i] * (double)x[i];
    return sum;
}

/* d|g|^2 / d ln t of unit r. */
static double climb(const struct layer *l, const struct layer *m, size_t r, const real *g)
{
    const size_t block = m->columns / l->rows;
    double in = squares(l->columns, g + l->offset + r * l->columns), out = 0;
    if (l->bias) in += squares(1, g + l->offset + l->rows * l->columns + r);
    for (size_t k = 0; k < m->rows; k++)
        out += squares(block, g + m->offset + k * m->columns + r * block);
    return 2 * (out - in);
}

/* ---- the maps --------------------------------------------------------------------------------- */

/* ln t of every unit, in the order of the layers: from u (scaled_units). */
static void rescale_by(const struct weight_maps_arguments *a, const double *u)
{
    for (const struct layer *l = a->net->layer; l < a->net->layer + a->net->depth; l++) {
        const struct layer *const m = scaled_above(a->net, l);
        for (size_t r = 0; m && r < l->rows; r++, u++) {
            scale(l, m, r, a->w, exp(*u), exp(-*u));
            if (a->g) scale(l, m, r, a->g, exp(-*u), exp(*u));
        }
    }
}

void weight_maps_rescale(const struct weight_maps_arguments *a)
{
    const size_t n = scaled_units(a->net);
    double *const u = base_alloc(n, sizeof *u);
    for (size_t i = 0; i < n; i++) u[i] = a->amount * rng_normal(a->rng);
    rescale_by(a, u);
    base_free(u);
}

/* Steps of ascent whose largest |ln t| is amount / STEPS. */
void weight_maps_teleport(const struct weight_maps_arguments *a)
{
    enum { STEPS = 8 };
    const size_t n = scaled_units(a->net);
    double *const u = base_alloc(n, sizeof *u);
    for (int step = 0; step < STEPS; step++) {
        size_t i = 0;
        double most = 0;
        for (const struct layer *l = a->net->layer; l < a->net->layer + a->net->depth; l++) {
            const struct layer *const m = scaled_above(a->net, l);
            for (size_t r = 0; m && r < l->rows; r++, i++)
                most = fmax(most, fabs(u[i] = climb(l, m, r, a->g)));
        }
        for (i = 0; i < n; i++) u[i] *= most > 0 ? a->amount / STEPS / most : 0;
        rescale_by(a, u);
    }
    base_free(u);
}

struct ranked {
    real x;
    size_t at;
};

static int by_value(const void *a, const void *b)
{
    const struct ranked *const p = a, *const q = b;
    if (p->x != q->x) return p->x < q->x ? -1 : 1;
    return p->at < q->at ? -1 : 1;
}

static void rank(size_t n, const real *x, struct ranked *r)
{
    for (size_t i = 0; i < n; i++) r[i] = (struct ranked){x[i], i};
    qsort(r, n, sizeof *r, by_value);
}

void weight_maps_laperm(const struct weight_maps_arguments *a)
{
    for (const struct layer *l = a->net->layer; l < a->net->layer + a->net->depth; l++) {
        const size_t n = l->columns;
        struct ranked *const now = base_alloc(2 * n + 1, sizeof *now), *const first = now + n;
        for (size_t r = 0; r < l->rows; r++) {
            const size_t at = l->offset + r * n;
            rank(n, a->w + at, now), rank(n, a->first + at, first);
            for (size_t i = 0; i < n; i++) a->w[at + now[i].at] = first[i].x;
        }
        base_free(now);
    }
}

/* ---- the table -------------------------------------------------------------------------------- */

const char *weight_maps_unsupported(const struct weight_maps_kind *kind, const struct network *net)
{
    return kind->usual > 0 && scaled_units(net) == 0
               ? "a dense or convolutional layer, relu or leaky_relu, and another such layer"
               : NULL;
}

#define ROW(n, u, g, f, d)                                                                         \
    {.name = #n, .doc = d, .usual = u, .gradient = g, .first = f, .apply = weight_maps_##n},
static const struct weight_maps_kind kinds[] = {WEIGHT_MAPS_TABLE(ROW){0}};
const struct base_table weight_maps_table = {"map", "maps of all weights", kinds, sizeof *kinds};
