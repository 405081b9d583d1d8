/* Temperature and pressure of a run as functions of its time. */
#ifndef COMMON_RUN_PROGRAMMES_H
#define COMMON_RUN_PROGRAMMES_H

#include <stdint.h>

#include "common/config/temperature_schedule.h"

struct mc_chain;
struct runfile;

struct programmes {
    struct temperature_schedule temperature;
    const struct temperature_schedule *pressure; /* borrowed from the state; NULL: constant */
};

/* Reads [run] temperature_schedule, and the system's programme of the pressure. Fatal if one is malformed
   or longer than the run, which ends at `end`. */
struct programmes programmes_read(const struct runfile *f, const struct mc_chain *c, int64_t end);

/* Sets both for the step from t to t + 1. */
void programmes_follow(const struct programmes *p, struct mc_chain *c, int64_t t);

#endif
