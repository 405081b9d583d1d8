/* Runs of spin glasses: what their run files and tables say. */
#ifndef ANALYSIS_PAPERS_SPIN_GLASS_RUNS_H
#define ANALYSIS_PAPERS_SPIN_GLASS_RUNS_H

#include <stdbool.h>

struct group;

bool spin_glass_runs_is_kind(const struct group *g, const char *kind); /* of [system] */
bool spin_glass_runs_is_doubling(const struct group *g); /* equations on the doubling grid */
/* Last value of a column of series.dat, of each member (n); free with base_free. */
double *spin_glass_runs_last(const struct group *g, const char *column);
/* Plateau of C of spherical spins of order p below T_d. */
double spin_glass_runs_plateau(double p, double T);

#endif
