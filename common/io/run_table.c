/* Implementation of run_table.h. A table is a stdio stream with functions of our own below its
   buffer (fopencookie): they write whole lines, and keep a checksum of all bytes. */
#include "common/io/run_table.h"

#include <assert.h>
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

#include "common/core/base.h"
#include "common/core/minmax.h"
#include "common/io/checkpoint.h"
#include "common/io/folder_file.h"

struct run_table {
    FILE *stream;
    struct folder_file place;
    int fd;
    int64_t size;                   /* of the table, whole lines [bytes] */
    int64_t tail;                   /* of a forgotten row at the end of the file [bytes] */
    char *line;                     /* bytes of a line without its end */
    size_t n, room;                 /* of them */
    XXH3_state_t *sum;              /* of the file */
    int refused;                    /* errno of a row that was lost; 0: none */
    bool changed;                   /* another program wrote to the file */
    struct timespec written;        /* time of change after the last write of the run */
    bool suspect;                   /* it was another one since the last checkpoint */
    struct run_table **list, *next; /* tables of the folder */
};

/* ---- writing --------------------------------------------------------------------------------- */

static bool is_untouched(const struct run_table *t)
{
    struct stat s;
    return fstat(t->fd, &s) == 0 && s.st_size == t->size + t->tail;
}

static void note_time(struct run_table *t)
{
    struct stat s;
    if (fstat(t->fd, &s) == 0) t->written = s.st_mtim;
}

static void compare_time(struct run_table *t)
{
    struct stat s;
    t->suspect = t->suspect || fstat(t->fd, &s) || s.st_mtim.tv_sec != t->written.tv_sec ||
                 s.st_mtim.tv_nsec != t->written.tv_nsec;
}

/* Writes n bytes of whole lines. On failure the file keeps its whole lines. */
static bool write_lines(struct run_table *t, const char *bytes, size_t n)
{
    t->changed = t->changed || !is_untouched(t);
    if (t->changed || t->refused) return false;
    compare_time(t);
    if (t->tail && ftruncate(t->fd, t->size)) return t->refused = errno, false;
    t->tail = 0;
    for (size_t done = 0; done < n;) {
        const ssize_t k = pwrite(t->fd, bytes + done, n - done, t->size + (off_t)done);
        if (k < 0 && errno == EINTR) continue;
        if (k > 0) {
            done += (size_t)k;
            continue;
        }
        t->refused = k < 0 ? errno : EIO;
        if (ftruncate(t->fd, t->size)) t->changed = true;
        return false;
    }
    XXH3_64bits_update(t->sum, bytes, n);
    t->size += (int64_t)n;
    note_time(t);
    return true;
}

static void keep(struct run_table *t, const char *bytes, size_t n)
{
    if (t->n + n > t->room) {
        t->room = 2 * (t->n + n);
        char *const larger = base_alloc(t->room, 1);
        if (t->n) memcpy(larger, t->line, t->n);
        base_free(t->line);
        t->line = larger;
    }
    memcpy(t->line + t->n, bytes, n);
    t->n += n;
}

/* Of the stream. */
static ssize_t take(void *table, const char *bytes, size_t n)
{
    struct run_table *const t = table;
    const char *const last = memrchr(bytes, '\n', n);
    const size_t whole = last ? (size_t)(last + 1 - bytes) : 0;
    if (whole) {
        keep(t, bytes, whole);
        const bool written = write_lines(t, t->line, t->n);
        t->n = 0;
        if (!written) return 0;
    }
    if (n > whole) keep(t, bytes + whole, n - whole);
    return (ssize_t)n;
}

static int finish(void *table)
{
    struct run_table *const t = table;
    struct run_table **at = t->list;
    while (*at != t) at = &(*at)->next;
    *at = t->next;
    const bool good = close(t->fd) == 0 && !t->refused && !t->changed;
    if (t->refused) errno = t->refused;
    XXH3_freeState(t->sum);
    folder_file_clear(&t->place);
    base_free(t->line);
    base_free(t);
    return good ? 0 : -1;
}

/* ---- opening --------------------------------------------------------------------------------- */

static struct run_table *prepare(const struct run_folder *d, const char *name)
{
    struct run_table *const t = base_alloc(1, sizeof *t);
    char *const path = base_text("%s/%s.dat", d->path, name);
    folder_file_init(&t->place, d->lock, path);
    t->sum = XXH3_createState();
    require(t->sum, "out of memory: a checksum");
    XXH3_64bits_reset(t->sum);
    t->list = &d->tables->first;
    t->next = *t->list;
    *t->list = t;
    base_free(path);
    return t;
}

