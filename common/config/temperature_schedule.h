/* A temperature programme: T is a pure function of time, so a restart needs no state of it. Pieces
   follow one another from t = 0, separated by commas:
       "0.15 20000"        jumps to T = 0.15 at once, and holds it for 20000 time units
       "ramp 0.05 1e6"     from the temperature before, linearly to 0.05 over 10^6 time units
       "none"              the temperature of [system] throughout
   A ladder is a row of holds, a quench one hold, slow cooling and heating are ramps. After the
   last piece T stays. */
#ifndef COMMON_CONFIG_TEMPERATURE_SCHEDULE_H
#define COMMON_CONFIG_TEMPERATURE_SCHEDULE_H

#include <stdbool.h>
#include <stdint.h>

#include "common/core/base.h"

/* How temperature schedules are written. */
extern const struct base_table temperature_schedule_forms;

enum { TEMPERATURE_SCHEDULE_PIECES = 64 };

struct temperature_schedule_piece {
    double from, to; /* [energy]; equal: a hold */
    int64_t begin, end;
};

struct temperature_schedule {
    int n; /* 0: constant */
    struct temperature_schedule_piece piece[TEMPERATURE_SCHEDULE_PIECES];
};

/* T: of [system], the start of a first ramp. False, with a reason in *why (static), if the text
   is not a programme. */
bool temperature_schedule_parse(struct temperature_schedule *a, const char *text, double T,
                                const char **why);

/* Temperature of the step from t to t + 1 [energy]; n must not be 0. */
double temperature_schedule_T(const struct temperature_schedule *a, int64_t t);
/* The value at the end of that step, for a programme of what changes between steps: a ramp ends with its
   last value. */
double temperature_schedule_after(const struct temperature_schedule *a, int64_t t);

#endif
