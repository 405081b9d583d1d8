/* The values of a run file that define the physics of a run: all but [run] folder, threads,
   walltime ..., and [system] isa. */
#ifndef COMMON_CONFIG_RUNFILE_DIGEST_H
#define COMMON_CONFIG_RUNFILE_DIGEST_H

#include <stdbool.h>
#include <stdint.h>

#include "common/config/runfile.h"

uint64_t runfile_digest(const struct runfile *f);
/* Is it the digest of this file, in this version or in an earlier one. */
bool runfile_digest_holds(const struct runfile *f, uint64_t of_start);

/* Lines "section.key=value"; base_free. */
char *runfile_digest_lines(const struct runfile *f);
/* The value of a key in such lines; base_free. NULL: absent. */
char *runfile_digest_value(const char *lines, const char *section, const char *key);
/* The first value that differs from such lines, in words: "[system] T = 0.4 (the run started with
   0.3)"; base_free. NULL if none differs. */
char *runfile_digest_difference(const struct runfile *f, const char *lines);

#endif
