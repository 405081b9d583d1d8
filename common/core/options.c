/* Implementation of options.h. */
#include "common/core/options.h"

#include <string.h>

#include "common/core/base.h"

const char *options_argument(struct options *o, const char *option)
{
    require(o->at < o->argc, "%s: its value is missing", option);
    return o->argv[o->at++];
}

/* True if "--name" or "--name=value" is an option of this row. */
static bool names(const char *text, const struct option_row *row)
{
    const size_t n = strcspn(text, "=");
    return strlen(row->name) == n && strncmp(row->name, text, n) == 0;
}

static int take_long(struct options *o, const struct option_row *rows, const char *word,
                     const char **value)
{
    const char *const equals = strchr(word, '=');
    for (int i = 0; rows[i].name; i++) {
        if (!names(word + 2, &rows[i])) continue;
        require(rows[i].argument || !equals, "--%s: takes no value", rows[i].name);
        *value = !rows[i].argument ? NULL : equals ? equals + 1 : options_argument(o, word);
        return i;
    }
    *value = word;
    return OPTIONS_UNKNOWN;
}

static int take_letter(struct options *o, const struct option_row *rows, const char *word,
                       const char **value)
{
    for (int i = 0; rows[i].name; i++) {
        if (rows[i].letter != word[1]) continue;
        if (!rows[i].argument && word[2]) break;
        *value = !rows[i].argument ? NULL : word[2] ? word + 2 : options_argument(o, word);
        return i;
    }
    *value = word;
    return OPTIONS_UNKNOWN;
}

int options_next(struct options *o, const struct option_row *rows, const char **value)
{
    if (o->at >= o->argc) return OPTIONS_END;
    const char *const word = o->argv[o->at++];
    if (!o->only_words && strcmp(word, "--") == 0) {
        o->only_words = true;
        return options_next(o, rows, value);
    }
    if (!o->only_words && strncmp(word, "--", 2) == 0) return take_long(o, rows, word, value);
    if (!o->only_words && word[0] == '-' && word[1]) return take_letter(o, rows, word, value);
    *value = word;
    return OPTIONS_WORD;
}
