/* Implementation of text_reader.h. */
#include "glass/spheres/state/text_reader.h"

#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "common/core/base.h"
#include "glass/spheres/state/particle_columns.h"

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

/* Without what follows a #. */
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
    r->n = n;
    r->x = base_alloc(n, 3 * sizeof *r->x);
    r->diameter = base_alloc(n, sizeof *r->diameter);
}

/* One sphere, each once. */
static void take(struct text_reader *r, size_t i, const double *x, double diameter)
{
    if (!(diameter > 0)) text_reader_refuse(r, "a diameter is %g", diameter);
    if (r->diameter[i] > 0) text_reader_refuse(r, "sphere %zu is there twice", i + 1);
    r->diameter[i] = diameter;
    memcpy(r->x + 3 * i, x, 3 * sizeof *x);
}

/* Rounding may leave an edge that is all but straight. */
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

/* more: columns that a row may have besides, all or none. */
void text_reader_take_row(struct text_reader *r, size_t i, const struct particle_columns *c,
                          size_t more)
{
    double x[3];
    if (r->words != c->n && r->words != c->n + more)
        text_reader_refuse(r, "%zu columns, not %zu", r->words, c->n);
    for (size_t d = 0; d < 3; d++) x[d] = place(r, c, d);
    take(r, i, x, c->factor * text_reader_number(r, r->word[c->size]));
}
