/* The run folders that a path on the command line means: itself, or all members of an ensemble or a
   ladder. */
#ifndef ANALYSIS_READ_MEMBER_FOLDERS_H
#define ANALYSIS_READ_MEMBER_FOLDERS_H

#include <stddef.h>

/* Appends them to folder (n), which starts as NULL and 0; free with member_folders_clear. */
void member_folders_add(size_t *n, char ***folder, const char *path);
void member_folders_clear(size_t *n, char ***folder);

#endif
