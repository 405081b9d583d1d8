/* How a network advances by one unit of time: a minibatch step, or a sweep of Monte Carlo
   trials. */
#ifndef DNN_SAMPLING_DYNAMICS_H
#define DNN_SAMPLING_DYNAMICS_H

#include "dnn/sampling/state.h"

struct dynamics_rule { /* a row: how weights follow the slope; v is the change of w a step (P) */
    const char *name, *doc;
    void (*update)(struct dnn_state *st);
    bool thermal, inertia; /* needs a temperature; its v is a velocity */
};

extern const struct dynamics_rule dynamics_rules[];
extern const struct base_table dynamics_table;

#endif
