/* Implementation of value_lists.h. */
#include "common/config/value_lists.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/config/ini.h"
#include "common/config/key.h"

/* Parses "1..16"; false if the text has another form. */
static bool is_range(const char *text, long long *first, long long *last)
{
    int end = -1;
    return sscanf(text, "%lld..%lld%n", first, last, &end) == 2 && end >= 0 && !text[end];
}

static char *item(const char **rest)
{
    const char *begin = *rest, *end = begin + strcspn(begin, ",");
    *rest = *end ? end + 1 : NULL;
    while (begin < end && isspace((unsigned char)*begin)) begin++;
    while (begin < end && isspace((unsigned char)end[-1])) end--;
    return base_text("%.*s", (int)(end - begin), begin);
}

char **value_lists_split(const char *text, bool integers, size_t *n, const char *where)
{
    size_t room = 1;
    for (const char *c = text; *c; c++) room += *c == ',';
    char **const value = base_alloc(integers ? VALUE_LISTS_MEMBERS : room, sizeof *value);
    *n = 0;
    for (const char *rest = text; rest;) {
        char *const word = item(&rest);
        long long first, last;
        if (integers && is_range(word, &first, &last)) {
            require(first <= last && last - first < VALUE_LISTS_MEMBERS,
                    "%s = %s: a range must rise and have at most %d values", where, word,
                    VALUE_LISTS_MEMBERS);
            for (long long i = first; i <= last && *n < VALUE_LISTS_MEMBERS; i++)
                value[(*n)++] = base_text("%lld", i);
            base_free(word);
        } else if (*n < VALUE_LISTS_MEMBERS) {
            value[(*n)++] = word;
        }
        require(*n < VALUE_LISTS_MEMBERS, "%s = %s: a list has at most %d values", where, text,
                VALUE_LISTS_MEMBERS);
    }
    return value;
}

static bool is_list(const struct runfile_key *key, const char *value)
{
    if (!key || !value || key->type == RUNFILE_SCHEDULE || key->type == RUNFILE_REALS) return false;
    if (key->type == RUNFILE_TEXT && !key->table) return false;
    long long first, last;
    return strchr(value, ',') || (key->type == RUNFILE_INT && is_range(value, &first, &last));
}

/* The item, as written, that value i comes from; free with base_free. */
static char *entry_of(const char *text, bool integers, size_t i)
{
    for (const char *rest = text; rest;) {
        char *const word = item(&rest);
        long long first, last;
        const bool range = integers && is_range(word, &first, &last);
        const size_t n = range ? (size_t)(last - first + 1) : 1;
        if (i < n) return word;
        i -= n;
        base_free(word);
    }
    return NULL;
}

void value_lists_require_distinct(const struct runfile_key *key, const char *text, size_t n,
                                  char *const *value, const char *where)
{
    const bool integers = key->type == RUNFILE_INT;
    for (size_t i = 0; i < n; i++) {
        require(*value[i], "%s: the list has an empty place", where);
        for (size_t j = 0; j < i; j++)
            require(!key_same(key, value[i], value[j]),
                    "%s: the list has %s twice, as %s and %s; values must differ", where, value[i],
                    entry_of(text, integers, j), entry_of(text, integers, i));
    }
}

static void add(struct value_lists *l, const struct ini *g, const struct runfile_key *key,
                const char *where)
{
    require(l->keys < VALUE_LISTS_KEYS, "%s: at most %d keys may have lists", where,
            VALUE_LISTS_KEYS);
    struct value_lists_key *const k = &l->key[l->keys++];
    k->section = base_text("%s", g->section);
    k->key = base_text("%s", g->key);
    k->value = value_lists_split(g->value, key->type == RUNFILE_INT, &k->n, where);
    value_lists_require_distinct(key, g->value, k->n, k->value, where);
    l->members *= k->n;
    require(l->members <= VALUE_LISTS_MEMBERS, "%s: an ensemble of more than %d members", where,
            VALUE_LISTS_MEMBERS);
}

/* Overrides that remove a section of the file come first, as they may be followed by its keys. */
static void add_removals(struct value_lists *l, const char *path, int n, char *const *overrides)
{
    struct ini_list file;
    ini_read(&file, path, 0, NULL);
    for (int i = 0; i < n; i++)
        if (ini_removes(&file, overrides[i])) l->text[l->fixed++] = base_text("%s", overrides[i]);
    ini_clear(&file);
}

