/* Text of an HTML page, its style and its script. */
#ifndef ANALYSIS_FIGURE_HTML_H
#define ANALYSIS_FIGURE_HTML_H

#include <stdio.h>

void html_text(FILE *out, const char *text); /* with the characters of HTML escaped */

extern const char html_style[];  /* a style sheet */
extern const char html_script[]; /* shows the value of html_figure nearest to the pointer */

#endif
