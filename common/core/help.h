/* Formatted lists of names and their docs, wrapped to the page width with a hanging indent. */
#ifndef COMMON_CORE_HELP_H
#define COMMON_CORE_HELP_H

#include <stdio.h>

#include "common/core/base.h"

enum { HELP_WIDTH = 78 }; /* characters per line of --help; argp does not wrap it again */

/* Characters per line: the width of the terminal behind `out`, at most 100; otherwise 100. */
int help_width(FILE *out);

/* "  name   doc", with the doc from the given column on; after a long name it starts on a new
   line. */
void help_item(FILE *out, int width, int column, const char *name, const char *doc);

void help_comment(FILE *out, const char *text); /* as lines that start with # */

void help_table(FILE *out, const struct base_table *t); /* its title, then one row per item */

#endif
