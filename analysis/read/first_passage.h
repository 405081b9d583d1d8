/* When training comes below a loss and stays there, and how much sooner one protocol does than
   another. */
#ifndef ANALYSIS_READ_FIRST_PASSAGE_H
#define ANALYSIS_READ_FIRST_PASSAGE_H

#include "analysis/read/group.h"
#include "common/core/rng.h"

struct first_passage_ratio {
    double value, low, high; /* 90 % of bootstrap samples lie between; 0: never got there */
    size_t n;                /* pairs of replicas it is from */
};

/* First time from which on the recorded loss stays below, between rows by a straight line in the
   logarithm of time; INFINITY if it does not by the end. */
double first_passage_time(const struct run *f, double loss);

/* Median over pairs of replicas with the same seed of the reference's time over that of g, whose
   pairs are drawn again with replacement for the interval. NAN if no pair gets there. */
struct first_passage_ratio first_passage_speedup(const struct group *reference,
                                                 const struct group *g, double loss,
                                                 struct rng *rng);

#endif
