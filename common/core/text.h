/* Text of unknown origin (names of files, lines of files), written so that a terminal or a JSON
   reader takes it as text. */
#ifndef COMMON_CORE_TEXT_H
#define COMMON_CORE_TEXT_H

#include <stdio.h>

void text_clean(char *text);                /* replaces each control character by '?' */
void text_put(FILE *out, const char *text); /* the same, written */
/* A JSON string with its quotes: control characters are escaped, bytes that are not UTF-8 become
   U+FFFD. */
void text_put_json(FILE *out, const char *text);

#endif
