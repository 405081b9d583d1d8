/* Implementation of extension.h. */
#include "common/run/extension.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/config/ini.h"
#include "common/config/runfile.h"
#include "common/core/progress.h"
#include "common/io/checkpoint_pair.h"
#include "common/io/run_contents.h"
#include "common/io/run_folder.h"
#include "common/observe/equilibrium.h"
#include "common/run/ensemble_create.h"
#include "common/run/ensemble_members.h"
#include "common/run/programmes.h"
#include "common/run/tempering.h"

/* In an ensemble's folder while its members are changed: the override. */
static const char intent[] = "members.longer";

struct length { /* of a run: present and wanted */
    struct runfile *f;
    const char *key; /* of [run] */
    int64_t before, after;
};

static struct length length_of(const struct program *program, const char *folder, char *override)
{
    char *const ini = run_folder_run_file(folder);
    struct runfile *const before = program_load(program, NULL, ini, 0, NULL);
    const char *const key = program_system(program, before)->describe.duration;
    char *const name = base_text("run.%s=", key);
    require(strncmp(override, name, strlen(name)) == 0,
            "resume %s %s: a run resumes with the values that it has; its length alone may grow, "
            "%sN. branch starts a run with other values from its state",
            folder, override, name);
    struct length l = {.f = program_load(program, NULL, ini, 1, &override), .key = key};
    l.before = runfile_int(before, "run", key), l.after = runfile_int(l.f, "run", key);
    require(l.after >= l.before,
            "resume %s %s: shorter than the run, %" PRId64 " %s; a run can only be made longer",
            folder, override, l.before, key);
    base_free(name);
    runfile_free(before);
    base_free(ini);
    return l;
}

static bool has_file(const char *folder, const char *name)
{
    char *const path = base_text("%s/%s", folder, name);
    const bool there = access(path, F_OK) == 0;
    base_free(path);
    return there;
}

static void require_samples(const struct length *l, const char *folder, int64_t t)
{
    if (!runfile_has(l->f, "observe.equilibrium") || t <= 0) return;
    const int64_t least = equilibrium_least_end(programmes_end(l->f), l->after, t);
    require(least <= l->after,
            "%s: [observe.equilibrium] would have had samples before the present time, %" PRId64
            ", of a run with %s = %" PRId64 ". Allowed: %" PRId64
            " or more; branch continues from its state",
            folder, t, l->key, l->after, least);
}

static void require_possible(const struct length *l, const char *folder, bool restart)
{
    const struct run_folder_status s = run_folder_status(folder);
    require_samples(l, folder, s.t);
    require(!tempering_asked(l->f) || !has_file(folder, "series.dat"),
            "%s: one run of a set. Resume the folder above it", folder);
    checkpoint_free(checkpoint_pair_resume(folder, NULL, restart));
}

/* A status that is not yet "new" becomes "interrupted". */
static void expect(const char *folder, int64_t end)
{
    const struct run_folder d = {.path = (char *)folder};
    const struct run_folder_status s = run_folder_status(folder);
    run_folder_set_status(&d, strcmp(s.word, "new") ? "interrupted" : "new", s.t, end, 0);
}

static void expect_rungs(const char *folder, int64_t end)
{
    for (size_t k = 0;; k++) {
        char *const rung = base_text("%s/%02zu", folder, k);
        const bool there = has_file(rung, "run.ini");
        if (there) expect(rung, end);
        base_free(rung);
        if (!there) return;
    }
}

static void make_longer(const struct program *program, const char *folder, char *override,
                        bool restart)
{
    const struct length l = length_of(program, folder, override);
    if (l.after > l.before) {
        struct run_folder d;
        run_folder_open(&d, folder);
        require_possible(&l, folder, restart);
        expect(folder, l.after);
        if (tempering_asked(l.f)) expect_rungs(folder, l.after);
        run_contents_declare(&d, l.f);
        run_folder_close(&d);
    }
    runfile_free(l.f);
}

/* ---- ensembles ------------------------------------------------------------------------------- */

/* The override of an interrupted change; base_free. NULL: none. */
static char *interrupted(const char *folder)
{
    char *const path = base_text("%s/%s", folder, intent), line[64] = "";
    FILE *const in = base_open_found(path);
    const bool read = in && fgets(line, sizeof line, in);
    if (in) fclose(in);
    base_free(path);
    line[strcspn(line, "\n")] = 0;
    return read ? base_text("%s", line) : NULL;
}

static void declare(const char *folder, const char *override)
{
    const struct run_folder d = {.path = (char *)folder};
    FILE *const out = run_folder_replace(&d, intent);
    fprintf(out, "%s\n", override);
    run_folder_commit(&d, intent, out);
}

static void complete(const char *folder)
{
    char *const path = base_text("%s/%s", folder, intent);
    require(unlink(path) == 0 || errno == ENOENT, "%s: cannot be removed: %s", path,
            strerror(errno));
    base_free(path);
}

/* Before any member is changed. Members of different lengths have a list of them. */
static void check_members(const struct program *program, const struct ensemble_members *all,
                          char *override, bool goes_on, bool restart)
{
    int64_t before = -1;
    for (size_t i = 0; i < all->n; i++) {
        if (!has_file(all->folder[i], "run.ini")) continue; /* deleted: created again */
        const struct length l = length_of(program, all->folder[i], override);
        require(goes_on || before < 0 || before == l.before,
                "%s: %" PRId64 " %s, but other members have %" PRId64
                "; resume the members one by one",
                all->folder[i], l.before, l.key, before);
        before = l.before;
        if (l.after > l.before) require_possible(&l, all->folder[i], restart);
        runfile_free(l.f);
    }
}

static void make_ensemble_longer(const struct program *program, const char *folder, char *override,
                                 bool goes_on, bool restart)
{
    struct run_folder d;
    run_folder_open(&d, folder);
    struct ensemble_members all = ensemble_members_read(folder);
    check_members(program, &all, override, goes_on, restart);
    declare(folder, override);
    ensemble_create_override(folder, override);
    for (size_t i = 0; i < all.n; i++)
        if (has_file(all.folder[i], "run.ini"))
            make_longer(program, all.folder[i], override, restart);
    complete(folder);
    ensemble_members_clear(&all);
    run_folder_close(&d);
}

void extension_prepare(const struct program *program, const char *folder, int n,
                       char *const *overrides, bool restart)
{
    require(n <= 1, "resume %s: takes one folder, and at most one new length", folder);
    const bool ensemble = ensemble_members_exist(folder);
    char *const before = ensemble ? interrupted(folder) : NULL;
    if (before) make_ensemble_longer(program, folder, before, true, restart);
    base_free(before);
    if (n && ensemble)
        make_ensemble_longer(program, folder, overrides[0], false, restart);
    else if (n)
        make_longer(program, folder, overrides[0], restart);
}
