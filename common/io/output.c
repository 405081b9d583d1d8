/* Implementation of output.h. */
#include "common/io/output.h"

#include <errno.h>
#include <fts.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/core/base.h"
#include "common/io/run_folder.h"
#include "common/io/atomic_file.h"

bool output_marked(const char *path, const char *mark)
{
    char text[4096];
    FILE *const in = base_open_found(path);
    const size_t n = in ? fread(text, 1, sizeof text, in) : 0;
    if (in) fclose(in);
    return memmem(text, n, mark, strlen(mark));
}

static bool same(const struct stat *a, const struct stat *b)
{
    return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

/* True if a file is in a folder, at any depth. */
static bool holds(char *folder, const struct stat *s)
{
    char *const roots[] = {folder, NULL};
    FTS *const tree = fts_open(roots, FTS_LOGICAL | FTS_NOCHDIR, NULL);
    require(tree, "%s: folder cannot be read: %s", folder, strerror(errno));
    bool found = false;
    for (const FTSENT *e; !found && (e = fts_read(tree));)
        found = e->fts_info == FTS_F && same(e->fts_statp, s);
    fts_close(tree);
    return found;
}

static void refuse_inputs(const struct output *o, const char *path, const struct stat *s, bool made)
{
    for (size_t i = 0; i < o->n; i++) {
        struct stat input;
        if (stat(o->input[i], &input)) continue;
        const bool is = S_ISDIR(input.st_mode) ? !made && holds(o->input[i], s) : same(&input, s);
        require(!is, "%s: the command reads this file (%s); choose another name for what it writes",
                path, o->input[i]);
    }
}

/* True if the file's folder, with links resolved, is a run folder. */
static bool of_run(const char *path)
{
    static const char *const names[] = {"run.ini", "status", "members"};
    char *const whole = realpath(path, NULL);
    if (!whole) return false;
    const char *const folder = dirname(whole);
    bool found = false;
    for (size_t i = 0; !found && i < sizeof names / sizeof *names; i++) {
        char *const file = base_text("%s/%s", folder, names[i]);
        found = access(file, F_OK) == 0;
        base_free(file);
    }
    free(whole);
    return found;
}

static void require_one(const struct output *o, const char *path, output_test *ours,
                        const char *mark)
{
    struct stat s;
    if (stat(path, &s)) return;
    require(!S_ISDIR(s.st_mode), "%s: is a folder; choose another name", path);
    if (!S_ISREG(s.st_mode)) return; /* pipes and devices have no content */
    const bool made = ours(path, mark), run = of_run(path);
    refuse_inputs(o, path, &s, made);
    require(o->force || made || !run,
            "%s: belongs to a run's folder; choose another name (--force writes over it)", path);
    require(o->force || made || s.st_size == 0,
            "%s: is there, and this command has not made it; choose another name (--force writes "
            "over it)",
            path);
}

void output_require(const struct output *o, const char *path, output_test *ours, const char *mark)
{
    char *const fresh = atomic_file_fresh(path);
    require_one(o, path, ours, mark);
    require_one(o, fresh, ours, mark);
    base_free(fresh);
}

void output_require_tables(const char *folder, bool force, const char *const *heads)
{
    const struct output o = {.force = force};
    for (; *heads; heads++) {
        const int name = (int)strcspn(*heads, ":");
        char *const path = base_text("%s/%.*s.dat", folder, name, *heads),
                    *const mark = base_text((*heads)[name] ? "# %s" : "# %s: ", *heads);
        output_require(&o, path, output_marked, mark);
        base_free(path);
        base_free(mark);
    }
}

FILE *output_begin_table(const struct run_folder *d, const char *name, const char *doc, int n,
                         const struct run_folder_column *column)
{
    char *const path = base_text("%s/%s.dat", d->path, name);
    FILE *const table = atomic_file_begin(path);
    base_free(path);
    run_folder_heading(d, table, name, doc, n, column);
    return table;
}

void output_end_table(const struct run_folder *d, const char *name, FILE *table)
{
    char *const path = base_text("%s/%s.dat", d->path, name);
    output_end(path, table);
    base_free(path);
}

void output_end(const char *path, FILE *file)
{
    require(atomic_file_commit(path, file), "%s: cannot be written: %s", path, strerror(errno));
}
