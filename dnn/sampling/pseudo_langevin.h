/* Langevin dynamics on minibatches. The noise of the batches is measured and counted as part of
   the thermal noise, so that large networks are sampled at a given temperature. */
#ifndef DNN_SAMPLING_PSEUDO_LANGEVIN_H
#define DNN_SAMPLING_PSEUDO_LANGEVIN_H

#include <stdbool.h>
#include <stdint.h>

#include "dnn/kernels/precision.h"

struct checkpoint;
struct dnn_state;

struct pseudo_langevin {
    real *last;     /* (P) gradient of the batch before */
    real *variance; /* (P) variance between batches [loss^2/weight^2] */
    uint64_t seen;  /* batches */
};

bool pseudo_langevin_used(const struct dnn_state *st); /* true if the update rule is this one */
void pseudo_langevin_init(struct dnn_state *st);       /* after training.rule is set */
void pseudo_langevin_clear(struct dnn_state *st);
void pseudo_langevin_visit(struct dnn_state *st, struct checkpoint *c);

/* Draws the next batch, independent of all before, into the first elements of training.order. */
void pseudo_langevin_draw(struct dnn_state *st);
void pseudo_langevin_update(struct dnn_state *st); /* the rule */

#endif
