/* A protocol of swaps in training: a group of runs and what is measured of it. */
#ifndef ANALYSIS_READ_SWAP_PROTOCOL_H
#define ANALYSIS_READ_SWAP_PROTOCOL_H

#include "analysis/read/first_passage.h"
#include "common/numerics/statistics.h"

enum { SWAP_PROTOCOL_LEVELS = 3, SWAP_PROTOCOL_BINS = 128 };

struct swap_protocol { /* a group and what is measured of it */
    const struct group *group, *reference;
    char *label;
    const char *name; /* [swap] protocol */
    bool weights;
    double intensity, dL;
    struct statistics_estimate loss, accuracy, test; /* at the end */
    struct first_passage_ratio speedup[SWAP_PROTOCOL_LEVELS];
};

/* Speed-ups are to the mean losses that training without swaps has after these shares of its run. */
extern const double swap_protocol_shares[SWAP_PROTOCOL_LEVELS];

/* Dies if g is no training of a network or its runs without swaps are not in `all`. The label is
   the caller's (base_free). */
void swap_protocol_measure(struct swap_protocol *p, const struct groups *all,
                           const struct group *g);

/* Histogram of by how much its measured swaps raised the loss: counts in bins from ... to (each
   SWAP_PROTOCOL_BINS; 0 where there are none). Returns how many swaps were measured. */
double swap_protocol_raised(const struct swap_protocol *p, double *from, double *to,
                            double *raised);

bool swap_protocol_is_code(const char *name);                      /* of a swap of features */
double swap_protocol_number(const struct run *f, const char *key); /* NAN if there is none */
/* What the reference has reached on average after this share of its run. */
double swap_protocol_loss_after(const struct group *reference, double share);

/* A column of series.dat, mean over the members at each time above 0 that all have, as a new series
   of the panel. */
struct plot_panel;
struct plot_series *swap_protocol_curve(struct plot_panel *panel, const struct group *g,
                                        const char *name, const char *legend, unsigned colour,
                                        double width);

#endif
