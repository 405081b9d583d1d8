/* Axes of a panel as gnuplot commands: ranges with room for the errors, and tics. */
#ifndef ANALYSIS_FIGURE_PLOT_AXES_H
#define ANALYSIS_FIGURE_PLOT_AXES_H

#include <stdio.h>

#include "analysis/figure/plot.h"

struct plot_axes_range {
    double least, most; /* least > most: nothing to show */
};

/* Ranges of a panel's points. Errors widen a logarithmic axis down to a third of the value, and a
   linear one by at most the span of the values. */
void plot_axes_find(const struct plot_panel *panel, struct plot_axes_range *x,
                    struct plot_axes_range *y);
/* Place of a value on an axis: 0 at its beginning, 1 at its end. */
double plot_axes_place(struct plot_axes_range r, bool logarithmic, double x);
struct plot_axes_range plot_axes_padded(struct plot_axes_range r, bool logarithmic);

/* Ranges of the axes of panel `at`; joined panels share the range of x. */
void plot_axes_ranges(const struct plot_column *c, size_t at, struct plot_axes_range *x,
                      struct plot_axes_range *y);

/* Range, scale and tics of axis 'x' or 'y', of this length [inch]. */
void plot_axes_write_one(FILE *out, char axis, bool logarithmic, struct plot_axes_range r,
                         double length);
/* Both axes of panel `at` without their labels; lengths (x, y) [inch]. Sets gnuplot's variables
   bottom and top, which limit bands. */
void plot_axes_write(FILE *out, const struct plot_column *c, size_t at, const double length[2]);
/* Number of errors that the panel's frame cuts. */
size_t plot_axes_cut(const struct plot_column *c, size_t at);

#endif
