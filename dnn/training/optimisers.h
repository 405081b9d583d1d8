/* Update rules of gradient descent, and schedules of the learning rate. */
#ifndef DNN_TRAINING_OPTIMISERS_H
#define DNN_TRAINING_OPTIMISERS_H

#include <stdint.h>

#include "common/core/base.h"
#include "dnn/kernels/precision.h"

struct runfile;

struct optimisers_plan { /* [train] learning_rate and its schedule */
    const struct optimisers_schedule *schedule;
    double rate, factor; /* initial rate; factor of the schedule */
    int64_t period;      /* steps */
    double memory;       /* of Adam's mean squares */
};

struct optimisers_schedule { /* table row: rate(step) / initial rate, a pure function */
    const char *name, *doc;
    double (*share)(const struct optimisers_plan *p, int64_t step);
};

extern const struct optimisers_schedule optimisers_schedules[];
extern const struct base_table optimisers_schedule_table;

/* From [train]. */
void optimisers_read(struct optimisers_plan *plan, const struct runfile *f);
double optimisers_rate(const struct optimisers_plan *p, int64_t step);

struct optimisers_update { /* arguments of one step of an update rule; arrays (n) */
    size_t n;
    int threads;
    real *w;
    const real *dw; /* gradient, without the term of the decay */
    real *velocity, *square;
    double rate, momentum, decay, memory;
    int64_t step;
};

void optimisers_sgd(const struct optimisers_update *u);
/* Adam (Kingma and Ba, arXiv:1412.6980); momentum is its beta_1, memory its beta_2. */
void optimisers_adam(const struct optimisers_update *u);

#endif
