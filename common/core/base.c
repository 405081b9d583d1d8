/* Implementation of base.h. */
#include "common/core/base.h"
#include "common/core/minmax.h"
#include "common/core/text.h"

#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <time.h>
#include <unistd.h>

static const char *program = "swapglass";

static void (*on_death)(void);
static struct base_death *watching;

void base_on_death(void (*act)(void))
{
    on_death = act;
}

void base_death_watch(struct base_death *d)
{
    d->next = watching;
    watching = d;
}

void base_death_forget(struct base_death *d)
{
    struct base_death **at = &watching;
    while (*at && *at != d) at = &(*at)->next;
    if (*at) *at = d->next;
}

/* A fatal error of an action begins here again, with the rows that are left. */
static void act_on_death(const char *reason)
{
    while (watching) {
        struct base_death *const d = watching;
        watching = d->next;
        d->act(d->context, reason);
    }
}

void base_program(const char *name)
{
    program = name;
}

_Noreturn void base_die(const char *format, ...)
{
    enum { LONGEST = 4096 };
    char line[LONGEST];
    va_list args;
    va_start(args, format);
    fflush(stdout);
    vsnprintf(line, sizeof line, format, args);
    va_end(args);
    text_clean(line);
    fprintf(stderr, "%s: %s\n", program, line);
    act_on_death(line);
    fflush(NULL);
    if (on_death) on_death();
    _exit(2); /* ends at once: an exit handler must not change the status */
}

int base_close_stdout(int status)
{
    errno = 0;
    const bool good = !ferror(stdout);
    if (fclose(stdout) == 0 && good) return status;
    base_die("standard output: cannot be written: %s", strerror(errno ? errno : EIO));
}

void *base_alloc(size_t n, size_t size)
{
    enum { LINE = 64, HUGE = 1 << 21 };
    require(size == 0 || n <= (SIZE_MAX - LINE) / size, "out of memory: %zu items of %zu bytes", n,
            size);
    const size_t align = n * size > HUGE ? HUGE : LINE;
    const size_t bytes = n * size > 0 ? (n * size + align - 1) / align * align : LINE;
    void *const p = aligned_alloc(align, bytes);
    require(p, "out of memory: %zu bytes", bytes);
    /* huge pages: random reads of a large array cost more in address translation than in memory */
    if (align == HUGE) madvise(p, bytes, MADV_HUGEPAGE);
    return memset(p, 0, bytes);
}

void base_free(void *p)
{
    free(p);
}

