/* Implementation of member_folders.h. */
#include "analysis/read/member_folders.h"

#include <stdbool.h>
#include <stdlib.h>
#include <unistd.h>

#include "common/core/base.h"
#include "common/run/ensemble_members.h"
#include "common/run/run_folders.h"

static void append(size_t *n, char ***folder, char *path)
{
    *folder = reallocarray(*folder, *n + 1, sizeof **folder);
    require(*folder, "no memory for the name of %s", path);
    (*folder)[(*n)++] = path;
}

/* The rungs of a ladder, FOLDER/00, 01, ...; false if there are none. */
static bool add_rungs(size_t *n, char ***folder, const char *path)
{
    for (size_t k = 0;; k++) {
        char *const rung = base_text("%s/%02zu", path, k), *const file =
                                                               base_text("%s/run.ini", rung);
        const bool there = access(file, R_OK) == 0;
        base_free(file);
        if (there)
            append(n, folder, rung);
        else
            base_free(rung);
        if (!there) return k > 0;
    }
}

void member_folders_add(size_t *n, char ***folder, const char *path)
{
    if (!ensemble_members_exist(path)) {
        if (!add_rungs(n, folder, path)) append(n, folder, base_text("%s", path));
        return;
    }
    struct ensemble_members members = ensemble_members_read(path);
    for (size_t i = 0; i < members.n; i++) append(n, folder, base_text("%s", members.folder[i]));
    ensemble_members_clear(&members);
}

void member_folders_find(size_t words, char *const *word, bool runs, size_t *n, char ***folder)
{
    if (runs) {
        const struct run_folders found = run_folders_find(words, word);
        *n = found.n, *folder = found.folder;
        return;
    }
    for (size_t i = 0; i < words; i++) member_folders_add(n, folder, word[i]);
}

void member_folders_clear(size_t *n, char ***folder)
{
    for (size_t i = 0; i < *n; i++) base_free((*folder)[i]);
    free(*folder);
    *folder = NULL;
    *n = 0;
}
