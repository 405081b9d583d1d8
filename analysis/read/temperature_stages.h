/* Stretches of a run at one temperature: the holds of its temperature schedule ([run] temperature_schedule), each
   without its first quarter, the time to adapt. Without a schedule: the whole run. */
#ifndef ANALYSIS_READ_TEMPERATURE_STAGES_H
#define ANALYSIS_READ_TEMPERATURE_STAGES_H

#include "analysis/read/run.h"
#include "common/config/temperature_schedule.h"

enum { TEMPERATURE_STAGES_MOST = TEMPERATURE_SCHEDULE_PIECES + 1 };

struct temperature_stage {
    double T;        /* [energy] */
    double from, to; /* the part that is used, from < t <= to [time] */
};

/* Reads the holds; returns their number. Fatal on an invalid schedule. */
size_t temperature_stages_read(const struct run *f,
                               struct temperature_stage hold[TEMPERATURE_STAGES_MOST]);

#endif
