/* Implementation of ini.h. inih splits the lines. A scan before it refuses what inih would handle
   silently: lines longer than its buffer (cut), comments after values (depends on its build) and
   indented lines (joined to the value before). */
#include "common/config/ini.h"

#include <ctype.h>
#include <errno.h>
#include <ini.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/config/old_names.h"
#include "common/core/base.h"

enum {
    LINE = 198,             /* characters: inih's buffer of 200 less line end and terminator */
    LARGEST_FILE = 1 << 20, /* bytes */
    MOST = 4096,            /* keys and section lines */
    WHERE = 512,            /* characters of a place in a message */
    WHERES = 8,             /* places valid at the same time */
};

static bool same(const char *a, const char *b)
{
    return a == b || (a && b && strcmp(a, b) == 0);
}

static struct ini *find(const struct ini_list *g, const char *section, const char *key)
{
    for (size_t i = 0; i < g->n; i++)
        if (same(g->item[i].section, section) && same(g->item[i].key, key)) return &g->item[i];
    return NULL;
}

const struct ini *ini_find(const struct ini_list *g, const char *section, const char *key)
{
    return find(g, section, key);
}

bool ini_section(const struct ini_list *g, const char *section)
{
    for (size_t i = 0; i < g->n; i++)
        if (same(g->item[i].section, section)) return true;
    return false;
}

const char *ini_where(const struct ini_list *g, const char *section, const char *key)
{
    static _Thread_local char ring[WHERES][WHERE];
    static _Thread_local unsigned next;
    char *const where = ring[next++ % WHERES];
    const struct ini *const item = find(g, section, key);
    snprintf(where, WHERE, "%s: [%s]%s%s", item && item->override ? "command line" : g->path,
             section, key ? " " : "", key ? key : "");
    return where;
}

/* ---- one line -------------------------------------------------------------------------------- */

static bool has_comment(const char *line)
{
    for (const char *c = line; (c = strpbrk(c, "#;")); c++)
        if (c == line || isblank((unsigned char)c[-1])) return true;
    return false;
}

static bool is_section(const char *line)
{
    const size_t close = strcspn(line, "]");
    return line[close] && line[close + 1 + strspn(line + close + 1, " \t\r")] == '\0';
}

/* Fatal unless inih reads the line exactly as written. */
static void require_line(const char *where, const char *line)
{
    const size_t n = strlen(line), indent = strspn(line, " \t\r");
    require(n <= LINE, "%s: longer than the %d characters that a line may have", where, LINE);
    for (size_t i = 0; i < n; i++)
        require(!iscntrl((unsigned char)line[i]) || line[i] == '\t' ||
                    (line[i] == '\r' && i + 1 == n),
                "%s: holds a control character; run files are text", where);
    if (indent == n || strchr("#;", line[indent])) return;
    require(indent == 0, "%s: is indented; sections and keys begin in the first column", where);
    require(*line != '[' || is_section(line), "%s: a section is [name], alone on its line", where);
    require(*line == '[' || !has_comment(line), "%s: comments go on lines of their own", where);
}

void ini_require_value(const char *where, const char *key, const char *value)
{
    char *const line = base_text("%s = %s", key, value);
    require_line(where, line);
    base_free(line);
}

/* ---- all lines ------------------------------------------------------------------------------- */

/* Fatal on a second value of a key in the file; an override replaces the value of the file. */
static void require_once(const struct ini_list *g, const struct ini *item, const char *key,
                         bool override)
{
    if (!item || (override && !item->override)) return;
    const char *const before = item->old ? item->old : item->key;
    require(same(before, key), "%s: given twice: %s and %s are the old and the new name of one key",
            ini_where(g, item->section, item->key), before, key);
    base_die("%s: given twice", ini_where(g, item->section, item->key));
}

static void set(char **text, const char *to)
{
    base_free(*text);
    *text = to ? base_text("%s", to) : NULL;
}

