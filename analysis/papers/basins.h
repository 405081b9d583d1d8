/* The ends of training: loss and weights of networks at the end of their runs, by the origin of the
   run, and the distances between comparable ends. Loss: mean over the samples, without and with the
   term (decay / 2) |w|^2. */
#ifndef ANALYSIS_PAPERS_BASINS_H
#define ANALYSIS_PAPERS_BASINS_H

#include <stddef.h>

#include "analysis/read/run.h"

/* Where a run began. */
enum basins_origin {
    BASINS_FRESH, /* weights drawn at random */
    BASINS_MAP,   /* the same, for the map of sizes and decays: a folder "map" */
    BASINS_UP,    /* the end of the run at the next lower decay: a folder "rising" */
    BASINS_DOWN,  /* the end of the run at the next higher decay: a folder "falling" */
    BASINS_ORIGINS
};

struct basin {
    const struct run *run; /* borrowed */
    enum basins_origin origin;
    double decay, samples; /* samples 0: all of the data set */
    double loss, total;    /* without and with decay, per sample */
    double norm;           /* |w| */
    size_t n;
    double *w; /* (n) */
};

extern const double basins_trivial; /* just below the loss of the trivial state w = 0 */

struct basin basins_read(const struct run *r); /* basins_clear */
void basins_clear(struct basin *b);

/* |w_a - w_b|; NAN unless both are states of one network at one decay. */
double basins_distance(const struct basin *a, const struct basin *b);

double basins_load(const struct basin *b); /* weights a sample */

struct plot;
/* The figure of n ends, sorted by decay, then by size; path as for plot_create. */
struct plot *basins_figure(size_t n, const struct basin *b, const char *path);

#endif
