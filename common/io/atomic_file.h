/* A file that is replaced whole, or not at all, whatever is killed or cut from power when. */
#ifndef COMMON_IO_ATOMIC_FILE_H
#define COMMON_IO_ATOMIC_FILE_H

#include <stdbool.h>
#include <stddef.h>

/* PATH.tmp is written and synced, the old PATH renamed to PREVIOUS (if not NULL), PATH.tmp renamed
   to PATH, their folder synced. False with errno if the disk refuses: PATH and PREVIOUS are then as
   they were. */
bool atomic_file_replace(const char *path, const char *previous, const unsigned char *bytes,
                         size_t size);

#endif
