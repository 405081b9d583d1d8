/* Implementation of rng.h. Philox counter words: block (64 bits), replica, purpose; key: seed (64
   bits). */
#include "common/core/rng.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include <Random123/philox.h>

void rng_philox(const uint32_t counter[4], const uint32_t key[2], uint32_t out[4])
{
    philox4x32_ctr_t c;
    philox4x32_key_t k;
    memcpy(c.v, counter, sizeof c.v);
    memcpy(k.v, key, sizeof k.v);
    const philox4x32_ctr_t r = philox4x32_R(10, c, k);
    memcpy(out, r.v, sizeof r.v);
}

/* `number` has the output of the Philox blocks from `block` - RNG_BLOCK / 4 on, so that (block,
   at) defines the position. */
static void generate(struct rng *r, uint64_t first)
{
    const philox4x32_key_t key = {{(uint32_t)r->seed, (uint32_t)(r->seed >> 32)}};
    for (uint32_t i = 0; i < RNG_BLOCK / 4; i++) {
        const uint64_t b = first + i;
        const philox4x32_ctr_t c = {{(uint32_t)b, (uint32_t)(b >> 32), r->replica, r->purpose}};
        const philox4x32_ctr_t x = philox4x32_R(10, c, key);
        memcpy(r->number + 4 * i, x.v, sizeof x.v);
    }
}

void rng_init(struct rng *r, uint64_t seed, uint32_t replica, enum rng_purpose purpose)
{
    *r = (struct rng){.seed = seed, .replica = replica, .purpose = purpose, .at = RNG_BLOCK};
}

/* The part number enters the purpose's word, the position enters the upper 40 bits of the block
   number. */
struct rng rng_part(const struct rng *r, uint32_t part)
{
    enum { PLACE = 24 };
    const uint64_t place = 4 * r->block + r->at - RNG_BLOCK;
    assert(r->purpose < 0x100 && part < 0x10000 && place >> (64 - PLACE) == 0);
    struct rng of = {.seed = r->seed, .replica = r->replica, .at = RNG_BLOCK};
    of.purpose = RNG_PART | r->purpose << 8 | part << 16;
    of.block = place << PLACE;
    return of;
}

void rng_refill(struct rng *r)
{
    generate(r, r->block);
    r->block += RNG_BLOCK / 4;
    r->at = 0;
}

void rng_restore(struct rng *r)
{
    if (r->block) generate(r, r->block - RNG_BLOCK / 4);
}

/* The rare branch of Lemire's method: rejects draws in the uneven remainder, by the low word. */
uint32_t rng_below_slow(struct rng *r, uint32_t n, uint64_t product)
{
    const uint32_t uneven = -n % n; /* 2^32 mod n */
    while ((uint32_t)product < uneven) product = (uint64_t)rng_u32(r) * n;
    return (uint32_t)(product >> 32);
}

/* Kinderman and Monahan 1977. The value is a quotient of exact numbers; the logarithm only
   decides acceptance. */
double rng_normal(struct rng *r)
{
    const double width = 1.7155277699214135; /* 2 sqrt(2/e) */
    for (;;) {
        const double u = 1 - rng_uniform(r), x = width * (rng_uniform(r) - 0.5) / u;
        if (x * x <= -4 * log(u)) return x;
    }
}

void rng_shuffle(struct rng *r, uint32_t *index, uint32_t n)
{
    for (uint32_t i = n; i > 1; i--) {
        const uint32_t j = rng_below(r, i), kept = index[i - 1];
        index[i - 1] = index[j];
        index[j] = kept;
    }
}
