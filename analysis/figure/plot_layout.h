/* Geometry of a figure in inches from the top left corner: columns, each with a title, a legend, and
   panels one below the other. */
#ifndef ANALYSIS_FIGURE_PLOT_LAYOUT_H
#define ANALYSIS_FIGURE_PLOT_LAYOUT_H

#include "analysis/figure/plot.h"

struct plot_layout_size {
    double width, height; /* [inch] */
};

extern const double plot_layout_width;      /* of the frame of every panel */
extern const double plot_layout_left;       /* room left of it */
extern const double plot_layout_title;      /* height of a title */
extern const double plot_layout_key_line;   /* of a line of the legend */
extern const double plot_layout_sample;     /* length of a sample in the legend */
extern const double plot_layout_space;      /* around it */
extern const double plot_layout_font;       /* of labels and legends [pt of gnuplot] */
extern const double plot_layout_title_font; /* of titles */

struct plot_layout_size plot_layout_figure(const struct plot *p);
double plot_layout_column(size_t c); /* left edge of the frames of column c */
double plot_layout_height(const struct plot_panel *panel);
/* Top of the frame of panel `at` of column c. */
double plot_layout_top(const struct plot *p, size_t c, size_t at);

/* The panel whose series the legend names: the first with the most entries. */
const struct plot_panel *plot_layout_key_panel(const struct plot_column *c);
/* Entries in a line of the legend: as many as the column wants, or fewer if legends are long. */
size_t plot_layout_key_across(const struct plot_column *c);
/* Enhanced text of a legend, short enough for a line. Free with base_free. */
char *plot_layout_legend(const struct plot_series *s);

#endif
