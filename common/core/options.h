/* Options of a command line, GNU style: --name VALUE, --name=VALUE, -x VALUE, -xVALUE, flags, and --
   after which all are words. One grammar for all programs. */
#ifndef COMMON_CORE_OPTIONS_H
#define COMMON_CORE_OPTIONS_H

#include <stdbool.h>

struct option_row { /* a table of them ends with name NULL */
    const char *name, *doc;
    char letter;          /* '\0' if the option is long only */
    const char *argument; /* in help texts: "N"; NULL for a flag */
};

struct options { /* position of the parser; start with at = 1 */
    int argc;
    char **argv;
    int at;
    bool only_words;
};

enum { OPTIONS_END = -1, OPTIONS_WORD = -2, OPTIONS_UNKNOWN = -3 };

/* The next item: the number of a row (*value: its argument, NULL for a flag), or OPTIONS_WORD
   (*value: the word), OPTIONS_UNKNOWN (*value: the option as written), OPTIONS_END. Fatal if an
   argument is missing or superfluous. */
int options_next(struct options *o, const struct option_row *rows, const char **value);

/* The argument that follows an unknown option; fatal, naming `option`, if there is none. */
const char *options_argument(struct options *o, const char *option);

#endif
