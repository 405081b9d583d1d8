/* Implementation of plot_columns.h. */
#include "analysis/commands/plot_columns.h"

#include <fnmatch.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "analysis/figure/result_table.h"
#include "analysis/read/group_parts.h"
#include "common/core/base.h"

/* ---- tables ---------------------------------------------------------------------------------- */

char *plot_columns_folder(const struct run *f, const char *table)
{
    if (run_has(f, table)) return base_text("%s", f->path);
    char *const above = base_text("%s/..", f->path);
    const bool member = run_value(f, "run.dynamics") || run_value(f, "run.seed");
    if (member && table_exists(above, table)) return above;
    base_free(above);
    return NULL;
}

char *plot_columns_above(const struct run *f)
{
    const char *const slash = strrchr(f->path, '/');
    return slash ? base_text("%.*s", (int)(slash - f->path), f->path) : base_text("..");
}

/* The folder of a table that is there; base_free. */
static char *own_folder(const struct run *f, const char *table)
{
    char *const folder = plot_columns_folder(f, table);
    if (folder && run_has(f, table)) return folder;
    base_free(folder);
    return plot_columns_above(f);
}

bool plot_columns_matches(const struct table *t, size_t c, const char *column)
{
    if (strchr(column, '*'))
        return fnmatch(column, t->name[c], 0) == 0 &&
               (strstr(column, "error") || fnmatch("*_error", t->name[c], 0) != 0);
    return table_has(t, column) && table_column(t, column) == c;
}

static bool has_column(const struct table *t, const char *column)
{
    for (size_t c = 0; c < t->columns; c++)
        if (plot_columns_matches(t, c, column)) return true;
    return false;
}

/* The table of the group's first member. */
static bool open_first(const struct group *g, const char *name, struct table *t)
{
    char *const folder = plot_columns_folder(group_first(g), name);
    if (!folder) return false;
    base_free(folder);
    char *const own = own_folder(group_first(g), name);
    *t = table_read(own, name);
    base_free(own);
    return true;
}

/* ---- choices --------------------------------------------------------------------------------- */

/* The T of blocks is the first column, before another that is x. */
static bool in_blocks(const struct table *t)
{
    return strcmp(t->name[0], "T") == 0 && t->columns > 2;
}

static const char *default_x(const struct table *t)
{
    static const char *const names[] = {"lag", "t", NULL};
    for (const char *const *n = names; *n; n++)
        if (table_has(t, *n)) return *n;
    return t->name[in_blocks(t) ? 1 : 0];
}

static const char *default_y(const struct table *t, const char *x)
{
    for (size_t c = table_column(t, x) + 1; c < t->columns; c++)
        if (strcmp(t->name[c], "T") != 0) return t->name[c];
    return t->name[t->columns - 1];
}

/* The columns of --of and --against, from a table that has both; false if it has not. */
static bool choose_from(const struct table *t, const char *table, char **y, char **x)
{
    const char *const across = *x ? *x : default_x(t);
    if (!table_has(t, across)) return false;
    if (!has_column(t, *y) && strcmp(*y, table) == 0) {
        char *const first = base_text("%s", default_y(t, across));
        base_free(*y);
        *y = first;
    }
    if (!has_column(t, *y)) return false;
    if (!*x) *x = base_text("%s", across);
    return true;
}

void plot_columns_choose(const struct groups *all, const char *table, char **y, char **x)
{
    const struct group *with = NULL;
    bool found = false;
    for (const struct group *g = all->group; !found && g < all->group + all->n; g++) {
        struct table t;
        if (!open_first(g, table, &t)) continue;
        with = g;
        found = choose_from(&t, table, y, x);
        table_clear(&t);
    }
    require(with, "%s: has no table %s.dat", group_first(all->group)->path, table);
    if (found) return;
    struct table t;
    open_first(with, table, &t);
    if (*x) table_column(&t, *x);
    table_column(&t, *y);
}

/* True if an earlier group has the same file: the table of a ladder. */
static bool seen(const struct groups *all, const struct group *g, const char *table)
{
    bool same = false;
    char *const own = own_folder(group_first(g), table);
    for (const struct group *h = all->group; h < g && !run_has(group_first(g), table); h++) {
        char *const other = own_folder(group_first(h), table);
        same = same || strcmp(own, other) == 0;
        base_free(other);
    }
    base_free(own);
    return same;
}

bool plot_columns_again(const struct group *g, size_t member, const char *table)
{
    bool again = false;
    char *const own = own_folder(g->member[member], table);
    for (size_t m = 0; m < member && !run_has(g->member[member], table); m++) {
        char *const other = own_folder(g->member[m], table);
        again = again || strcmp(own, other) == 0;
        base_free(other);
    }
    base_free(own);
    return again;
}

