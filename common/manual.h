/* Lists for people: names and what they mean, wrapped to the width of the page with a hanging
   indent. */
#ifndef COMMON_MANUAL_H
#define COMMON_MANUAL_H

#include <stdio.h>

#include "common/base.h"

enum { MANUAL_HELP = 78 }; /* characters in a line of --help, which argp leaves as they are */

/* Characters in a line: of the terminal that `out` is (at most 100), else 100. */
int manual_width(FILE *out);

/* "  name   doc", doc from the given column on; a longer name has a line of its own. */
void manual_item(FILE *out, int width, int column, const char *name, const char *doc);

void manual_comment(FILE *out, const char *text); /* lines that begin with # */

void manual_table(FILE *out, const struct base_table *t); /* its title, then a row an item */

#endif
