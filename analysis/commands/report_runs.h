/* The first sections of a report: where runs come from, and the keys in which they differ. */
#ifndef ANALYSIS_COMMANDS_REPORT_RUNS_H
#define ANALYSIS_COMMANDS_REPORT_RUNS_H

#include <stdio.h>

struct groups;

/* One row a run: program, version, seed, status, date of the start, machine, parent. */
void report_runs_provenance(FILE *page, const struct groups *all);
/* One row a key of run.ini whose values differ. */
void report_runs_differences(FILE *page, const struct groups *all);

#endif
