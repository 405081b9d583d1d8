/* A protocol of swaps in training: a group of runs and what is measured of it. */
#ifndef ANALYSIS_PROTOCOL_H
#define ANALYSIS_PROTOCOL_H

#include "analysis/passage.h"
#include "common/statistics.h"

enum { PROTOCOL_LEVELS = 3, PROTOCOL_BINS = 128 };

struct protocol { /* a group and what is measured of it */
    const struct group *group, *reference;
    char *label;
    const char *name; /* [swap] protocol */
    bool weights;
    double intensity, dL;
    struct statistics_estimate loss, accuracy, test; /* at the end */
    struct passage_ratio speedup[PROTOCOL_LEVELS];
};

/* Speed-ups are to the mean losses that training without swaps has after these shares of its run. */
extern const double protocol_shares[PROTOCOL_LEVELS];

/* Dies if g is no training of a network or its runs without swaps are not in `all`. The label is
   the caller's (base_free). */
void protocol_measure(struct protocol *p, const struct groups *all, const struct group *g);

/* Histogram of by how much its measured swaps raised the loss: counts in bins from ... to (each
   PROTOCOL_BINS; 0 where there are none). Returns how many swaps were measured. */
double protocol_raised(const struct protocol *p, double *from, double *to, double *raised);

bool protocol_is_code(const char *name);                      /* of a swap of features */
double protocol_number(const struct run *f, const char *key); /* NAN if there is none */
/* What the reference has reached on average after this share of its run. */
double protocol_loss_after(const struct group *reference, double share);

/* A column of series.dat, mean over the members at each time above 0 that all have, as a new series
   of the panel. */
struct plot_panel;
struct plot_series *protocol_curve(struct plot_panel *panel, const struct group *g,
                                   const char *name, const char *legend, unsigned colour,
                                   double width);

#endif
