/* Keys of run files: type, allowed values and meaning of a value. */
#ifndef COMMON_CONFIG_KEY_H
#define COMMON_CONFIG_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "common/core/base.h"

enum runfile_type {
    RUNFILE_TEXT,
    RUNFILE_INT,
    RUNFILE_REAL,
    RUNFILE_BOOL,
    RUNFILE_SCHEDULE,
    RUNFILE_REALS, /* one number, or several with commas between: no list of an ensemble */
};

enum { KEY_REALS = 8 }; /* largest number of numbers */

struct runfile_key { /* table row */
    const char *name, *doc;
    enum runfile_type type;
    /* Default as text; NULL: the key is required. A default of REAL that is no number is a word in
       place of one, read as NAN. */
    const char *value;
    double min,
        max; /* inclusive range of INT, REAL and REALS; both 0: any finite number (REAL also takes
                         inf if  max is INFINITY) */
    const char *unit; /* NULL: none */
    /* TEXT with the name of a row of this table; NULL: free text */
    const struct base_table *table;
    /* With a table: rows joined by "+", each with words KEY=VALUE after its name, which the reader of
       the key checks: "1SA swaps=3 + noise". Commas separate the values of a list (value_lists.h). */
    bool joined;
    /* Newer than the first release: at its default it is no part of the digest of a run file, so that
       older runs continue. */
    bool added;
};

struct key_value {   /* a parsed value; zero for other types */
    int64_t integer; /* INT; BOOL as 0 or 1 */
    double number;   /* REAL; the first of REALS */
};

/* False if the value is not allowed; *why is then the reason, or NULL if key_allowed is enough. */
bool key_parse(const struct runfile_key *k, const char *text, struct key_value *x,
               const char **why);

/* The numbers of a REALS value, to x (KEY_REALS); 0 unless they are different and allowed. */
size_t key_reals(const struct runfile_key *k, const char *text, double *x);

/* True if two texts mean the same value: numbers are compared as numbers (1, 01, 1e0), yes equals
   on. Does not check that the value is allowed. */
bool key_same(const struct runfile_key *k, const char *a, const char *b);

/* The next item of joined rows, without the blanks around it, moving *text beyond it; NULL after the
   last one; free with base_free. */
char *key_item(const char **text);

char *key_allowed(const struct runfile_key *k); /* to follow "must be"; free with base_free. */
/* Prints "  name   doc [unit]: a number in [0, 1]; default: 0.5". */
void key_help(FILE *out, const char *name, const struct runfile_key *k);
char *key_described(const struct runfile_key *k); /* "doc [unit]: a number in [0, 1]"; free with
                                                     base_free. */

#endif
