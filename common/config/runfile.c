/* Implementation of runfile.h: compares the given text (ini.h) with the declared keys. Values
   are stored as text, so that the resolved file shows them as written; numbers are parsed on
   access. */
#include "common/config/runfile.h"

#include <assert.h>
#include <string.h>
#include <strings.h>
#include <xxhash.h>

#include "common/config/ini.h"
#include "common/config/key.h"
#include "common/config/old_names.h"
#include "common/core/comm.h"
#include "common/core/help.h"

struct entry {
    const struct runfile_key *key;
    char *value; /* NULL: none yet */
};

struct section {
    char *name;
    const char *doc;
    bool optional;
    size_t n;
    struct entry *entry; /* (n) */
};

struct runfile {
    struct ini_list given;
    size_t n;
    struct section *section; /* (n) */
};

/* ---- former names ---------------------------------------------------------------------------- */

/* Prints a line once, although a command may read the same file several times. */
static void note(const char *line)
{
    enum { MOST = 256 };
    static uint64_t printed[MOST];
    static size_t n;
    const uint64_t hash = XXH3_64bits(line, strlen(line));
    for (size_t i = 0; i < n; i++)
        if (printed[i] == hash) return;
    if (n < MOST) printed[n++] = hash;
    if (comm_rank() == 0) fprintf(stderr, "%s\n", line);
}

static void note_item(const struct ini_list *g, const struct ini *item)
{
    const char *const from = item->override ? "command line" : g->path;
    char *const key = item->old ? base_text("%s: [%s] %s: now called %s", from, item->section,
                                            item->old, item->key)
                                : NULL,
                *const value = item->old_value ? base_text("%s: [%s] %s = %s: now called %s", from,
                                                           item->section, item->key,
                                                           item->old_value, item->value)
                                               : NULL;
    if (key) note(key);
    if (value) note(value);
    base_free(key);
    base_free(value);
}

/* Former names in a file that a program wrote ([run] version) are reported in one line. */
static void note_old_names(const struct ini_list *g)
{
    const struct ini *const version = ini_find(g, "run", "version"), *first = NULL;
    for (const struct ini *item = g->item; item < g->item + g->n; item++) {
        if (!item->old && !item->old_value) continue;
        if (item->override || !version)
            note_item(g, item);
        else if (!first)
            first = item;
    }
    if (!first) return;
    char *const line = base_text("%s: written by version %s: former names are read as the present "
                                 "ones, [%s] %s as %s",
                                 g->path, version->value, first->section,
                                 first->old ? first->old : first->old_value,
                                 first->old ? first->key : first->value);
    note(line);
    base_free(line);
}

struct runfile *runfile_read(const char *path, int noverrides, char *const *overrides)
{
    struct runfile *const f = base_alloc(1, sizeof *f);
    ini_read(&f->given, path, noverrides, overrides);
    note_old_names(&f->given);
    return f;
}

void runfile_free(struct runfile *f)
{
    if (!f) return;
    for (struct section *s = f->section; s < f->section + f->n; s++) {
        for (size_t i = 0; i < s->n; i++) base_free(s->entry[i].value);
        base_free(s->entry);
        base_free(s->name);
    }
    base_free(f->section);
    ini_clear(&f->given);
    base_free(f);
}

const char *runfile_path(const struct runfile *f)
{
    return f->given.path;
}

const char *runfile_raw(const struct runfile *f, const char *section, const char *key)
{
    const struct ini *const g = ini_find(&f->given, section, key);
    return g ? g->value : NULL;
}

const char *runfile_where(const struct runfile *f, const char *section, const char *key)
{
    return ini_where(&f->given, section, key);
}

/* ---- declaring ------------------------------------------------------------------------------- */

/* Returns the array with room for one more item; it doubles whenever n reaches a power of two. */
static void *room(void *items, size_t n, size_t size)
{
    if (n & (n - 1)) return items;
    void *const more = base_alloc(n ? 2 * n : 1, size);
    if (n) memcpy(more, items, n * size);
    base_free(items);
    return more;
}

static struct section *find_section(const struct runfile *f, const char *name)
{
    for (size_t i = 0; i < f->n; i++)
        if (strcmp(f->section[i].name, name) == 0) return &f->section[i];
    return NULL;
}

