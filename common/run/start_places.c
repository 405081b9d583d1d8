/* Implementation of start_places.h. */
#include "common/run/start_places.h"

#include <stdbool.h>
#include <string.h>
#include <unistd.h>

#include "common/config/runfile.h"
#include "common/core/base.h"
#include "common/io/run_place.h"
#include "common/run/parent_state.h"

static const char *const starts[][2] = {
    {"system", "start"}, {"network", "weights"}, {"branch", "parent"}};
enum { STARTS = sizeof starts / sizeof *starts };

/* NULL if the run file has no such key, or if its values are rows of a table. */
static const char *value_of(const struct runfile *f, size_t i)
{
    const char *const section = starts[i][0];
    const struct runfile_key *const key = runfile_key(f, section, starts[i][1]);
    return key && !key->table && runfile_has(f, section) ? runfile_text(f, section, key->name)
                                                         : NULL;
}

/* ---- placeholders ---------------------------------------------------------------------------- */

/* The section of a key without one. Fatal unless exactly one has it. */
static const char *section_of(const struct runfile *f, const char *key, const char *where)
{
    struct runfile_section_view s;
    const char *found = NULL;
    for (size_t i = 0; (s = runfile_section_view(f, i)).name; i++) {
        if (!runfile_has(f, s.name) || !runfile_key(f, s.name, key)) continue;
        require(!found, "%s: {%s}: a key of [%s] and of [%s]: write {%s.%s}", where, key, found,
                s.name, found, key);
        found = s.name;
    }
    require(found, "%s: {%s}: no section has such a key", where, key);
    return found;
}

/* The value of a key; of a run file that is not checked yet as given, or the default. */
static const char *value_in(const struct runfile *f, const char *section, const char *key,
                            bool checked)
{
    if (checked) return runfile_text(f, section, key);
    const char *const raw = runfile_raw(f, section, key);
    return raw ? raw : runfile_key(f, section, key)->value;
}

static const char *meant(const struct runfile *f, const char *name, const char *where, bool checked)
{
    const char *const dot = strrchr(name, '.'), *const key = dot ? dot + 1 : name;
    char *const given = dot ? base_text("%.*s", (int)(dot - name), name) : NULL;
    require(!given || (runfile_has(f, given) && runfile_key(f, given, key)),
            "%s: {%s}: there is no such key", where, name);
    const char *const value = value_in(f, given ? given : section_of(f, key, where), key, checked);
    require(value, "%s: {%s}: has no value", where, name);
    base_free(given);
    return value;
}

static char *filled(const struct runfile *f, const char *text, const char *where, bool checked)
{
    char *all = base_text("%s", "");
    for (const char *open; (open = strchr(text, '{'));) {
        const char *const close = strchr(open, '}');
        require(close && close > open + 1, "%s: { must be followed by the name of a key and }",
                where);
        char *const name = base_text("%.*s", (int)(close - open - 1), open + 1), *const before =
                                                                                     all;
        all =
            base_text("%s%.*s%s", before, (int)(open - text), text, meant(f, name, where, checked));
        base_free(before);
        base_free(name);
        text = close + 1;
    }
    char *const whole = base_text("%s%s", all, text);
    base_free(all);
    return whole;
}

char *start_places_filled(const struct runfile *f, const char *text, const char *where)
{
    return filled(f, text, where, false);
}

void start_places_fill(struct runfile *f)
{
    for (size_t i = 0; i < STARTS; i++) {
        const char *const value = value_of(f, i);
        if (!value || !strchr(value, '{')) continue;
        char *const text = filled(f, value, runfile_where(f, starts[i][0], starts[i][1]), true);
        runfile_set(f, starts[i][0], starts[i][1], text);
        base_free(text);
    }
}

/* ---- missing --------------------------------------------------------------------------------- */

static bool is_word(const char *place)
{
    static const char *const words[] = {"lattice", "random", "none", NULL};
    const char *const *w = words;
    while (*w && strcmp(place, *w) != 0) w++;
    return *w;
}

/* One place, perhaps with a number of a copy; base_free. */
static char *missing(const char *text)
{
    const char *const colon = strrchr(text, ':');
    const bool copy = colon && access(text, F_OK) != 0;
    char *const place = base_text("%.*s", copy ? (int)(colon - text) : (int)strlen(text), text);
    struct run_place at = run_place_parse(place);
    char *name = NULL;
    if (access(at.folder, R_OK))
        name = base_text("%s", text);
    else if (at.timed && !parent_state_exists(at.folder, at.t))
        name = base_text("%s (no state of this time)", text);
    run_place_clear(&at);
    base_free(place);
    return name;
}

char *start_places_missing(const struct runfile *f)
{
    for (size_t i = 0; i < STARTS; i++) {
        const char *const value = value_of(f, i);
        if (!value || is_word(value)) continue;
        char *const words = base_text("%s", value), *rest = NULL, *name = NULL;
        for (char *word = strtok_r(words, " ", &rest); word && !name;
             word = strtok_r(NULL, " ", &rest))
            name = missing(word);
        base_free(words);
        if (name) return name;
    }
    return NULL;
}
