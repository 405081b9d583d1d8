/* Langevin dynamics on minibatches whose own noise is measured and counted as heat: networks too
   large for full batches sampled at a given temperature. */
#ifndef DNN_CONTROLLED_H
#define DNN_CONTROLLED_H

#include <stdbool.h>
#include <stdint.h>

#include "dnn/real.h"

struct checkpoint;
struct dnn_state;

struct controlled {
    real *last;     /* (P) slope of the batch before */
    real *variance; /* (P) of a slope between batches [loss^2/weight^2] */
    uint64_t seen;  /* batches */
};

bool controlled_used(const struct dnn_state *st); /* is it the update rule */
void controlled_open(struct dnn_state *st);       /* once the rule is known */
void controlled_close(struct dnn_state *st);
void controlled_visit(struct dnn_state *st, struct checkpoint *c);

/* The next batch is the first of st->order: drawn anew, independent of all before. */
void controlled_draw(struct dnn_state *st);
void controlled_update(struct dnn_state *st); /* the rule */

#endif
