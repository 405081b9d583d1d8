/* Sorts run folders into groups of replicas and names the groups. */
#include "analysis/read/group.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/read/copies.h"
#include "analysis/figure/result_table.h"
#include "common/core/base.h"

/* Number of a system's row in the table. */
static size_t rank(const struct system_kind *k)
{
    size_t row = 0;
    while (system_kinds[row] != k) row++;
    return row;
}

static int order(const struct run *a, const struct run *b)
{
    if (a->system != b->system) return rank(a->system) > rank(b->system) ? 1 : -1;
    if (a->T != b->T) return a->T > b->T ? -1 : 1;
    if (a->swaps != b->swaps) return a->swaps ? 1 : -1;
    return strcmp(a->protocol, b->protocol);
}

static int order_groups(const void *a, const void *b)
{
    const struct group *const g = a, *const h = b;
    const int by_kind = order(group_first(g), group_first(h));
    return by_kind ? by_kind : strcmp(group_first(g)->path, group_first(h)->path);
}

static void join(struct groups *all, struct run *f)
{
    struct group *g = all->group;
    while (g < all->group + all->n && run_difference(group_first(g), f, RUN_REPLICA)) g++;
    if (g == all->group + all->n) all->n++;
    struct run **member = reallocarray(g->member, g->n + 1, sizeof *member);
    require(member, "out of memory: %zu folders", g->n + 1);
    g->member = member;
    g->member[g->n++] = f;
}

/* Fatal if two members have the same seed and start: a copy would make error bars too small. */
static void require_different_runs(const struct group *g)
{
    static const char *const random[] = {"run.seed", "run.replica", "system.start",
                                         "network.weights", NULL};
    for (size_t i = 0; i < g->n; i++)
        for (size_t j = i + 1; j < g->n; j++) {
            bool same = true;
            for (const char *const *key = random; *key; key++) {
                const char *a = run_value(g->member[i], *key), *b = run_value(g->member[j], *key);
                same = same && (a && b ? run_same(a, b) : a == b);
            }
            require(!same, "%s and %s: the same run twice (all keys and the seed agree)",
                    g->member[i]->path, g->member[j]->path);
        }
}

static char *plain_legend(const struct run *f)
{
    return f->system->in_legend ? base_text("T = %g, %s", f->T, f->protocol)
                                : base_text("%s", f->protocol);
}

static bool is_shared(const struct groups *all, const struct group *g, const char *legend)
{
    for (const struct group *h = all->group; h < all->group + all->n; h++) {
        if (h == g || group_system(h) != group_system(g)) continue;
        char *other = plain_legend(group_first(h));
        const bool same = strcmp(other, legend) == 0;
        base_free(other);
        if (same) return true;
    }
    return false;
}

static void require_different_rows(const struct group *g)
{
    const char **const path = base_alloc(g->n, sizeof *path);
    for (size_t i = 0; i < g->n; i++) path[i] = g->member[i]->path;
    copies_require_rows(g->n, path);
    base_free(path);
}

/* Legend of a group; if another has the same, with a key in which they differ. */
static void name(struct groups *all, struct group *g)
{
    g->legend = plain_legend(group_first(g));
    if (!is_shared(all, g, g->legend)) return;
    for (const struct group *h = all->group; h < all->group + all->n; h++) {
        char *other = plain_legend(group_first(h));
        const char *key = run_difference(group_first(g), group_first(h), RUN_REPLICA);
        if (h != g && key && group_system(h) == group_system(g) &&
            strstr(g->legend, other) == g->legend) {
            const char *value = run_value(group_first(g), key);
            const char *dot = strrchr(key, '.');
            char *longer = base_text("%s, %s = %s", g->legend, dot + 1, value ? value : "none");
            base_free(g->legend);
            g->legend = longer;
            base_free(other);
            return;
        }
        base_free(other);
    }
}

struct groups groups_read(size_t n, char *const *path)
{
    require(n > 0, "no run folder given");
    struct groups all = {0, base_alloc(n, sizeof *all.group)};
    for (size_t i = 0; i < n; i++) join(&all, run_read(path[i]));
    qsort(all.group, all.n, sizeof *all.group, order_groups);
    for (struct group *g = all.group; g < all.group + all.n; g++) {
        require_different_runs(g);
        require_different_rows(g);
        name(&all, g);
    }
    return all;
}

void groups_clear(struct groups *all)
{
    for (struct group *g = all->group; g < all->group + all->n; g++) {
        for (size_t i = 0; i < g->n; i++) run_free(g->member[i]);
        free(g->member);
        base_free(g->legend);
    }
    base_free(all->group);
    *all = (struct groups){0};
}

bool group_has(const struct group *g, const char *table)
{
    for (size_t i = 0; i < g->n; i++)
        if (!run_has(g->member[i], table)) return false;
    return true;
}

const struct group *groups_reference(const struct groups *all, const struct group *g)
{
    for (const struct group *h = all->group; h < all->group + all->n; h++)
        if (!group_first(h)->swaps && !run_difference(group_first(h), group_first(g), RUN_STATE))
            return h;
    return NULL;
}

void groups_require_one_model(const struct groups *all)
{
    for (const struct group *g = all->group; g + 1 < all->group + all->n; g++) {
        const struct run *a = group_first(g), *b = group_first(g + 1);
        if (a->system != b->system) continue;
        const char *key = run_difference(a, b, RUN_MODEL);
        const char *va = key ? run_value(a, key) : NULL, *vb = key ? run_value(b, key) : NULL;
        require(!key, "%s and %s: different systems (%s is %s and %s)", a->path, b->path, key,
                va ? va : "absent", vb ? vb : "absent");
    }
}

/* "T is the temperature of U = ...", from the head of the series; NULL: it has none. Free with
   base_free. */
static char *convention(const struct run *r)
{
    if (!run_has(r, "series")) return NULL;
    char *const path = base_text("%s/series.dat", r->path), line[512], *found = NULL;
    FILE *const f = base_open(path, "r");
    while (!found && fgets(line, sizeof line, f) && *line == '#')
        if (strstr(line, "# T is the temperature of") == line && strstr(line, ", over "))
            found = base_text("%.*s", (int)(strstr(line, ", over ") - (line + 2)), line + 2);
    fclose(f);
    base_free(path);
    return found;
}

void groups_note_temperature(const struct groups *all, struct result_table *s)
{
    char *last = NULL;
    for (const struct group *g = all->group; g < all->group + all->n; g++) {
        if (!isfinite(group_first(g)->T)) continue;
        char *const said = convention(group_first(g));
        if (said && (!last || strcmp(said, last) != 0)) result_table_note(s, "%s", said);
        if (said) base_free(last);
        last = said ? said : last;
    }
    base_free(last);
}
