/* The layout of a figure as a gnuplot script. Each column has a title, a legend, and panels one
   below the other. */
#ifndef ANALYSIS_FIGURE_PLOT_SCRIPT_H
#define ANALYSIS_FIGURE_PLOT_SCRIPT_H

#include <stdio.h>

#include "analysis/figure/plot.h"

void plot_script_write(FILE *out, const struct plot *p);
void plot_script_preview(FILE *out, const struct plot *p); /* panel after panel, in letters */

extern const char plot_script_mark[]; /* the first line of a script */

/* Text with a question mark in place of each control character. */
void plot_script_plain(FILE *out, const char *text);
void plot_script_quote(FILE *out, const char *text); /* the same as a gnuplot string */
/* Name of a file in the script's folder, as a gnuplot string. */
void plot_script_quote_file(FILE *out, const char *name);

#endif
