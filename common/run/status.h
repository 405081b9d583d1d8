/* Status of runs, read from their folders: a table. */
#ifndef COMMON_RUN_STATUS_H
#define COMMON_RUN_STATUS_H

#include <stdio.h>

/* One row per run; all members of an ensemble. Times and rates are those of the last checkpoint. */
void status_show(size_t n, char *const *folder, FILE *out);

#endif
