/* The dynamics of a network: a unit of time is a minibatch step or a sweep of Monte Carlo
   trials. */
#ifndef DNN_SAMPLING_DYNAMICS_H
#define DNN_SAMPLING_DYNAMICS_H

#include "dnn/sampling/state.h"

struct dynamics_rule { /* table row: a rule of gradient dynamics */
    const char *name, *doc;
    void (*update)(struct dnn_state *st);
    bool thermal;             /* needs a temperature */
    bool inertia;             /* training.velocity is the change of w per step */
    bool squares;             /* uses training.square */
    bool decays_apart;        /* weight decay is no part of the gradient */
    bool independent_batches; /* every batch is drawn independently (pseudo_langevin.h) */
};

extern const struct dynamics_rule dynamics_rules[];
extern const struct base_table dynamics_table;
extern const struct mc_dynamics dnn_dynamics[]; /* [run] dynamics */

#endif
