/* Tables and figures as parts of an HTML page that needs no other file. */
#ifndef ANALYSIS_FIGURE_HTML_H
#define ANALYSIS_FIGURE_HTML_H

#include <stddef.h>
#include <stdio.h>

struct plot;

void html_text(FILE *out, const char *text); /* with the characters of HTML escaped */

/* The figure as inline SVG, and its points as JSON for html_script. number: unique on the page. */
void html_figure(FILE *out, const struct plot *p, size_t number);

extern const char html_style[];  /* a style sheet */
extern const char html_script[]; /* shows the value nearest to the pointer */

#endif
