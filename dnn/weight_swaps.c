/* Every kind is a pair of strided runs in the weight vector. The proposal is symmetric:
   exchanging the same two runs again, with the same probability, leads back. */
#include "dnn/weight_swaps.h"

#include <assert.h>

static bool allows(const struct layer *l, enum weight_swaps_kind kind)
{
    switch (kind) {
    case WEIGHT_SWAPS_ROW:
    case WEIGHT_SWAPS_IN_COLUMN:
        return l->rows >= 2;
    case WEIGHT_SWAPS_COLUMN:
    case WEIGHT_SWAPS_IN_ROW:
        return l->rows && l->columns >= 2;
    default:
        return l->rows * l->columns >= 2;
    }
}

static size_t choices(const struct network *net, enum weight_swaps_kind kind)
{
    size_t n = 0;
    for (size_t i = 0; i < net->depth; i++) n += allows(&net->layer[i], kind);
    return n;
}

bool weight_swaps_possible(const struct network *net, enum weight_swaps_kind kind)
{
    return kind == WEIGHT_SWAPS_ANYWHERE ? net->weights >= 2 : choices(net, kind) > 0;
}

static const struct layer *draw_layer(const struct network *net, enum weight_swaps_kind kind,
                                      struct rng *rng)
{
    size_t k = rng_below(rng, (uint32_t)choices(net, kind));
    const struct layer *l = net->layer;
    while (!allows(l, kind) || k-- > 0) l++;
    return l;
}

static void draw_two(size_t n, struct rng *rng, size_t *a, size_t *b)
{
    *a = rng_below(rng, (uint32_t)n);
    *b = rng_below(rng, (uint32_t)n - 1);
    *b += *b >= *a;
}

struct weight_swaps_pair weight_swaps_draw(const struct network *net, enum weight_swaps_kind kind,
                                           struct rng *rng)
{
    assert(weight_swaps_possible(net, kind));
    size_t a, b;
    if (kind == WEIGHT_SWAPS_ANYWHERE) {
        draw_two(net->weights, rng, &a, &b);
        return (struct weight_swaps_pair){a, b, 1, 1};
    }
    const struct layer *l = draw_layer(net, kind, rng);
    const size_t rows = l->rows, columns = l->columns;
    struct weight_swaps_pair p = {0, 0, 1, 1};
    if (kind == WEIGHT_SWAPS_ROW) {
        draw_two(rows, rng, &a, &b);
        p = (struct weight_swaps_pair){a * columns, b * columns, columns, 1};
    } else if (kind == WEIGHT_SWAPS_COLUMN) {
        draw_two(columns, rng, &a, &b);
        p = (struct weight_swaps_pair){a, b, rows, columns};
    } else if (kind == WEIGHT_SWAPS_IN_ROW) {
        const size_t row = rng_below(rng, (uint32_t)rows) * columns;
        draw_two(columns, rng, &a, &b);
        p.first = row + a, p.second = row + b;
    } else if (kind == WEIGHT_SWAPS_IN_COLUMN) {
        const size_t column = rng_below(rng, (uint32_t)columns);
        draw_two(rows, rng, &a, &b);
        p.first = a * columns + column, p.second = b * columns + column;
    } else {
        draw_two(rows * columns, rng, &p.first, &p.second);
    }
    p.first += l->offset, p.second += l->offset;
    return p;
}

void weight_swaps_apply(struct weight_swaps_pair p, real *w)
{
    for (size_t i = 0; i < p.count; i++) {
        real *a = w + p.first + i * p.stride, *b = w + p.second + i * p.stride;
        const real kept = *a;
        *a = *b;
        *b = kept;
    }
}
