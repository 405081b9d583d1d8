/* What happens around a step of gradient dynamics, [swap]: values of images change places before
   it, weights after it, or nothing does. */
#ifndef DNN_PROTOCOLS_H
#define DNN_PROTOCOLS_H

#include "dnn/state.h"

extern const struct base_row protocols_rows[]; /* none, the moves that are swaps, the baselines */
extern const struct base_table protocols_table;

void protocols_open(struct dnn_state *st, const struct runfile *f); /* [swap]; dies on misfits */
void protocols_close(struct dnn_state *st);
void protocols_visit(struct dnn_state *st, struct checkpoint *c);

bool protocols_due(struct dnn_state *st); /* is there anything to do in this step; draws */
/* Gathers the batch that the state has come to, with swaps of features or whatever stands for
   them if they are due. */
void protocols_gather(struct mc_chain *c, bool due);
/* After the step: samples as they were, swaps of weights. */
void protocols_after(struct mc_chain *c);

#endif
