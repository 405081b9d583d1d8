/* Implementation of run_contents.h. */
#include "common/io/run_contents.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/core/base.h"

/* A row is a line that is neither a comment nor blank. */
static bool has_rows(const char *file)
{
    FILE *const in = base_open_found(file);
    if (!in) return true;
    char *line = NULL;
    size_t room = 0;
    bool row = false;
    while (!row && getline(&line, &room, in) > 0)
        row = *line != '#' && line[strspn(line, " \t\r\n")];
    row = row || ferror(in);
    free(line);
    fclose(in);
    return row;
}

static bool is_table(const char *name)
{
    const char *const dot = strrchr(name, '.');
    return dot && strcmp(dot, ".dat") == 0;
}

/* Opening a file that is not regular may block. */
static bool is_held(const char *path, const char *name, bool waits)
{
    static const char *const names[] = {"checkpoint.h5", "checkpoint.previous.h5", NULL};
    for (const char *const *n = names; *n; n++)
        if (strcmp(name, *n) == 0) return true;
    if (strcmp(name, "run.ini") == 0) return !waits;
    const bool table = is_table(name);
    if (!table && strcmp(name, "trajectory.h5") != 0) return false;
    char *const file = base_text("%s/%s", path, name);
    struct stat about;
    const bool there = lstat(file, &about) == 0, regular = there && S_ISREG(about.st_mode);
    const bool held = there && (!regular || (table ? has_rows(file) : about.st_size > 0));
    base_free(file);
    return held;
}

const char *run_contents_what(const char *path)
{
    static char what[NAME_MAX + 1];
    const struct run_folder_status s = run_folder_status(path);
    const bool waits = run_folder_waits(&s);
    DIR *const dir = opendir(path);
    require(dir || errno == ENOENT || errno == ENOTDIR, "%s: folder cannot be read: %s", path,
            strerror(errno));
    *what = 0;
    for (const struct dirent *e; dir && !*what && (e = readdir(dir));)
        if (is_held(path, e->d_name, waits)) snprintf(what, sizeof what, "%s", e->d_name);
    if (dir) closedir(dir);
    return *what ? what : NULL;
}

void run_contents_require_none(const char *path)
{
    const struct run_folder_status s = run_folder_status(path);
    const char *const what = run_contents_what(path);
    require(strcmp(s.word, "finished") != 0, "%s: holds a finished run; --force starts anew", path);
    const bool known = strcmp(s.word, "running") == 0 || strcmp(s.word, "interrupted") == 0 ||
                       (strcmp(s.word, "failed") == 0 && !run_folder_waits(&s));
    if (!known && !what) return;
    char *const ini = base_text("%s/run.ini", path);
    const char *const resume = access(ini, F_OK) == 0 ? "resume continues it, " : "";
    base_free(ini);
    require(!known, "%s: holds an unfinished run; %s--force starts anew", path, resume);
    base_die("%s: holds an unfinished run (%s; status: %s); %s--force starts anew", path, what,
             strcmp(s.word, "none") == 0 ? "missing or unreadable" : s.word, resume);
}

/* Names of rungs: 00, 01, ..., 99, 100, ... */
static bool is_rung(const char *name)
{
    const size_t n = strlen(name);
    return n >= 2 && n <= 4 && strspn(name, "0123456789") == n && (n == 2 || *name != '0');
}

/* Does the run file in a folder have a section? */
static bool has_section(const char *folder, const char *section)
{
    char *const path = base_text("%s/run.ini", folder), line[256];
    FILE *const in = base_open_found(path);
    bool found = false;
    while (in && !found && fgets(line, sizeof line, in))
        found = strncmp(line, section, strlen(section)) == 0;
    if (in) fclose(in);
    base_free(path);
    return found;
}

/* A folder with the name of a rung may also be a run of the user. */
static bool is_of_ladder(const char *folder)
{
    return has_section(folder, "[tempering]");
}

static bool is_any(const char *folder)
{
    (void)folder;
    return true;
}

/* Applies `act` to the path of each rung that is `wanted`. */
static void each_rung(const char *path, bool (*wanted)(const char *rung),
                      void (*act)(const char *rung))
{
    DIR *const dir = opendir(path);
    require(dir || errno == ENOENT, "%s: folder cannot be read: %s", path, strerror(errno));
    for (const struct dirent *e; dir && (e = readdir(dir));) {
        if (!is_rung(e->d_name)) continue;
        char *const rung = base_text("%s/%s", path, e->d_name);
        if (wanted(rung)) act(rung);
        base_free(rung);
    }
    if (dir) closedir(dir);
}

static void require_no_rung(const char *rung)
{
    const char *const what = run_contents_what(rung);
    require(!what,
            "%s: holds a run of a ladder (%s); resume of the folder above continues it, --force "
            "starts anew",
            rung, what);
}

static void require_no_members(const char *path)
{
    char *const members = base_text("%s/members", path);
    require(access(members, F_OK), "%s: holds an ensemble; choose another [run] folder", path);
    base_free(members);
}

void run_contents_claim_ladder(const struct run_folder *d, bool force)
{
    require_no_members(d->path);
    if (!force) {
        run_contents_require_none(d->path);
        each_rung(d->path, is_any, require_no_rung);
    }
    each_rung(d->path, is_of_ladder, run_folder_require_removable);
    char *const series = base_text("%s/series.dat", d->path);
    if (access(series, F_OK) == 0) run_folder_clear(d); /* of a single run */
    base_free(series);
}

void run_contents_remove_rungs(const struct run_folder *d)
{
    each_rung(d->path, is_of_ladder, run_folder_remove);
}

void run_contents_declare(const struct run_folder *d, const struct runfile *f)
{
    FILE *const out = run_folder_replace(d, "run.ini");
    runfile_write(f, out);
    run_folder_commit(d, "run.ini", out);
}

void run_contents_expect(const struct run_folder *d, int64_t t, int64_t end)
{
    run_folder_set_status(d, "new", t, end, 0);
}

void run_contents_claim(struct run_folder *d, const char *path, bool force)
{
    run_folder_create(d, path);
    require_no_members(path);
    if (!force) run_contents_require_none(path);
    run_folder_clear(d);
}