static FILE *stream(struct run_table *t)
{
    const cookie_io_functions_t own = {.write = take, .close = finish};
    t->stream = fopencookie(t, "w", own);
    require(t->stream, "%s: cannot be opened: %s", t->place.path, strerror(errno));
    return t->stream;
}

FILE *run_table_create(const struct run_folder *d, const char *name, const char *doc, int n,
                       const struct run_folder_column *column)
{
    struct run_table *const t = prepare(d, name);
    t->fd = folder_file_create(&t->place);
    require(t->fd >= 0, "%s: cannot be opened: %s", t->place.path, strerror(errno));
    note_time(t);
    FILE *const table = stream(t);
    run_folder_heading(d, table, name, doc, n, column);
    return table;
}

/* ---- checkpoints ----------------------------------------------------------------------------- */

static struct run_table *find(const struct run_folder *d, const FILE *table)
{
    struct run_table *t = d->tables->first;
    while (t && t->stream != table) t = t->next;
    assert(t);
    return t;
}

/* An edit of equal length shows in the time of the last change. That of a network file system may
   also differ without an edit: then the bytes decide. */
static bool has_same_bytes(struct run_table *t)
{
    compare_time(t);
    if (!t->suspect) return true;
    enum { BLOCK = 1 << 16 };
    XXH3_state_t *const sum = XXH3_createState();
    require(sum, "out of memory: a checksum");
    XXH3_64bits_reset(sum);
    char *const block = base_alloc(BLOCK, 1);
    for (int64_t at = 0, n; at < t->size; at += n) {
        n = min_i64(BLOCK, t->size - at);
        folder_file_read(&t->place, t->fd, block, (size_t)n, (size_t)at);
        XXH3_64bits_update(sum, block, (size_t)n);
    }
    const bool same = XXH3_64bits_digest(sum) == XXH3_64bits_digest(t->sum);
    XXH3_freeState(sum);
    base_free(block);
    note_time(t);
    t->suspect = false;
    return same;
}

static void sync_table(struct run_table *t)
{
    const char *const path = t->place.path;
    const bool flushed = fflush(t->stream) == 0 && !ferror(t->stream) && t->n == 0;
    folder_file_require_same(&t->place, t->fd);
    require(!t->changed && is_untouched(t) && has_same_bytes(t),
            "%s: another program changed it while the run wrote it. Undo the change, and resume",
            path);
    require(!t->refused, "%s: cannot be written: %s", path, strerror(t->refused));
    require(flushed && fsync(t->fd) == 0, "%s: cannot be written: %s", path, strerror(errno));
}

/* ---- resuming -------------------------------------------------------------------------------- */

/* Adds the first `size` bytes of the file to the checksum; the last line of them, in *line (free).
   False if the file is shorter. */
static bool read_kept(struct run_table *t, FILE *in, int64_t size, char **line)
{
    size_t room = 0;
    ssize_t n;
    for (t->size = 0; t->size < size && (n = getline(line, &room, in)) > 0; t->size += n) {
        if (n > size - t->size) n = size - t->size;
        XXH3_64bits_update(t->sum, *line, (size_t)n);
    }
    return t->size == size && fseeko(in, size, SEEK_SET) == 0;
}

static int words_of(const char *line)
{
    int n = 0;
    while (*(line += strspn(line, " \t\r\n"))) n++, line += strcspn(line, " \t\r\n");
    return n;
}

/* May a run have written this line after its checkpoint? A row like the one before, or, at the end
   of the file, a part of one, or zeros of a power failure. */
static bool is_row(const char *line, ssize_t n, int words)
{
    char *end;
    if (n > 0 && *line == '\0') return true;
    if (line[n - 1] != '\n') return strspn(line, "0123456789+-.eEinfa yso") == (size_t)n;
    strtod(line, &end);
    return end > line && isspace((unsigned char)*end) && words_of(line) == words &&
           !strchr(line, '\r');
}