static struct entry *find_entry(const struct section *s, const char *key)
{
    for (size_t i = 0; i < s->n; i++)
        if (strcmp(s->entry[i].key->name, key) == 0) return &s->entry[i];
    return NULL;
}

void runfile_declare_one(struct runfile *f, const char *name, const char *doc,
                         const struct runfile_key *keys, bool optional)
{
    struct section *s = find_section(f, name);
    if (!s) {
        f->section = room(f->section, f->n, sizeof *f->section);
        s = &f->section[f->n++];
        *s = (struct section){.name = base_text("%s", name), .doc = doc, .optional = optional};
    }
    s->optional = s->optional && optional;
    for (const struct runfile_key *k = keys; k && k->name; k++) {
        assert(!find_entry(s, k->name));
        s->entry = room(s->entry, s->n, sizeof *s->entry);
        s->entry[s->n++] = (struct entry){.key = k};
    }
}

void runfile_declare(struct runfile *f, const struct runfile_section *sections)
{
    for (const struct runfile_section *s = sections; s && s->name; s++)
        runfile_declare_one(f, s->name, s->doc, s->keys, s->optional);
}

const struct runfile_key *runfile_key(const struct runfile *f, const char *section, const char *key)
{
    const struct section *const s = find_section(f, section);
    const struct entry *const e = s && key ? find_entry(s, key) : NULL;
    return e ? e->key : NULL;
}

bool runfile_has(const struct runfile *f, const char *section)
{
    const struct section *const s = find_section(f, section);
    return s && (!s->optional || ini_section(&f->given, section));
}

/* ---- checking -------------------------------------------------------------------------------- */

/* The name of every item is a row. */
static void check_items(const struct base_table *table, const char *text, const char *where)
{
    for (char *item; (item = key_item(&text)); base_free(item)) {
        item[strcspn(item, " \t")] = 0;
        base_pick(table, item, where);
    }
}

static void check_value(const struct runfile *f, const struct section *s, const struct entry *e)
{
    const char *const where = runfile_where(f, s->name, e->key->name);
    const char *why = NULL;
    struct key_value x;
    if (e->key->table && e->key->joined)
        check_items(e->key->table, e->value, where);
    else if (e->key->table)
        base_pick(e->key->table, e->value, where);
    const bool good = key_parse(e->key, e->value, &x, &why);
    require(good || !why, "%s = %s: %s", where, e->value, why);
    require(good, "%s = %s: must be %s", where, e->value, key_allowed(e->key));
}

static void replace(struct entry *e, const char *value)
{
    char *const old = e->value;
    e->value = base_text("%s", value);
    base_free(old);
}

static void closer(const char *word, const char *name, const char **best)
{
    if (!*best || base_unlike(word, name) < base_unlike(word, *best)) *best = name;
}

static _Noreturn void unknown(const struct runfile *f, const struct ini *g)
{
    const struct section *const s = find_section(f, g->section);
    const char *best = NULL;
    for (size_t i = 0; s && i < s->n; i++) closer(g->key, s->entry[i].key->name, &best);
    for (size_t i = 0; !s && i < f->n; i++) closer(g->section, f->section[i].name, &best);
    base_die("%s: unknown %s; nearest known: %s", runfile_where(f, g->section, g->key),
             s ? "key" : "section", best ? best : "none");
}

static void accept(struct runfile *f, const struct ini *g)
{
    const struct section *const s = find_section(f, g->section);
    struct entry *const e = s && g->key ? find_entry(s, g->key) : NULL;
    if (!s || (g->key && !e)) unknown(f, g);
    if (e) replace(e, g->value);
}

static void fill(const struct runfile *f, const struct section *s, struct entry *e)
{
    const struct runfile_key *const k = e->key;
    if (!e->value && k->value) replace(e, k->value);
    if (!runfile_has(f, s->name)) return;
    require(e->value, "%s: missing; it has no default and must be %s (%s)",
            runfile_where(f, s->name, k->name), key_allowed(k), k->doc);
    check_value(f, s, e);
}

void runfile_check(struct runfile *f)
{
    for (size_t i = 0; i < f->given.n; i++) accept(f, &f->given.item[i]);
    for (const struct section *s = f->section; s < f->section + f->n; s++)
        for (size_t i = 0; i < s->n; i++) fill(f, s, &s->entry[i]);
}

