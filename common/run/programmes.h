/* Temperature, pressure and density of a run as functions of its time. */
#ifndef COMMON_RUN_PROGRAMMES_H
#define COMMON_RUN_PROGRAMMES_H

#include <stdint.h>

#include "common/config/temperature_schedule.h"

struct mc_chain;
struct runfile;

struct programmes_key { /* table row: a key with a programme */
    const char *section, *key;
    const char *value, *other; /* [system] keys that set the initial value; NULL if unused */
};

extern const struct programmes_key programmes_keys[]; /* ends with key NULL */

/* Reads the programme of a row; false if the system has no such key, or it is "none". */
bool programmes_parse(struct temperature_schedule *a, const struct runfile *f,
                      const struct programmes_key *row);
/* The time at which the last programme of a run file ends; 0: it has none. */
int64_t programmes_end(const struct runfile *f);

struct programmes {
    struct temperature_schedule temperature;
    /* borrowed from the state; NULL: constant */
    const struct temperature_schedule *pressure, *density;
};

/* Reads [run] temperature_schedule, and the system's programmes of pressure and density. Fatal if one is malformed
   or longer than the run, which ends at `end`. */
struct programmes programmes_read(const struct runfile *f, const struct mc_chain *c, int64_t end);

/* Sets temperature and pressure for the step from t to t + 1. */
void programmes_follow(const struct programmes *p, struct mc_chain *c, int64_t t);
/* Scales the state to the density at the end of that step. A loaded state has its density. */
void programmes_scale(const struct programmes *p, struct mc_chain *c, int64_t t);

#endif
