/* Implementation of branch_parent.h. */
#include "common/run/branch_parent.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/config/ini.h"
#include "common/config/runfile.h"
#include "common/io/atomic_file.h"
#include "common/io/checkpoint.h"
#include "common/io/run_place.h"

static const char state[] = "parent.h5", recipe[] = "parent.ini";

static struct parent_state read_own(const struct runfile *f, char **ini)
{
    const struct parent_state p = parent_state_read(runfile_text(f, "branch", "parent"),
                                                    runfile_where(f, "branch", "parent"));
    *ini = base_text("%s/run.ini", p.folder);
    return p;
}

void branch_parent_keep(const struct run_folder *ensemble, const struct runfile *f)
{
    char *ini;
    size_t size;
    struct ini_list given;
    struct parent_state p = read_own(f, &ini);
    unsigned char *const bytes = p.c ? checkpoint_image(p.c, &size) : NULL;
    if (bytes) {
        require(atomic_file_replace(ensemble->lock, state, NULL, bytes, size),
                "%s/%s: cannot be written: %s", ensemble->path, state, strerror(errno));
        ini_read(&given, ini, 0, NULL);
        FILE *const out = run_folder_replace(ensemble, recipe);
        ini_write(&given, out);
        run_folder_commit(ensemble, recipe, out);
        ini_clear(&given);
    }
    base_free(bytes);
    base_free(ini);
    parent_state_clear(&p);
}

void branch_parent_forget(const char *ensemble)
{
    for (int i = 0; i < 2; i++) {
        char *const path = base_text("%s/%s", ensemble, i ? recipe : state);
        require(unlink(path) == 0 || errno == ENOENT, "%s: cannot be removed: %s", path,
                strerror(errno));
        base_free(path);
    }
}

/* The copy in the folder above; NULL if there is none, or that of another state. */
static struct checkpoint *copy_of(const char *ensemble, const char *digest)
{
    char why[400], text[32], *const path = base_text("%s/%s", ensemble, state);
    struct checkpoint *c =
        access(path, R_OK) == 0 ? checkpoint_create_loader(path, why, sizeof why) : NULL;
    base_free(path);
    snprintf(text, sizeof text, "%016" PRIx64, c ? checkpoint_checksum(c) : 0);
    if (!c || strcmp(text, digest) == 0) return c;
    checkpoint_free(c);
    return NULL;
}

struct parent_state branch_parent_read(const struct runfile *f, char **ini)
{
    const char *const folder = runfile_text(f, "run", "folder"), *const slash =
                                                                     strrchr(folder, '/');
    struct run_place at = run_place_parse(runfile_text(f, "branch", "parent"));
    const bool own = !slash || !at.timed || parent_state_exists(at.folder, at.t);
    char *const ensemble = base_text("%.*s", slash ? (int)(slash - folder) : 0, folder);
    struct parent_state p = {.t = at.t};
    p.c = own ? NULL : copy_of(ensemble, runfile_text(f, "branch", "digest"));
    if (p.c) {
        p.folder = base_text("%s", at.folder);
        p.digest = checkpoint_checksum(p.c);
        *ini = base_text("%s/%s", ensemble, recipe);
    } else {
        p = read_own(f, ini);
    }
    base_free(ensemble);
    run_place_clear(&at);
    return p;
}
