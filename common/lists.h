/* Lists of values in a run file: "0.2, 0.15, 0.12", or "1..16" where a key takes integers. Any key
   that takes a number, yes or no, or the name of a table's row may have one; the run file is then
   that of an ensemble with a member for each combination, the list given last running fastest. */
#ifndef COMMON_LISTS_H
#define COMMON_LISTS_H

#include <stddef.h>

#include "common/runfile.h"

enum { LISTS_KEYS = 8, LISTS_MEMBERS = 4096 };

struct lists_key {
    char *section, *key;
    size_t n;
    char **value; /* (n) */
};

struct lists {
    size_t keys; /* 0: no list, one member */
    struct lists_key key[LISTS_KEYS];
    size_t fixed; /* overrides that hold no list */
    char **text;  /* (fixed) "section.key=value", as given */
    size_t members;
    char *folder; /* [run] folder as given; NULL if it is not */
};

/* Finds the lists among what a file and overrides give; f: the same, declared but not checked. */
struct lists lists_find(const struct runfile *f, const char *path, int noverrides,
                        char *const *overrides);
void lists_free(struct lists *l);

/* Name of a member's folder, "T=0.2_seed=1"; base_free. */
char *lists_name(const struct lists *l, size_t member);
/* Its overrides (n): those given, its values, and run.folder = folder. lists_overrides_free. */
char **lists_overrides(const struct lists *l, size_t member, const char *folder, int *n);
void lists_overrides_free(char **overrides, int n);

char *lists_join(const struct lists_key *k); /* its values, "a, b, c"; base_free */

/* Items of "a, b, c" or, if integers, "a..b", without blanks at their ends; base_free each and
   all. */
char **lists_split(const char *text, bool integers, size_t *n);

/* Dies naming `where` and both items of the text if two of its n values mean the same, or if one is
   empty. */
void lists_require_distinct(const struct runfile_key *key, const char *text, size_t n,
                            char *const *value, const char *where);

#endif
