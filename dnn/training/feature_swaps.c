/* One loop implements all codes: along each axis a swap exchanges element first + k with element
   second + k, k = 0 ... count - 1. "1": first = second; "S": two different ones; "A": the whole
   axis. In a gathered batch the samples of a shard are contiguous, so a swap common to all images
   exchanges runs of memory. */
#include "dnn/training/feature_swaps.h"

#include <assert.h>

#include "common/core/rng.h"

enum axis { IMAGE, CHANNEL, PIXEL, AXES };

struct range {
    size_t first, second, count;
};

static size_t length(enum axis axis, struct layer_shape s, size_t n)
{
    return axis == IMAGE ? n : axis == CHANNEL ? s.channels : s.height * s.width;
}

const char *feature_swaps_unsupported(const char *code, struct layer_shape shape, size_t n)
{
    static const char *const names[AXES] = {"images in a batch", "channels", "pixels"};
    for (enum axis a = IMAGE; a < AXES; a++)
        if (code[a] == 'S' && length(a, shape, n) < 2) return names[a];
    return NULL;
}

bool feature_swaps_two_images(const char *code)
{
    return code[IMAGE] == 'S';
}

bool feature_swaps_all_images(const char *code)
{
    return code[IMAGE] == 'A';
}

static struct range draw(char letter, size_t n, struct rng *rng)
{
    if (letter == 'A') return (struct range){0, 0, n};
    const size_t first = rng_below(rng, (uint32_t)n);
    if (letter == '1') return (struct range){first, first, 1};
    const size_t other = rng_below(rng, (uint32_t)n - 1);
    return (struct range){first, other + (other >= first), 1};
}

void feature_swaps_pair(const char *code, struct layer_shape shape, struct rng *rng, size_t *first,
                        size_t *second)
{
    assert(code[IMAGE] == 'A');
    for (enum axis a = CHANNEL; a < AXES; a++) {
        const struct range r = draw(code[a], length(a, shape, 1), rng);
        if (code[a] == 'S') *first = r.first, *second = r.second;
    }
}

/* n blocks of `width` values, a block every `step` of them. */
struct run {
    real *x;
    size_t step;
};

static void exchange(struct run a, struct run b, size_t n, size_t width)
{
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < width; k++) {
            const real kept = a.x[i * a.step + k];
            a.x[i * a.step + k] = b.x[i * b.step + k];
            b.x[i * b.step + k] = kept;
        }
}

static void exchange_bytes(uint8_t *a, uint8_t *b, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        const uint8_t kept = a[i];
        a[i] = b[i];
        b[i] = kept;
    }
}

/* Exchanges n features of image a, from number `from`, with n features of image b, from number
   `to`. In a batch this is repeated for the `together` - 1 images after a and b. */
static void exchange_features(const struct feature_swaps_images *m, size_t a, size_t from, size_t b,
                              size_t to, size_t n, size_t together)
{
    if (m->batch) {
        struct run p, q;
        p.x = gradient_sample(m->batch, a, &p.step) + from * p.step;
        q.x = gradient_sample(m->batch, b, &q.step) + to * q.step;
        exchange(p, q, n, together);
        return;
    }
    const struct data_part *part = &m->data->train;
    const size_t features = layer_features(m->data->shape);
    const size_t i = (m->index ? m->index[a] : a) * features + from,
                 j = (m->index ? m->index[b] : b) * features + to;
    if (part->pixel)
        exchange_bytes(part->pixel + i, part->pixel + j, n);
    else
        exchange((struct run){part->value + i, 1}, (struct run){part->value + j, 1}, n, 1);
}

static void exchange_targets(const struct feature_swaps_images *m, size_t a, size_t b)
{
    const struct data *const d = m->batch ? m->batch->data : m->data;
    real *const all = m->batch ? NULL : d->train.target;
    struct run p = {all, 1}, q = {all, 1};
    if (!d->targets) return;
    if (m->batch) {
        p.x = gradient_target(m->batch, a, &p.step), q.x = gradient_target(m->batch, b, &q.step);
    } else {
        p.x += (m->index ? m->index[a] : a) * d->targets;
        q.x += (m->index ? m->index[b] : b) * d->targets;
    }
    exchange(p, q, d->targets, 1);
}

static void exchange_labels(const struct feature_swaps_images *m, size_t a, size_t b)
{
    exchange_targets(m, a, b);
    uint8_t *const label = m->batch ? NULL : m->data->train.label;
    uint8_t *const p = label ? label + (m->index ? m->index[a] : a) : gradient_label(m->batch, a);
    uint8_t *const q = label ? label + (m->index ? m->index[b] : b) : gradient_label(m->batch, b);
    exchange_bytes(p, q, 1);
}

static void exchange_images(const struct feature_swaps_images *m, const struct range *r, size_t a,
                            size_t b, size_t together)
{
    const struct layer_shape s = m->batch ? m->batch->data->shape : m->data->shape;
    const size_t plane = s.height * s.width;
    for (size_t c = 0; c < r[CHANNEL].count; c++)
        exchange_features(m, a, (r[CHANNEL].first + c) * plane + r[PIXEL].first, b,
                          (r[CHANNEL].second + c) * plane + r[PIXEL].second, r[PIXEL].count,
                          together);
}

static void exchange_all(const struct feature_swaps_images *m, const struct range *r)
{
    if (!m->batch)
        for (size_t i = 0; i < m->n; i++) exchange_images(m, r, i, i, 1);
    else
        for (size_t s = 0; s < m->batch->shards; s++) {
            const size_t first = gradient_first(m->batch, s);
            exchange_images(m, r, first, first, gradient_first(m->batch, s + 1) - first);
        }
}

void feature_swaps_apply(const struct feature_swaps_rule *rule,
                         const struct feature_swaps_images *m, struct rng *rng)
{
    const char *const code = rule->code;
    const struct layer_shape s = m->batch ? m->batch->data->shape : m->data->shape;
    assert(!feature_swaps_unsupported(code, s, m->n));
    struct range r[AXES];
    for (enum axis a = IMAGE; a < AXES; a++) r[a] = draw(code[a], length(a, s, m->n), rng);
    if (code[IMAGE] != 'A') {
        exchange_images(m, r, r[IMAGE].first, r[IMAGE].second, 1);
        if (code[IMAGE] == 'S' && rule->follow) exchange_labels(m, r[IMAGE].first, r[IMAGE].second);
    } else if (rule->common) {
        exchange_all(m, r);
    } else {
        for (size_t i = 0; i < m->n; i++) {
            if (i > 0)
                for (enum axis a = CHANNEL; a < AXES; a++)
                    r[a] = draw(code[a], length(a, s, m->n), rng);
            exchange_images(m, r, i, i, 1);
        }
    }
}
