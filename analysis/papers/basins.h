/* Where training ended: the loss and the weights of networks at the end of their runs, sorted by
   how they came there, and the distances between those that may be compared. Loss: mean over the
   samples, without and with the term (decay / 2) |w|^2 of weight decay. */
#ifndef ANALYSIS_PAPERS_BASINS_H
#define ANALYSIS_PAPERS_BASINS_H

#include <stddef.h>

#include "analysis/read/run.h"

enum basins_origin {               /* how a network came to its end */
                     BASINS_FRESH, /* from weights drawn at random */
                     BASINS_MAP,   /* the same, of a map of sizes and decays: a folder "map" */
                     BASINS_UP,    /* from the end at the decay below: a folder "rising" */
                     BASINS_DOWN,  /* from the end at the decay above: a folder "falling" */
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

extern const double basins_trivial; /* loss of the state w = 0, less a trifle */

struct basin basins_read(const struct run *r); /* basins_clear */
void basins_clear(struct basin *b);

/* |w_a - w_b|; NAN if they are not states of the same network at the same decay. */
double basins_distance(const struct basin *a, const struct basin *b);

double basins_load(const struct basin *b); /* weights a sample */

struct plot;
/* Of n ends sorted by decay, then by size; path as of plot_create. */
struct plot *basins_figure(size_t n, const struct basin *b, const char *path);

#endif
