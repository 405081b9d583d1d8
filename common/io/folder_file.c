/* Implementation of folder_file.h. */
#include "common/io/folder_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void remove_temp(void *file, const char *reason)
{
    const struct folder_file *const f = file;
    (void)reason;
    unlinkat(f->folder, f->temp, 0);
}

void folder_file_init(struct folder_file *f, int folder, const char *path)
{
    const char *const slash = strrchr(path, '/');
    *f = (struct folder_file){.folder = folder,
                              .path = base_text("%s", path),
                              .death = {.act = remove_temp, .context = f}};
    f->name = base_text("%s", folder == AT_FDCWD || !slash ? path : slash + 1);
    f->temp = base_text("%s.tmp", f->name);
}

void folder_file_clear(struct folder_file *f)
{
    base_free(f->path);
    base_free(f->name);
    base_free(f->temp);
}

int folder_file_open(const struct folder_file *f)
{
    return openat(f->folder, f->name, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
}

int folder_file_create(const struct folder_file *f)
{
    return openat(f->folder, f->name, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0666);
}

int folder_file_open_temp(struct folder_file *f)
{
    unlinkat(f->folder, f->temp, 0);
    const int fd = openat(f->folder, f->temp, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd >= 0) base_death_watch(&f->death);
    return fd;
}

bool folder_file_adopt(struct folder_file *f, int fd)
{
    if (fsync(fd) != 0 || renameat(f->folder, f->temp, f->folder, f->name) != 0) return false;
    base_death_forget(&f->death);
    return true;
}

void folder_file_require_same(const struct folder_file *f, int fd)
{
    struct stat named, open;
    const bool there = fstatat(f->folder, f->name, &named, AT_SYMLINK_NOFOLLOW) == 0;
    require(there,
            "%s: was removed while the run wrote it: %s. Resume continues from the last "
            "checkpoint once the file is restored",
            f->path, strerror(errno));
    const bool same =
        fstat(fd, &open) == 0 && named.st_dev == open.st_dev && named.st_ino == open.st_ino;
    require(same,
            "%s: was replaced by another file while the run wrote it. Restore the file, and "
            "resume",
            f->path);
}

void folder_file_write(const struct folder_file *f, int fd, const void *x, size_t n, size_t at)
{
    const char *bytes = x;
    while (n > 0) {
        const ssize_t k = pwrite(fd, bytes, n, (off_t)at);
        if (k < 0 && errno == EINTR) continue;
        require(k > 0, "%s: cannot be written: %s", f->path, strerror(k ? errno : EIO));
        bytes += k, at += (size_t)k, n -= (size_t)k;
    }
}

void folder_file_read(const struct folder_file *f, int fd, void *x, size_t n, size_t at)
{
    char *bytes = x;
    while (n > 0) {
        const ssize_t k = pread(fd, bytes, n, (off_t)at);
        if (k < 0 && errno == EINTR) continue;
        require(k > 0, "%s: cannot be read: %s", f->path,
                k ? strerror(errno) : "it is too short. Restore it, or start a new run");
        bytes += k, at += (size_t)k, n -= (size_t)k;
    }
}

char *folder_file_path(const struct folder_file *f)
{
    if (f->folder == AT_FDCWD) return base_text("%s", f->path);
    return base_text("/proc/self/fd/%d/%s", f->folder, f->name);
}
