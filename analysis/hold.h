/* Stretches of a run at one temperature: the holds of its temperature programme ([run] anneal), each
   without its first quarter, in which the liquid has to follow; or the whole run without one. */
#ifndef ANALYSIS_HOLD_H
#define ANALYSIS_HOLD_H

#include "analysis/run.h"
#include "common/anneal.h"

enum { HOLD_MOST = ANNEAL_PIECES + 1 };

struct hold {
    double T;        /* [energy] */
    double from, to; /* what counts of it, from < t <= to [time] */
};

/* Number of holds. Dies if run.ini's programme is not one. */
size_t hold_read(const struct run *f, struct hold hold[HOLD_MOST]);

#endif
