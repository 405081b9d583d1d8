/* Implementation of ensemble_create.h. */
#include "common/run/ensemble_create.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/config/ini.h"
#include "common/core/progress.h"
#include "common/io/run_contents.h"
#include "common/run/attempt.h"
#include "common/run/branch_parent.h"
#include "common/run/branch_state.h"
#include "common/run/ensemble_members.h"
#include "common/run/simulation.h"
#include "common/run/single_run.h"
#include "common/run/start_places.h"

static const char recipe[] = "ensemble.ini";

struct plan { /* of the members to create */
    const struct program *program;
    const char *path;   /* of the run file */
    const char *folder; /* of the ensemble */
    const struct value_lists *lists;
    char **name; /* (members) */
};

static struct plan plan_of(const struct program *program, const char *path, const char *folder,
                           const struct value_lists *lists)
{
    const struct plan p = {program, path, folder, lists,
                           base_alloc(lists->members, sizeof(char *))};
    for (size_t i = 0; i < lists->members; i++) p.name[i] = value_lists_name(lists, i);
    return p;
}

static void plan_clear(const struct plan *p)
{
    for (size_t i = 0; i < p->lists->members; i++) base_free(p->name[i]);
    base_free(p->name);
}

static struct runfile *member_file(const struct plan *p, size_t i)
{
    int n;
    char *const folder = base_text("%s/%s", p->folder, p->name[i]);
    char **const overrides = value_lists_overrides(p->lists, i, folder, &n);
    struct runfile *const f = program_begin(p->program, p->path, n, overrides);
    value_lists_overrides_free(overrides, n);
    base_free(folder);
    return f;
}

/* Names the first missing ones. */
static void require_starts(const struct plan *p)
{
    enum { NAMED = 5 };
    char *names = base_text("%s", "");
    size_t n = 0;
    for (size_t i = 0; i < p->lists->members; i++) {
        struct runfile *const f = member_file(p, i);
        char *const missing = start_places_missing(f);
        if (missing && n++ < NAMED) {
            char *const before = names;
            names = base_text("%s%s%s", before, n > 1 ? ", " : "", missing);
            base_free(before);
        }
        base_free(missing);
        runfile_free(f);
    }
    require(!n, "%s: the starts of %zu of %zu members are missing: %s%s", p->path, n,
            p->lists->members, names, n > NAMED ? ", ..." : "");
    base_free(names);
}

/* Before any folder is touched: reads every run file, and creates the first member's state. */
static void try_all(const struct plan *p)
{
    require_starts(p);
    for (size_t i = 0; i < p->lists->members; i++) {
        struct runfile *const f = member_file(p, i);
        if (i == 0) simulation_check(program_system(p->program, f), f);
        runfile_free(f);
    }
}

/* A folder with run file and status alone: resuming it starts the member. */
static void expect_member(const struct plan *p, const struct runfile *f)
{
    struct run_folder d;
    run_contents_claim(&d, runfile_text(f, "run", "folder"), false);
    run_contents_expect(&d, -runfile_int(f, "run", "warmup"),
                        runfile_int(f, "run", program_system(p->program, f)->describe.duration));
    run_contents_declare(&d, f);
    run_folder_close(&d);
}

/* Deleted branches start again from it. */
static void keep_parent(const struct plan *p, const struct run_folder *d)
{
    struct runfile *const f = member_file(p, 0);
    branch_parent_forget(d->path); /* of an earlier ensemble */
    if (branch_state_asked(f)) branch_parent_keep(d, f);
    runfile_free(f);
}

/* The state of a parent is taken at once: the parent may change it. */
static void create_member(const struct plan *p, size_t i)
{
    struct runfile *const f = member_file(p, i);
    if (branch_state_asked(f))
        single_run_create(program_system(p->program, f), f);
    else
        expect_member(p, f);
    runfile_free(f);
}

/* With the lock held, and before anything is changed. */
static void require_free(const struct plan *p, const struct ensemble_members *all, bool force)
{
    require(force || !ensemble_members_exist(p->folder),
            "%s: holds an ensemble; resume continues it, --force starts anew", p->folder);
    if (!force) run_contents_require_none(p->folder);
    for (size_t i = 0; i < all->n; i++) {
        if (!force) run_contents_require_none(all->folder[i]);
        run_folder_require_removable(all->folder[i]);
    }
    if (run_contents_what(p->folder))
        run_folder_clear(&(struct run_folder){.path = (char *)p->folder});
}

