/* Drawing a figure with gnuplot: its data files, its script, and the files that gnuplot makes. */
#ifndef ANALYSIS_FIGURE_PLOT_DRAW_H
#define ANALYSIS_FIGURE_PLOT_DRAW_H

#include "analysis/figure/plot.h"

/* Writes data and script and runs gnuplot; dies with one line if it is missing or fails. */
void plot_draw(const struct plot *p);
/* Draws the panels in letters on standard output; leaves no file. */
void plot_draw_preview(const struct plot *p);

#endif
