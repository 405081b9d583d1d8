/* Implementation of scratch.h. */
#include "analysis/figure/scratch.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "common/core/base.h"

static const char stem[] = "swapglass-figure-";

struct scratch {
    char *path;
    int lock; /* descriptor */
    struct base_death death;
};

/* Removes the files of a folder, and the folder; one that holds another folder stays. */
static void remove_folder(int place, const char *name)
{
    const int fd = openat(place, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR *const dir = fd < 0 ? NULL : fdopendir(fd);
    for (const struct dirent *e; dir && (e = readdir(dir));)
        if (strcmp(e->d_name, ".") && strcmp(e->d_name, "..")) unlinkat(fd, e->d_name, 0);
    if (dir) closedir(dir);
    unlinkat(place, name, AT_REMOVEDIR);
}

static void act_on_death(void *scratch, const char *reason)
{
    (void)reason;
    remove_folder(AT_FDCWD, ((const struct scratch *)scratch)->path);
}

/* Of this user, without a lock, and not just made. */
static bool is_left(int place, const char *name)
{
    enum { FRESH = 60 }; /* [s] between a folder and its lock, at most */
    struct stat about;
    const int fd = openat(place, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    const bool left = fd >= 0 && fstat(fd, &about) == 0 && about.st_uid == geteuid() &&
                      time(NULL) - about.st_mtime > FRESH && flock(fd, LOCK_EX | LOCK_NB) == 0;
    if (fd >= 0) close(fd);
    return left;
}

static void remove_left(const char *place)
{
    DIR *const dir = opendir(place);
    for (const struct dirent *e; dir && (e = readdir(dir));)
        if (strncmp(e->d_name, stem, sizeof stem - 1) == 0 && is_left(dirfd(dir), e->d_name))
            remove_folder(dirfd(dir), e->d_name);
    if (dir) closedir(dir);
}

struct scratch *scratch_create(void)
{
    const char *const given = getenv("TMPDIR"), *const place = given && *given ? given : "/tmp";
    struct scratch *const s = base_alloc(1, sizeof *s);
    remove_left(place);
    s->path = base_text("%s/%sXXXXXX", place, stem);
    require(mkdtemp(s->path), "%s: no scratch folder can be made: %s", s->path, strerror(errno));
    s->lock = open(s->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (s->lock >= 0) flock(s->lock, LOCK_EX | LOCK_NB);
    s->death = (struct base_death){.act = act_on_death, .context = s};
    base_death_watch(&s->death);
    return s;
}

const char *scratch_path(const struct scratch *s)
{
    return s->path;
}

void scratch_free(struct scratch *s)
{
    base_death_forget(&s->death);
    remove_folder(AT_FDCWD, s->path);
    if (s->lock >= 0) close(s->lock);
    base_free(s->path);
    base_free(s);
}
