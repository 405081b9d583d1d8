/* What a run will cost, from a measurement of ten seconds. */
#ifndef COMMON_RUN_PLAN_H
#define COMMON_RUN_PLAN_H

#include <stdio.h>

#include "common/run/program.h"

/* Runs the file's first seconds in memory, touching no folder, and prints time, memory and disk of
   the whole; members: how many runs its lists make. */
void plan_show(const struct program *program, const struct mc_system *system,
               const struct runfile *f, size_t members, FILE *out);

#endif
