/* What the value of a key may be and what it means: text, integers, numbers, yes or no, schedules,
   rows of a table. */
#ifndef COMMON_CONFIG_KEY_H
#define COMMON_CONFIG_KEY_H

#include <stdio.h>

#include "common/config/runfile.h"

struct key_value {   /* what a value means; zero where that is no number */
    int64_t integer; /* INT; BOOL as 0 or 1 */
    double real;     /* REAL */
};

/* False if the key may not have this value; `why` then has a reason, where there is one beyond
   key_allowed. */
bool key_parse(const struct runfile_key *k, const char *text, struct key_value *x,
               const char **why);

char *key_allowed(const struct runfile_key *k); /* to follow "must be"; base_free */
/* "  name   doc [unit]: a number in [0, 1]; default: 0.5" */
void key_help(FILE *out, const char *name, const struct runfile_key *k);
char *key_described(const struct runfile_key *k); /* "doc [unit]: a number in [0, 1]"; base_free */

#endif
