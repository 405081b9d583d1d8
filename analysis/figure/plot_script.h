/* The layout of a figure, as a gnuplot script: for each column a title, a legend, and its panels
   one below the other. */
#ifndef ANALYSIS_FIGURE_PLOT_SCRIPT_H
#define ANALYSIS_FIGURE_PLOT_SCRIPT_H

#include <stdio.h>

#include "analysis/figure/plot.h"

void plot_script_write(FILE *out, const struct plot *p);
void plot_script_preview(FILE *out, const struct plot *p); /* panel after panel, in letters */

extern const char plot_script_mark[]; /* the first line of a script */

/* Text with a question mark in place of each control character; the same as a string of gnuplot's;
   the name of a file in the script's folder, as such a string. */
void plot_script_plain(FILE *out, const char *text);
void plot_script_quote(FILE *out, const char *text);
void plot_script_quote_file(FILE *out, const char *name);
bool plot_script_above_curves(const struct plot_series *s); /* points and discs are */

#endif
