/* First time after which a training loss stays below a level, and the speed-up of a protocol over
   another. */
#ifndef ANALYSIS_READ_FIRST_PASSAGE_H
#define ANALYSIS_READ_FIRST_PASSAGE_H

#include "analysis/read/group.h"
#include "common/core/rng.h"

struct first_passage_ratio {
    double value, low, high; /* 90 % bootstrap interval; 0: never reached */
    size_t n;                /* number of pairs of replicas */
};

/* First time after which the recorded loss stays below a level, interpolated linearly in log t
   between rows. INFINITY if it does not. */
double first_passage_time(const struct run *f, double loss);

/* Median over pairs of replicas with the same seed of the reference's time over that of g; the
   interval from a bootstrap over pairs. NAN if no pair reaches the loss. */
struct first_passage_ratio first_passage_speedup(const struct group *reference,
                                                 const struct group *g, double loss,
                                                 struct rng *rng);

#endif