/* The first line from here on that no run writes (free); NULL: none. last: the line before. */
static char *foreign_line(FILE *in, const char *last)
{
    const int words = last ? words_of(last) - (*last == '#') : 0;
    char *line = NULL;
    size_t room = 0;
    for (ssize_t n; (n = getline(&line, &room, in)) > 0;)
        if (!is_row(line, n, words)) return line;
    free(line);
    return NULL;
}

static void check_tail(const struct run_table *t, FILE *in, const char *last)
{
    enum { SHOWN = 60 };
    char *const line = foreign_line(in, last);
    const size_t n = line ? strcspn(line, "\r\n") : 0;
    require(!line,
            "%s: the run did not write its line '%.*s', which follows the rows of the last "
            "checkpoint. Remove it, and resume",
            t->place.path, (int)(n < SHOWN ? n : SHOWN), line);
}

static void verify(struct run_table *t, int64_t size, const uint64_t *sum)
{
    const char *const path = t->place.path;
    struct stat s;
    const bool known = fstat(t->fd, &s) == 0;
    require(known && S_ISREG(s.st_mode), "%s: is not a regular file", path);
    require(s.st_size >= size,
            "%s: shorter (%lld bytes) than at the last checkpoint (%lld bytes). "
            "Restore it, or start a new run",
            path, (long long)s.st_size, (long long)size);
    const int copy = dup(t->fd);
    FILE *const in = copy < 0 ? NULL : fdopen(copy, "r");
    char *last = NULL;
    require(in && read_kept(t, in, size, &last), "%s: cannot be read: %s", path, strerror(errno));
    require(!sum || *sum == XXH3_64bits_digest(t->sum),
            "%s: was edited or replaced since the last checkpoint: the checksum of its first %lld "
            "bytes does not hold. Restore it, or start a new run",
            path, (long long)size);
    check_tail(t, in, last);
    fclose(in);
    free(last);
}

static FILE *reopen(const struct run_folder *d, const char *name, int64_t size, const uint64_t *sum)
{
    struct run_table *const t = prepare(d, name);
    const char *const path = t->place.path;
    t->fd = folder_file_open(&t->place);
    require(t->fd >= 0, "%s: cannot be opened: %s. Restore it, or start a new run", path,
            strerror(errno));
    verify(t, size, sum);
    require(d->trial || ftruncate(t->fd, size) == 0, "%s: cannot be cut to its last checkpoint: %s",
            path, strerror(errno));
    return stream(t);
}

void run_table_visit(const struct run_folder *d, const char *name, const char *field, FILE **table,
                     struct checkpoint *c)
{
    char *const check = base_text("%s_checksum", field);
    const bool loading = checkpoint_loading(c), known = checkpoint_has(c, check);
    if (!loading) sync_table(find(d, *table));
    int64_t size = loading ? 0 : find(d, *table)->size;
    uint64_t sum = loading ? 0 : XXH3_64bits_digest(find(d, *table)->sum);
    checkpoint_i64(c, field, &size, 1);
    checkpoint_require(c, size >= 0, field);
    if (known) checkpoint_u64(c, check, &sum, 1);
    if (loading) *table = reopen(d, name, size, known ? &sum : NULL);
    base_free(check);
}

/* The bytes of the table as text; base_free. */
static char *text_of(const struct run_table *t)
{
    const size_t n = (size_t)t->size;
    char *const text = base_alloc(n + 1, 1);
    for (size_t done = 0; done < n;) {
        const ssize_t k = pread(t->fd, text + done, n - done, (off_t)done);
        require(k > 0, "%s: cannot be read: %s", t->place.path, strerror(errno));
        done += (size_t)k;
    }
    return text;
}

/* Start of the line that ends before `end`. */
static size_t line_before(const char *text, size_t end)
{
    const char *const newline = end ? memrchr(text, '\n', end - 1) : NULL;
    return newline ? (size_t)(newline + 1 - text) : 0;
}

char *run_table_forget_last(const struct run_folder *d, const FILE *table)
{
    struct run_table *const t = find(d, table);
    char *const text = text_of(t);
    const size_t size = (size_t)t->size, last = line_before(text, size);
    require(last > 0 && text[last] != '#', "%s: has no row to remove", t->place.path);
    const size_t before = line_before(text, last);
    char *const row = base_text("%.*s", (int)(last - before), text + before);
    XXH3_64bits_reset(t->sum);
    XXH3_64bits_update(t->sum, text, last);
    t->tail += (int64_t)(size - last);
    t->size = (int64_t)last;
    base_free(text);
    return row;
}
