/* Implementation of runfile_help.h. */
#include "common/config/runfile_help.h"

#include <string.h>

#include "common/config/key.h"
#include "common/core/help.h"

enum { REPEATED = 3 }; /* a key that at least this many sections of a kind have is printed once */

static bool same_text(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

/* True if all members agree except the default and the table: each precision of a network has its
   own table. */
static bool alike(const struct runfile_key *a, const struct runfile_key *b)
{
    return same_text(a->name, b->name) && same_text(a->doc, b->doc) &&
           same_text(a->unit, b->unit) && a->min == b->min && a->max == b->max &&
           a->type == b->type;
}

static bool same_key(const struct runfile_key *a, const struct runfile_key *b)
{
    return alike(a, b) && same_text(a->value, b->value) && a->table == b->table;
}

static size_t kind_length(const char *name)
{
    return strcspn(name, ".");
}

static bool same_kind(const char *a, const char *b)
{
    const size_t n = kind_length(a);
    return a[n] && kind_length(b) == n && b[n] && strncmp(a, b, n) == 0;
}

static bool has_key(const struct runfile *f, size_t section, const struct runfile_key *key)
{
    const struct runfile_section_view s = runfile_section_view(f, section);
    for (size_t k = 0; k < s.n; k++)
        if (same_key(runfile_section_key(f, section, k), key)) return true;
    return false;
}

/* True if at least REPEATED sections of this kind have the key. */
static bool is_repeated(const struct runfile *f, const char *kind, const struct runfile_key *key)
{
    size_t count = 0;
    struct runfile_section_view s;
    for (size_t i = 0; (s = runfile_section_view(f, i)).name; i++)
        count += same_kind(kind, s.name) && has_key(f, i, key);
    return count >= REPEATED;
}

/* True if an earlier section of this kind has the key. */
static bool is_earlier(const struct runfile *f, size_t section, const struct runfile_key *key)
{
    const char *const kind = runfile_section_view(f, section).name;
    for (size_t i = 0; i < section; i++)
        if (same_kind(kind, runfile_section_view(f, i).name) && has_key(f, i, key)) return true;
    return false;
}

/* Run files of other systems, whose keys are printed already. */
struct earlier {
    size_t n;
    struct runfile *const *file;
};

static bool is_repeated_earlier(const struct earlier *e, const char *kind,
                                const struct runfile_key *key)
{
    for (size_t i = 0; i < e->n; i++)
        if (is_repeated(e->file[i], kind, key)) return true;
    return false;
}

/* True if an earlier section is of this kind. */
static bool is_later_of_kind(const struct runfile *f, size_t section)
{
    const char *const kind = runfile_section_view(f, section).name;
    size_t i = 0;
    while (i < section && !same_kind(kind, runfile_section_view(f, i).name)) i++;
    return i < section;
}

/* Before the first section of a kind: the keys that several sections of the kind have. */
static void print_common(const struct runfile *f, size_t section, const struct earlier *e,
                         FILE *out)
{
    const char *const kind = runfile_section_view(f, section).name;
    bool headed = false;
    struct runfile_section_view s;
    if (is_later_of_kind(f, section)) return;
    for (size_t i = section; (s = runfile_section_view(f, i)).name; i++)
        for (size_t k = 0; same_kind(kind, s.name) && k < s.n; k++) {
            const struct runfile_key *const key = runfile_section_key(f, i, k);
            if (!is_repeated(f, kind, key) || is_earlier(f, i, key)) continue;
            if (is_repeated_earlier(e, kind, key)) continue;
            if (!headed)
                fprintf(out, "[%.*s.NAME]  keys that several of the sections below have\n",
                        (int)kind_length(kind), kind);
            headed = true;
            key_help(out, key->name, key);
        }
}

static void print(const struct runfile *f, size_t section, bool whole, const struct earlier *e,
                  FILE *out)
{
    const struct runfile_section_view s = runfile_section_view(f, section);
    if (!whole) print_common(f, section, e, out);
    char *const head =
        base_text("[%s]%s  %s", s.name, s.optional ? " (optional)" : "", s.doc ? s.doc : "");
    help_head(out, head);
    base_free(head);
    for (size_t k = 0; k < s.n; k++) {
        const struct runfile_key *const key = runfile_section_key(f, section, k);
        if (whole || !(is_repeated(f, s.name, key) || is_repeated_earlier(e, s.name, key)))
            key_help(out, key->name, key);
    }
}

static bool has_alike(const struct runfile *f, size_t section, const struct runfile_key *key)
{
    const struct runfile_section_view s = runfile_section_view(f, section);
    size_t k = 0;
    while (k < s.n && !alike(runfile_section_key(f, section, k), key)) k++;
    return k < s.n;
}

/* True if `shown` has a section of this name with all its keys. */
static bool is_in(const struct runfile *shown, const struct runfile *f, size_t section)
{
    const struct runfile_section_view s = runfile_section_view(f, section);
    struct runfile_section_view other;
    for (size_t i = 0; (other = runfile_section_view(shown, i)).name; i++) {
        if (strcmp(other.name, s.name) != 0) continue;
        size_t same = 0;
        while (same < s.n && has_alike(shown, i, runfile_section_key(f, section, same))) same++;
        if (same == s.n) return true;
    }
    return false;
}

static bool is_shown(const struct runfile *f, size_t section, size_t n,
                     struct runfile *const *shown)
{
    for (size_t i = 0; i < n; i++)
        if (is_in(shown[i], f, section)) return true;
    return false;
}

static bool is_wanted(const char *name, const char *wanted)
{
    const size_t n = kind_length(name);
    return !wanted || strcmp(name, wanted) == 0 ||
           (strlen(wanted) == n && strncmp(name, wanted, n) == 0);
}

size_t runfile_help(const struct runfile *f, const char *wanted, size_t n,
                    struct runfile *const *shown, FILE *out)
{
    size_t printed = 0;
    struct runfile_section_view s;
    for (size_t i = 0; (s = runfile_section_view(f, i)).name; i++) {
        if (!is_wanted(s.name, wanted) || is_shown(f, i, n, shown)) continue;
        print(f, i, wanted && strchr(wanted, '.'), &(struct earlier){n, shown}, out);
        printed++;
    }
    return printed;
}

const char *runfile_help_nearest(const struct runfile *f, const char *word)
{
    const char *best = NULL;
    struct runfile_section_view s;
    for (size_t i = 0; (s = runfile_section_view(f, i)).name; i++)
        if (!best || base_unlike(word, s.name) < base_unlike(word, best)) best = s.name;
    return best;
}
