/* Random streams: Philox 4x32-10 (Salmon, Moraes, Dror, Shaw, SC'11; Random123), counter based.
   A stream has the key (seed, replica, purpose). Its numbers are a pure function of the
   position, independent of threads, ranks and other streams. */
#ifndef COMMON_CORE_RNG_H
#define COMMON_CORE_RNG_H

#include <stdint.h>

/* Append only: the value is part of the key. */
enum rng_purpose {
    RNG_TEST,
    RNG_DIAMETERS,
    RNG_START,
    RNG_MOVE,
    RNG_WEIGHTS,
    RNG_DATA,
    RNG_BATCH,
    RNG_SWAP,
    RNG_NOISE,
    RNG_BOOTSTRAP,
    RNG_EXCHANGE,
    RNG_DROPOUT,
    RNG_PROBE,
    RNG_PART,
    RNG_COUPLINGS,
};

enum { RNG_BLOCK = 64 }; /* numbers generated at a time */

struct rng {
    uint64_t seed;
    uint32_t replica, purpose;
    uint64_t block; /* Philox counter of the next refill [4 numbers] */
    uint32_t at;    /* next unread number of `number`; RNG_BLOCK when used up */
    uint32_t number[RNG_BLOCK];
};

void rng_init(struct rng *r, uint64_t seed, uint32_t replica, enum rng_purpose purpose);
void rng_refill(struct rng *r);
/* Sub-stream `part` < 2^16 at the present position of a stream. Its first 2^26 numbers are used
   by no other part, position or stream. */
struct rng rng_part(const struct rng *r, uint32_t part);
/* Generates the numbers again, after all other members have been set. */
void rng_restore(struct rng *r);

static inline uint32_t rng_u32(struct rng *r)
{
    if (r->at == RNG_BLOCK) rng_refill(r);
    return r->number[r->at++];
}

/* Value of rng_below after `ahead` further draws, for prefetching; 0 if those numbers are not
   generated yet. Draws nothing. */
static inline uint32_t rng_peek_below(const struct rng *r, uint32_t ahead, uint32_t n)
{
    const uint32_t at = r->at + ahead;
    return at < RNG_BLOCK ? (uint32_t)((uint64_t)r->number[at] * n >> 32) : 0;
}

static inline double rng_uniform(struct rng *r) /* [0, 1), multiples of 2^-53 */
{
    const uint64_t high = rng_u32(r) >> 5, low = rng_u32(r) >> 6;
    return (double)(high << 26 | low) * 0x1p-53;
}

uint32_t rng_below_slow(struct rng *r, uint32_t n, uint64_t product);

/* 0 ... n-1, exactly uniform (Lemire 2019); n > 0 */
static inline uint32_t rng_below(struct rng *r, uint32_t n)
{
    const uint64_t product = (uint64_t)rng_u32(r) * n;
    return (uint32_t)product < n ? rng_below_slow(r, n, product) : (uint32_t)(product >> 32);
}

/* mean 0, variance 1 (ratio of uniforms: the logarithm only decides acceptance) */
double rng_normal(struct rng *r);

/* Fisher-Yates shuffle of n indices. */
void rng_shuffle(struct rng *r, uint32_t *index, uint32_t n);

/* Philox 4x32-10 itself, for known-answer tests. */
void rng_philox(const uint32_t counter[4], const uint32_t key[2], uint32_t out[4]);

#endif
