/* Manual pages in the format of man(7), and completion scripts for bash. Both are printed by the
   programs from their own tables. */
#ifndef COMMON_CORE_MANUAL_H
#define COMMON_CORE_MANUAL_H

#include <stdbool.h>
#include <stdio.h>

/* ---- manual page ------------------------------------------------------------------------------- */

/* NAME, SYNOPSIS and the heading of COMMANDS. */
void manual_begin(FILE *out, const char *program, const char *doc);
void manual_heading(FILE *out, const char *title);    /* a section: upper case by convention */
void manual_subheading(FILE *out, const char *title); /* within a section */
void manual_paragraph(FILE *out, const char *text);
void manual_item(FILE *out, const char *name, const char *doc); /* indented, with a tag */
void manual_end(FILE *out, const char *program);                /* EXIT STATUS, FILES, SEE ALSO */

/* ---- completion -------------------------------------------------------------------------------- */

/* Lists are words separated by blanks. Calls in this order: begin, command (each), end. */
void manual_completion_begin(FILE *out, const char *program, const char *commands);
/* words: further arguments of the command; keys: it takes SECTION.KEY=VALUE. */
void manual_completion_command(FILE *out, const char *name, const char *options, const char *words,
                               bool keys);
void manual_completion_end(FILE *out, const char *program, const char *keys);

#endif
