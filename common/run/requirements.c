/* Implementation of requirements.h. */
#include "common/mc/needs.h"
#include "common/run/requirements.h"

#include <string.h>

#include "common/core/base.h"
#include "common/run/cli.h"
#include "common/mc/mc.h"
#include "common/observe/bias.h"
#include "common/observe/observe.h"
#include "common/config/runfile.h"

static const char *const names[NEEDS_BITS] = {
    "moves with weights",
    "forces",
    "a second derivative",
    "diameters that differ",
    "diameters that differ by no more than its step",
    "a spread of many diameters",
    "a pressure",
    "dynamics that make trials",
    "a continuous energy",
    "ranks of diameters that no other move breaks",
    "energies that are infinite or 0",
    "repulsion at all distances",
    "a run without [bias]",
};

/* A table row that a run file uses, and its table. */
struct user {
    const char *where, *name; /* the key or section that uses it; name of the row */
    const struct base_table *table;
    size_t needs; /* offset of the bits in a row */
    const char *prefix;
};

static unsigned bits_of(const struct user *u, const struct base_row *row)
{
    return *(const unsigned *)((const char *)row + u->needs);
}

/* The first missing requirement, as a phrase, and its bit; NULL if there is none. */
static const char *lacking(const struct mc_system *system, struct needs_query q, unsigned needs,
                           int *bit)
{
    for (*bit = 1; system->lacks && *bit < NEEDS_BITS; ++*bit) {
        q.need = needs & 1u << *bit;
        const char *const phrase = q.need ? system->lacks(&q) : NULL;
        if (phrase) return phrase;
    }
    return NULL;
}

static _Noreturn void refuse(const struct mc_system *system, struct needs_query q,
                             const struct user *u, const char *phrase, int need)
{
    char allowed[400] = "";
    char *const why = base_text("%s", phrase); /* the next query overwrites the text */
    for (size_t i = 0; i < base_rows(u->table); i++) {
        const struct base_row *const row = base_row(u->table, i);
        int bit;
        char *const section = base_text("%s%s", u->prefix, row->name);
        if (q.section) q.section = section;
        if (!lacking(system, q, bits_of(u, row) & ~(unsigned)NEEDS_TRIALS, &bit))
            snprintf(allowed + strlen(allowed), sizeof allowed - strlen(allowed), "%s%s",
                     *allowed ? ", " : "", row->name);
        base_free(section);
    }
    base_die("%s: needs %s; %s. Allowed: %s", u->where, names[need], why,
             *allowed ? allowed : "none");
}

static void check(const struct mc_system *system, struct needs_query q, const struct user *u)
{
    int bit;
    const struct base_row *const row = base_find(u->table, u->name);
    const unsigned needs = bits_of(u, row);
    const char *const phrase = lacking(system, q, needs & ~(unsigned)NEEDS_TRIALS, &bit);
    if (phrase) refuse(system, q, u, phrase, bit);
    if (q.state || !lacking(system, q, needs & NEEDS_TRIALS, &bit)) return;
    fprintf(stderr, "warning: %s: has no effect: dynamics = %s makes no trials\n", u->where,
            runfile_text(q.f, "run", "dynamics"));
}

void requirements_check_dynamics(const struct mc_system *system, const struct runfile *f)
{
    const struct mc_dynamics *const row = runfile_row(f, "run", "dynamics");
    const struct base_table table = {"dynamics", "", system->dynamics, sizeof *row};
    char *const where = base_text("%s = %s", runfile_where(f, "run", "dynamics"), row->name);
    const struct user u = {where, row->name, &table, offsetof(struct mc_dynamics, needs), ""};
    check(system, (struct needs_query){f, NULL, NULL, 0}, &u);
    base_free(where);
}

static void check_moves(const struct mc_system *system, const struct runfile *f, const void *state)
{
    const struct base_table table = {"moves", "", system->moves, sizeof *system->moves};
    for (const struct mc_move *m = system->moves; m->name; m++) {
        if (!(mc_weight(f, m) > 0)) continue;
        char *const section = base_text("move.%s", m->name);
        char *const where = base_text("%s: [%s]", runfile_path(f), section);
        const struct user u = {where, m->name, &table, offsetof(struct mc_move, needs), "move."};
        check(system, (struct needs_query){f, state, section, 0}, &u);
        base_free(where);
        base_free(section);
    }
}

static void check_observables(const struct mc_system *system, const struct runfile *f,
                              const void *state, const struct observe_row *rows)
{
    const struct base_table table = {"observables", "", rows, sizeof *rows};
    for (const struct observe_row *r = rows; r && r->name; r++) {
        char *const section = base_text("observe.%s", r->name);
        char *const where = base_text("%s: [%s]", runfile_path(f), section);
        const struct user u = {where, r->name, &table, offsetof(struct observe_row, needs), ""};
        if (runfile_has(f, section)) check(system, (struct needs_query){f, state, NULL, 0}, &u);
        base_free(where);
        base_free(section);
    }
}

/* The group of further columns of watch.dat. */
static void check_watches(const struct mc_system *system, const struct runfile *f,
                          const void *state)
{
    const struct mc_watch *const rows = system->describe.watches, *w = rows;
    if (!rows || !runfile_has(f, "observe.watch")) return;
    const char *const also = runfile_text(f, "observe.watch", "also");
    const char *const at = runfile_where(f, "observe.watch", "also");
    if (strcmp(also, "none") == 0) return;
    while (w->name && !(w->group && strcmp(w->group, also) == 0)) w++;
    const char *allowed = "none";
    for (const struct mc_watch *v = rows; v->name; v++)
        if (v->group) allowed = "none, stress";
    require(w->name, "%s = %s: no such group of columns. Allowed: %s", at, also, allowed);
    int bit;
    const char *const phrase =
        lacking(system, (struct needs_query){f, state, NULL, 0}, w->needs, &bit);
    require(!phrase, "%s = %s: needs %s; %s. Allowed: none", at, also, names[bit], phrase);
}

void requirements_check(const struct mc_system *system, const struct runfile *f, const void *state)
{
    requirements_check_dynamics(system, f);
    if (system->check && !state) system->check(f);
    check_moves(system, f, state);
    check_observables(system, f, state, observe_rows);
    check_observables(system, f, state, system->describe.observables);
    check_watches(system, f, state);
    bias_check(system, f);
}

/* The list of commands that contains the command. */
static struct base_table commands_with(const struct program *program, const char *command)
{
    struct base_table table = {"commands", "", NULL, sizeof **program->commands};
    for (const struct program_command *const *list = program->commands; *list; list++) {
        table.rows = *list;
        if (base_find(&table, command)) break;
    }
    return table;
}

void requirements_check_command(const struct program *program, const struct mc_system *system,
                                const struct runfile *f, const char *command)
{
    const struct base_table table = commands_with(program, command);
    char *const where = base_text("%s: %s", runfile_path(f), command);
    const struct user u = {where, command, &table, offsetof(struct program_command, needs), ""};
    check(system, (struct needs_query){f, NULL, NULL, 0}, &u);
    base_free(where);
}
