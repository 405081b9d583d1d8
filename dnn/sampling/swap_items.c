/* Implementation of swap_items.h. */
#include "dnn/sampling/swap_items.h"

#include <string.h>

#include "common/config/runfile.h"
#include "dnn/training/feature_swaps.h"

/* ---- which protocol uses which key ----------------------------------------------------------- */

static bool any(const struct swap_protocols_row *r)
{
    return r->on_weights || r->on_features || r->augments || r->joint || r->maps;
}

static bool swaps(const struct swap_protocols_row *r)
{
    return r->on_weights || r->on_features || r->joint;
}

static bool features(const struct swap_protocols_row *r)
{
    return r->on_features;
}

static bool all_images(const struct swap_protocols_row *r)
{
    return r->on_features && feature_swaps_all_images(r->name);
}

static bool two_images(const struct swap_protocols_row *r)
{
    return r->on_features && feature_swaps_two_images(r->name);
}

static bool augments(const struct swap_protocols_row *r)
{
    return r->augments || r->maps;
}

static const struct {
    const char *key;
    bool (*used)(const struct swap_protocols_row *r);
} uses[] = {
    {"swaps", swaps},       {"every", any},       {"probability", any},
    {"pair", all_images},   {"scope", features},  {"reset", features},
    {"labels", two_images}, {"amount", augments}, {NULL, NULL},
};

static bool is_used(const struct swap_protocols_row *r, const char *key)
{
    size_t i = 0;
    while (strcmp(uses[i].key, key) != 0) i++;
    return uses[i].used(r);
}

/* ---- reading --------------------------------------------------------------------------------- */

/* Value of a key in "KEY=VALUE KEY=VALUE"; NULL: absent; base_free. */
static char *word_of(const char *words, const char *key)
{
    const size_t n = strlen(key);
    for (const char *at = words; *at; at += strspn(at, " ")) {
        const size_t length = strcspn(at, " ");
        if (length > n && strncmp(at, key, n) == 0 && at[n] == '=')
            return base_text("%.*s", (int)(length - n - 1), at + n + 1);
        at += length;
    }
    return NULL;
}

/* One word KEY=VALUE, in the list of a protocol. */
static void check_word(const struct runfile *f, const struct swap_protocols_row *row,
                       const char *word, const char *before)
{
    const char *const where = runfile_where(f, "swap", "protocol"), *const sign = strchr(word, '=');
    char *const key = base_text("%.*s", (int)strcspn(word, "="), word);
    size_t u = 0;
    while (uses[u].key && strcmp(uses[u].key, key) != 0) u++;
    require(sign && uses[u].key,
            "%s: %s after %s is not KEY=VALUE with a key swaps, every, probability, pair, scope, "
            "reset, labels or amount",
            where, word, row->name);
    char *const twice = word_of(before, key);
    require(!twice, "%s: %s has %s twice", where, row->name, key);
    require(uses[u].used(row), "%s: %s: %s does not use %s", where, word, row->name, key);
    const struct runfile_key *const k = runfile_key(f, "swap", key);
    const char *why = NULL;
    struct key_value x;
    if (k->table) base_pick(k->table, sign + 1, where);
    require(key_parse(k, sign + 1, &x, &why), "%s: %s: must be %s", where, word, key_allowed(k));
    base_free(key);
}

static struct swap_items_item read_item(const struct runfile *f, const struct base_table *rows,
                                        char *text)
{
    char *rest = NULL, *const name = strtok_r(text, " \t", &rest);
    struct swap_items_item item = {.row =
                                       base_pick(rows, name, runfile_where(f, "swap", "protocol")),
                                   .words = base_text("%s", "")};
    for (char *word; (word = strtok_r(NULL, " \t", &rest));) {
        check_word(f, item.row, word, item.words);
        char *const more = base_text("%s%s ", item.words, word);
        base_free(item.words);
        item.words = more;
    }
    return item;
}

/* Several protocols share the keys of [swap]: each must serve one of them. */
static void require_used(const struct swap_items *l)
{
    for (size_t u = 0; l->n > 1 && uses[u].key; u++) {
        const struct runfile_key *const k = runfile_key(l->f, "swap", uses[u].key);
        const char *const text = runfile_text(l->f, "swap", uses[u].key);
        bool used = key_same(k, text, k->value);
        for (size_t i = 0; i < l->n; i++) used = used || uses[u].used(l->item[i].row);
        require(used, "%s = %s: none of the protocols uses it",
                runfile_where(l->f, "swap", uses[u].key), text);
    }
}

struct swap_items swap_items_read(const struct runfile *f, const struct base_table *rows)
{
    struct swap_items l = {.f = f};
    const char *rest = runfile_text(f, "swap", "protocol");
    for (char *item; (item = key_item(&rest)); base_free(item)) {
        require(l.n < SWAP_PROTOCOLS_ITEMS, "%s: at most %d protocols can be joined",
                runfile_where(f, "swap", "protocol"), SWAP_PROTOCOLS_ITEMS);
        l.item[l.n++] = read_item(f, rows, item);
    }
    require_used(&l);
    return l;
}

void swap_items_clear(struct swap_items *l)
{
    for (size_t i = 0; i < l->n; i++) base_free(l->item[i].words);
}

/* ---- values ---------------------------------------------------------------------------------- */

/* base_free. */
static char *text_of(const struct swap_items *l, size_t k, const char *key)
{
    char *const own = word_of(l->item[k].words, key);
    if (own) return own;
    const bool shared = l->n == 1 || is_used(l->item[k].row, key);
    return base_text("%s", shared ? runfile_text(l->f, "swap", key)
                                  : runfile_key(l->f, "swap", key)->value);
}

static struct key_value value_of(const struct swap_items *l, size_t k, const char *key)
{
    char *const text = text_of(l, k, key);
    const char *why;
    struct key_value x;
    key_parse(runfile_key(l->f, "swap", key), text, &x, &why);
    base_free(text);
    return x;
}

int64_t swap_items_int(const struct swap_items *l, size_t k, const char *key)
{
    return value_of(l, k, key).integer;
}

double swap_items_real(const struct swap_items *l, size_t k, const char *key)
{
    return value_of(l, k, key).number;
}

bool swap_items_is(const struct swap_items *l, size_t k, const char *key, const char *value)
{
    char *const text = text_of(l, k, key);
    const bool same = strcmp(text, value) == 0;
    base_free(text);
    return same;
}
