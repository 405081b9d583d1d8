/* Colours with a meaning: a protocol has the same colour in every figure; along a list (waiting
   times, temperatures) colours run from pale to dark. */
#ifndef ANALYSIS_FIGURE_COLOUR_H
#define ANALYSIS_FIGURE_COLOUR_H

#include <stddef.h>

size_t colour_protocol(const char *protocol); /* number in the palette of plot_colour */
unsigned colour_gradient(double at);          /* at from 0, pale, to 1, dark */
unsigned colour_along(size_t i, size_t n);    /* the gradient at i of n */

#endif
