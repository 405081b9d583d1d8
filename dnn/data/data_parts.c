/* Implementation of data_parts.h. */
#include "dnn/data/data_parts.h"

#include <math.h>
#include <string.h>

#include "common/core/rng.h"

enum { CHOICE = 1, SPLIT = 2, HELD = 3 }; /* streams */

size_t data_parts_of(struct data *d, struct data_part **part)
{
    part[0] = &d->train, part[1] = &d->test, part[2] = &d->validation;
    return d->validation.n ? 3 : 2;
}

void data_parts_clear(struct data_part *p)
{
    void *const owned[] = {p->pixel, p->value, p->label, p->target, p->number, p->original};
    for (size_t i = 0; i < sizeof owned / sizeof *owned; i++) base_free(owned[i]);
}

void data_parts_number(struct data *d)
{
    struct data_part *part[DATA_PARTS];
    for (size_t k = data_parts_of(d, part); k-- > 0;) {
        part[k]->number = base_alloc(part[k]->n + 1, sizeof *part[k]->number);
        for (size_t i = 0; i < part[k]->n; i++) part[k]->number[i] = (uint32_t)i;
    }
}

/* Items index[0 ... n - 1] of `width` bytes each; NULL of NULL. */
static void *picked(const void *from, const uint32_t *index, size_t n, size_t width)
{
    if (!from) return NULL;
    uint8_t *const to = base_alloc(n * width, 1);
    for (size_t i = 0; i < n; i++)
        memcpy(to + i * width, (const uint8_t *)from + index[i] * width, width);
    return to;
}

/* A copy of samples index[0 ... n - 1] of p. */
static struct data_part copy_of(const struct data *d, const struct data_part *p,
                                const uint32_t *index, size_t n)
{
    const size_t features = layer_features(d->shape);
    return (struct data_part){.n = n,
                              .pixel = picked(p->pixel, index, n, features),
                              .value = picked(p->value, index, n, features * sizeof(real)),
                              .label = picked(p->label, index, n, data_labels(d)),
                              .target = picked(p->target, index, n, d->targets * sizeof(real)),
                              .number = picked(p->number, index, n, sizeof *p->number)};
}

static uint32_t *shuffled(size_t n, uint64_t seed, uint32_t stream)
{
    struct rng rng;
    rng_init(&rng, seed, stream, RNG_DATA);
    uint32_t *const index = base_alloc(n, sizeof *index);
    for (uint32_t i = 0; i < n; i++) index[i] = i;
    rng_shuffle(&rng, index, (uint32_t)n);
    return index;
}

void data_parts_choose(const struct data *d, struct data_part *p, size_t n,
                       const struct data_request *r, const char *key)
{
    require(n <= p->n, "[data] %s = %zu: %s has %zu samples", key, n, r->name, p->n);
    if (n == 0 || n == p->n) return;
    uint32_t *const index = shuffled(p->n, r->seed, CHOICE);
    const struct data_part kept = copy_of(d, p, index, n);
    base_free(index);
    data_parts_clear(p);
    *p = kept;
}

/* The first `held` of the shuffled training samples go to `to`. */
static void part_with(struct data *d, size_t held, struct data_part *to, uint64_t seed,
                      uint32_t stream)
{
    const size_t n = d->train.n;
    uint32_t *const index = shuffled(n, seed, stream);
    const struct data_part away = copy_of(d, &d->train, index, held),
                           train = copy_of(d, &d->train, index + held, n - held);
    base_free(index);
    data_parts_clear(&d->train);
    data_parts_clear(to);
    d->train = train, *to = away;
}

void data_parts_split(struct data *d, const struct data_request *r)
{
    const size_t n = d->train.n, held = (size_t)lround(r->validation * (double)n);
    require(held > 0 && held < n, "[data] validation = %g: of %zu samples leaves %zu and %zu",
            r->validation, n, n - held, held);
    part_with(d, held, &d->test, r->seed, SPLIT);
}

void data_parts_hold_out(struct data *d, size_t n, const struct data_request *r)
{
    require(n < d->train.n, "[validation] samples = %zu: there are %zu training samples", n,
            d->train.n);
    part_with(d, n, &d->validation, r->seed, HELD);
}
