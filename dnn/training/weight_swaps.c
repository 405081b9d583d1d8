/* Every kind exchanges a few strided runs of the weight vector, within a layer (drawn as the pair
   of it and itself) or between two layers. */
#include "dnn/training/weight_swaps.h"

#include <assert.h>

/* ---- layers that allow it -------------------------------------------------------------------- */

static bool mixes(const struct layer *l)
{
    return l->kind->channels == LAYER_MIXES;
}

/* True if a branch starts or ends at a value between l and m. */
static bool branches(const struct network *net, const struct layer *l, const struct layer *m)
{
    const ptrdiff_t first = l - net->layer + 1, last = m - net->layer; /* values, 0: the data */
    for (const struct layer *b = net->layer; b < net->layer + net->depth; b++) {
        const ptrdiff_t at = b - net->layer + 1, from = at - (ptrdiff_t)b->back;
        if (b->back && ((from >= first && from <= last) || (at > first && at <= last))) return true;
    }
    return false;
}

/* The next layer that mixes channels, if its input channels are the units of l and can be
   exchanged: no layer in between has weights or averages per channel, and no branch starts or ends
   there. A unit of l is then a block of columns of that layer. NULL if there is none. */
const struct layer *weight_swaps_above(const struct network *net, const struct layer *l)
{
    for (const struct layer *m = l + 1; m < net->layer + net->depth && mixes(l); m++) {
        if (m->in.channels != l->rows || (m->rows && !mixes(m))) return NULL;
        if (mixes(m)) return branches(net, l, m) ? NULL : m;
    }
    return NULL;
}

static bool allows_one(const struct network *net, const struct layer *l, enum weight_swaps_kind k)
{
    switch (k) {
    case weight_swaps_row:
    case weight_swaps_in_column:
        return l->rows >= 2;
    case weight_swaps_column:
    case weight_swaps_in_row:
        return l->rows && l->columns >= 2;
    case weight_swaps_mixed:
        return l->rows * l->columns >= 2;
    case weight_swaps_bias:
        return l->bias && l->rows >= 2;
    case weight_swaps_bias_weight:
        return l->bias;
    case weight_swaps_null:
        return l->rows >= 2 && weight_swaps_above(net, l);
    default:
        return false;
    }
}

static bool allows_two(const struct layer *l, const struct layer *m, enum weight_swaps_kind k)
{
    if (!l->rows || !m->rows) return false;
    return k == weight_swaps_inter || (k == weight_swaps_inter_row && l->columns == m->columns) ||
           (k == weight_swaps_inter_column && l->rows == m->rows);
}

/* Number of choices; if choice is not NULL, it receives number `which` of them. */
static size_t choices(const struct network *net, enum weight_swaps_kind k, size_t which,
                      const struct layer *choice[2])
{
    const struct layer *const end = net->layer + net->depth;
    size_t n = 0;
    for (const struct layer *l = net->layer; l < end; l++)
        for (const struct layer *m = l; m < end; m++) {
            if (!(l == m ? allows_one(net, l, k) : allows_two(l, m, k))) continue;
            if (choice && n == which) choice[0] = l, choice[1] = m;
            n++;
        }
    return n;
}

bool weight_swaps_possible(const struct network *net, enum weight_swaps_kind kind)
{
    return kind == weight_swaps_anywhere ? net->weights >= 2 : choices(net, kind, 0, NULL) > 0;
}

const char *weight_swaps_needs(enum weight_swaps_kind kind)
{
    return kind == weight_swaps_null
               ? "no dense or convolutional layer with another above it, and no normalisation or "
                 "branch between"
               : "no layer of this network has two elements of this kind";
}

/* ---- what changes places --------------------------------------------------------------------- */

/* One of n and one of m, uniformly; two different ones of n if `same`. */
static void draw(bool same, size_t n, size_t m, struct rng *rng, size_t *a, size_t *b)
{
    *a = rng_below(rng, (uint32_t)n);
    *b = rng_below(rng, (uint32_t)(same ? n - 1 : m));
    *b += same && *b >= *a;
}

static struct weight_swaps_drawn entries(size_t first, size_t second)
{
    return (struct weight_swaps_drawn){1, {{first, second, 1, 1, {1, 1}}}};
}

static struct weight_swaps_drawn rows(const struct layer *l, const struct layer *m, struct rng *rng)
{
    size_t a, b;
    draw(l == m, l->rows, m->rows, rng, &a, &b);
    return (struct weight_swaps_drawn){
        1, {{l->offset + a * l->columns, m->offset + b * m->columns, l->columns, 1, {1, 1}}}};
}

