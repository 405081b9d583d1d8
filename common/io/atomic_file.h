/* Atomic replacement of a file: after a kill or a power failure it has either its old or its new
   content. */
#ifndef COMMON_IO_ATOMIC_FILE_H
#define COMMON_IO_ATOMIC_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/* In a folder (a descriptor; AT_FDCWD: paths as they are): writes and syncs PATH.tmp, renames the old PATH to PREVIOUS (if not NULL) and PATH.tmp to
   PATH, and syncs the folder. False, with errno, if the system refuses; PATH and PREVIOUS are
   then unchanged. */
bool atomic_file_replace(int folder, const char *path, const char *previous,
                         const unsigned char *bytes, size_t size);

/* The same for files written in pieces: the file gets the name PATH when it is committed. Links
   are followed; pipes and devices are written directly. */
FILE *atomic_file_begin(const char *path); /* fatal if the system refuses */
bool atomic_file_commit(const char *path, FILE *file);
char *atomic_file_fresh(const char *path); /* name of the file that atomic_file_begin opens; free
                                              with base_free. */

#endif