static void clear_item(struct ini *item)
{
    base_free(item->section);
    base_free(item->key);
    base_free(item->value);
    base_free(item->old);
    base_free(item->old_value);
}

/* Keys and values get their present names here, before anything is looked up. */
static void give(struct ini_list *g, const char *section, const char *key, const char *value,
                 bool override)
{
    const char *const name = key ? old_names_key(section, key) : NULL;
    char *const present = value ? old_names_value(section, name, value) : NULL;
    struct ini *item = find(g, section, name);
    require_once(g, item, key, override);
    if (!item) {
        require(g->n < MOST, "%s: more than %d keys", g->path, MOST);
        item = &g->item[g->n++];
        item->section = base_text("%s", section);
        item->key = key ? base_text("%s", name) : NULL;
    }
    set(&item->value, present ? present : value);
    set(&item->old, name != key ? key : NULL);
    set(&item->old_value, present ? value : NULL);
    item->override = override;
    base_free(present);
}

static int take(void *user, const char *section, const char *key, const char *value)
{
    struct ini_list *const g = user;
    require(*section, "%s: %s: comes before the first [section]", g->path, key);
    ini_require_value(ini_where(g, section, key), key, value);
    give(g, section, key, value, false);
    return 1;
}

/* inih skips sections without keys, but [observe.msd] alone requests the observable with
   defaults. */
static void note_section(struct ini_list *g, const char *line)
{
    char *const name = base_text("%.*s", (int)strcspn(line + 1, "]"), line + 1);
    if (!find(g, name, NULL)) give(g, name, NULL, NULL, false);
    base_free(name);
}

static void scan(struct ini_list *g, const char *text)
{
    for (int number = 1; *text; number++) {
        const size_t n = strcspn(text, "\n");
        char *const line = base_text("%.*s", (int)n, text);
        char *const where = base_text("%s: line %d", g->path, number);
        require_line(where, line);
        if (*line == '[') note_section(g, line);
        base_free(line);
        base_free(where);
        text += n + (text[n] == '\n');
    }
}

/* The file's text; free with base_free. */
static char *slurp(const char *path)
{
    char *const text = base_alloc(LARGEST_FILE + 2, 1);
    FILE *const in = base_open(path, "rb");
    const size_t n = fread(text, 1, LARGEST_FILE + 1, in);
    require(!ferror(in), "%s: cannot be read: %s", path, strerror(errno));
    fclose(in);
    require(n <= LARGEST_FILE, "%s: larger than 1 MiB; not a run file", path);
    require(!memchr(text, '\0', n), "%s: holds a NUL byte; run files are text", path);
    return text;
}

/* Text without leading and trailing blanks; free with base_free. */
static char *trimmed(const char *begin, const char *end)
{
    while (begin < end && isspace((unsigned char)*begin)) begin++;
    while (begin < end && isspace((unsigned char)end[-1])) end--;
    return base_text("%.*s", (int)(end - begin), begin);
}

static bool is_key(const struct old_names_key *k, const char *section, const char *key)
{
    return strcmp(k->section, section) == 0 && strcmp(k->key, key) == 0;
}

static void drop(struct ini_list *g, struct ini *item)
{
    clear_item(item);
    *item = g->item[--g->n];
    g->item[g->n] = (struct ini){0};
}

bool ini_removes(const struct ini_list *g, const char *override)
{
    const char *const equals = strchr(override, '=');
    if (!equals || strcmp(equals, "=none") != 0) return false;
    char *const section = trimmed(override, equals);
    const bool known = ini_section(g, section);
    base_free(section);
    return known;
}

static void remove_section(struct ini_list *g, const char *text)
{
    char *const section = trimmed(text, strchr(text, '='));
    size_t kept = 0;
    for (size_t i = 0; i < g->n; i++) {
        if (same(g->item[i].section, section))
            clear_item(&g->item[i]);
        else
            g->item[kept++] = g->item[i];
    }
    for (size_t i = kept; i < g->n; i++) g->item[i] = (struct ini){0};
    g->n = kept;
    base_free(section);
}

