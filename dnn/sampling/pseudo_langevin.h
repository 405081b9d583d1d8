/* Langevin dynamics on minibatches whose own noise is measured and counted as heat: networks too
   large for full batches sampled at a given temperature. */
#ifndef DNN_SAMPLING_PSEUDO_LANGEVIN_H
#define DNN_SAMPLING_PSEUDO_LANGEVIN_H

#include <stdbool.h>
#include <stdint.h>

#include "dnn/kernels/precision.h"

struct checkpoint;
struct dnn_state;

struct pseudo_langevin {
    real *last;     /* (P) gradient of the batch before */
    real *variance; /* (P) of a gradient between batches [loss^2/weight^2] */
    uint64_t seen;  /* batches */
};

bool pseudo_langevin_used(const struct dnn_state *st); /* is it the update rule */
void pseudo_langevin_init(struct dnn_state *st);       /* once the rule is known */
void pseudo_langevin_clear(struct dnn_state *st);
void pseudo_langevin_visit(struct dnn_state *st, struct checkpoint *c);

/* The next batch is the first of st->training.order: drawn anew, independent of all before. */
void pseudo_langevin_draw(struct dnn_state *st);
void pseudo_langevin_update(struct dnn_state *st); /* the rule */

#endif
