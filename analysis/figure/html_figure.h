/* A figure as a part of an HTML page that needs no other file. */
#ifndef ANALYSIS_FIGURE_HTML_FIGURE_H
#define ANALYSIS_FIGURE_HTML_FIGURE_H

#include <stddef.h>
#include <stdio.h>

struct plot;

/* The figure as inline SVG, and its points as JSON for html_script. number: unique on the page. */
void html_figure(FILE *out, const struct plot *p, size_t number);

#endif
