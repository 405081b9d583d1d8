/* Implementation of text_reader.h. */
#include "glass/spheres/state/text_reader.h"

#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <zlib.h>

#include "common/core/base.h"
#include "glass/spheres/state/particle_columns.h"

/* ---- the file -------------------------------------------------------------------------------- */

static ssize_t read_gzip(void *file, char *to, size_t n)
{
    const unsigned most = 1u << 30;
    return gzread(file, to, n < most ? (unsigned)n : most);
}

static int close_gzip(void *file)
{
    return gzclose(file) == Z_OK ? 0 : EOF;
}

/* The length of the text; 0 and *why if it cannot be decompressed. */
static size_t text_length(gzFile file, const char **why)
{
    static char buffer[1 << 16];
    size_t length = 0;
    int got, error;
    while ((got = gzread(file, buffer, sizeof buffer)) > 0) length += (size_t)got;
    const char *const message = gzerror(file, &error);
    *why = got < 0 || (error != Z_OK && error != Z_STREAM_END) ? message : NULL;
    return length;
}

void text_reader_open(struct text_reader *r, const char *path, const char *where)
{
    struct stat about;
    *r = (struct text_reader){.path = path, .where = where};
    require(stat(path, &about) == 0 && S_ISREG(about.st_mode), "%s: %s: not a file", where, path);
    const gzFile file = gzopen(path, "rb");
    require(file, "%s: %s: cannot be read", where, path);
    const char *why;
    r->most = text_length(file, &why) / 8 + 1; /* no sphere takes fewer characters */
    require(!why, "%s: %s: the compressed file is damaged or incomplete", where, path);
    require(gzrewind(file) == 0, "%s: %s: cannot be read twice", where, path);
    r->file =
        fopencookie(file, "r", (cookie_io_functions_t){.read = read_gzip, .close = close_gzip});
    require(r->file, "%s: %s: cannot be read", where, path);
}

void text_reader_close(struct text_reader *r)
{
    fclose(r->file);
    free(r->line);
    base_free(r->x);
    base_free(r->id);
}

/* ---- lines and words ------------------------------------------------------------------------- */

_Noreturn void text_reader_refuse(const struct text_reader *r, const char *format, ...)
{
    char text[200];
    va_list list;
    va_start(list, format);
    vsnprintf(text, sizeof text, format, list);
    va_end(list);
    base_die("%s: %s, line %ld: %s", r->where, r->path, r->number, text);
}

/* The next line, cut into words; false at the end of the file. */
bool text_reader_next_line(struct text_reader *r)
{
    const ssize_t length = getline(&r->line, &r->room, r->file);
    if (length < 0) return false;
    r->number++;
    if (strlen(r->line) != (size_t)length) text_reader_refuse(r, "not text");
    if (r->number == 1 && strncmp(r->line, "\xef\xbb\xbf", 3) == 0) /* the mark of UTF-8 */
        memmove(r->line, r->line + 3, (size_t)length - 2);
    return true;
}

void text_reader_cut(struct text_reader *r)
{
    r->words = 0;
    for (char *at = strtok(r->line, " \t\r\n"); at && r->words < TEXT_READER_WORDS;
         at = strtok(NULL, " \t\r\n"))
        r->word[r->words++] = at;
}

void text_reader_need_line(struct text_reader *r)
{
    if (!text_reader_next_line(r)) text_reader_refuse(r, "the file ends too early");
    text_reader_cut(r);
}

void text_reader_cut_comment(struct text_reader *r)
{
    for (size_t k = 0; k < r->words; k++) {
        char *const at = strchr(r->word[k], '#');
        if (!at) continue;
        r->words = k + (at > r->word[k]);
        *at = 0;
    }
}

double text_reader_number(const struct text_reader *r, const char *word)
{
    char *end;
    const double x = strtod(word, &end);
    if (end == word || *end || !isfinite(x)) text_reader_refuse(r, "'%.40s' is not a number", word);
    return x;
}

