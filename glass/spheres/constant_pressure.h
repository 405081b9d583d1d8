/* Constant pressure: which run files ask for it, and the defaults of [move.volume]. */
#ifndef GLASS_SPHERES_CONSTANT_PRESSURE_H
#define GLASS_SPHERES_CONSTANT_PRESSURE_H

#include "common/mc/mc.h"

struct liquid;

/* Missing keys of [move.volume]: a weight that makes one trial per sweep, or five for hard spheres,
   whose trials are shorter by 1 / sqrt(N); a step of the width of the distribution of ln V, 1 / sqrt(N),
   which warm-up tunes to an acceptance of 0.4. A given weight leaves all as it is. Before the check of
   the run file. */
void constant_pressure_resolve(struct runfile *f);

/* Fatal for a new run if it has a pressure, but no trials of the volume. */
void constant_pressure_check(const struct runfile *f);

/* True if the run file has a pressure or a programme of it. */
bool constant_pressure_asked(const struct runfile *f);

/* Sets P and its programme from a checked run file; fatal if the programme is malformed. */
void constant_pressure_set(struct liquid *l, const struct runfile *f);

/* Members of mc_pressure; state: struct liquid. */
double constant_pressure_value(const void *state);
double constant_pressure_volume(const void *state);
void constant_pressure_change(void *state, double P);
const struct temperature_schedule *constant_pressure_programme(const void *state);

#endif
