/* Implementation of branch.h. */
#include "common/run/branch.h"

#include <inttypes.h>
#include <string.h>

#include "common/io/run_folder.h"
#include "common/io/checkpoint_pair.h"
#include "common/run/ensemble_members.h"
#include "common/run/single_run.h"

static void make_one(const struct program *program, const char *folder, int64_t replica,
                     const char *to, int noverrides, char *const *overrides)
{
    char **const all = base_alloc((size_t)noverrides + 3, sizeof *all);
    char *const ini = run_folder_run_file(folder);
    for (int i = 0; i < noverrides; i++) all[i] = overrides[i];
    char *const own[] = {base_text("run.replica=%" PRId64, replica), base_text("run.warmup=0"),
                         base_text("run.folder=%s", to)};
    memcpy(all + noverrides, own, sizeof own);
    struct runfile *const f = program_begin(program, ini, noverrides + 3, all);
    struct checkpoint *const c = checkpoint_pair_load(folder, NULL);
    require(c, "%s: has no checkpoint to branch from", folder);
    checkpoint_branch(c, (uint32_t)replica);
    single_run_branch(program_system(program, f), f, c);
    checkpoint_free(c);
    runfile_free(f);
    for (size_t i = 0; i < sizeof own / sizeof *own; i++) base_free(own[i]);
    base_free(ini);
    base_free(all);
}

static int64_t replica_of(const struct program *program, const char *folder)
{
    char *const ini = run_folder_run_file(folder);
    struct runfile *const f = program_load(program, NULL, ini, 0, NULL);
    const int64_t replica = runfile_int(f, "run", "replica");
    runfile_free(f);
    base_free(ini);
    return replica;
}

/* "a/b/" is "a/b". */
static char *branches_of(const char *folder)
{
    size_t n = strlen(folder);
    while (n > 1 && folder[n - 1] == '/') n--;
    return base_text("%.*s.branches", (int)n, folder);
}

int branch_make(const struct program *program, const char *folder, int seeds, int noverrides,
                char *const *overrides, int jobs, ensemble_resume_member *resume)
{
    const int64_t parent = replica_of(program, folder);
    char *const base = branches_of(folder), **const name = base_alloc((size_t)seeds, sizeof *name);
    struct run_folder held;
    run_folder_mkdir(base);
    run_folder_open(&held, base);
    require(!ensemble_members_exist(base), "%s: exists already; resume continues it", base);
    for (int i = 0; i < seeds; i++) {
        name[i] = base_text("replica=%" PRId64, parent + 1 + i);
        char *const to = base_text("%s/%s", base, name[i]);
        make_one(program, folder, parent + 1 + i, to, noverrides, overrides);
        base_free(to);
    }
    ensemble_members_declare(base, (size_t)seeds, name);
    for (int i = 0; i < seeds; i++) base_free(name[i]);
    base_free(name);
    const int status = ensemble_execute(program, base, &held, jobs, false, resume);
    base_free(base);
    return status;
}
