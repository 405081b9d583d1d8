/* The layout of a figure as a gnuplot script. Each column has a title, a legend, and panels one
   below the other. */
#ifndef ANALYSIS_FIGURE_PLOT_SCRIPT_H
#define ANALYSIS_FIGURE_PLOT_SCRIPT_H

#include <stdio.h>

#include "analysis/figure/plot.h"

void plot_script_write(FILE *out, const struct plot *p);
void plot_script_write_svg(FILE *out, const struct plot *p); /* draws FIGURE.svg alone */
void plot_script_preview(FILE *out, const struct plot *p);   /* panel after panel, in letters */

extern const char plot_script_mark[]; /* the first line of a script */

#endif
