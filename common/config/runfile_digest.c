/* Implementation of runfile_digest.h. */
#include "common/config/runfile_digest.h"

#include <string.h>
#include <xxhash.h>

#include "common/config/key.h"
#include "common/config/old_names.h"

/* Keys that change only where, how fast or how safely a run executes. */
static bool is_apart(const char *section, const char *key)
{
    static const char *const apart[][2] = {
        {"run", "folder"},   {"run", "threads"},    {"run", "walltime"},
        {"run", "progress"}, {"run", "checkpoint"}, {"run", "checkpoint_every"},
        {"run", "version"},
    };
    for (size_t i = 0; i < sizeof apart / sizeof *apart; i++)
        if (strcmp(apart[i][0], section) == 0 && strcmp(apart[i][1], key) == 0) return true;
    return false;
}

/* Numbers are hashed by value: 1e6 and 1000000 are the same run. Keys and values are hashed by their
   first names, so that renaming a key does not change the digest. */
static uint64_t mix(uint64_t h, const char *section, const struct runfile_key *k, const char *text)
{
    const char *why;
    struct key_value x;
    const bool word = k->type == RUNFILE_TEXT || k->type == RUNFILE_SCHEDULE ||
                      (k->type == RUNFILE_REALS && strchr(text, ','));
    key_parse(k, text, &x, &why);
    const char *const key = old_names_first_key(section, k->name), *const value =
                                                                       old_names_first_value(
                                                                           section, k->name, text);
    h = XXH3_64bits_withSeed(section, strlen(section), h);
    h = XXH3_64bits_withSeed(key, strlen(key), h);
    return word ? XXH3_64bits_withSeed(value, strlen(value), h)
                : XXH3_64bits_withSeed(&x, sizeof x, h);
}

struct each {
    bool
        isa; /* with the instruction set, as versions before 1.1 did; otherwise its default counts */
    void (*act)(void *to, const char *section, const struct runfile_key *k, const char *text);
    void *to;
    bool all; /* with added keys that have their defaults */
};

/* Calls `act` for every key of physics. */
static void each(const struct runfile *f, const struct each *e)
{
    struct runfile_section_view s;
    for (size_t i = 0; (s = runfile_section_view(f, i)).name; i++)
        for (size_t j = 0; runfile_has(f, s.name) && j < s.n; j++) {
            const struct runfile_key *const k = runfile_section_key(f, i, j);
            const bool isa = strcmp(s.name, "system") == 0 && strcmp(k->name, "isa") == 0;
            const char *const text = runfile_text(f, s.name, k->name);
            const bool same = k->value && key_same(k, text, k->value);
            if (is_apart(s.name, k->name) || (k->added && same && !e->all)) continue;
            e->act(e->to, s.name, k, isa && !e->isa ? k->value : text);
        }
}

static void add(void *h, const char *section, const struct runfile_key *k, const char *text)
{
    *(uint64_t *)h = mix(*(uint64_t *)h, section, k, text);
}

static uint64_t digest(const struct runfile *f, bool isa)
{
    uint64_t h = 0;
    each(f, &(struct each){isa, add, &h, false});
    return h;
}

uint64_t runfile_digest(const struct runfile *f)
{
    return digest(f, false);
}

bool runfile_digest_holds(const struct runfile *f, uint64_t of_start)
{
    return of_start == digest(f, false) || of_start == digest(f, true);
}

/* ---- in words -------------------------------------------------------------------------------- */

static void append(void *to, const char *section, const struct runfile_key *k, const char *text)
{
    char **const lines = to, *const before = *lines;
    *lines = base_text("%s%s.%s=%s\n", before, section, k->name, text);
    base_free(before);
}

char *runfile_digest_lines(const struct runfile *f)
{
    char *lines = base_text("%s", "");
    each(f, &(struct each){false, append, &lines, false});
    return lines;
}

struct search {
    const char *lines;
    char *found; /* NULL: none yet */
};

char *runfile_digest_value(const char *lines, const char *section, const char *key)
{
    char *const name = base_text("%s.%s=", section, key);
    const char *at = lines;
    while (at && strncmp(at, name, strlen(name))) at = (at = strchr(at, '\n')) ? at + 1 : NULL;
    char *const value =
        at ? base_text("%.*s", (int)strcspn(at + strlen(name), "\n"), at + strlen(name)) : NULL;
    base_free(name);
    return value;
}

static void compare(void *to, const char *section, const struct runfile_key *k, const char *text)
{
    struct search *const s = to;
    if (s->found) return;
    char *before = runfile_digest_value(s->lines, section, k->name);
    if (!before && k->added) before = base_text("%s", k->value);
    if (!before || !key_same(k, before, text))
        s->found =
            before ? base_text("[%s] %s = %s (the run started with %s)", section, k->name, text,
                               before)
                   : base_text("[%s] %s = %s (the run started without it)", section, k->name, text);
    base_free(before);
}

/* A section that the run started with, and that the file has no longer; base_free. */
static char *missing(const struct runfile *f, const char *lines)
{
    for (const char *at = lines; *at; at += strcspn(at, "\n"), at += *at == '\n') {
        const size_t n = strcspn(at, "=\n");
        const char *const dot = memrchr(at, '.', n);
        char *const section = base_text("%.*s", dot ? (int)(dot - at) : 0, at);
        const bool here = runfile_has(f, section);
        char *const text = here ? NULL : base_text("[%s] is missing", section);
        base_free(section);
        if (text) return text;
    }
    return NULL;
}

char *runfile_digest_difference(const struct runfile *f, const char *lines)
{
    struct search s = {.lines = lines};
    each(f, &(struct each){false, compare, &s, true});
    return s.found ? s.found : missing(f, lines);
}
