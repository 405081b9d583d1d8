/* Compression and expansion: the density as a function of time, [run] density_schedule. The box and all
   positions in it scale between units of time. Soft spheres follow at once. Hard spheres never overlap:
   those that would are pushed apart, as at dense starts; if that fails the box shrinks by nine tenths
   of the smallest gap, and tries again after the next unit. */
#ifndef GLASS_SPHERES_DENSITY_PROGRAMME_H
#define GLASS_SPHERES_DENSITY_PROGRAMME_H

#include <stdbool.h>

#include "common/config/runfile.h"
#include "common/config/temperature_schedule.h"

struct liquid;

extern const struct runfile_key density_programme_keys[]; /* of [run] */

/* Sets [system] rho of a run file that has none to that of its model, so that run.ini names it; not where
   a start file may have another one. */
void density_programme_resolve(struct runfile *f);
/* Fatal if the run file has a programme and anything that needs or makes another volume. */
void density_programme_check(const struct runfile *f);
/* Reads the programme; fatal if it is malformed, or a box too small for the cut-off. */
void density_programme_set(struct liquid *l, const struct runfile *f);

/* Members of mc_density. state: struct liquid. */
const struct temperature_schedule *density_programme_of(const void *state);
bool density_programme_change(void *state, double rho);
/* A line for the log if the last density of the programme has not been reached. */
void density_programme_report(const void *state, void (*log_line)(void *context, const char *line),
                              void *context);

#endif
