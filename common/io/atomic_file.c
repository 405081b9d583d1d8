/* Implementation of atomic_file.h. */
#include "common/io/atomic_file.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/core/base.h"

static bool write_all(int fd, const unsigned char *bytes, size_t size)
{
    while (size > 0) {
        const ssize_t n = write(fd, bytes, size);
        if (n < 0 && errno != EINTR) return false;
        if (n > 0) bytes += n, size -= (size_t)n;
    }
    return true;
}

static bool write_file(int folder, const char *path, const unsigned char *bytes, size_t size)
{
    const int fd = openat(folder, path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (fd < 0) return false;
    const bool good = write_all(fd, bytes, size) && fsync(fd) == 0;
    const int reason = errno;
    const bool closed = close(fd) == 0;
    if (!good) errno = reason;
    return good && closed;
}

/* A rename survives a power failure only after its folder has been synced. */
static bool sync_folder(int folder, const char *path)
{
    char *const copy = base_text("%s", path);
    const int fd = openat(folder, dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    base_free(copy);
    const bool good = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0) close(fd);
    return good;
}

static bool put(int folder, const char *path, const char *previous, const char *fresh,
                const unsigned char *bytes, size_t size)
{
    return write_file(folder, fresh, bytes, size) &&
           (!previous || faccessat(folder, path, F_OK, 0) ||
            renameat(folder, path, folder, previous) == 0) &&
           renameat(folder, fresh, folder, path) == 0 && sync_folder(folder, path);
}

bool atomic_file_replace(int folder, const char *path, const char *previous,
                         const unsigned char *bytes, size_t size)
{
    char *const fresh = base_text("%s.tmp", path);
    const bool good = put(folder, path, previous, fresh, bytes, size);
    const int reason = errno;
    if (!good) unlinkat(folder, fresh, 0);
    base_free(fresh);
    errno = reason;
    return good;
}

/* ---- by parts -------------------------------------------------------------------------------- */

static bool is_special(const char *path)
{
    struct stat s;
    return stat(path, &s) == 0 && !S_ISREG(s.st_mode);
}

/* Target of a link; free with base_free. */
static char *target_of(const char *path)
{
    char *const whole = realpath(path, NULL), *const target = base_text("%s", whole ? whole : path);
    free(whole);
    return target;
}

char *atomic_file_fresh(const char *path)
{
    if (is_special(path)) return base_text("%s", path);
    char *const target = target_of(path), *const fresh = base_text("%s.tmp", target);
    base_free(target);
    return fresh;
}

FILE *atomic_file_begin(const char *path)
{
    char *const fresh = atomic_file_fresh(path);
    /* an existing file may also be an input, under another name */
    if (!is_special(path)) unlink(fresh);
    FILE *const file = fopen(fresh, "wb");
    require(file, "%s: cannot be opened: %s", path, strerror(errno));
    base_free(fresh);
    return file;
}

bool atomic_file_commit(const char *path, FILE *file)
{
    const bool special = is_special(path);
    char *const target = target_of(path), *const fresh = atomic_file_fresh(path);
    bool good = fflush(file) == 0 && !ferror(file) && (special || fsync(fileno(file)) == 0);
    const int reason = errno;
    if (fclose(file) == 0 && good)
        good = special || (rename(fresh, target) == 0 && sync_folder(AT_FDCWD, target));
    else
        errno = good ? errno : reason, good = false;
    const int last = errno;
    if (!good && !special) unlink(fresh);
    base_free(target);
    base_free(fresh);
    errno = last;
    return good;
}
