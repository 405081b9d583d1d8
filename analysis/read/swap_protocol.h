/* A protocol of swaps in training: a group of runs and its measures. */
#ifndef ANALYSIS_READ_SWAP_PROTOCOL_H
#define ANALYSIS_READ_SWAP_PROTOCOL_H

#include "analysis/read/first_passage.h"
#include "common/numerics/statistics.h"

enum { SWAP_PROTOCOL_LEVELS = 3, SWAP_PROTOCOL_BINS = 128 };

struct swap_protocol { /* a group and its measures */
    const struct group *group, *reference;
    char *label;
    const char *name; /* [swap] protocol */
    bool weights;
    double intensity, dL; /* mean squared change of values per step; of the loss by a swap */
    double disturbance;   /* mean |change of the loss| per step */
    struct statistics_estimate loss, accuracy, test; /* at the end; of the test: accuracy */
    struct statistics_estimate test_loss, swapped;   /* swapped: of the last batches, as swapped */
    struct first_passage_ratio speedup[SWAP_PROTOCOL_LEVELS];
};

/* Speed-ups refer to the mean losses of training without swaps after these shares of its run. */
extern const double swap_protocol_shares[SWAP_PROTOCOL_LEVELS];

/* Fatal unless g is a training run and its runs without swaps are in `all`. The caller frees the
   label (base_free). */
void swap_protocol_measure(struct swap_protocol *p, const struct groups *all,
                           const struct group *g);

/* Histogram of the rise of the loss by measured swaps: counts in the bins [from, to) (each
   SWAP_PROTOCOL_BINS; 0 where there are none). Returns the number of measured swaps. */
double swap_protocol_raised(const struct swap_protocol *p, double *from, double *to,
                            double *raised);

bool swap_protocol_is_code(const char *name);                      /* of a swap of features */
bool swap_protocol_ends_in_code(const char *name);                 /* of a list, its last element */
double swap_protocol_number(const struct run *f, const char *key); /* NAN if there is none */
/* Mean loss of the reference after this share of its run. */
double swap_protocol_loss_after(const struct group *reference, double share);

/* Adds a column of series.dat to the panel: mean over the members at each time above 0 that all
   have. */
struct plot_panel;
struct plot_series *swap_protocol_curve(struct plot_panel *panel, const struct group *g,
                                        const char *name, const char *legend, unsigned colour,
                                        double width);

#endif
