/* The cost of a run: share of its trials that are displacements, and its speed on a processor. */
#ifndef ANALYSIS_READ_RUN_COST_H
#define ANALYSIS_READ_RUN_COST_H

#include "analysis/read/group.h"

/* Displacements per trial, by the weights of the moves. NAN unless the run makes trials. */
double run_cost_displacements(const struct run *f);

/* Time units a processor second, mean over the members whose log.txt has it; NAN: none has. From the
   last session of each run; other programs on the machine slow it. */
double run_cost_rate(const struct group *g);

#endif
