/* Former names of keys and values of run files. Files and overrides that use them are still read;
   digests of run files are computed over them, so that runs of earlier versions resume. One table
   serves the simulators and the analysis. */
#ifndef COMMON_CONFIG_OLD_NAMES_H
#define COMMON_CONFIG_OLD_NAMES_H

#include <stdbool.h>
#include <stddef.h>

struct old_name {        /* table row */
    const char *section; /* pattern of fnmatch: "observe.*" */
    const char *key;     /* of a value: the present name of its key; NULL for a key */
    const char *old, *name;
};

extern const struct old_name old_names[]; /* ends with section NULL */

/* The present name of a key; `key` itself if it was never renamed. */
const char *old_names_key(const char *section, const char *key);
/* The first name of a key by its present one. */
const char *old_names_first_key(const char *section, const char *key);

/* The value with present names in place of former ones, in every item of a list "a, b"; key: its
   present name. NULL if nothing changes; else free with base_free. */
char *old_names_value(const char *section, const char *key, const char *value);
/* The first name of a single value; `value` itself if it was never renamed. */
const char *old_names_first_value(const char *section, const char *key, const char *value);

/* Two keys that set one quantity. */
struct old_names_pair { /* table row */
    struct old_names_key {
        const char *section, *key;
    } key[2];
    bool lists; /* only where the first key has a list of values */
};

extern const struct old_names_pair old_names_pairs[]; /* ends with a key of NULL */

#endif
