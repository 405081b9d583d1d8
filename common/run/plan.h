/* Expected cost of a run, from a measurement of ten seconds. */
#ifndef COMMON_RUN_PLAN_H
#define COMMON_RUN_PLAN_H

#include <stdio.h>

#include "common/run/program.h"

/* Runs the first seconds in memory, without a folder, and prints time, memory and disk of all
   runs. members: number of runs of the run file. */
void plan_show(const struct program *program, const struct mc_system *system,
               const struct runfile *f, size_t members, FILE *out);

#endif
