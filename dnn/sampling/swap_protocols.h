/* What happens around a step of gradient dynamics, [swap]: values of images change places before
   it, weights after it, or nothing does. */
#ifndef DNN_SAMPLING_SWAP_PROTOCOLS_H
#define DNN_SAMPLING_SWAP_PROTOCOLS_H

#include "dnn/sampling/state.h"

extern const struct base_row
    swap_protocols_rows[]; /* none, the moves that are swaps, the baselines */
extern const struct base_table swap_protocols_table;

void swap_protocols_open(struct dnn_state *st,
                         const struct runfile *f); /* [swap]; dies on misfits */
void swap_protocols_close(struct dnn_state *st);
void swap_protocols_visit(struct dnn_state *st, struct checkpoint *c);

bool swap_protocols_due(struct dnn_state *st); /* is there anything to do in this step; draws */
/* Gathers the batch that the state has come to, with swaps of features or whatever stands for
   them if they are due. */
void swap_protocols_gather(struct mc_chain *c, bool due);
/* After the step: samples as they were, swaps of weights. */
void swap_protocols_after(struct mc_chain *c);

#endif
