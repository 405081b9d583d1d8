/* Implementation of run_folder.h. */
#include "common/io/run_folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/core/base.h"
#include "common/core/progress.h"
#include "common/io/atomic_file.h"

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
    d->trial = false;
    d->tables = base_alloc(1, sizeof *d->tables);
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

/* True if a run writes files of this name. */
static bool is_run_file(const char *name)
{
    static const char *const names[] = {"run.ini",
                                        "status",
                                        "trajectory.h5",
                                        "checkpoint.h5",
                                        "checkpoint.previous.h5",
                                        "log.txt",
                                        "series.dat",
                                        "figure.gp",
                                        "figure.png",
                                        "figure.pdf",
                                        "best.h5",
                                        "shear.h5",
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

static int is_visible(const struct dirent *e)
{
    return *e->d_name != '.';
}

/* A folder of a run inside, X of PATH/X/run.ini; base_free. NULL: none. */
static char *run_inside(const char *path)
{
    struct dirent **entry;
    char *found = NULL;
    const int n = scandir(path, &entry, is_visible, versionsort);
    for (int i = 0; i < n; i++) {
        char *const ini = base_text("%s/%s/run.ini", path, entry[i]->d_name);
        if (!found && access(ini, R_OK) == 0) found = base_text("%s/%s", path, entry[i]->d_name);
        base_free(ini);
        free(entry[i]);
    }
    if (n >= 0) free(entry);
    return found;
}

char *run_folder_run_file(const char *path)
{
    char *const ini = base_text("%s/run.ini", path);
    char *const inside = access(ini, R_OK) == 0 ? NULL : run_inside(path);
    require(!inside, "%s: holds runs, but is none itself. Choose one of them, such as %s", path,
            inside);
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

void run_folder_make_trial(struct run_folder *d)
{
    d->trial = true;
    flock(d->lock, LOCK_UN);
}

void run_folder_close(struct run_folder *d)
{
    if (d->lock >= 0) close(d->lock);
    base_free(d->tables);
    base_free(d->path);
}

char *run_folder_place(const struct run_folder *d)
{
    char link[32], place[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", d->lock);
    const ssize_t n = readlink(link, place, sizeof place);
    return base_text("%.*s", n > 0 ? (int)n : (int)strlen(d->path), n > 0 ? place : d->path);
}

/* A folder that is not open is reached by its path. */
static int place_of(const struct run_folder *d)
{
    return d->tables ? d->lock : AT_FDCWD;
}

static char *name_of(const struct run_folder *d, const char *name)
{
    return d->tables ? base_text("%s", name) : run_folder_file(d, name);
}

/* Opens a file of the folder for writing. */
static FILE *open_file(const struct run_folder *d, const char *name, int flags, const char *mode)
{
    char *const place = name_of(d, name);
    const int fd = openat(place_of(d), place,
                          O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK | flags, 0666);
    struct stat about;
    require(fd >= 0 || errno != ENXIO, "%s/%s: not a regular file", d->path, name);
    FILE *const f = fd < 0 ? NULL : fdopen(fd, mode);
    require(f, "%s/%s: cannot be opened: %s", d->path, name, strerror(errno));
    require(fstat(fd, &about) == 0 && S_ISREG(about.st_mode), "%s/%s: not a regular file", d->path,
            name);
    base_free(place);
    return f;
}

FILE *run_folder_log(const struct run_folder *d)
{
    FILE *const log = d->trial && faccessat(d->lock, "log.txt", F_OK, AT_SYMLINK_NOFOLLOW)
                          ? NULL
                          : open_file(d, "log.txt", O_APPEND, "a");
    if (!d->trial) return log;
    if (log) fclose(log);
    return base_open("/dev/null", "a");
}

FILE *run_folder_replace(const struct run_folder *d, const char *name)
{
    char *const temp = base_text("%s.tmp", name);
    FILE *const f = open_file(d, temp, O_TRUNC, "w");
    base_free(temp);
    return f;
}

void run_folder_commit(const struct run_folder *d, const char *name, FILE *f)
{
    char *const to = name_of(d, name), *const temp = base_text("%s.tmp", to);
    const int place = place_of(d);
    errno = 0;
    bool good = fflush(f) == 0 && !ferror(f) && fsync(fileno(f)) == 0;
    const int reason = errno;
    good = fclose(f) == 0 && good && renameat(place, temp, place, to) == 0;
    const int last = good || !reason ? errno : reason;
    if (!good) unlinkat(place, temp, 0);
    require(good, "%s/%s: cannot be written: %s", d->path, name, strerror(last));
    base_free(temp);
    base_free(to);
}

bool run_folder_moved(const struct run_folder *d)
{
    struct stat named, open;
    return d->tables && fstat(d->lock, &open) == 0 &&
           (stat(d->path, &named) != 0 || named.st_dev != open.st_dev ||
            named.st_ino != open.st_ino);
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

void run_folder_set_ended(const struct run_folder *d, const char *reason, int64_t t)
{
    FILE *const f = run_folder_replace(d, "status");
    fprintf(f, "finished %lld %lld 0 %.*s\n", (long long)t, (long long)t, RUN_FOLDER_REASON - 2,
            reason);
    run_folder_commit(d, "status", f);
}

static void log_failure(const struct run_folder *d, const char *reason)
{
    char *const place = name_of(d, "log.txt");
    const int flags = O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK;
    const int fd = openat(place_of(d), place, flags, 0666);
    FILE *const log = fd < 0 ? NULL : fdopen(fd, "a");
    progress_log(log, "failed: %s", reason);
    if (log) fclose(log);
    base_free(place);
}

void run_folder_set_failed(const struct run_folder *d, const char *reason, int64_t t, int64_t end)
{
    char text[RUN_FOLDER_REASON + 80], *const place = name_of(d, "status");
    snprintf(text, sizeof text, "failed %lld %lld 0 %.*s\n", (long long)t, (long long)end,
             RUN_FOLDER_REASON - 2, reason);
    for (char *c = text; c[1]; c++)
        if (*c == '\n') *c = ' ';
    const size_t n = strlen(text);
    if (!atomic_file_replace(place_of(d), place, NULL, (unsigned char *)text, n)) {
        const int fd = openat(place_of(d), place, O_WRONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
        const bool kept =
            fd >= 0 && pwrite(fd, text, n, 0) == (ssize_t)n && ftruncate(fd, (off_t)n) == 0;
        (void)kept;
        if (fd >= 0) close(fd);
    }
    log_failure(d, reason);
    base_free(place);
}

bool run_folder_waits(const struct run_folder_status *s)
{
    static const char at_start[] = " " RUN_FOLDER_AT_START;
    return strcmp(s->word, "new") == 0 || (strcmp(s->word, "failed") == 0 &&
                                           strncmp(s->reason, at_start, sizeof at_start - 1) == 0);
}

static bool is_word(const char *word)
{
    static const char *const words[] = {"new",      "running", "interrupted",
                                        "finished", "failed",  NULL};
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
    if (read == 4 && (!fgets(s.reason, sizeof s.reason, f) || *s.reason != ' ')) *s.reason = 0;
    s.reason[strcspn(s.reason, "\n")] = 0;
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