double base_clock(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

char *base_text(const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    const int n = vsnprintf(NULL, 0, format, args);
    char *const text = base_alloc((size_t)n + 1, 1);
    vsnprintf(text, (size_t)n + 1, format, again);
    va_end(again);
    va_end(args);
    return text;
}

enum { IRREGULAR = ENOSTR /* errno of a pipe, device or socket */ };

/* /dev/null counts as an empty file. */
static bool is_plain(const struct stat *about)
{
    return S_ISREG(about->st_mode) || (S_ISCHR(about->st_mode) && about->st_rdev == makedev(1, 3));
}

int base_descriptor(const char *path, int flags)
{
    struct stat about;
    const int fd = open(path, flags | O_CLOEXEC | O_NONBLOCK, 0666);
    /* exhausted resources prove nothing about the file: a program that continued could overwrite it */
    require(fd >= 0 || (errno != EMFILE && errno != ENFILE && errno != ENOMEM),
            "%s: cannot be opened: %s", path, strerror(errno));
    if (fd < 0) return errno = errno == ENXIO ? IRREGULAR : errno, -1;
    if (fstat(fd, &about) == 0 && is_plain(&about)) return fd;
    close(fd);
    errno = S_ISDIR(about.st_mode) ? EISDIR : IRREGULAR;
    return -1;
}

static FILE *open_file(const char *path, const char *mode)
{
    const int write = *mode == 'w' ? O_WRONLY | O_CREAT | O_TRUNC : O_WRONLY | O_CREAT | O_APPEND;
    const int flags = *mode != 'r' ? write : mode[1] == '+' ? O_RDWR : O_RDONLY;
    const int fd = base_descriptor(path, flags);
    return fd < 0 ? NULL : fdopen(fd, mode);
}

FILE *base_open_found(const char *path)
{
    return open_file(path, "r");
}

const char *base_reason(void)
{
    return errno == IRREGULAR ? "not a regular file" : strerror(errno);
}

FILE *base_open(const char *path, const char *mode)
{
    FILE *const f = open_file(path, mode);
    require(f, "%s: cannot be opened: %s", path, base_reason());
    return f;
}

static bool is_control(const char *word, char c)
{
    return iscntrl((unsigned char)c) && (c != '\t' || !strchr(word, '='));
}

void base_require_words(int n, char *const *words)
{
    for (int i = 0; i < n; i++) {
        char *const shown = base_text("%s", words[i]);
        bool bad = false;
        for (char *c = shown; *c; c++)
            if (is_control(words[i], *c)) *c = '?', bad = true;
        require(!bad,
                "command line: '%s' holds a control character (shown as ?); names and values "
                "hold printed characters alone",
                shown);
        base_free(shown);
    }
}

const void *base_row(const struct base_table *t, size_t i)
{
    if (t->size == BASE_POINTERS) return ((const void *const *)t->rows)[i];
    return (const char *)t->rows + i * t->size;
}

size_t base_rows(const struct base_table *t)
{
    size_t n = 0;
    for (const struct base_row *r = base_row(t, 0); r && r->name; r = base_row(t, ++n)) continue;
    return n;
}

const void *base_find(const struct base_table *t, const char *name)
{
    for (size_t i = 0, n = base_rows(t); i < n; i++) {
        const struct base_row *const r = base_row(t, i);
        if (strcmp(r->name, name) == 0) return r;
    }
    return NULL;
}

const char *base_nearest(const struct base_table *t, const char *name)
{
    const char *best = NULL;
    size_t least = SIZE_MAX;
    for (size_t i = 0; i < base_rows(t); i++) {
        const struct base_row *const r = base_row(t, i);
        const size_t d = base_unlike(name, r->name);
        if (d < least) least = d, best = r->name;
    }
    return best;
}

const void *base_pick(const struct base_table *t, const char *name, const char *where)
{
    const void *const row = base_find(t, name);
    if (row) return row;
    enum { ROOM = 400 };
    char names[ROOM] = "";
    for (size_t i = 0, used = 0; i < base_rows(t) && used < ROOM - 1; i++)
        used += (size_t)snprintf(names + used, ROOM - used, "%s%s", i ? ", " : "",
                                 ((const struct base_row *)base_row(t, i))->name);
    base_die("%s = %s: no such %s; known: %s; nearest: %s", where, name, t->name, names,
             base_nearest(t, name));
}

/* Levenshtein's recurrence, one row at a time. */
size_t base_distance(const char *a, const char *b)
{
    enum { LONGEST = 127 };
    const size_t na = min_size(strlen(a), LONGEST), nb = min_size(strlen(b), LONGEST);
    size_t row[LONGEST + 1];
    for (size_t j = 0; j <= nb; j++) row[j] = j;
    for (size_t i = 1; i <= na; i++) {
        size_t diagonal = row[0];
        row[0] = i;
        for (size_t j = 1; j <= nb; j++) {
            const size_t change = diagonal + (a[i - 1] != b[j - 1]);
            diagonal = row[j];
            row[j] = min_size(change, min_size(row[j], row[j - 1]) + 1);
        }
    }
    return row[nb];
}

size_t base_unlike(const char *word, const char *name)
{
    const char *const dot = strrchr(name, '.');
    const size_t n = min_size(strlen(word), strlen(name)), edits = base_distance(word, name);
    if (strcasecmp(word, name) == 0) return 0;
    if (dot && strcasecmp(word, dot + 1) == 0) return 1;
    return n && strncasecmp(word, name, n) == 0 ? min_size(edits, 2) : edits;
}
