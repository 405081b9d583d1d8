/* How the learning rate goes with time, and Adam. */
#ifndef DNN_TRAINING_OPTIMISERS_H
#define DNN_TRAINING_OPTIMISERS_H

#include <stdint.h>

#include "common/core/base.h"

struct dnn_state;
struct runfile;
struct checkpoint;

struct optimisers_plan { /* [train] learning_rate and its schedule */
    const struct optimisers_schedule *schedule;
    double rate, factor; /* at first; what `step` multiplies it by */
    int64_t period;      /* steps */
    double memory;       /* of Adam's mean squares */
};

struct optimisers_schedule { /* a row: the share of the first rate at a step, a pure function */
    const char *name, *doc;
    double (*share)(const struct optimisers_plan *p, int64_t step);
};

extern const struct optimisers_schedule optimisers_schedules[];
extern const struct base_table optimisers_schedule_table;

void optimisers_open(struct dnn_state *st, const struct runfile *f);
double optimisers_rate(const struct optimisers_plan *p, int64_t step);

/* Adam (Kingma and Ba, arXiv:1412.6980); [train] momentum is its beta_1, memory its beta_2. */
void optimisers_adam(struct dnn_state *st);
void optimisers_sgd(struct dnn_state *st);

#endif