struct value_lists value_lists_find(const struct runfile *f, const char *path, int noverrides,
                                    char *const *overrides)
{
    struct ini_list all;
    ini_read(&all, path, noverrides, overrides);
    struct value_lists l = {.members = 1,
                            .text = base_alloc((size_t)noverrides + 1, sizeof *l.text)};
    add_removals(&l, path, noverrides, overrides);
    bool listed = false; /* temperatures, on the command line */
    for (const struct ini *g = all.item; g < all.item + all.n; g++) {
        const struct runfile_key *const key = runfile_key(f, g->section, g->key);
        listed = listed || (g->override && is_list(key, g->value) &&
                            strcmp(g->section, "system") == 0 && strcmp(g->key, "T") == 0);
        if (is_list(key, g->value))
            add(&l, g, key, ini_where(&all, g->section, g->key));
        else if (g->override)
            l.text[l.fixed++] = base_text("%s.%s=%s", g->section, g->key, g->value);
    }
    /* a single T of the list would not replace the ladder of the file */
    if (listed && ini_section(&all, "tempering") && !ini_find(&all, "tempering", "ladder"))
        l.text[l.fixed++] = base_text("tempering.ladder=list");
    const struct ini *const folder = ini_find(&all, "run", "folder");
    if (folder) l.folder = base_text("%s", folder->value);
    ini_clear(&all);
    return l;
}

void value_lists_clear(struct value_lists *l)
{
    for (struct value_lists_key *k = l->key; k < l->key + l->keys; k++) {
        for (size_t i = 0; i < k->n; i++) base_free(k->value[i]);
        base_free(k->value);
        base_free(k->section);
        base_free(k->key);
    }
    for (size_t i = 0; i < l->fixed; i++) base_free(l->text[i]);
    base_free(l->text);
    base_free(l->folder);
}

/* The value of list k for a member. */
static const char *value_of(const struct value_lists *l, size_t member, size_t k)
{
    for (size_t i = l->keys - 1; i > k; i--) member /= l->key[i].n;
    return l->key[k].value[member % l->key[k].n];
}

char *value_lists_join(const struct value_lists_key *k)
{
    char *text = base_text("%s", k->value[0]);
    for (size_t i = 1; i < k->n; i++) {
        char *const more = base_text("%s, %s", text, k->value[i]);
        base_free(text);
        text = more;
    }
    return text;
}

/* No blanks in names of folders: "1SA swaps=3 + noise" becomes "1SA_swaps=3+noise". */
static void close_blanks(char *name)
{
    char *to = name;
    for (const char *c = name; *c; c++) {
        const bool beside =
            *c == ' ' && (c[1] == '+' || c[1] == ' ' || (to > name && to[-1] == '+'));
        if (!beside) *to++ = *c == ' ' ? '_' : *c;
    }
    *to = 0;
}

char *value_lists_name(const struct value_lists *l, size_t member)
{
    char *name = base_text("%s", "");
    for (size_t k = 0; k < l->keys; k++) {
        char *const more =
            base_text("%s%s%s=%s", name, k ? "_" : "", l->key[k].key, value_of(l, member, k));
        base_free(name);
        name = more;
    }
    close_blanks(name);
    return name;
}

char **value_lists_overrides(const struct value_lists *l, size_t member, const char *folder, int *n)
{
    char **const all = base_alloc(l->fixed + l->keys + 1, sizeof *all);
    *n = 0;
    for (size_t i = 0; i < l->fixed; i++)
        if (strncmp(l->text[i], "run.folder=", strlen("run.folder=")))
            all[(*n)++] = base_text("%s", l->text[i]);
    for (size_t k = 0; k < l->keys; k++)
        all[(*n)++] =
            base_text("%s.%s=%s", l->key[k].section, l->key[k].key, value_of(l, member, k));
    all[(*n)++] = base_text("run.folder=%s", folder);
    return all;
}

void value_lists_overrides_free(char **overrides, int n)
{
    for (int i = 0; i < n; i++) base_free(overrides[i]);
    base_free(overrides);
}
