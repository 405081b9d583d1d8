/* Implementation of atomic_file.h. */
#include "common/io/atomic_file.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <stdio.h>
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

static bool write_file(const char *path, const unsigned char *bytes, size_t size)
{
    const int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (fd < 0) return false;
    const bool good = write_all(fd, bytes, size) && fsync(fd) == 0;
    const int reason = errno;
    const bool closed = close(fd) == 0;
    if (!good) errno = reason;
    return good && closed;
}

/* A rename survives a power failure only after its folder has been synced. */
static bool sync_folder(const char *path)
{
    char *const copy = base_text("%s", path);
    const int fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    base_free(copy);
    const bool good = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0) close(fd);
    return good;
}

static bool put(const char *path, const char *previous, const char *fresh,
                const unsigned char *bytes, size_t size)
{
    return write_file(fresh, bytes, size) &&
           (!previous || access(path, F_OK) || rename(path, previous) == 0) &&
           rename(fresh, path) == 0 && sync_folder(path);
}

bool atomic_file_replace(const char *path, const char *previous, const unsigned char *bytes,
                         size_t size)
{
    char *const fresh = base_text("%s.tmp", path);
    const bool good = put(path, previous, fresh, bytes, size);
    const int reason = errno;
    if (!good) unlink(fresh);
    base_free(fresh);
    errno = reason;
    return good;
}