static struct weight_swaps_drawn columns(const struct layer *l, const struct layer *m,
                                         struct rng *rng)
{
    size_t a, b;
    draw(l == m, l->columns, m->columns, rng, &a, &b);
    return (struct weight_swaps_drawn){
        1, {{l->offset + a, m->offset + b, 1, l->rows, {l->columns, m->columns}}}};
}

static struct weight_swaps_drawn units(const struct network *net, const struct layer *l,
                                       struct rng *rng)
{
    size_t a, b;
    draw(true, l->rows, l->rows, rng, &a, &b);
    const struct layer *const m = weight_swaps_above(net, l);
    const size_t n = l->columns, block = m->columns / l->rows, bias = l->offset + l->rows * n;
    struct weight_swaps_drawn s = {
        2,
        {{l->offset + a * n, l->offset + b * n, n, 1, {1, 1}},
         {m->offset + a * block, m->offset + b * block, block, m->rows, {m->columns, m->columns}}}};
    if (l->bias) s.run[s.n++] = (struct weight_swaps_run){bias + a, bias + b, 1, 1, {1, 1}};
    return s;
}

/* Two entries: of the layer's matrix, a row or a column of it, its biases, another layer. */
static struct weight_swaps_drawn single(const struct layer *l, const struct layer *m,
                                        enum weight_swaps_kind kind, struct rng *rng)
{
    const size_t n = l->columns, matrix = l->rows * n, bias = l->offset + matrix;
    size_t at, a, b;
    switch (kind) {
    case weight_swaps_in_row:
        at = l->offset + rng_below(rng, (uint32_t)l->rows) * n;
        draw(true, n, n, rng, &a, &b);
        return entries(at + a, at + b);
    case weight_swaps_in_column:
        at = l->offset + rng_below(rng, (uint32_t)n);
        draw(true, l->rows, l->rows, rng, &a, &b);
        return entries(at + a * n, at + b * n);
    case weight_swaps_bias:
        draw(true, l->rows, l->rows, rng, &a, &b);
        return entries(bias + a, bias + b);
    case weight_swaps_bias_weight:
        draw(false, l->rows, matrix, rng, &a, &b);
        return entries(bias + a, l->offset + b);
    default:
        draw(l == m, matrix, m->rows * m->columns, rng, &a, &b);
        return entries(l->offset + a, m->offset + b);
    }
}

struct weight_swaps_drawn weight_swaps_draw(const struct network *net, enum weight_swaps_kind kind,
                                            struct rng *rng)
{
    assert(weight_swaps_possible(net, kind));
    if (kind == weight_swaps_anywhere) {
        size_t a, b;
        draw(true, net->weights, net->weights, rng, &a, &b);
        return entries(a, b);
    }
    const struct layer *two[2] = {NULL, NULL};
    choices(net, kind, rng_below(rng, (uint32_t)choices(net, kind, 0, NULL)), two);
    if (kind == weight_swaps_row || kind == weight_swaps_inter_row)
        return rows(two[0], two[1], rng);
    if (kind == weight_swaps_column || kind == weight_swaps_inter_column)
        return columns(two[0], two[1], rng);
    if (kind == weight_swaps_null) return units(net, two[0], rng);
    return single(two[0], two[1], kind, rng);
}

void weight_swaps_apply(const struct weight_swaps_drawn *s, real *w)
{
    for (const struct weight_swaps_run *r = s->run; r < s->run + s->n; r++)
        for (size_t i = 0; i < r->count; i++)
            for (size_t k = 0; k < r->width; k++) {
                real *const a = w + r->first + i * r->stride[0] + k, *const b = w + r->second +
                                                                                i * r->stride[1] +
                                                                                k;
                const real kept = *a;
                *a = *b;
                *b = kept;
            }
}

double weight_swaps_distance2(const struct weight_swaps_drawn *s, const real *w)
{
    double sum = 0;
    for (const struct weight_swaps_run *r = s->run; r < s->run + s->n; r++)
        for (size_t i = 0; i < r->count; i++)
            for (size_t k = 0; k < r->width; k++) {
                const double d = (double)w[r->first + i * r->stride[0] + k] -
                                 (double)w[r->second + i * r->stride[1] + k];
                sum += 2 * d * d;
            }
    return sum;
}
