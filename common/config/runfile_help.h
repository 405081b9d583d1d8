/* Help on the keys of a run file. */
#ifndef COMMON_CONFIG_RUNFILE_HELP_H
#define COMMON_CONFIG_RUNFILE_HELP_H

#include <stdio.h>

#include "common/config/runfile.h"

/* Prints declared sections with every key's type, default, range, unit and doc. Keys that many
   sections of one kind ([move.NAME]) have are printed once. wanted: a section, or the part before
   the dot; NULL: all. Sections that one of the n in `shown` declares with the same keys are left
   out. Returns the number of sections printed. */
size_t runfile_help(const struct runfile *f, const char *wanted, size_t n,
                    struct runfile *const *shown, FILE *out);

/* The section name nearest to a word. */
const char *runfile_help_nearest(const struct runfile *f, const char *word);

#endif
