/* Sorts run folders into groups of replicas and names the groups. */
#include "analysis/read/group.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/read/copies.h"
#include "analysis/read/group_legend.h"
#include "analysis/figure/result_table.h"
#include "analysis/read/table.h"
#include "common/core/base.h"

/* Number of a system's row in the table. */
static size_t rank(const struct system_kind *k)
{
    size_t row = 0;
    while (system_kinds[row] != k) row++;
    return row;
}

static int order_groups(const void *x, const void *y)
{
    const struct group *const g = x, *const h = y;
    const struct run *const a = group_first(g), *const b = group_first(h);
    if (a->system != b->system) return rank(a->system) > rank(b->system) ? 1 : -1;
    if (group_T(g) != group_T(h)) return group_T(g) > group_T(h) ? -1 : 1;
    if (a->swaps != b->swaps) return a->swaps ? 1 : -1;
    const int by_name = strcmp(a->protocol, b->protocol), by_path = strcmp(a->path, b->path);
    return by_name   ? by_name
           : by_path ? by_path
                     : (g->part.from > h->part.from) - (g->part.from < h->part.from);
}

static void add_member(struct group *g, struct run *f)
{
    struct run **member = reallocarray(g->member, g->n + 1, sizeof *member);
    require(member, "out of memory: %zu folders", g->n + 1);
    g->member = member;
    g->member[g->n++] = f;
}

static void join(struct groups *all, struct run *f)
{
    struct group *g = all->group;
    while (g < all->group + all->n && run_difference(group_first(g), f, RUN_REPLICA)) g++;
    if (g == all->group + all->n) all->n++;
    add_member(g, f);
    all->run[all->runs++] = f;
}

/* Fatal if two members have the same seed and start: a copy would make error bars too small. The
   walkers of a population share both; their folders differ. */
static void require_different_runs(const struct group *g)
{
    static const char *const random[] = {
        "run.seed",      "run.replica", "system.start", "network.weights", "system.sample",
        "branch.parent", NULL};
    const bool walkers = temperature_stages_walker(group_first(g));
    for (size_t i = 0; i < g->n; i++)
        for (size_t j = i + 1; j < g->n; j++) {
            bool same = !walkers || run_same_value(g->member[i], g->member[j], "run.folder");
            for (const char *const *key = random; *key; key++)
                same = same && run_same_value(g->member[i], g->member[j], *key);
            require(!same, "%s and %s: the same run twice (all keys and the seed agree)",
                    g->member[i]->path, g->member[j]->path);
        }
}

static void require_different_rows(const struct group *g)
{
    const char **const path = base_alloc(g->n, sizeof *path);
    for (size_t i = 0; i < g->n; i++) path[i] = g->member[i]->path;
    copies_require_rows(g->n, path);
    base_free(path);
}

struct groups groups_read(size_t n, char *const *path)
{
    require(n > 0, "no run folder given");
    struct groups all = {.group = calloc(n, sizeof *all.group),
                         .run = base_alloc(n, sizeof(struct run *))};
    require(all.group, "out of memory: %zu folders", n);
    for (size_t i = 0; i < n; i++) join(&all, run_read(path[i]));
    qsort(all.group, all.n, sizeof *all.group, order_groups);
    for (struct group *g = all.group; g < all.group + all.n; g++) {
        require_different_runs(g);
        require_different_rows(g);
    }
    group_legends_set(&all);
    return all;
}

static void clear_groups(struct groups *all)
{
    for (struct group *g = all->group; g < all->group + all->n; g++) {
        free(g->member);
        base_free(g->legend);
        base_free(g->family);
    }
    free(all->group);
}

void groups_set(struct groups *all, size_t n, struct group *group)
{
    clear_groups(all);
    all->n = n;
    all->group = group;
    qsort(group, n, sizeof *group, order_groups);
    group_legends_set(all);
}

void groups_clear(struct groups *all)
{
    clear_groups(all);
    for (size_t i = 0; i < all->runs; i++) run_free(all->run[i]);
    base_free(all->run);
    *all = (struct groups){0};
}

bool group_has(const struct group *g, const char *table)
{
    for (size_t i = 0; i < g->n; i++)
        if (!run_has(g->member[i], table)) return false;
    return true;
}

char *group_table_of(const struct group *g, const char *column)
{
    char *const table = base_text("%s", column);
    for (char *end; !group_has(g, table) && (end = strrchr(table, '_'));) *end = '\0';
    if (group_has(g, table)) return table;
    base_free(table);
    return base_text("%s", column);
}

static const char *dynamics(const struct group *g)
{
    const char *const name = run_value(group_first(g), "run.dynamics");
    const char *const usual = group_system(g)->dynamics;
    return name ? name : usual ? usual : "";
}

