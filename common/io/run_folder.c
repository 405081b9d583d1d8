/* Implementation of run_folder.h. */
#include "common/io/run_folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include "common/core/base.h"

char *run_folder_file(const struct run_folder *d, const char *name)
{
    return base_text("%s/%s", d->path, name);
}

void run_folder_mkdir(const char *path)
{
    char *const part = base_text("%s", path);
    for (char *slash = part + 1;; slash++) {
        if (*slash && *slash != '/') continue;
        const char kept = *slash;
        *slash = 0;
        require(mkdir(part, 0777) == 0 || errno == EEXIST, "%s: folder cannot be made: %s", part,
                strerror(errno));
        if (!(*slash = kept)) break;
    }
    base_free(part);
}

static void warn_of_no_locks(const char *path, int reason)
{
    static bool warned;
    if (!warned)
        fprintf(stderr,
                "%s: warning: its file system has no locks (%s); nothing keeps a second program "
                "from this folder\n",
                path, strerror(reason));
    warned = true;
}

/* Takes the lock, retrying for one second: `run_folder_in_use` holds it briefly, and a network
   file system may release the lock of a killed process late. */
static bool try_lock(int fd, const char *path)
{
    enum { TRIES = 100, PAUSE = 10000 }; /* [microseconds] */
    for (int i = 0; i < TRIES; i++) {
        if (flock(fd, LOCK_EX | LOCK_NB) == 0) return true;
        if (errno != EWOULDBLOCK && errno != EINTR) return warn_of_no_locks(path, errno), true;
        usleep(PAUSE);
    }
    return false;
}

