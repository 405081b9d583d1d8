/* Implementation of group_parts.h. */
#include "analysis/read/group_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/figure/result_table.h"
#include "common/core/base.h"

/* The segments that all members share: a walker can be behind the others. */
static size_t stages_of(const struct group *g, struct temperature_stage *hold)
{
    struct temperature_stage other[TEMPERATURE_STAGES_MOST];
    size_t n = temperature_stages_read(group_first(g), hold);
    require(n > 0, "%s: its temperature changes all the time; it has no hold to average over",
            group_first(g)->path);
    for (size_t m = 1; m < g->n; m++) {
        const size_t have = temperature_stages_read(g->member[m], other);
        n = have < n ? have : n;
        for (size_t i = 0; i < n; i++)
            require(temperature_stages_same(other[i].T, hold[i].T) && other[i].to == hold[i].to,
                    "%s and %s: replicas whose temperatures differ in time (T = %g and %g up to t "
                    "= %g and %g)",
                    group_first(g)->path, g->member[m]->path, hold[i].T, other[i].T, hold[i].to,
                    other[i].to);
    }
    return n;
}

static void add_part(struct groups *parts, const struct group *g, const struct temperature_stage *h)
{
    struct group *const grown = reallocarray(parts->group, parts->n + 1, sizeof *grown);
    require(grown, "out of memory: %zu segments", parts->n + 1);
    parts->group = grown;
    struct run **const member = calloc(g->n, sizeof *member);
    require(member, "out of memory: %zu folders", g->n);
    memcpy(member, g->member, g->n * sizeof *member);
    grown[parts->n++] =
        (struct group){.n = g->n,
                       .member = member,
                       .part = *h,
                       .independent = families_independent(group_first(g), g->n, h->to)};
}

/* "0.5, 0.4", of all groups; base_free. */
static char *temperatures(const struct groups *all)
{
    struct temperature_stage hold[TEMPERATURE_STAGES_MOST];
    char *text = base_text("%s", "");
    for (const struct group *g = all->group; g < all->group + all->n; g++) {
        const size_t n = stages_of(g, hold);
        for (size_t i = 0; i < n; i++) {
            char *const longer = base_text("%s%s%g", text, *text ? ", " : "", hold[i].T);
            base_free(text);
            text = longer;
        }
    }
    return text;
}

static void require_parts(const struct groups *parts, const struct groups *all,
                          const struct command_arguments *a)
{
    if (parts->n) return;
    const char *const path = group_first(all->group)->path, *const times =
                                                                a->from.given || a->until.given
                                                                    ? " in these times"
                                                                    : "";
    require(!a->hold.given, "%s: no hold or rung at T = %g%s. There are T = %s", path,
            a->hold.value, times, temperatures(all));
    base_die("%s: no hold or rung between --from and --until", path);
}

void group_parts_split(struct groups *all, const struct command_arguments *a)
{
    struct groups parts = {0};
    struct temperature_stage hold[TEMPERATURE_STAGES_MOST];
    for (const struct group *g = all->group; g < all->group + all->n; g++) {
        const size_t n = temperature_stages_choose(stages_of(g, hold), hold, a);
        for (size_t i = 0; i < n; i++) add_part(&parts, g, &hold[i]);
    }
    require_parts(&parts, all, a);
    groups_set(all, parts.n, parts.group);
}

struct groups group_parts_read(const struct command_arguments *a)
{
    struct groups all = groups_read(a->n, a->folder);
    group_parts_split(&all, a);
    return all;
}

void group_parts_require_one(const struct groups *all)
{
    struct temperature_stage hold[TEMPERATURE_STAGES_MOST];
    for (const struct group *g = all->group; g < all->group + all->n; g++) {
        if (!temperature_stages_several(group_first(g))) continue;
        const size_t n = temperature_stages_read(group_first(g), hold);
        require(n == 1 && temperature_stages_same(hold[0].T, group_first(g)->T),
                "%s: visits several temperatures. Runs at one temperature are allowed here",
                group_first(g)->path);
    }
}

static bool has_rows(const struct group *g, const char *name)
{
    for (size_t m = 0; m < g->n; m++) {
        struct table t = table_read(g->member[m]->path, name);
        bool any = false;
        for (size_t i = 0; i < t.rows && !any; i++)
            any = temperature_stages_has_row(&g->part, &t, i);
        table_clear(&t);
        if (any) return true;
    }
    return false;
}

static bool lack(const struct group *g, const char *table, struct result_table *s)
{
    const bool whole = g->part.from == 0 && !(g->part.to > 0 && isfinite(g->part.to));
    if (whole || !group_has(g, table) || has_rows(g, table)) return false;
    if (s)
        result_table_note(s, "%s: left out, %s.dat has no row at %g < t <= %g", g->legend, table,
                          g->part.from, g->part.to);
    return true;
}

bool group_parts_lack(const struct group *g, const char *column, struct result_table *s)
{
    char *const table = group_table_of(g, column);
    const bool none = lack(g, table, s);
    base_free(table);
    return none;
}

struct table group_parts_table(const struct group *g, size_t member, const char *name)
{
    return temperature_stages_table(g->member[member], name, &g->part);
}