/* Sweeps of metropolis and domains are as many trials; md and md_swap make the same steps. */
bool groups_same_dynamics(const struct group *g, const struct group *h)
{
    static const char *const alike[][2] = {{"metropolis", "domains"}, {"md", "md_swap"}};
    const char *const a = dynamics(g), *const b = dynamics(h);
    bool same = strcmp(a, b) == 0;
    for (size_t k = 0; k < sizeof alike / sizeof *alike; k++)
        same = same || (strcmp(a, alike[k][0]) == 0 && strcmp(b, alike[k][1]) == 0) ||
               (strcmp(b, alike[k][0]) == 0 && strcmp(a, alike[k][1]) == 0);
    return same;
}

/* Length of the list of protocols of h if that of g continues it, as "A + B" does "A"; else 0. */
static size_t continued(const struct group *h, const struct group *g)
{
    const char *const list = run_value(group_first(h), "swap.protocol"), *const longer = run_value(
                                                                             group_first(g),
                                                                             "swap.protocol");
    const size_t n = list ? strlen(list) : 0;
    return n && longer && strncmp(list, longer, n) == 0 && strncmp(longer + n, " +", 2) == 0 ? n
                                                                                             : 0;
}

/* The longest list that g continues is best, then one dynamics, then one unit of time, then the hold
   of the same time, then the fewest keys that differ. */
static double nearness(const struct group *g, const struct group *h)
{
    const int ranks = 4 * (strcmp(dynamics(g), dynamics(h)) == 0) + 2 * groups_same_dynamics(g, h) +
                      (g->part.begin == h->part.begin);
    return 8 * (double)continued(h, g) + ranks +
           1 / (1.0 + (double)run_differences(group_first(g), group_first(h)));
}

const struct group *groups_reference(const struct groups *all, const struct group *g)
{
    const struct group *found = NULL;
    for (const struct group *h = all->group; h < all->group + all->n; h++) {
        if ((group_first(h)->swaps && !continued(h, g)) ||
            !temperature_stages_same(group_T(h), group_T(g)) || h->part.P != g->part.P ||
            h->part.rho != g->part.rho || run_difference(group_first(h), group_first(g), RUN_MODEL))
            continue;
        if (!found || nearness(g, h) > nearness(g, found)) found = h;
    }
    return found;
}

static void require_one(const struct groups *all, enum run_equivalence sense)
{
    for (const struct group *g = all->group; g + 1 < all->group + all->n; g++) {
        const struct run *a = group_first(g), *b = group_first(g + 1);
        if (a->system != b->system) continue;
        const char *key = run_difference(a, b, sense);
        const char *va = key ? run_value(a, key) : NULL, *vb = key ? run_value(b, key) : NULL;
        require(!key, "%s and %s: different systems (%s is %s and %s)", a->path, b->path, key,
                va ? va : "absent", vb ? vb : "absent");
    }
}

void groups_require_one_model(const struct groups *all)
{
    require_one(all, RUN_MODEL);
}

void groups_require_one_substance(const struct groups *all)
{
    require_one(all, RUN_SUBSTANCE);
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

void groups_note_families(const struct groups *all, struct result_table *s)
{
    for (const struct group *g = all->group; g < all->group + all->n; g++) {
        const double wide = group_widening(g);
        if (isnan(wide))
            result_table_note(
                s,
                "%s: %zu walkers share ancestors and are worth %.2g independent runs: "
                "errors over walkers are unknown",
                g->legend, g->n, g->independent);
        else if (wide > 1.005)
            result_table_note(
                s,
                "%s: %zu walkers share ancestors and are worth %.3g independent runs: "
                "errors over walkers are widened by %.3g",
                g->legend, g->n, g->independent, wide);
    }
}

void groups_note_temperature(const struct groups *all, struct result_table *s)
{
    char *last = NULL;
    groups_note_families(all, s);
    for (const struct group *g = all->group; g < all->group + all->n; g++) {
        if (!isfinite(group_T(g))) continue;
        char *const said = convention(group_first(g));
        if (said && (!last || strcmp(said, last) != 0)) result_table_note(s, "%s", said);
        if (said) base_free(last);
        last = said ? said : last;
    }
    base_free(last);
}

char *groups_clocks(const struct groups *all)
{
    char *list = NULL;
    for (const struct system_kind *const *k = system_kinds; *k; k++) {
        const struct group *g = all->group, *const end = g + all->n;
        while (g < end && group_system(g) != *k) g++;
        if (g < end) list = system_kind_clocks(list, *k);
    }
    return list;
}

double group_number(const struct group *g, const char *key)
{
    const char *const text = run_value(group_first(g), key);
    return text ? strtod(text, NULL) : NAN;
}
