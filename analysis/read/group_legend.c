/* Implementation of group_legend.h. Groups with equal texts get a key in which two of them differ,
   until those that must differ do. */
#include "analysis/read/group_legend.h"

#include <string.h>

#include "analysis/read/group.h"
#include "common/core/base.h"

struct legends {
    struct groups *all;
    char **text;   /* (groups) */
    bool families; /* groups that differ in temperature may share a text */
};

enum quantity { TEMPERATURE, PRESSURE, DENSITY };

static double value(const struct temperature_stage *h, enum quantity q)
{
    return q == TEMPERATURE ? h->T : q == PRESSURE ? h->P : h->rho;
}

/* "T = 0.5 to 0.4 to 0.5": the first, the last, and where cooling turns into heating; of a constant
   "T = 0.5". base_free. */
static char *course(size_t n, const struct temperature_stage *hold, enum quantity q)
{
    static const char *const names[] = {"T", "P", "rho"};
    char *text = base_text("%s = %g", names[q], value(hold, q));
    for (size_t i = 1; i < n; i++) {
        const double now = value(&hold[i], q), before = value(&hold[i - 1], q);
        if (i + 1 < n && (now - before) * (value(&hold[i + 1], q) - now) >= 0) continue;
        if (now == before && i + 1 == n) continue;
        char *const longer = base_text("%s to %g", text, now);
        base_free(text);
        text = longer;
    }
    return text;
}

/* With the pressure unless the volume is fixed, or the density if it has a programme. base_free. */
static char *courses(size_t n, const struct temperature_stage *hold)
{
    char *const T = course(n, hold, TEMPERATURE);
    if (!(hold[0].P > 0) && !(hold[0].rho > 0)) return T;
    char *const other = course(n, hold, hold[0].P > 0 ? PRESSURE : DENSITY), *const both =
                                                                                 base_text("%s, %s",
                                                                                           T,
                                                                                           other);
    base_free(T);
    base_free(other);
    return both;
}

static char *temperature(const struct group *g)
{
    struct temperature_stage hold[TEMPERATURE_STAGES_MOST];
    const struct run *const f = group_first(g);
    if (g->part.to > 0) return courses(1, &g->part);
    const size_t n = temperature_stages_read(f, hold);
    if (n > 0 && !temperature_stages_several(f)) hold[0].T = group_T(g);
    return n > 0 ? courses(n, hold) : base_text("T changes");
}

static char *plain(const struct group *g, bool family)
{
    const char *const protocol = group_first(g)->protocol;
    if (family && !*protocol) return base_text("%s", group_system(g)->name);
    if (family || !group_system(g)->in_legend) return base_text("%s", protocol);
    char *const T = temperature(g), *const all =
                                        base_text("%s%s%s", T, *protocol ? ", " : "", protocol);
    base_free(T);
    return all;
}

/* ---- differences ----------------------------------------------------------------------------- */

/* Parts of one run have no key in which they differ: NULL. */
static const char *difference(const struct legends *l, const struct group *g, const struct group *h)
{
    return run_difference(group_first(g), group_first(h), l->families ? RUN_FAMILY : RUN_PART);
}

static bool must_differ(const struct legends *l, const struct group *g, const struct group *h)
{
    if (!l->families) return true;
    return difference(l, g, h) && (temperature_stages_same(group_T(g), group_T(h)) ||
                                   run_difference(group_first(g), group_first(h), RUN_MODEL));
}

/* "warmup", or "swap.weight" and "data.seed" if another section of either run has this key too. */
static const char *short_name(const struct run *g, const struct run *h, const char *key)
{
    const char *const first = strchr(key, '.') + 1, *const last = strrchr(key, '.') + 1;
    const struct run *const of[] = {g, h};
    for (int k = 0; k < 2; k++)
        for (const struct run_pair *p = of[k]->pair; p < of[k]->pair + of[k]->pairs; p++)
            if (strcmp(p->name, key) != 0 && strcmp(strrchr(p->name, '.') + 1, last) == 0)
                return first == last ? key : first;
    return last;
}

/* What distinguishes g: the key; without one its temperature, in full where it is a part of the text
   already, or its time. base_free. */
static char *distinction(const struct group *g, const char *key, const char *name, bool by_T)
{
    const char *const value = key ? run_value(group_first(g), key) : NULL;
    if (by_T) return group_system(g)->in_legend ? base_text("%.10g", group_T(g)) : temperature(g);
    return key ? base_text("%s = %s", name, value ? value : "none")
               : base_text("t > %g", g->part.from);
}

/* Lengthens all texts equal to that of g; that of h is one of them. */
static void lengthen(const struct legends *l, size_t g, size_t h)
{
    const struct group *const group = l->all->group, *const a = &group[g], *const b = &group[h];
    const char *const differs = difference(l, a, b);
    const bool by_T =
        !l->families && group_T(a) != group_T(b) && (!differs || !group_system(a)->in_legend);
    const char *const key = by_T ? NULL : differs, *const name =
                                                       key ? short_name(group_first(a),
                                                                        group_first(b), key)
                                                           : NULL;
    char *const text = base_text("%s", l->text[g]);
    for (size_t i = 0; i < l->all->n; i++) {
        if (strcmp(l->text[i], text) != 0 || group_system(&group[i]) != group_system(a)) continue;
        char *const more = distinction(&group[i], key, name, by_T);
        base_free(l->text[i]);
        l->text[i] = base_text("%s, %s", text, more);
        base_free(more);
    }
    if (strcmp(l->text[g], l->text[h]) == 0) { /* nothing but the folder is left */
        base_free(l->text[g]);
        l->text[g] = base_text("%s, %s", text, group_first(a)->path);
    }
    base_free(text);
}

static bool clash(const struct legends *l, size_t g, size_t h)
{
    const struct group *const a = &l->all->group[g], *const b = &l->all->group[h];
    return strcmp(l->text[g], l->text[h]) == 0 && group_system(a) == group_system(b) &&
           must_differ(l, a, b);
}

/* Lengthens one text, by a key if two runs with this text differ in one; false if there is nothing
   to do. */
static bool improve(const struct legends *l)
{
    for (int parts = 0; parts < 2; parts++)
        for (size_t g = 0; g < l->all->n; g++)
            for (size_t h = 0; h < g; h++)
                if (clash(l, g, h) &&
                    (parts || difference(l, &l->all->group[g], &l->all->group[h])))
                    return lengthen(l, g, h), true;
    return false;
}

void group_legends_set(struct groups *all)
{
    char **const text = base_alloc(all->n + 1, sizeof *text);
    for (int families = 0; families < 2; families++) {
        const struct legends l = {all, text, families};
        for (size_t i = 0; i < all->n; i++) text[i] = plain(&all->group[i], families);
        while (improve(&l)) continue;
        for (size_t i = 0; i < all->n; i++)
            *(families ? &all->group[i].family : &all->group[i].legend) = text[i];
    }
    base_free(text);
}
