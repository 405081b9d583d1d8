/* Edwards-Anderson lattices with couplings +1 and -1: 256 disorder samples at one temperature, a bit of
   each word for each sample. Samples share random numbers; replicas of a sample never do. */
#ifndef GLASS_SPINS_LANES_H
#define GLASS_SPINS_LANES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "common/core/rng.h"
#include "glass/spins/lanes_kernel.h"

enum { LANES_DIM = 3 };

struct lanes_sample { /* of one sample at one time */
    double e;         /* energy per spin, mean of the replicas */
    double q, link,
        wave; /* overlap of two replicas, over sites and bonds; |q(k)|^2 at k = 2 pi/L */
};

struct lanes {
    size_t L, dim, n;
    double T, positive;
    uint64_t *J;    /* (n, dim, LANES_WORDS) 1 is -1 */
    uint64_t *s[2]; /* (n, LANES_WORDS) two replicas, 1 is up */
    uint32_t *u;    /* (n) random numbers of a sweep */
    struct rng rng;
    struct lanes_sample sample[LANES_NUMBER]; /* as measured, if current */
    bool current;
    /* sums over times of e, q^2, q^4, link, wave, and their number, for samples.dat */
    double sums[LANES_NUMBER][5];
    uint64_t times;
    int64_t sweep, every; /* sweeps so far; interval of the sums */
};

/* positive: probability of a coupling +1. Couplings of sample k are those of seed `sample` + k alone. */
struct lanes *lanes_create(size_t dim, size_t L, double positive, uint64_t sample);
void lanes_free(struct lanes *g);
void lanes_draw(struct lanes *g, struct rng *rng); /* independent spins */
void lanes_advance(struct lanes *g);               /* a sweep of both replicas */
void lanes_measure(struct lanes *g);
/* Site in the direction d of site i. */
size_t lanes_next(const struct lanes *g, size_t i, size_t d);
int lanes_bit(const uint64_t *x, size_t i, size_t lane); /* of word i */

#endif
