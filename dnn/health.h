/* Is a sampling run sound? Means of quantities whose exact values are known, with honest errors,
   gathered at every unit of time: health.dat, and lines of the log at the end of a run. Rows of one
   table. */
#ifndef DNN_HEALTH_H
#define DNN_HEALTH_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "common/base.h"

struct checkpoint;
struct dnn_state;
struct mc_chain;
struct runfile;

enum health_number { /* of the rows */
                     HEALTH_ACCEPTANCE,
                     HEALTH_ERROR,
                     HEALTH_BALANCE,
                     HEALTH_VIRIAL,
                     HEALTH_DECAY,
                     HEALTH_MOTION,
                     HEALTH_ENERGY,
                     HEALTH_ROWS
};

enum { HEALTH_LEVELS = 40 };

/* Running mean of a correlated series; its error from blocks that double in length. */
struct health_mean {
    double first; /* value, which the sums are relative to */
    struct health_level {
        double n, sum, square; /* of blocks */
        double waits, half; /* is the first half of a block of the next level there, and its mean */
    } level[HEALTH_LEVELS];
};

struct health {
    struct health_mean mean[HEALTH_ROWS];
    uint64_t tried, accepted; /* by the chain, when they were looked at last */
    bool watched;             /* the run samples; samples count since T last changed */
    size_t unseen;            /* weights whose input is 0 in all samples, the first layer's; */
    uint32_t *at;             /* (unseen) their places */
};

struct health_check { /* a row */
    const char *name, *doc;
    double expected; /* NAN: not known */
};

extern const struct health_check health_checks[];

void health_open(struct dnn_state *st, const struct runfile *f);
void health_close(struct dnn_state *st);
void health_visit(struct health *h, struct checkpoint *c);
void health_forget(struct health *h);
/* After a trajectory; after a sweep; before a thermal step, with slope and loss of all samples at
   w. */
void health_trajectory(struct mc_chain *c, bool accepted);
void health_sweep(struct mc_chain *c);
void health_step(struct dnn_state *st, double u);

void health_write(const struct health *h, FILE *out); /* rows of the columns health_columns */
/* A line for each row that has something to say. */
void health_report(const struct health *h, void (*say)(void *to, const char *line), void *to);

extern const char health_columns[], health_units[];

#endif
