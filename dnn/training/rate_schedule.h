/* The learning rate as a function of the step alone, so that a restart needs no state of it. A
   schedule is a row; `warm_up` steps may precede it; `pieces` composes any course. */
#ifndef DNN_TRAINING_RATE_SCHEDULE_H
#define DNN_TRAINING_RATE_SCHEDULE_H

#include <stdint.h>

#include "common/config/key.h"

struct runfile;

enum { RATE_SCHEDULE_PIECES = 64 };

struct rate_schedule_piece { /* from step `begin` to `end` */
    const struct rate_schedule_form *form;
    double from, to; /* shares of the learning rate */
    int64_t begin, end;
};

struct rate_schedule { /* [train] learning_rate and its schedule */
    const struct rate_schedule_kind *kind;
    double rate, factor;     /* learning rate; factor of the schedule */
    int64_t period, warm_up; /* [steps] */
    size_t n;                /* pieces, or milestones */
    struct rate_schedule_piece piece[RATE_SCHEDULE_PIECES];
    int64_t milestone[RATE_SCHEDULE_PIECES]; /* rising [steps] */
};

struct rate_schedule_kind { /* table row: rate(step) / learning rate, a pure function */
    const char *name, *doc;
    double (*share)(const struct rate_schedule *p, int64_t step);
};

struct rate_schedule_form { /* table row: the share of a piece at x = 0 ... 1 of its length */
    const char *name, *doc;
    const char *word; /* before the numbers; "": none */
    double (*share)(double from, double to, double x);
};

extern const struct rate_schedule_kind rate_schedule_kinds[];
extern const struct base_table rate_schedule_table;
extern const struct rate_schedule_form rate_schedule_forms[];
extern const struct runfile_key rate_schedule_keys[]; /* of [train] */

/* From [train]; fatal if a key is set that the schedule does not use. */
void rate_schedule_init(struct rate_schedule *p, const struct runfile *f);
double rate_schedule_rate(const struct rate_schedule *p, int64_t step);

#endif