bool plot_columns_has(const struct groups *all, const struct group *g, const char *table,
                      const char *column, struct result_table *s)
{
    struct table t;
    if (!open_first(g, table, &t)) {
        result_table_note(s, "%s: has no table %s.dat and is left out", g->legend, table);
        return false;
    }
    const bool has = has_column(&t, column);
    table_clear(&t);
    if (!has) result_table_note(s, "%s: has no column %s and is left out", g->legend, column);
    return has && !seen(all, g, table);
}

/* ---- curves ---------------------------------------------------------------------------------- */

/* NAME_error; of the energy of a population, `error`. */
static size_t error_column(const struct table *t, const char *y)
{
    char *const name = strcmp(y, "energy") == 0 ? base_text("error") : base_text("%s_error", y);
    size_t c = 0;
    while (c < t->columns && strcmp(t->name[c], name) != 0) c++;
    base_free(name);
    return c < t->columns ? c : SIZE_MAX;
}

static size_t blocks_of(const struct table *t, size_t x)
{
    size_t n = 1;
    for (size_t i = 1; i < t->rows && in_blocks(t) && x != 0; i++)
        n += table_at(t, i, 0) != table_at(t, i - 1, 0);
    return n;
}

/* Adds the rows of one block and column; *from is then its end. */
static void add_curve(struct plot_columns_list *l, size_t y, size_t x, size_t *from)
{
    const struct table *const t = &l->table;
    const bool several = blocks_of(t, x) > 1;
    const double T = several ? table_at(t, *from, 0) : NAN;
    size_t *const row = base_alloc(t->rows, sizeof *row);
    size_t n = 0;
    for (; *from < t->rows && (!several || table_at(t, *from, 0) == T); ++*from) row[n++] = *from;
    l->row[l->n] = row;
    l->curve[l->n++] = (struct plot_columns){.table = t,
                                             .n = n,
                                             .row = row,
                                             .x = x,
                                             .y = y,
                                             .error = error_column(t, t->name[y]),
                                             .y_name = t->name[y],
                                             .T = T};
}

struct plot_columns_list *plot_columns_read(const struct group *g, size_t member, const char *table,
                                            const char *y, const char *x)
{
    struct plot_columns_list *const l = base_alloc(1, sizeof *l);
    const struct run *const f = g->member[member];
    char *const own = own_folder(f, table);
    l->table = table_read(own, table);
    base_free(own);
    if (run_has(f, table) && strcmp(l->table.name[0], "t") == 0) {
        table_clear(&l->table);
        l->table = group_parts_table(g, member, table);
    }
    const size_t across = table_column(&l->table, x),
                 most = l->table.columns * blocks_of(&l->table, across);
    l->curve = base_alloc(most, sizeof *l->curve);
    l->row = base_alloc(most, sizeof *l->row);
    for (size_t c = 0; c < l->table.columns; c++)
        if (plot_columns_matches(&l->table, c, y) && c != across)
            for (size_t from = 0; from < l->table.rows;) add_curve(l, c, across, &from);
    return l;
}

void plot_columns_free(struct plot_columns_list *l)
{
    for (size_t i = 0; i < l->n; i++) base_free(l->row[i]);
    base_free(l->row);
    base_free(l->curve);
    table_clear(&l->table);
    base_free(l);
}

double plot_columns_x(const struct plot_columns *c, size_t i)
{
    return table_at(c->table, c->row[i], c->x);
}

double plot_columns_y(const struct plot_columns *c, size_t i)
{
    return table_at(c->table, c->row[i], c->y);
}

double plot_columns_error(const struct plot_columns *c, size_t i)
{
    return c->error == SIZE_MAX ? NAN : table_at(c->table, c->row[i], c->error);
}

bool plot_columns_monotonic(const struct plot_columns *c)
{
    bool rising = true, falling = true;
    for (size_t i = 1; i < c->n; i++) {
        rising = rising && plot_columns_x(c, i) >= plot_columns_x(c, i - 1);
        falling = falling && plot_columns_x(c, i) <= plot_columns_x(c, i - 1);
    }
    return rising || falling;
}

bool plot_columns_same_x(size_t n, const struct plot_columns *c)
{
    for (size_t m = 1; m < n; m++) {
        if (c[m].n != c[0].n) return false;
        for (size_t i = 0; i < c[0].n; i++)
            if (plot_columns_x(&c[m], i) != plot_columns_x(&c[0], i)) return false;
    }
    return true;
}
