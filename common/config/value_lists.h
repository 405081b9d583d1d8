/* Lists of values in a run file: "0.2, 0.15, 0.12", or "1..16" for integer keys. Any key of type
   number, yes/no or table row may have a list. The run file then defines an ensemble with one
   member per combination; the last list varies fastest. */
#ifndef COMMON_CONFIG_VALUE_LISTS_H
#define COMMON_CONFIG_VALUE_LISTS_H

#include <stddef.h>

#include "common/config/runfile.h"

enum { VALUE_LISTS_KEYS = 8, VALUE_LISTS_MEMBERS = 4096 };

struct value_lists_key {
    char *section, *key;
    size_t n;
    char **value; /* (n) */
};

struct value_lists {
    size_t keys; /* 0: no list, one member */
    struct value_lists_key key[VALUE_LISTS_KEYS];
    size_t fixed; /* overrides without a list */
    char **text;  /* (fixed) "section.key=value", as given */
    size_t members;
    char *folder; /* [run] folder as given; NULL if absent */
};

/* Finds the lists in a file and overrides. f: the same file, declared but not checked. */
struct value_lists value_lists_find(const struct runfile *f, const char *path, int noverrides,
                                    char *const *overrides);
void value_lists_clear(struct value_lists *l);

/* Folder name of a member, "T=0.2_seed=1", without blanks; free with base_free. */
char *value_lists_name(const struct value_lists *l, size_t member);
/* Overrides (n) of a member: the given ones, its values, and run.folder = folder. Free with
   value_lists_overrides_free. */
char **value_lists_overrides(const struct value_lists *l, size_t member, const char *folder,
                             int *n);
void value_lists_overrides_free(char **overrides, int n);

char *value_lists_join(const struct value_lists_key *k); /* its values, "a, b, c"; free with
                                                            base_free. */

/* Items of "a, b, c" or, if integers, "a..b", without surrounding blanks; free each and the array
   with base_free. */
char **value_lists_split(const char *text, bool integers, size_t *n, const char *where);

/* Fatal, naming `where` and both items of the text, if two of its n values mean the same, or if one
   is empty. */
void value_lists_require_distinct(const struct runfile_key *key, const char *text, size_t n,
                                  char *const *value, const char *where);

#endif
