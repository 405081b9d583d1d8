/* A disk of our own, to be preloaded into a program: it takes what it is given in two halves.
     DISK_SLOW=1       whatever makes something last takes its time: kills fall into the middle of it
     DISK_KILL=n       SIGKILL at the n-th call that changes the disk, a half of it done if it writes
     DISK_COUNT=FILE   how many such calls there were is left there at the end                       */
#include <dlfcn.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PAUSE = 3000 }; /* [microseconds] */

static atomic_long calls;
static long last; /* 0: none */
static int slow;

__attribute__((constructor)) static void begin(void)
{
    const char *const n = getenv("DISK_KILL");
    last = n ? atol(n) : 0;
    slow = getenv("DISK_SLOW") != NULL;
}

__attribute__((destructor)) static void end(void)
{
    const char *const path = getenv("DISK_COUNT");
    FILE *const out = path ? fopen(path, "w") : NULL;
    if (out) fprintf(out, "%ld\n", calls), fclose(out);
}

static void wait_for_it(void)
{
    if (slow) usleep(PAUSE);
}

/* The C library's own. */
#define REAL(name, ...) ((__extension__(__typeof__(&name)) dlsym(RTLD_NEXT, #name))(__VA_ARGS__))

/* How much of n bytes is taken: all, if they go to another process. */
static size_t taken(int fd, size_t n, int *dies)
{
    struct stat about;
    const int file = fstat(fd, &about) == 0 && S_ISREG(about.st_mode);
    *dies = file && ++calls == last;
    return file ? n - n / 2 : n;
}

static ssize_t done(ssize_t n, int dies)
{
    if (dies) raise(SIGKILL);
    if (n >= 512) wait_for_it();
    return n;
}

ssize_t write(int fd, const void *bytes, size_t n)
{
    int dies;
    n = taken(fd, n, &dies);
    return done(REAL(write, fd, bytes, n), dies);
}

ssize_t pwrite(int fd, const void *bytes, size_t n, off_t at)
{
    int dies;
    n = taken(fd, n, &dies);
    return done(REAL(pwrite, fd, bytes, n, at), dies);
}

#define WHOLE(call)                                                                                \
    if (++calls == last) raise(SIGKILL);                                                           \
    wait_for_it();                                                                                 \
    const int status = (call);                                                                     \
    wait_for_it();                                                                                 \
    return status

int fsync(int fd)
{
    WHOLE(REAL(fsync, fd));
}

int fdatasync(int fd)
{
    WHOLE(REAL(fdatasync, fd));
}

int renameat(int at, const char *from, int there, const char *to)
{
    WHOLE(REAL(renameat, at, from, there, to));
}

int unlinkat(int at, const char *path, int flags)
{
    WHOLE(REAL(unlinkat, at, path, flags));
}

int rename(const char *from, const char *to)
{
    WHOLE(REAL(rename, from, to));
}

int unlink(const char *path)
{
    WHOLE(REAL(unlink, path));
}

int mkdir(const char *path, mode_t mode)
{
    WHOLE(REAL(mkdir, path, mode));
}

int truncate(const char *path, off_t size)
{
    WHOLE(REAL(truncate, path, size));
}

int ftruncate(int fd, off_t size)
{
    WHOLE(REAL(ftruncate, fd, size));
}
