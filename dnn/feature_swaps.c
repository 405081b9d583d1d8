/* One loop serves the whole grammar: along each axis a swap joins element first + k with element
   second + k, k = 0 ... count - 1; "1" is first = second, "S" two different ones, "A" the whole
   axis. */
#include "dnn/feature_swaps.h"

#include <assert.h>

#include "common/rng.h"

enum axis { IMAGE, CHANNEL, PIXEL, AXES };

struct range {
    size_t first, second, count;
};

static size_t length(const struct gradient *g, enum axis axis)
{
    const struct layers_shape s = g->data->shape;
    return axis == IMAGE ? g->batch : axis == CHANNEL ? s.channels : s.height * s.width;
}

const char *feature_swaps_lack(const char *code, const struct gradient *g)
{
    static const char *const names[AXES] = {"images in a batch", "channels", "pixels"};
    for (enum axis a = IMAGE; a < AXES; a++)
        if (code[a] == 'S' && length(g, a) < 2) return names[a];
    return NULL;
}

static struct range draw(char letter, size_t n, struct rng *rng)
{
    if (letter == 'A') return (struct range){0, 0, n};
    const size_t first = rng_below(rng, (uint32_t)n);
    if (letter == '1') return (struct range){first, first, 1};
    const size_t other = rng_below(rng, (uint32_t)n - 1);
    return (struct range){first, other + (other >= first), 1};
}

static void exchange(real *a, real *b)
{
    const real kept = *a;
    *a = *b;
    *b = kept;
}

static void exchange_ranges(struct gradient *g, const struct range *r)
{
    const size_t plane = length(g, PIXEL);
    for (size_t i = 0; i < r[IMAGE].count; i++)
        for (size_t c = 0; c < r[CHANNEL].count; c++)
            for (size_t p = 0; p < r[PIXEL].count; p++)
                exchange(gradient_value(g, r[IMAGE].first + i,
                                        (r[CHANNEL].first + c) * plane + r[PIXEL].first + p),
                         gradient_value(g, r[IMAGE].second + i,
                                        (r[CHANNEL].second + c) * plane + r[PIXEL].second + p));
}

void feature_swaps_apply(const char *code, bool common, struct gradient *g, struct rng *rng)
{
    assert(!feature_swaps_lack(code, g));
    struct range r[AXES];
    for (enum axis a = IMAGE; a < AXES; a++) r[a] = draw(code[a], length(g, a), rng);
    if (code[IMAGE] != 'A' || common) {
        exchange_ranges(g, r);
        return;
    }
    for (size_t i = 0; i < g->batch; i++) {
        r[IMAGE] = (struct range){i, i, 1};
        if (i > 0)
            for (enum axis a = CHANNEL; a < AXES; a++) r[a] = draw(code[a], length(g, a), rng);
        exchange_ranges(g, r);
    }
}
