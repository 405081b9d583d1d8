/* Texts of a figure: gnuplot's enhanced text, its width on paper, and the font that fits. */
#ifndef ANALYSIS_FIGURE_PLOT_TEXT_H
#define ANALYSIS_FIGURE_PLOT_TEXT_H

#include <stdio.h>

/* Enhanced text that shows `text` character by character. Free with base_free. */
char *plot_text_literal(const char *text);

/* Width of enhanced text in a font of this size [pt]: an estimate that is not too small [inch]. */
double plot_text_width(const char *text, double font);

/* Writes ` font ',SIZE'`: the size of gnuplot's 9 points, or less where the text is wider than the
   room [inch]. */
void plot_text_write_font(FILE *out, const char *text, double font, double room);

/* A text that fits into the room [inch] in the smallest font: its middle is left out if it must
   be. Enhanced text is returned as it is. Free with base_free. */
char *plot_text_shortened(const char *text, double font, double room);

#endif
