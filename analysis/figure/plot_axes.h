/* Axes of a panel as gnuplot commands: ranges with room for the errors, and at least two tics on
   any logarithmic axis. */
#ifndef ANALYSIS_FIGURE_PLOT_AXES_H
#define ANALYSIS_FIGURE_PLOT_AXES_H

#include <stdio.h>

#include "analysis/figure/plot.h"

struct plot_axes_range {
    double least, most; /* least > most: nothing to show */
};

/* Ranges of a panel's points. A logarithmic axis includes errors down to a third of the value. */
void plot_axes_find(const struct plot_panel *panel, struct plot_axes_range *x,
                    struct plot_axes_range *y);
struct plot_axes_range plot_axes_padded(struct plot_axes_range r, bool logarithmic);

/* Range, scale and tics of axis 'x' or 'y'. */
void plot_axes_write_one(FILE *out, char axis, bool logarithmic, struct plot_axes_range r);
/* Both axes of panel `at` without their labels; joined panels share the range of x. Sets gnuplot's
   variables bottom and top, which limit bands. */
void plot_axes_write(FILE *out, const struct plot_column *c, size_t at);

#endif
