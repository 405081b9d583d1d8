/* A file that is replaced whole, or not at all, whatever is killed or cut from power when. */
#ifndef COMMON_REPLACE_H
#define COMMON_REPLACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* PATH.tmp is written and synced, the old PATH renamed to PREVIOUS (if not NULL), PATH.tmp renamed
   to PATH, their folder synced. False with errno if the disk refuses: PATH and PREVIOUS are then as
   they were. */
bool replace_file(const char *path, const char *previous, const unsigned char *bytes, size_t size);

/* The same by parts, for files of any size: what is written takes the name PATH when it is
   committed. A link is followed; a pipe or a device is written where it is. */
FILE *replace_begin(const char *path); /* dies if the disk refuses */
bool replace_commit(const char *path, FILE *file);
char *replace_fresh(const char *path); /* the file that replace_begin opens; base_free */

#endif
