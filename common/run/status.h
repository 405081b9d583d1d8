/* How runs are doing, from their folders alone: a table for a person. */
#ifndef COMMON_RUN_STATUS_H
#define COMMON_RUN_STATUS_H

#include <stdio.h>

/* One row a run; an ensemble shows its members. Times and rates are as of the last checkpoint. */
void status_show(size_t n, char *const *folder, FILE *out);

#endif
