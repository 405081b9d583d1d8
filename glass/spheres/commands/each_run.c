/* Implementation of each_run.h. */
#include "glass/spheres/commands/each_run.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "common/core/base.h"
#include "common/io/run_folder.h"
#include "common/io/trajectory.h"
#include "common/run/member_means.h"
#include "common/run/program.h"
#include "common/run/run_folders.h"

static bool has_frames(const char *folder)
{
    char *const path = base_text("%s/trajectory.h5", folder);
    bool any = false;
    if (access(path, R_OK) == 0) {
        struct trajectory *const t = trajectory_open(path);
        any = trajectory_frames(t) > 0;
        trajectory_close(t);
    }
    base_free(path);
    return any;
}

/* Moves the runs with frames to the front; returns their number. */
static size_t keep_runs_with_frames(struct run_folders *f)
{
    size_t n = 0;
    for (size_t i = 0; i < f->n; i++) {
        char *const folder = f->folder[i];
        if (has_frames(folder)) {
            f->folder[i] = f->folder[n], f->folder[n++] = folder;
            continue;
        }
        fprintf(stderr, "warning: %s: skipped: holds no frame yet\n", folder);
    }
    return n;
}

static size_t parent_length(const char *folder)
{
    const char *const slash = strrchr(folder, '/');
    return slash ? (size_t)(slash - folder) : 0;
}

/* --into, or `means` in the folder that contains all runs; base_free. */
static char *folder_of_means(const struct program_request *r, const struct run_folders *f, size_t n)
{
    const size_t length = parent_length(f->folder[0]);
    bool together = true;
    for (size_t i = 1; i < n; i++)
        together = together && parent_length(f->folder[i]) == length &&
                   strncmp(f->folder[i], f->folder[0], length) == 0;
    require(r->into || together,
            "%s: runs of several folders: --into NEW names the folder of their means", r->command);
    return r->into ? base_text("%s", r->into)
                   : base_text("%.*s%smeans", (int)length, f->folder[0], length ? "/" : "");
}

/* On the first n runs, which have frames. */
static void act_on_all(const struct program_request *all, const struct run_folders *f, size_t n,
                       int (*one)(const struct program_request *r))
{
    const size_t options = (size_t)all->n - f->n;
    const struct run_folders used = {n, f->folder};
    struct program_request single = *all;
    single.words = base_alloc(options + 1, sizeof *single.words);
    single.n = (int)options + 1;
    for (size_t k = 0; k < options; k++) single.words[k + 1] = all->words[f->n + k];
    for (size_t i = 0; i < n; i++) {
        char *const name = run_folders_name(&used, i);
        single.words[0] = f->folder[i];
        single.run = n > 1 ? name : NULL;
        one(&single);
        base_free(name);
    }
    base_free(single.words);
}

int each_run(const struct program_request *r, int (*one)(const struct program_request *r),
             const char *const *tables)
{
    struct run_folders f;
    struct program_request all = run_folders_expand(r, &f);
    const size_t n = f.n > 1 ? keep_runs_with_frames(&f) : f.n;
    require(n > 0, "%s needs: FOLDER... with frames", r->command);
    char *const into = n > 1 && tables ? folder_of_means(r, &f, n) : NULL;
    act_on_all(&all, &f, n, one);
    for (const char *const *table = tables; into && *table; table++)
        member_means_write(*table, n, f.folder, into, r->force);
    base_free(into);
    base_free(all.words);
    run_folders_clear(&f);
    return EXIT_OK;
}
