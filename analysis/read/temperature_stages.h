/* Stretches of a run at one temperature: the holds of its temperature programme ([run] temperature_schedule), each
   without its first quarter, in which the liquid has to follow; or the whole run without one. */
#ifndef ANALYSIS_READ_TEMPERATURE_STAGES_H
#define ANALYSIS_READ_TEMPERATURE_STAGES_H

#include "analysis/read/run.h"
#include "common/config/temperature_schedule.h"

enum { TEMPERATURE_STAGES_MOST = TEMPERATURE_SCHEDULE_PIECES + 1 };

struct temperature_stage {
    double T;        /* [energy] */
    double from, to; /* what counts of it, from < t <= to [time] */
};

/* Number of holds. Dies if run.ini's programme is not one. */
size_t temperature_stages_read(const struct run *f,
                               struct temperature_stage hold[TEMPERATURE_STAGES_MOST]);

#endif
