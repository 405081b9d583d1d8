/* A slow disk, to be preloaded: files are written in two halves, and whatever makes something last
   takes its time, so that kills fall into the middle of it. */
#include <dlfcn.h>
#include <stddef.h>
#include <unistd.h>

enum { PAUSE = 3000 }; /* [microseconds] */

ssize_t write(int fd, const void *bytes, size_t n)
{
    ssize_t (*const real)(int, const void *, size_t) =
        (ssize_t(*)(int, const void *, size_t))dlsym(RTLD_NEXT, "write");
    if (n < 1024) return real(fd, bytes, n);
    const ssize_t half = real(fd, bytes, n / 2);
    usleep(PAUSE);
    return half;
}

int fsync(int fd)
{
    int (*const real)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
    usleep(PAUSE);
    const int status = real(fd);
    usleep(PAUSE);
    return status;
}

int rename(const char *from, const char *to)
{
    int (*const real)(const char *, const char *) =
        (int (*)(const char *, const char *))dlsym(RTLD_NEXT, "rename");
    usleep(PAUSE);
    const int status = real(from, to);
    usleep(PAUSE);
    return status;
}
