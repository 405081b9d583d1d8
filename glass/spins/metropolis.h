/* The Metropolis test without an exponential for nearly all trials. */
#ifndef GLASS_SPINS_METROPOLIS_H
#define GLASS_SPINS_METROPOLIS_H

#include <math.h>
#include <stdbool.h>

enum { METROPOLIS_BINS = 256 };

/* Of u in [k, k + 1) / METROPOLIS_BINS: x above refuse[k] is refused, x below accept[k] accepted. Both
   leave room for the rounding of log and exp. */
struct metropolis {
    double refuse[METROPOLIS_BINS], accept[METROPOLIS_BINS];
};

void metropolis_init(struct metropolis *m);

/* u < exp(-x), for u in [0, 1). Calls exp only if exp(-x) may lie in the bin of u. */
static inline bool metropolis_accepts(const struct metropolis *m, double x, double u)
{
    const int bin = (int)(u * METROPOLIS_BINS);
    if (x > m->refuse[bin]) return false;
    return x < m->accept[bin] || u < exp(-x);
}

#endif
