/* Figures on disk and in letters. */
#ifndef ANALYSIS_FIGURE_PLOT_DRAW_H
#define ANALYSIS_FIGURE_PLOT_DRAW_H

#include "analysis/figure/plot.h"

struct output;

/* Fatal unless the figure's files, and its table FIGURE.dat, may be written. */
void plot_draw_require(const struct plot *p, const struct output *o);
/* Writes data and script and runs gnuplot; fatal if gnuplot is missing or fails. */
void plot_draw(const struct plot *p);
/* The figure as SVG text; free with base_free. Leaves no file. */
char *plot_draw_svg(const struct plot *p);
/* Draws the panels in letters on standard output; leaves no file. */
void plot_draw_preview(const struct plot *p);

#endif
