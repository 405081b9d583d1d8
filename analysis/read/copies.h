/* Copies of a run under another name: as replicas they would make error bars too small. */
#ifndef ANALYSIS_READ_COPIES_H
#define ANALYSIS_READ_COPIES_H

#include <stddef.h>

/* Fatal, naming both, if two of n paths are the same folder, be it through a link. */
void copies_require_folders(size_t n, char *const *path);
/* Fatal, naming both, if two of n run folders hold the same rows, byte for byte: of series.dat, or,
   where one of the n has none, of all other tables. A single row, as at t = 0, is no copy. */
void copies_require_rows(size_t n, const char *const *path);

#endif
