/* Lists for people: names and what they mean, wrapped to the width of the page with a hanging
   indent. */
#ifndef COMMON_CORE_HELP_H
#define COMMON_CORE_HELP_H

#include <stdio.h>

#include "common/core/base.h"

enum { HELP_WIDTH = 78 }; /* characters in a line of --help, which argp leaves as they are */

/* Characters in a line: of the terminal that `out` is (at most 100), else 100. */
int help_width(FILE *out);

/* "  name   doc", doc from the given column on; a longer name has a line of its own. */
void help_item(FILE *out, int width, int column, const char *name, const char *doc);

/* A paragraph from column 0, continued in the column of docs. */
void help_head(FILE *out, const char *text);

void help_comment(FILE *out, const char *text); /* lines that begin with # */

struct option_row;
/* "  -j, --jobs N   doc", an option an item. */
void help_options(FILE *out, const struct option_row *rows);

/* "  name   doc" of all rows, without the title. */
void help_rows(FILE *out, const struct base_table *t);
void help_table(FILE *out, const struct base_table *t); /* its title, then a row an item */

#endif
