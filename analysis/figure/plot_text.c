/* Implementation of plot_text.h. */
#include "analysis/figure/plot_text.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "common/core/base.h"

static const double letter = 0.0062; /* width of a letter [inch] in gnuplot's font of 1 point */
static const double smallest = 0.6;  /* font, as a share of the wanted one */

static const char special[] = "_^{}@&~\\";

char *plot_text_literal(const char *text)
{
    char *const out = base_alloc(2 * strlen(text) + 1, 1), *to = out;
    for (; *text; text++) {
        if (strchr(special, *text)) *to++ = '\\';
        *to++ = *text;
    }
    return out;
}

static bool starts_letter(char c)
{
    return (c & 0xc0) != 0x80;
}

double plot_text_width(const char *text, double font)
{
    double n = 0;
    for (const char *c = text; *c; c++)
        if (*c == '\\' && c[1])
            n++, c++;
        else if (!strchr(special, *c) && starts_letter(*c))
            n++;
    return n * letter * font;
}

static double font_of(const char *text, double font, double room)
{
    const double width = plot_text_width(text, font);
    return width > room ? font * fmax(smallest, room / width) : font;
}

void plot_text_write_font(FILE *out, const char *text, double font, double room)
{
    fprintf(out, " font ',%.3g'", font_of(text, font, room));
}

char *plot_text_shortened(const char *text, double font, double room)
{
    const double width = plot_text_width(text, font * smallest);
    if (width <= room) return base_text("%s", text);
    const size_t n = strlen(text), kept = (size_t)((double)n * room / width / 2) - 1;
    size_t first = kept, last = n - kept;
    while (first > 0 && !starts_letter(text[first])) first--;
    while (last < n && !starts_letter(text[last])) last++;
    return base_text("%.*s…%s", (int)first, text, text + last);
}
