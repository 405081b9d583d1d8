/* Implementation of key.h. */
#include "common/config/key.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/config/schedule.h"
#include "common/core/help.h"

char *key_item(const char **text)
{
    if (!*text) return NULL;
    const char *begin = *text, *end = begin + strcspn(begin, "+");
    *text = *end ? end + 1 : NULL;
    while (begin < end && isspace((unsigned char)*begin)) begin++;
    while (begin < end && isspace((unsigned char)end[-1])) end--;
    return base_text("%.*s", (int)(end - begin), begin);
}

static char *row_names(const struct base_table *t)
{
    char *text = base_text("one of");
    for (size_t i = 0; i < base_rows(t); i++) {
        const struct base_row *const row = base_row(t, i);
        char *const before = text;
        text = base_text("%s%s %s", before, i ? "," : "", row->name);
        base_free(before);
    }
    return text;
}

static bool parse_real(const char *text, double *x)
{
    char *end;
    *x = strtod(text, &end);
    return end != text && !*end && !isnan(*x);
}

/* The word that a REAL key allows in place of a number; NULL: none. */
static const char *word_of(const struct runfile_key *k)
{
    double x;
    return k->type == RUNFILE_REAL && k->value && !parse_real(k->value, &x) ? k->value : NULL;
}

char *key_allowed(const struct runfile_key *k)
{
    static const char *const kind[] = {
        [RUNFILE_TEXT] = "text",
        [RUNFILE_INT] = "an integer",
        [RUNFILE_REAL] = "a number",
        [RUNFILE_BOOL] = "yes or no",
        [RUNFILE_SCHEDULE] = "a schedule (every N | log N | blocks N N | at N ... | never)",
        [RUNFILE_REALS] = "a number, or up to 8 different ones with commas between,",
    };
    if (k->table && k->joined) {
        char *const one = row_names(k->table), *const text =
                                                   base_text("%s; several joined by +", one);
        base_free(one);
        return text;
    }
    if (k->table) return row_names(k->table);
    if (k->min == 0 && k->max == 0) return base_text("%s", kind[k->type]);
    const char *const word = word_of(k);
    return base_text("%s in [%.9g, %.9g]%s%s", kind[k->type], k->min, k->max, word ? " or " : "",
                     word ? word : "");
}

/* 64 bits in decimal, or any text that strtod reads (1e6) if it is a whole number that a double
   holds exactly. */
static bool parse_int(const char *text, int64_t *x)
{
    char *end;
    errno = 0;
    *x = strtoll(text, &end, 10);
    if (end != text && !*end && !errno) return true;
    double real;
    if (!parse_real(text, &real) || fabs(real) > 0x1p53 || real != trunc(real)) return false;
    *x = (int64_t)real;
    return true;
}

static bool parse_bool(const char *text, int64_t *x)
{
    static const char *const words[] = {"no", "yes", "false", "true", "off", "on", "0", "1", NULL};
    for (int i = 0; words[i]; i++)
        if (strcmp(text, words[i]) == 0) return *x = i % 2, true;
    return false;
}

static bool in_range(const struct runfile_key *k, double x)
{
    return (k->min == 0 && k->max == 0) ? isfinite(x) : k->min <= x && x <= k->max;
}

size_t key_reals(const struct runfile_key *k, const char *text, double *x)
{
    size_t n = 0;
    for (const char *at = text;; at++) {
        char *end;
        if (n == KEY_REALS) return 0;
        x[n] = strtod(at, &end);
        if (end == at || isnan(x[n]) || !in_range(k, x[n])) return 0;
        for (size_t i = 0; i < n; i++)
            if (x[i] == x[n]) return 0;
        n++;
        at = end + strspn(end, " \t");
        if (*at == '\0') return n;
        if (*at != ',') return 0;
    }
}

bool key_parse(const struct runfile_key *k, const char *text, struct key_value *x, const char **why)
{
    struct schedule schedule;
    double reals[KEY_REALS];
    *x = (struct key_value){0};
    switch (k->type) {
    case RUNFILE_INT:
        return parse_int(text, &x->integer) && in_range(k, (double)x->integer);
    case RUNFILE_REAL:
        if (word_of(k) && strcmp(text, k->value) == 0) return x->number = NAN, true;
        return parse_real(text, &x->number) && in_range(k, x->number);
    case RUNFILE_BOOL:
        return parse_bool(text, &x->integer);
    case RUNFILE_SCHEDULE:
        return schedule_parse(&schedule, text, why);
    case RUNFILE_REALS:
        if (!key_reals(k, text, reals)) return false;
        x->number = reals[0];
        return true;
    case RUNFILE_TEXT:
        break;
    }
    return true;
}

bool key_same(const struct runfile_key *k, const char *a, const char *b)
{
    double x, y, p[KEY_REALS], q[KEY_REALS];
    int64_t i, j;
    switch (k->type) {
    case RUNFILE_INT:
        if (parse_int(a, &i) && parse_int(b, &j)) return i == j;
        break;
    case RUNFILE_REAL:
        if (parse_real(a, &x) && parse_real(b, &y)) return x == y;
        break;
    case RUNFILE_BOOL:
        if (parse_bool(a, &i) && parse_bool(b, &j)) return i == j;
        break;
    case RUNFILE_REALS:
        if (key_reals(k, a, p) && key_reals(k, b, q))
            return key_reals(k, a, p) == key_reals(k, b, q) &&
                   memcmp(p, q, key_reals(k, a, p) * sizeof *p) == 0;
        break;
    case RUNFILE_SCHEDULE:
    case RUNFILE_TEXT:
        break;
    }
    return strcmp(a, b) == 0;
}

char *key_described(const struct runfile_key *k)
{
    char *const kind = key_allowed(k);
    char *const text = k->unit ? base_text("%s [%s]: %s", k->doc, k->unit, kind)
                               : base_text("%s: %s", k->doc, kind);
    base_free(kind);
    return text;
}

void key_help(FILE *out, const char *name, const struct runfile_key *k)
{
    enum { COLUMN = 20 };
    char *const doc = key_described(k);
    char *const all =
        k->value ? base_text("%s; default: %s", doc, k->value) : base_text("%s; required", doc);
    help_item(out, help_width(out), COLUMN, name, all);
    base_free(all);
    base_free(doc);
}
