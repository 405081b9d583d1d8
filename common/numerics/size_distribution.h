/* Size distributions, and the methods to draw N diameters from one. */
#ifndef COMMON_NUMERICS_SIZE_DISTRIBUTION_H
#define COMMON_NUMERICS_SIZE_DISTRIBUTION_H

#include <stddef.h>
#include <stdint.h>

#include "common/core/base.h"
#include "common/core/rng.h"

enum { SIZE_DISTRIBUTION_KINDS = 5 };

struct size_distribution_shape { /* parameters of a distribution; each law reads some of them */
    double spread; /* power: s_max / s_min; uniform: half width; gaussian: deviation [<s>] */
    struct size_distribution_kind {
        double part, size, half;     /* fraction, mean and half width [length]; part 0: end of the
                                    list */
    } kind[SIZE_DISTRIBUTION_KINDS]; /* kinds: intervals, or single sizes where half = 0 */
};

struct size_distribution_law { /* table row: a distribution */
    const char *name, *doc;
    /* Inverse cumulative distribution, u in [0, 1) -> diameter [mean size]. */
    double (*inverse)(const struct size_distribution_shape *shape, double u);
    double spread, spread_max; /* default and largest spread; 0: the law has no spread */
};

/* table row: a method to draw N diameters from an inverse cumulative distribution */
struct size_distribution {
    const char *name, *doc;
    double (*draw)(struct rng *rng, size_t i, size_t n); /* -> u */
};

extern const struct base_table size_distribution_table, size_distribution_laws;

/* Fills s (n) [length] and shuffles it, with the stream RNG_DIAMETERS of (seed, replica). */
void size_distribution_draw(const struct size_distribution *how,
                            const struct size_distribution_law *law,
                            const struct size_distribution_shape *shape, uint64_t seed,
                            uint32_t replica, float *s, size_t n);

/* n diameters [length] from a text file of numbers with '#' comments, shuffled in the same way.
   Fatal, naming the file and `where`, unless it has n positive numbers. */
void size_distribution_read(const char *path, const char *where, uint64_t seed, uint32_t replica,
                            float *s, size_t n);

#endif