size_t text_reader_whole(const struct text_reader *r, const char *word, size_t least, size_t most)
{
    const double x = text_reader_number(r, word);
    if (!(x >= (double)least && x <= (double)most) || x != floor(x))
        text_reader_refuse(r, "%.40s is not a whole number from %zu to %zu", word, least, most);
    return (size_t)x;
}

void text_reader_make_room(struct text_reader *r, size_t n)
{
    base_free(r->x);
    base_free(r->diameter);
    base_free(r->id);
    r->n = n;
    r->x = base_alloc(n, 3 * sizeof *r->x);
    r->diameter = base_alloc(n, sizeof *r->diameter);
    r->id = base_alloc(n, sizeof *r->id);
}

/* ---- boxes and rows ----------------------------------------------------------------------------- */

/* Fatal unless a component of the box beside the edge L is 0 up to rounding. */
void text_reader_need_straight(const struct text_reader *r, double skew, double L)
{
    if (!(fabs(skew) <= 1e-9 * fabs(L))) text_reader_refuse(r, "the box is not cubic");
}

bool text_reader_is_flat(const struct text_reader *r)
{
    return !(fabs(r->edge[2] - r->edge[0]) < 1e-9 * r->edge[0]);
}

static double place(const struct text_reader *r, const struct particle_columns *c, size_t d)
{
    if (c->x[d] == PARTICLE_COLUMNS_NONE) return 0;
    const double x = text_reader_number(r, r->word[c->x[d]]);
    const double at = c->scaled ? r->low[d] + x * r->edge[d] : x;
    if (c->image[d] == PARTICLE_COLUMNS_NONE || c->image[d] >= r->words) return at;
    const double image = text_reader_number(r, r->word[c->image[d]]);
    if (image != floor(image))
        text_reader_refuse(r, "%.40s is not a number of boxes", r->word[c->image[d]]);
    return at + image * r->edge[d];
}

/* A number from 1 on, or A for 1, B for 2 ... */
static double species(const struct text_reader *r, const char *word)
{
    enum { MOST = 26 };
    if (*word >= 'A' && *word <= 'Z' && !word[1]) return *word - 'A' + 1;
    return (double)text_reader_whole(r, word, 1, MOST);
}

void text_reader_take_row(struct text_reader *r, size_t i, const struct particle_columns *c,
                          size_t more)
{
    const double most = 0x1p53; /* every whole number up to here is a double */
    if (r->words != c->n && r->words != c->n + more)
        text_reader_refuse(r, "%zu columns, not %zu", r->words, c->n);
    for (size_t d = 0; d < 3; d++) r->x[3 * i + d] = place(r, c, d);
    r->diameter[i] = c->typed ? species(r, r->word[c->size])
                              : c->factor * text_reader_number(r, r->word[c->size]);
    if (!(r->diameter[i] > 0)) text_reader_refuse(r, "a diameter is %g", r->diameter[i]);
    r->typed = c->typed;
    r->id[i] = c->id == PARTICLE_COLUMNS_NONE
                   ? i + 1
                   : text_reader_whole(r, r->word[c->id], 0, (size_t)most);
}

struct row {
    size_t id;
    double x[3], diameter;
};

static int by_id(const void *a, const void *b)
{
    const size_t x = ((const struct row *)a)->id, y = ((const struct row *)b)->id;
    return (x > y) - (x < y);
}

void text_reader_sort(struct text_reader *r)
{
    struct row *const row = base_alloc(r->n, sizeof *row);
    for (size_t i = 0; i < r->n; i++) {
        row[i] = (struct row){.id = r->id[i], .diameter = r->diameter[i]};
        memcpy(row[i].x, r->x + 3 * i, sizeof row[i].x);
    }
    qsort(row, r->n, sizeof *row, by_id);
    for (size_t i = 0; i < r->n; i++) {
        if (i && row[i].id == row[i - 1].id)
            text_reader_refuse(r, "sphere %zu is there twice", row[i].id);
        r->id[i] = row[i].id, r->diameter[i] = row[i].diameter;
        memcpy(r->x + 3 * i, row[i].x, sizeof row[i].x);
    }
    base_free(row);
}
