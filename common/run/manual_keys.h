/* The keys of a program's run files, for its manual page and its completion script. */
#ifndef COMMON_RUN_MANUAL_KEYS_H
#define COMMON_RUN_MANUAL_KEYS_H

#include <stdio.h>

#include "common/run/program.h"

/* A subheading per section, an item per key; a key that several systems have appears once. */
void manual_keys_page(const struct program *program, FILE *out);

/* "system.T= system.N= ..."; free with free. */
char *manual_keys_words(const struct program *program);

#endif