/* A list that another key replaces: its first value stays, for a key that must have one. */
static void keep_first(struct ini *item)
{
    item->value[strcspn(item->value, ", \t")] = 0;
}

/* A key of the command line replaces the key of the file that sets the same quantity; 0 sets none. */
static void drop_alternatives(struct ini_list *g, const char *section, const char *key,
                              const char *value)
{
    char *end;
    if (strtod(value, &end) == 0 && end != value) return;
    for (const struct old_names_pair *p = old_names_pairs; p->key[0].key; p++)
        for (int k = 0; k < 2; k++) {
            const struct old_names_key *const other = &p->key[1 - k];
            if (!is_key(&p->key[k], section, key)) continue;
            struct ini *const item = find(g, other->section, other->key);
            const char *const first = k == 0 ? value : item ? item->value : "";
            if (!item || item->override || (p->lists && !strchr(first, ','))) continue;
            if (p->lists && k == 1)
                keep_first(item);
            else
                drop(g, item);
        }
}

static void override(struct ini_list *g, const char *text)
{
    if (ini_removes(g, text)) {
        remove_section(g, text);
        return;
    }
    const char *const equals = strchr(text, '=');
    const char *const dot = equals ? memrchr(text, '.', (size_t)(equals - text)) : NULL;
    require(dot && dot > text && dot + 1 < equals, "command line: %s: must be section.key=value",
            text);
    char *const section = trimmed(text, dot), *const key = trimmed(dot + 1, equals);
    char *const value = trimmed(equals + 1, text + strlen(text));
    ini_require_value("command line", key, value);
    give(g, section, key, value, true);
    drop_alternatives(g, section, key, value);
    base_free(section);
    base_free(key);
    base_free(value);
}

void ini_read(struct ini_list *g, const char *path, int noverrides, char *const *overrides)
{
    static const char bom[] = "\xEF\xBB\xBF"; /* UTF-8 byte order mark, written by some editors */
    *g =
        (struct ini_list){.path = base_text("%s", path), .item = base_alloc(MOST, sizeof *g->item)};
    char *const file = slurp(path);
    const char *const text = file + (strncmp(file, bom, strlen(bom)) ? 0 : strlen(bom));
    scan(g, text);
    const int line = ini_parse_string(text, take, g);
    require(line == 0, "%s: line %d: neither [section] nor key = value", path, line);
    base_free(file);
    for (int i = 0; i < noverrides; i++) override(g, overrides[i]);
}

static char *duplicate(const char *text)
{
    return text ? base_text("%s", text) : NULL;
}

void ini_copy(struct ini_list *to, const struct ini_list *from)
{
    *to = (struct ini_list){
        .path = duplicate(from->path), .n = from->n, .item = base_alloc(MOST, sizeof *to->item)};
    for (size_t i = 0; i < from->n; i++) {
        const struct ini *const item = &from->item[i];
        to->item[i] = (struct ini){.section = duplicate(item->section),
                                   .key = duplicate(item->key),
                                   .value = duplicate(item->value),
                                   .override = item->override};
    }
}

/* A section of the file ends where the next item has another one; overrides come last. */
void ini_write(const struct ini_list *g, FILE *out)
{
    const char *section = NULL;
    for (const struct ini *item = g->item; item < g->item + g->n; item++) {
        if (!section || strcmp(section, item->section)) fprintf(out, "[%s]\n", item->section);
        section = item->section;
        if (item->key) fprintf(out, "%s = %s\n", item->key, item->value);
    }
}

void ini_clear(struct ini_list *g)
{
    for (size_t i = 0; i < g->n; i++) clear_item(&g->item[i]);
    base_free(g->item);
    base_free(g->path);
}
