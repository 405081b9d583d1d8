/* Title and legend of a column as gnuplot commands. */
#ifndef ANALYSIS_FIGURE_PLOT_KEY_H
#define ANALYSIS_FIGURE_PLOT_KEY_H

#include <stdio.h>

#include "analysis/figure/plot.h"

void plot_key_write(FILE *out, const struct plot *p, size_t c);
/* The legend inside a panel: names in the colours of the curves, two a line. */
void plot_key_write_inside(FILE *out, const struct plot_panel *panel);
const char *plot_key_dashes(const struct plot_series *s); /* gnuplot's dash type of a line */

#endif
