/* Implementation of command_options.h. */
#include "common/run/command_options.h"

#include <string.h>
#include <unistd.h>

#include "common/core/base.h"
#include "common/run/program.h"
#include "common/config/runfile.h"

static bool is_option(const char *word)
{
    return strchr(word, '=') && access(word, F_OK) != 0;
}

/* Keys of run files are no options. */
static void require_option(const struct program_request *r, const char *command, const char *word)
{
    const char *const dot = strchr(word, '.');
    require(!dot || dot > strchr(word, '='),
            "%s: %s: keys of run files are none of its options (`%s help %s` lists them)", command,
            word, r->program->name, command);
}

static void require_all(const struct runfile *f, const char *command, const struct runfile_key *k)
{
    for (; k && k->name; k++)
        require(k->value || runfile_raw(f, command, k->name), "%s: --%s is missing: %s", command,
                k->name, k->doc);
}

struct runfile *command_options_read(const struct program_request *r, const char *command,
                                     const struct runfile_key *keys, int least, int most,
                                     int *folders)
{
    enum { MOST = 32 };
    char *words[MOST];
    int n = 0, first = 0;
    while (first < r->n && !is_option(r->words[first])) first++;
    require(r->n - first <= MOST, "%s: more than %d options", command, MOST);
    for (int i = first; i < r->n; i++) {
        require(is_option(r->words[i]), "%s: '%s' comes after an option: folders come first",
                command, r->words[i]);
        require_option(r, command, r->words[i]);
        words[n++] = base_text("%s.%s", command, r->words[i]);
    }
    require(first >= least && first <= most,
            least == most ? "%s takes %d folder, not %d" : "%s takes %d folders or more, not %d",
            command, least, first);
    struct runfile *const f = runfile_read("/dev/null", n, words);
    runfile_declare_one(f, command, "options", keys, false);
    require_all(f, command, keys);
    runfile_check(f);
    while (n) base_free(words[--n]);
    *folders = first;
    return f;
}