bool run_folder_in_use(const char *path)
{
    const int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    require(fd >= 0 || errno != EMFILE, "%s: cannot be opened: %s", path, strerror(errno));
    const bool used = fd >= 0 && flock(fd, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
    if (fd >= 0) close(fd);
    return used;
}

static void lock(struct run_folder *d, const char *path)
{
    d->path = base_text("%s", path);
    d->note = NULL;
    d->lock = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    require(d->lock >= 0, "%s: not a folder that can be opened: %s", path, strerror(errno));
    require(try_lock(d->lock, path), "%s: in use by another program", path);
    require(access(path, W_OK) == 0, "%s: folder cannot be written: %s", path, strerror(errno));
}

static bool ends_with(const char *name, const char *tail)
{
    const size_t n = strlen(name), m = strlen(tail);
    return n >= m && strcmp(name + n - m, tail) == 0;
}

/* Is this the name of a file that a run writes? */
static bool is_run_file(const char *name)
{
    static const char *const names[] = {
        "run.ini", "status",     "trajectory.h5", "checkpoint.h5", "checkpoint.previous.h5",
        "log.txt", "series.dat", "figure.gp",     "figure.png",    "figure.pdf",
        NULL};
    for (const char *const *n = names; *n; n++)
        if (strcmp(name, *n) == 0) return true;
    return ends_with(name, ".dat") || ends_with(name, ".tmp");
}

/* Fatal if the folder has a file that no run writes. Removes all files unless check_only. */
static void remove_files(const char *path, bool check_only)
{
    DIR *const dir = opendir(path);
    require(dir, "%s: folder cannot be read: %s", path, strerror(errno));
    for (const struct dirent *e; (e = readdir(dir));) {
        if (strcmp(e->d_name, ".") == 0 || strcmp(e->d_name, "..") == 0) continue;
        struct stat about;
        char *const file = base_text("%s/%s", path, e->d_name);
        const bool folder = lstat(file, &about) == 0 && S_ISDIR(about.st_mode);
        require(is_run_file(e->d_name) && !folder,
                "%s: holds %s%s, which no run wrote; choose another [run] folder", path, e->d_name,
                folder ? " (a folder)" : "");
        require(check_only || unlink(file) == 0, "%s: cannot be removed: %s", file,
                strerror(errno));
        base_free(file);
    }
    closedir(dir);
}

char *run_folder_run_file(const char *path)
{
    char *const ini = base_text("%s/run.ini", path);
    require(access(ini, R_OK) == 0, "%s: holds no run (run.ini: %s)", path, strerror(errno));
    return ini;
}

void run_folder_create(struct run_folder *d, const char *path)
{
    run_folder_mkdir(path);
    lock(d, path);
}

void run_folder_clear(const struct run_folder *d)
{
    remove_files(d->path, true);
    remove_files(d->path, false);
}

void run_folder_require_removable(const char *path)
{
    struct stat about;
    if (lstat(path, &about)) return;
    require(S_ISDIR(about.st_mode), "%s: is not a folder; move it away", path);
    require(!run_folder_in_use(path), "%s: in use by another program", path);
    remove_files(path, true);
}

void run_folder_remove(const char *path)
{
    struct run_folder d;
    struct stat about;
    if (lstat(path, &about)) return;
    lock(&d, path);
    run_folder_clear(&d);
    rmdir(path); /* may fail on a network file system; then an empty folder stays */
    run_folder_close(&d);
}

/* Writing through a link could change any file of the user. A status that is not a file could not
   be replaced. */
static void refuse_links(const char *path)
{
    DIR *const dir = opendir(path);
    require(dir, "%s: folder cannot be read: %s", path, strerror(errno));
    for (const struct dirent *e; (e = readdir(dir));) {
        struct stat about;
        char *const file = base_text("%s/%s", path, e->d_name);
        const bool there = lstat(file, &about) == 0;
        require(!there || !S_ISLNK(about.st_mode),
                "%s: is a link; a run writes to its own folder alone", file);
        require(!there || S_ISREG(about.st_mode) || strcmp(e->d_name, "status") != 0,
                "%s: is not a regular file; move it away, and resume", file);
        base_free(file);
    }
    closedir(dir);
}

void run_folder_open(struct run_folder *d, const char *path)
{
    lock(d, path);
    refuse_links(path);
}

double run_folder_capacity(const char *path)
{
    struct statvfs about;
    char *const part = base_text("%s", path);
    int failed;
    for (char *slash; (failed = statvfs(part, &about)) && (slash = strrchr(part, '/'));)
        *slash = '\0';
    if (failed) failed = statvfs(*path == '/' ? "/" : ".", &about);
    base_free(part);
    return failed || !about.f_blocks ? INFINITY : (double)about.f_frsize * (double)about.f_blocks;
}

void run_folder_close(struct run_folder *d)
{
    close(d->lock);
    base_free(d->path);
}

FILE *run_folder_log(const struct run_folder *d)
{
    char *const path = run_folder_file(d, "log.txt");
    FILE *const log = base_open(path, "a");
    base_free(path);
    return log;
}

FILE *run_folder_replace(const struct run_folder *d, const char *name)
{
    char *const path = base_text("%s/%s.tmp", d->path, name);
    FILE *const f = base_open(path, "w");
    base_free(path);
    return f;
}

void run_folder_commit(const struct run_folder *d, const char *name, FILE *f)
{
    char *const from = base_text("%s/%s.tmp", d->path, name), *const to = run_folder_file(d, name);
    const bool good = fflush(f) == 0 && fsync(fileno(f)) == 0;
    require(fclose(f) == 0 && good && rename(from, to) == 0, "%s: cannot be written: %s", to,
            strerror(errno));
    base_free(from);
    base_free(to);
}

void run_folder_set_status(const struct run_folder *d, const char *word, int64_t t, int64_t end,
                           double rate)
{
    FILE *const f = run_folder_replace(d, "status");
    fprintf(f, "%s %lld %lld", word, (long long)t, (long long)end);
    if (strcmp(word, "finished")) fprintf(f, " %.6g", rate);
    fputc('\n', f);
    run_folder_commit(d, "status", f);
}

static bool is_word(const char *word)
{
    static const char *const words[] = {"new", "running", "interrupted", "finished", NULL};
    const char *const *w = words;
    while (*w && strcmp(word, *w) != 0) w++;
    return *w;
}

struct run_folder_status run_folder_status(const char *path)
{
    struct run_folder_status s = {.word = "none"};
    char *const file = base_text("%s/status", path);
    FILE *const f = base_open_found(file);
    long long t, end;
    const int read = f ? fscanf(f, "%15s %lld %lld %lf", s.word, &t, &end, &s.rate) : 0;
    if (read >= 3 && is_word(s.word))
        s.t = t, s.end = end;
    else
        s = (struct run_folder_status){.word = "none"};
    if (f) fclose(f);
    base_free(file);
    return s;
}

void run_folder_head(const struct run_folder *d, FILE *table, const char *name, const char *doc)
{
    fprintf(table, "# %s: %s\n", name, doc);
    if (d->note) fprintf(table, "# %s\n", d->note);
}

void run_folder_heading(const struct run_folder *d, FILE *table, const char *name, const char *doc,
                        int n, const struct run_folder_column *column)
{
    run_folder_head(d, table, name, doc);
    fputs("# units:", table);
    for (int i = 0; i < n; i++) fprintf(table, " %s", column[i].unit);
    fprintf(table, "\n#");
    for (int i = 0; i < n; i++) fprintf(table, " %s", column[i].name);
    fputc('\n', table);
}

FILE *run_folder_table(const struct run_folder *d, const char *name, const char *doc, int n,
                       const struct run_folder_column *column)
{
    char *const path = base_text("%s/%s.dat", d->path, name);
    FILE *const f = base_open(path, "w");
    base_free(path);
    run_folder_heading(d, f, name, doc, n, column);
    return f;
}

FILE *run_folder_table_at(const struct run_folder *d, const char *name, int64_t size)
{
    char *const path = base_text("%s/%s.dat", d->path, name);
    struct stat s;
    require(stat(path, &s) == 0, "%s: cannot be found: %s", path, strerror(errno));
    require(s.st_size >= size, "%s: shorter (%lld bytes) than at the last checkpoint (%lld bytes)",
            path, (long long)s.st_size, (long long)size);
    require(truncate(path, size) == 0, "%s: cannot be cut to its last checkpoint: %s", path,
            strerror(errno));
    FILE *const f = base_open(path, "r+");
    require(fseeko(f, size, SEEK_SET) == 0, "%s: cannot be continued: %s", path, strerror(errno));
    base_free(path);
    return f;
}

int64_t run_folder_sync(const struct run_folder *d, const char *name, FILE *table)
{
    errno = 0;
    const bool good = fflush(table) == 0 && !ferror(table) && fsync(fileno(table)) == 0;
    require(good, "%s/%s.dat: cannot be written: %s", d->path, name,
            errno ? strerror(errno) : "an earlier row was refused");
    return ftello(table);
}
