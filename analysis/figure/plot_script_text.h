/* Texts and names of files in a gnuplot script: data, never code. */
#ifndef ANALYSIS_FIGURE_PLOT_SCRIPT_TEXT_H
#define ANALYSIS_FIGURE_PLOT_SCRIPT_TEXT_H

#include <stdio.h>

/* Text with a question mark in place of each control character. */
void plot_script_text_plain(FILE *out, const char *text);
void plot_script_text_quote(FILE *out, const char *text); /* the same as a gnuplot string */
/* Name of a file in the script's folder, as a gnuplot string. */
void plot_script_text_file(FILE *out, const char *name);

#endif
