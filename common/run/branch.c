/* Implementation of branch.h. */
#include "common/run/branch.h"

#include <inttypes.h>
#include <string.h>

#include "common/io/run_folder.h"
#include "common/run/branch_member.h"
#include "common/run/ensemble_members.h"

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
    char *const ini = run_folder_run_file(folder);
    char *const base = branches_of(folder), **const name = base_alloc((size_t)seeds, sizeof *name);
    struct run_folder held;
    run_folder_mkdir(base);
    run_folder_open(&held, base);
    require(!ensemble_members_exist(base), "%s: exists already; resume continues it", base);
    branch_member_keep(&held, folder, ini, noverrides, overrides);
    for (int i = 0; i < seeds; i++) {
        name[i] = base_text("replica=%" PRId64, parent + 1 + i);
        branch_member_create(program, base, parent + 1 + i);
    }
    ensemble_members_declare(base, (size_t)seeds, name);
    for (int i = 0; i < seeds; i++) base_free(name[i]);
    base_free(name);
    const int status = ensemble_execute(program, base, &held, jobs, false, resume);
    base_free(base);
    base_free(ini);
    return status;
}
