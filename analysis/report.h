/* Numbers for people: as many digits as the error allows. Each call returns one of a ring of static
   texts. */
#ifndef ANALYSIS_REPORT_H
#define ANALYSIS_REPORT_H

#include "common/statistics.h"

const char *
/* "2013", "0.407"; digits by the error, 3 if there is none */
report_value(struct statistics_estimate e);
const char *report_error(struct statistics_estimate e); /* "46", "0.011"; "-" if there is none */
const char *report_bound(char sign, double x);          /* "> 1.2e4", "> 600" */

/* a / b of two independent estimates. */
struct statistics_estimate report_ratio(struct statistics_estimate a, struct statistics_estimate b);

#endif
