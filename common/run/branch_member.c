/* Implementation of branch_member.h. */
#include "common/run/branch_member.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/config/ini.h"
#include "common/config/runfile.h"
#include "common/io/atomic_file.h"
#include "common/io/checkpoint_pair.h"
#include "common/run/single_run.h"

static const char parent[] = "parent.h5", recipe[] = "ensemble.ini";

void branch_member_keep(const struct run_folder *branches, const char *folder, const char *ini,
                        int noverrides, char *const *overrides)
{
    struct ini_list given;
    size_t size;
    struct checkpoint *const c = checkpoint_pair_load(folder, NULL);
    require(c, "%s: has no checkpoint to branch from", folder);
    unsigned char *const bytes = checkpoint_image(c, &size);
    require(atomic_file_replace(branches->lock, parent, NULL, bytes, size),
            "%s/%s: cannot be written: %s", branches->path, parent, strerror(errno));
    ini_read(&given, ini, noverrides, overrides);
    FILE *const out = run_folder_replace(branches, recipe);
    ini_write(&given, out);
    run_folder_commit(branches, recipe, out);
    ini_clear(&given);
    base_free(bytes);
    checkpoint_free(c);
}

bool branch_member_kept(const char *branches)
{
    char *const path = base_text("%s/%s", branches, parent);
    const bool kept = access(path, F_OK) == 0;
    base_free(path);
    return kept;
}

void branch_member_forget(const char *branches)
{
    char *const path = base_text("%s/%s", branches, parent);
    require(unlink(path) == 0 || errno == ENOENT, "%s: cannot be removed: %s", path,
            strerror(errno));
    base_free(path);
}

void branch_member_create(const struct program *program, const char *branches, int64_t replica)
{
    char why[400] = "", *const path = base_text("%s/%s", branches, parent),
         *const ini = base_text("%s/%s", branches, recipe);
    char *const own[] = {base_text("run.replica=%" PRId64, replica), base_text("run.warmup=0"),
                         base_text("run.folder=%s/replica=%" PRId64, branches, replica)};
    enum { OWN = sizeof own / sizeof *own };
    struct runfile *const f = program_begin(program, ini, OWN, own);
    struct checkpoint *const c = checkpoint_create_loader(path, why, sizeof why);
    require(c, "%s", why);
    checkpoint_branch(c, (uint32_t)replica);
    single_run_branch(program_system(program, f), f, c);
    checkpoint_free(c);
    runfile_free(f);
    for (size_t i = 0; i < OWN; i++) base_free(own[i]);
    base_free(ini);
    base_free(path);
}

int64_t branch_member_replica(const char *name)
{
    long long replica;
    int end = -1;
    return sscanf(name, "replica=%lld%n", &replica, &end) == 1 && end >= 0 && !name[end] ? replica
                                                                                         : -1;
}
