/* Title and legend of a column as gnuplot commands. */
#ifndef ANALYSIS_FIGURE_PLOT_KEY_H
#define ANALYSIS_FIGURE_PLOT_KEY_H

#include <stdio.h>

#include "analysis/figure/plot.h"

void plot_key_write(FILE *out, const struct plot *p, size_t c);
const char *plot_key_dashes(const struct plot_series *s); /* gnuplot's dash type of a line */

#endif
