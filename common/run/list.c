/* Implementation of list.h. */
#include "common/run/list.h"

#include <stdio.h>
#include <string.h>

#include "common/config/runfile_help.h"
#include "common/config/schedule.h"
#include "common/config/temperature_schedule.h"
#include "common/core/help.h"
#include "common/observe/equilibrium_tests.h"
#include "common/observe/observe.h"
#include "common/run/branch_state.h"
#include "common/run/program.h"
#include "common/run/tempering.h"

struct listing {
    const char *wanted; /* NULL: everything */
    size_t printed;
    char nearest[64]; /* name to `wanted` so far */
};

static size_t singular(const char *word)
{
    const size_t n = strlen(word);
    return n && word[n - 1] == 's' ? n - 1 : n;
}

/* "model" and "models" are the same table. */
static bool is_wanted(const struct listing *l, const char *name)
{
    const size_t n = singular(name);
    return !l->wanted || (singular(l->wanted) == n && strncmp(name, l->wanted, n) == 0);
}

static void consider(struct listing *l, const char *name)
{
    if (!l->wanted || !name) return;
    if (!*l->nearest || base_unlike(l->wanted, name) < base_unlike(l->wanted, l->nearest))
        snprintf(l->nearest, sizeof l->nearest, "%s", name);
}

static void show_table(struct listing *l, const struct base_table *t)
{
    if (!t->rows) return;
    consider(l, t->name);
    if (!is_wanted(l, t->name)) return;
    help_table(stdout, t);
    l->printed++;
}

/* ---- tables ---------------------------------------------------------------------------------- */

enum { OF_SYSTEM = 5 };

/* The tables of one system. */
static void tables_of(const struct mc_system *s, struct base_table t[OF_SYSTEM])
{
    const struct mc_describe *const d = &s->describe;
    t[0] = (struct base_table){"moves", "kinds of Monte Carlo trial, [move.NAME]", s->moves,
                               sizeof *s->moves};
    t[1] = (struct base_table){"dynamics", "dynamics of the state, [run] dynamics", s->dynamics,
                               sizeof *s->dynamics};
    t[2] = (struct base_table){d->observables_table,
                               "two-time observables of this system, [observe.NAME]",
                               d->observables, sizeof *d->observables};
    t[3] = (struct base_table){"columns", "columns of series.dat after the first two", d->columns,
                               sizeof *d->columns};
    t[4] = (struct base_table){"watches", "columns of watch.dat, [observe.watch]", d->watches,
                               sizeof *d->watches};
}

static bool same_rows(const struct base_table *a, const struct base_table *b)
{
    if (!a->rows || !b->rows || base_rows(a) != base_rows(b)) return false;
    for (size_t i = 0; i < base_rows(a); i++) {
        const struct base_row *const x = base_row(a, i), *const y = base_row(b, i);
        if (strcmp(x->name, y->name) || strcmp(x->doc, y->doc)) return false;
    }
    return true;
}

/* True if an earlier system has the same table k as system s. */
static bool is_earlier(const struct program *p, size_t s, size_t k)
{
    struct base_table own[OF_SYSTEM], other[OF_SYSTEM];
    tables_of(p->systems[s], own);
    for (size_t i = 0; i < s; i++) {
        tables_of(p->systems[i], other);
        if (same_rows(&own[k], &other[k])) return true;
    }
    return false;
}

static void show_systems(struct listing *l, const struct program *p)
{
    for (size_t k = 0; k < OF_SYSTEM; k++)
        for (size_t s = 0; p->systems[s]; s++) {
            struct base_table t[OF_SYSTEM];
            tables_of(p->systems[s], t);
            if (!is_earlier(p, s, k)) show_table(l, &t[k]);
        }
}

static void show_common(struct listing *l)
{
    const struct base_table common[] = {
        {"observables", "two-time observables of any system, [observe.NAME]", observe_rows,
         sizeof *observe_rows},
        {"equilibrium_tests", equilibrium_tests.doc, equilibrium_tests.rows,
         equilibrium_tests.size},
        {"tempering_methods", tempering_methods.doc, tempering_methods.rows,
         tempering_methods.size},
        branch_state_momentum,
        branch_state_clock,
        schedule_forms,
        temperature_schedule_forms,
        {0},
    };
    for (const struct base_table *t = common; t->name; t++) show_table(l, t);
}

/* ---- keys ------------------------------------------------------------------------------------ */

/* Sections of each system that no earlier one has. */
static void show_keys(struct listing *l, const struct program *p)
{
    const char *const wanted = l->wanted && is_wanted(l, "keys") ? NULL : l->wanted;
    size_t n = 0;
    while (p->systems[n]) n++;
    struct runfile **const f = base_alloc(n, sizeof *f);
    for (n = 0; p->systems[n]; n++) {
        f[n] = program_keys(p, p->systems[n]);
        l->printed += runfile_help(f[n], wanted, n, f, stdout);
        consider(l, runfile_help_nearest(f[n], l->wanted ? l->wanted : ""));
    }
    while (n) runfile_free(f[--n]);
    base_free(f);
}

int list_command(const struct program_request *r)
{
    require(r->n <= 1, "list takes one table or section");
    struct listing l = {.wanted = r->n ? r->words[0] : NULL};
    for (const struct base_table *t = r->program->tables; t->name; t++) show_table(&l, t);
    show_systems(&l, r->program);
    show_common(&l);
    consider(&l, "keys");
    show_keys(&l, r->program);
    require(l.printed, "list %s: no such table or section; nearest: %s (`%s list` shows all)",
            l.wanted, l.nearest, r->program->name);
    return EXIT_OK;
}
