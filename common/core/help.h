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

/* A paragraph from column 0, continued in the column of docs. */
void help_head(FILE *out, const char *text);

void help_comment(FILE *out, const char *text); /* as lines that start with # */

struct option_row;
/* "  -j, --jobs N   doc", one line per option. */
void help_options(FILE *out, const struct option_row *rows);

/* "  name   doc" of all rows, without the title. */
void help_rows(FILE *out, const struct base_table *t);
void help_table(FILE *out, const struct base_table *t); /* its title, then one row per item */

#endif
