/* Numbers as text, with as many digits as the error allows. Each call returns one of a ring of
   static buffers. */
#ifndef ANALYSIS_FIGURE_NUMBER_FORMAT_H
#define ANALYSIS_FIGURE_NUMBER_FORMAT_H

#include "common/numerics/statistics.h"

const char *
/* "2013", "0.407"; as many digits as the error allows, 3 if the error is NAN */
number_format_value(struct statistics_estimate e);
const char *
number_format_error(struct statistics_estimate e);    /* "46", "0.011"; "-" if there is none */
const char *number_format_bound(char sign, double x); /* "> 1.2e4", "> 600" */

double number_format_rounded(double x); /* to three significant digits */

/* a / b of two independent estimates. */
struct statistics_estimate number_format_ratio(struct statistics_estimate a,
                                               struct statistics_estimate b);

#endif
