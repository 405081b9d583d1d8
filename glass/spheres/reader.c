/* Implementation of reader.h. */
#include "glass/spheres/reader.h"

#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "common/base.h"
#include "glass/spheres/columns.h"

_Noreturn void reader_refuse(const struct reader *r, const char *format, ...)
{
    char text[200];
    va_list list;
    va_start(list, format);
    vsnprintf(text, sizeof text, format, list);
    va_end(list);
    base_die("%s: %s, line %ld: %s", r->where, r->path, r->number, text);
}

/* The next line, cut into words; false at the end of the file. */
bool reader_next_line(struct reader *r)
{
    const ssize_t length = getline(&r->line, &r->room, r->file);
    if (length < 0) return false;
    r->number++;
    if (strlen(r->line) != (size_t)length) reader_refuse(r, "not text");
    if (r->number == 1 && strncmp(r->line, "\xef\xbb\xbf", 3) == 0) /* the mark of UTF-8 */
        memmove(r->line, r->line + 3, (size_t)length - 2);
    return true;
}

void reader_cut(struct reader *r)
{
    r->words = 0;
    for (char *at = strtok(r->line, " \t\r\n"); at && r->words < READER_WORDS;
         at = strtok(NULL, " \t\r\n"))
        r->word[r->words++] = at;
}

void reader_need_line(struct reader *r)
{
    if (!reader_next_line(r)) reader_refuse(r, "the file ends too early");
    reader_cut(r);
}

/* Without what follows a #. */
void reader_cut_comment(struct reader *r)
{
    for (size_t k = 0; k < r->words; k++) {
        char *const at = strchr(r->word[k], '#');
        if (!at) continue;
        r->words = k + (at > r->word[k]);
        *at = 0;
    }
}

double reader_number(const struct reader *r, const char *word)
{
    char *end;
    const double x = strtod(word, &end);
    if (end == word || *end || !isfinite(x)) reader_refuse(r, "'%.40s' is not a number", word);
    return x;
}

size_t reader_whole(const struct reader *r, const char *word, size_t least, size_t most)
{
    const double x = reader_number(r, word);
    if (!(x >= (double)least && x <= (double)most) || x != floor(x))
        reader_refuse(r, "%.40s is not a whole number from %zu to %zu", word, least, most);
    return (size_t)x;
}

void reader_make_room(struct reader *r, size_t n)
{
    base_free(r->x);
    base_free(r->diameter);
    r->n = n;
    r->x = base_alloc(n, 3 * sizeof *r->x);
    r->diameter = base_alloc(n, sizeof *r->diameter);
}

/* One sphere, each once. */
static void take(struct reader *r, size_t i, const double *x, double diameter)
{
    if (!(diameter > 0)) reader_refuse(r, "a diameter is %g", diameter);
    if (r->diameter[i] > 0) reader_refuse(r, "sphere %zu is there twice", i + 1);
    r->diameter[i] = diameter;
    memcpy(r->x + 3 * i, x, 3 * sizeof *x);
}

/* Rounding may leave an edge that is all but straight. */
void reader_need_straight(const struct reader *r, double skew, double L)
{
    if (!(fabs(skew) <= 1e-9 * fabs(L))) reader_refuse(r, "the box is not cubic");
}

bool reader_is_flat(const struct reader *r)
{
    return !(fabs(r->edge[2] - r->edge[0]) < 1e-9 * r->edge[0]);
}

static double place(const struct reader *r, const struct columns *c, size_t d)
{
    if (c->x[d] == COLUMNS_NONE) return 0;
    const double x = reader_number(r, r->word[c->x[d]]);
    const double at = c->scaled ? r->low[d] + x * r->edge[d] : x;
    if (c->image[d] == COLUMNS_NONE || c->image[d] >= r->words) return at;
    const double image = reader_number(r, r->word[c->image[d]]);
    if (image != floor(image))
        reader_refuse(r, "%.40s is not a number of boxes", r->word[c->image[d]]);
    return at + image * r->edge[d];
}

/* more: columns that a row may have besides, all or none. */
void reader_take_row(struct reader *r, size_t i, const struct columns *c, size_t more)
{
    double x[3];
    if (r->words != c->n && r->words != c->n + more)
        reader_refuse(r, "%zu columns, not %zu", r->words, c->n);
    for (size_t d = 0; d < 3; d++) x[d] = place(r, c, d);
    take(r, i, x, c->factor * reader_number(r, r->word[c->size]));
}
