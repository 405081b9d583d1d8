/* Size distributions, and the ways to draw N diameters from one. */
#ifndef COMMON_DIAMETERS_H
#define COMMON_DIAMETERS_H

#include <stddef.h>
#include <stdint.h>

#include "common/base.h"
#include "common/rng.h"

struct diameters { /* a row: how N diameters are drawn from an inverse cumulative distribution */
    const char *name, *doc;
    double (*draw)(double (*law)(double u), struct rng *rng, size_t i, size_t n);
};

extern const struct base_table diameters_table;

/* Fills s (n) [mean size] and shuffles it, both from the stream RNG_DIAMETERS of (seed, replica). */
void diameters_draw(const struct diameters *how, double (*law)(double u), uint64_t seed,
                    uint32_t replica, float *s, size_t n);

/* Laws: inverse cumulative distributions, u in [0, 1) -> diameter [mean]. */
double diameters_power3(double u); /* P(s) ~ s^-3, s_max / s_min = 2.219, <s> = 1 */

#endif
