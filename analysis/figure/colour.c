/* Implementation of colour.h. */
#include "analysis/figure/colour.h"

#include <math.h>
#include <string.h>

#include "analysis/figure/plot.h"

/* A protocol has the colour of the first row whose words are its beginning. */
static const struct {
    const char *words;
    size_t colour;
} colours[] = {
    {"no swap", PLOT_BLACK},
    {"swap", PLOT_BLUE},
    {"pixel swap", PLOT_VERMILLION},
    {"channel swap", PLOT_PURPLE},
    {"image swap", PLOT_SKY},
    {"column swap", PLOT_ORANGE},
    {"", PLOT_GREEN},
};

size_t colour_protocol(const char *protocol)
{
    size_t row = 0;
    if (!*protocol) return PLOT_BLACK;
    while (strncmp(protocol, colours[row].words, strlen(colours[row].words)) != 0) row++;
    return colours[row].colour;
}

/* Sky blue to blue to black: distinct in grey as well. */
unsigned colour_gradient(double at)
{
    const double from[] = {0x9e, 0xd3, 0xf0}, middle[] = {0x00, 0x72, 0xb2},
                 to[] = {0x10, 0x18, 0x30};
    unsigned mixed = 0;
    for (int k = 0; k < 3; k++) {
        const double x = at < 0.6 ? from[k] + (middle[k] - from[k]) * at / 0.6
                                  : middle[k] + (to[k] - middle[k]) * (at - 0.6) / 0.4;
        mixed = mixed << 8 | (unsigned)lround(x);
    }
    return mixed;
}

unsigned colour_along(size_t i, size_t n)
{
    return colour_gradient(n > 1 ? (double)i / (double)(n - 1) : 1);
}