static void write_recipe(const struct run_folder *d, const char *path, int n,
                         char *const *overrides)
{
    struct ini_list given;
    ini_read(&given, path, n, overrides);
    FILE *const out = run_folder_replace(d, recipe);
    ini_write(&given, out);
    run_folder_commit(d, recipe, out);
    ini_clear(&given);
}

void ensemble_create(struct run_folder *d, const struct program *program,
                     const struct ensemble_source *source, bool force)
{
    const char *const folder = source->lists->folder;
    require(folder, "%s: [run] folder: missing. It must name the folder of the ensemble",
            source->path);
    const struct plan p = plan_of(program, source->path, folder, source->lists);
    try_all(&p);
    run_folder_mkdir(folder);
    run_folder_open(d, folder);
    struct ensemble_members all = ensemble_members_all(folder, p.lists->members, p.name);
    require_free(&p, &all, force);
    ensemble_members_remove(folder, &all);
    write_recipe(d, source->path, source->noverrides, source->overrides);
    keep_parent(&p, d);
    for (size_t i = 0; i < p.lists->members; i++) create_member(&p, i);
    ensemble_members_declare(folder, p.lists->members, p.name);
    ensemble_members_clear(&all);
    plan_clear(&p);
}

void ensemble_create_override(const char *folder, char *override)
{
    char *const path = base_text("%s/%s", folder, recipe);
    const struct run_folder d = {.path = (char *)folder};
    if (access(path, R_OK) == 0) write_recipe(&d, path, 1, &override);
    base_free(path);
}

/* ---- again ----------------------------------------------------------------------------------- */

/* A folder that is missing or empty; one that has lost some of its files is left as it is. */
static bool is_gone(const char *folder)
{
    char *const ini = base_text("%s/run.ini", folder);
    const bool gone = access(ini, F_OK) && !run_contents_what(folder);
    base_free(ini);
    return gone;
}

static void create_again(const struct plan *p, const char *member, FILE *log)
{
    const char *const name = strrchr(member, '/') + 1;
    size_t i = 0;
    while (i < p->lists->members && strcmp(p->name[i], name)) i++;
    if (i == p->lists->members) return;
    create_member(p, i);
    fprintf(stderr, "%s: was deleted; starts again\n", member);
    progress_log(log, "%s was deleted; starts again", member);
}

struct missing {
    const struct program *program;
    const char *path, *folder; /* of the recipe, of the ensemble */
    const struct ensemble_members *all;
    FILE *log;
};

static void create_all_again(const struct missing *m)
{
    struct runfile *const f = program_declare(m->program, NULL, m->path, 0, NULL);
    struct value_lists lists = value_lists_find(f, m->path, 0, NULL);
    const struct plan p = plan_of(m->program, m->path, m->folder, &lists);
    for (size_t i = 0; i < m->all->n; i++)
        if (is_gone(m->all->folder[i])) create_again(&p, m->all->folder[i], m->log);
    plan_clear(&p);
    value_lists_clear(&lists);
    runfile_free(f);
}

static void try_recipe(void *missing)
{
    const struct missing *const m = missing;
    program_declare(m->program, NULL, m->path, 0, NULL);
}

/* The other members run, even if the recipe cannot be read. */
static bool is_sound(const struct missing *m)
{
    static const double longest = 10; /* [s] */
    bool late;
    struct missing trial = *m;
    char *const why = attempt(try_recipe, &trial, longest, &late);
    if (why) fprintf(stderr, "%s; deleted members do not start again\n", why);
    base_free(why);
    return !why && !late;
}

void ensemble_create_missing(const struct program *program, const char *folder, FILE *log)
{
    struct ensemble_members all = ensemble_members_read(folder);
    char *const path = base_text("%s/%s", folder, recipe);
    const struct missing m = {program, path, folder, &all, log};
    bool gone = false;
    for (size_t i = 0; i < all.n; i++) gone = gone || is_gone(all.folder[i]);
    if (gone && access(path, R_OK) == 0 && is_sound(&m)) create_all_again(&m);
    base_free(path);
    ensemble_members_clear(&all);
}
