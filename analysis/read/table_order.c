/* Implementation of table_order.h. */
#include "analysis/read/table_order.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/core/base.h"

enum { KEYS = 4 };

static const struct kind { /* table row: the first whose columns a table has, `name` 0 in front */
    const char *name[KEYS];
    bool rises; /* the last of them, where the others are equal */
} kinds[] = {
    {{"t", "strain"}, false}, /* shear.dat; before {"t"}, which it has too */
    {{"t"}, true},
    {{"t_w", "lag"}, true},
    {{"begin"}, true},
    {{"i", "j", "aligned", "s"}, false},
    {{"i", "j"}, false},
    {{"units", "copy", "s"}, false},
    {{"kind", "ray", "distance"}, false},
    {{"kind", "walk", "step"}, false},
    {{"kind", "walk", "distance"}, false},
    {{"from", "to"}, false},
    {{"number"}, false},
    {{"layer"}, false},
    {{"noise"}, false},
    {{"class"}, false},
    {{NULL}, false},
};

struct place { /* of a row */
    double x[KEYS];
    size_t row;
};

static size_t column(const struct table *t, const char *name)
{
    size_t c = 0;
    while (c < t->columns && strcmp(t->name[c], name) != 0) c++;
    return c;
}

static size_t keys_of(const struct kind *k)
{
    size_t n = 0;
    while (n < KEYS && k->name[n]) n++;
    return n;
}

static const struct kind *kind_of(const struct table *t)
{
    for (const struct kind *k = kinds; k->name[0]; k++) {
        bool all = strcmp(t->name[0], k->name[0]) == 0;
        for (size_t i = 0; i < keys_of(k); i++) all = all && column(t, k->name[i]) < t->columns;
        if (all) return k;
    }
    return NULL;
}

static int by_place(const void *a, const void *b)
{
    const struct place *const p = a, *const q = b;
    for (size_t i = 0; i < KEYS; i++)
        if (p->x[i] != q->x[i]) return p->x[i] < q->x[i] ? -1 : 1;
    return (p->row > q->row) - (p->row < q->row);
}

/* "t_w = 0, lag = 10"; base_free. */
static char *text_of(const struct kind *k, const struct table *t, size_t row)
{
    char *text = base_text("%s", "");
    for (size_t i = 0; i < keys_of(k); i++) {
        char *const longer = base_text("%s%s%s = %.10g", text, i ? ", " : "", k->name[i],
                                       table_at(t, row, column(t, k->name[i])));
        base_free(text);
        text = longer;
    }
    return text;
}

static bool equal(const struct place *p, const struct place *q)
{
    bool same = true;
    for (size_t i = 0; i < KEYS; i++) same = same && p->x[i] == q->x[i];
    return same;
}

/* Rows of one t_w, or all rows: the last key rises from row to row. */
static void require_rising(const struct kind *k, const struct table *t, const size_t *line,
                           const struct place *p)
{
    const size_t last = column(t, k->name[keys_of(k) - 1]);
    for (size_t i = 1; i < t->rows; i++) {
        if (!equal(&p[i - 1], &p[i])) continue;
        require(table_at(t, p[i].row, last) > table_at(t, p[i - 1].row, last),
                "%s, line %zu: %s follows %s in line %zu. Allowed: %ss that rise.", t->path,
                line[p[i].row], text_of(k, t, p[i].row), text_of(k, t, p[i - 1].row),
                line[p[i - 1].row], strcmp(t->name[last], "lag") == 0 ? "lag" : "time");
    }
}

static void require_single(const struct kind *k, const struct table *t, const size_t *line,
                           const struct place *p)
{
    for (size_t i = 1; i < t->rows; i++)
        require(!equal(&p[i - 1], &p[i]), "%s, line %zu: %s is in line %zu too. Allowed: once.",
                t->path, line[p[i].row], text_of(k, t, p[i].row), line[p[i - 1].row]);
}

void table_order_require(const struct table *t, const size_t *line)
{
    const struct kind *const k = t->rows ? kind_of(t) : NULL;
    if (!k) return;
    struct place *const p = base_alloc(t->rows, sizeof *p);
    const size_t keys = keys_of(k), sorted = k->rises ? keys - 1 : keys;
    for (size_t r = 0; r < t->rows; r++) {
        p[r].row = r;
        for (size_t i = 0; i < keys; i++) {
            const double x = table_at(t, r, column(t, k->name[i]));
            require(isfinite(x), "%s, line %zu: %s = %g. Allowed: a number.", t->path, line[r],
                    k->name[i], x);
            if (i < sorted) p[r].x[i] = x;
        }
    }
    qsort(p, t->rows, sizeof *p, by_place);
    (k->rises ? require_rising : require_single)(k, t, line, p);
    base_free(p);
}
