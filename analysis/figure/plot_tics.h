/* Tics of an axis: labels that differ, and never touch. */
#ifndef ANALYSIS_FIGURE_PLOT_TICS_H
#define ANALYSIS_FIGURE_PLOT_TICS_H

#include <stdbool.h>
#include <stddef.h>

enum { PLOT_TICS = 128 };

struct plot_tic {
    double at;
    char label[32]; /* enhanced text; "": a tic without a label */
    bool minor;
};

/* Tics from least to most on an axis of this length [inch]; returns their number. Labels of a
   horizontal axis are spaced by their widths, of a vertical one by their heights. */
size_t plot_tics_find(double least, double most, bool logarithmic, bool horizontal, double length,
                      struct plot_tic tic[PLOT_TICS]);

#endif
