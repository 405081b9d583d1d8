/* Speed-up: the relaxation time without swaps over that with, in three units of cost. */
#ifndef ANALYSIS_ESTIMATE_RELAXATION_SPEEDUP_H
#define ANALYSIS_ESTIMATE_RELAXATION_SPEEDUP_H

#include "analysis/estimate/relaxation.h"

/* Columns speedup, per unit of time; per_trial, of displacement; per_second, of a processor by the
   logs, without an error of the clock. */
void relaxation_speedup_columns(struct result_table *s);

/* Adds their cells: a value with its error, a bound from bounds, or nothing with a note of the
   reason. */
void relaxation_speedup_cells(struct result_table *s, const struct group *reference,
                              const struct group *g, const struct relaxation *off,
                              const struct relaxation *on);

#endif
