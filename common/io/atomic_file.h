/* Atomic replacement of a file: after a kill or a power failure it has either its old or its new
   content. */
#ifndef COMMON_IO_ATOMIC_FILE_H
#define COMMON_IO_ATOMIC_FILE_H

#include <stdbool.h>
#include <stddef.h>

/* Writes and syncs PATH.tmp, renames the old PATH to PREVIOUS (if not NULL) and PATH.tmp to
   PATH, and syncs the folder. False, with errno, if the system refuses; PATH and PREVIOUS are
   then unchanged. */
bool atomic_file_replace(const char *path, const char *previous, const unsigned char *bytes,
                         size_t size);

#endif
