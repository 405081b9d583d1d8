/* Histograms from blocks of correlated series, and the difference of two. Blocks are long against the
   autocorrelation time and count as independent. */
#ifndef ANALYSIS_ESTIMATE_BLOCK_HISTOGRAM_H
#define ANALYSIS_ESTIMATE_BLOCK_HISTOGRAM_H

#include <stddef.h>

enum { BLOCK_HISTOGRAM_BINS = 30, BLOCK_HISTOGRAM_MOST = 10 /* blocks of a series */ };

/* Number of blocks of a series of n values with an autocorrelation time [values]: each at least 8 of
   it long; 0 if that leaves fewer than two. */
size_t block_histogram_blocks(size_t n, double tau);

/* z of two histograms over `bins` bins, from the shares of each block, a (bins, na) and b (bins, nb):
   the sum of squared differences over variances, less its mean, over its standard deviation. Both
   moments are those of blocks dealt out again to the two groups (permutation test), as the shares of a
   block are correlated and the variances of few blocks scatter. Bins of which either group has less
   than `rare` are left out. NAN with fewer than eight blocks in all or three in a group. */
double block_histogram_z(size_t bins, size_t na, const double *a, size_t nb, const double *b,
                         double rare_a, double rare_b);

#endif
