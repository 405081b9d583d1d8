/* Diagnostics of a sampling run: means of quantities whose exact values are known, with errors,
   gathered at every unit of time. They are written to health.dat and, at the end of a run, to the
   log. Rows of one table. */
#ifndef DNN_SAMPLING_DIAGNOSTICS_H
#define DNN_SAMPLING_DIAGNOSTICS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "common/core/base.h"

struct checkpoint;
struct dnn_state;
struct mc_chain;
struct runfile;

enum diagnostics_number { /* of the rows */
                          DIAGNOSTICS_ACCEPTANCE,
                          DIAGNOSTICS_ERROR,
                          DIAGNOSTICS_BALANCE,
                          DIAGNOSTICS_VIRIAL,
                          DIAGNOSTICS_DECAY,
                          DIAGNOSTICS_MOTION,
                          DIAGNOSTICS_U,
                          DIAGNOSTICS_ROWS
};

enum { DIAGNOSTICS_LEVELS = 40 };

/* Running mean of a correlated series; its error from blocks that double in length. */
struct diagnostics_mean {
    double first; /* first value; sums are of differences from it */
    struct diagnostics_level {
        double n, sum, square; /* of blocks */
        double waits;          /* 1: the first half of a block of the next level is there ... */
        double half;           /* ... and its mean */
    } level[DIAGNOSTICS_LEVELS];
};

struct diagnostics {
    struct diagnostics_mean mean[DIAGNOSTICS_ROWS];
    uint64_t tried, accepted; /* counts of the chain at the last call */
    bool watched;             /* the run samples; means restart when T changes */
    size_t dead_inputs;       /* weights of the first layer whose input is 0 in all samples */
    uint32_t *at;             /* (dead_inputs) their indices */
};

struct diagnostics_check { /* table row */
    const char *name, *doc;
    double expected; /* NAN: not known */
};

extern const struct diagnostics_check diagnostics_checks[];

void diagnostics_init(struct dnn_state *st, const struct runfile *f);
void diagnostics_clear(struct dnn_state *st);
void diagnostics_visit(struct diagnostics *h, struct checkpoint *c);
void diagnostics_reset(struct diagnostics *h);
/* Call after a trajectory; after a sweep; before a thermal step, with dw and u of all samples at
   w. */
void diagnostics_trajectory(struct mc_chain *c, bool accepted);
void diagnostics_sweep(struct mc_chain *c);
void diagnostics_step(struct dnn_state *st, double u);

void diagnostics_write(const struct diagnostics *h,
                       FILE *out); /* rows of the columns diagnostics_columns */
/* Calls log_line once for each row with data. */
void diagnostics_report(const struct diagnostics *h,
                        void (*log_line)(void *context, const char *line), void *context);

extern const char diagnostics_columns[], diagnostics_units[];

#endif