struct runfile *runfile_copy(const struct runfile *f)
{
    struct runfile *const copy = base_alloc(1, sizeof *copy);
    ini_copy(&copy->given, &f->given);
    for (const struct section *s = f->section; s < f->section + f->n; s++) {
        runfile_declare_one(copy, s->name, s->doc, NULL, s->optional);
        struct section *const to = &copy->section[copy->n - 1];
        for (const struct entry *e = s->entry; e < s->entry + s->n; e++) {
            to->entry = room(to->entry, to->n, sizeof *to->entry);
            to->entry[to->n++] = (struct entry){.key = e->key};
            if (e->value) replace(&to->entry[to->n - 1], e->value);
        }
    }
    return copy;
}

/* ---- asking ---------------------------------------------------------------------------------- */

/* A key without a value is a bug of the program, which may appear only with a rare run file. */
static const struct entry *valued(const struct runfile *f, const char *section, const char *key)
{
    const struct section *const s = find_section(f, section);
    const struct entry *const e = s ? find_entry(s, key) : NULL;
    require(e && e->value, "bug: [%s] %s is read, but not declared, or not checked yet", section,
            key);
    return e;
}

static struct key_value number(const struct runfile *f, const char *section, const char *key,
                               enum runfile_type type)
{
    const struct entry *const e = valued(f, section, key);
    const char *why;
    struct key_value x;
    require(e->key->type == type, "bug: [%s] %s is read as another type", section, key);
    key_parse(e->key, e->value, &x, &why);
    return x;
}

const char *runfile_text(const struct runfile *f, const char *section, const char *key)
{
    return valued(f, section, key)->value;
}

int64_t runfile_int(const struct runfile *f, const char *section, const char *key)
{
    return number(f, section, key, RUNFILE_INT).integer;
}

double runfile_real(const struct runfile *f, const char *section, const char *key)
{
    return number(f, section, key, RUNFILE_REAL).number;
}

size_t runfile_reals(const struct runfile *f, const char *section, const char *key, double *x)
{
    const struct entry *const e = valued(f, section, key);
    require(e->key->type == RUNFILE_REALS, "bug: [%s] %s is read as another type", section, key);
    return key_reals(e->key, e->value, x);
}

bool runfile_bool(const struct runfile *f, const char *section, const char *key)
{
    return number(f, section, key, RUNFILE_BOOL).integer;
}

struct schedule runfile_schedule(const struct runfile *f, const char *section, const char *key)
{
    struct schedule s;
    const char *why;
    const bool good = schedule_parse(&s, runfile_text(f, section, key), &why);
    require(good, "%s: %s", runfile_where(f, section, key), why);
    return s;
}

const void *runfile_row(const struct runfile *f, const char *section, const char *key)
{
    const struct entry *const e = valued(f, section, key);
    assert(e->key->table && !e->key->joined);
    return base_find(e->key->table, e->value);
}

void runfile_set(struct runfile *f, const char *section, const char *key, const char *value)
{
    const struct section *const s = find_section(f, section);
    struct entry *const e = s ? find_entry(s, key) : NULL;
    require(e, "bug: [%s] %s is set, but not declared", section, key);
    ini_require_value(runfile_where(f, section, key), key, value);
    replace(e, value);
    check_value(f, s, e);
}

/* ---- out again ------------------------------------------------------------------------------- */

void runfile_write(const struct runfile *f, FILE *out)
{
    for (const struct section *s = f->section; s < f->section + f->n; s++) {
        if (!runfile_has(f, s->name)) continue;
        if (s->doc) help_comment(out, s->doc);
        fprintf(out, "[%s]\n", s->name);
        for (const struct entry *e = s->entry; e < s->entry + s->n; e++) {
            char *const doc = key_described(e->key);
            help_comment(out, doc);
            fprintf(out, "%s = %s\n", e->key->name, e->value);
            base_free(doc);
        }
        fputc('\n', out);
    }
}

struct runfile_section_view runfile_section_view(const struct runfile *f, size_t i)
{
    if (i >= f->n) return (struct runfile_section_view){0};
    const struct section *const s = &f->section[i];
    return (struct runfile_section_view){s->name, s->doc, s->n, s->optional};
}

const struct runfile_key *runfile_section_key(const struct runfile *f, size_t i, size_t k)
{
    return f->section[i].entry[k].key;
}
