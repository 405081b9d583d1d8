/* Implementation of colour.h. */
#include "analysis/figure/colour.h"

#include <math.h>
#include <string.h>

#include "analysis/figure/plot.h"

/* The first row whose words begin the name of the protocol. */
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

static size_t usual_colour(const struct group *g)
{
    size_t row = 0;
    while (strncmp(group_first(g)->protocol, colours[row].words, strlen(colours[row].words)) != 0)
        row++;
    return colours[row].colour;
}

/* Its usual colour, or the next free one but black if another group at this temperature has that
   already. */
static size_t own_colour(const struct groups *all, const struct group *g)
{
    bool taken[PLOT_COLOURS] = {false};
    size_t colour = PLOT_BLACK;
    for (const struct group *h = all->group; h <= g; h++) {
        if (group_first(h)->network != group_first(g)->network ||
            group_first(h)->T != group_first(g)->T)
            continue;
        colour = usual_colour(h);
        for (size_t i = 0; i < PLOT_COLOURS && taken[colour]; i++)
            colour = colour % (PLOT_COLOURS - 1) + 1;
        taken[colour] = true;
    }
    return colour;
}

/* 0 for the hottest, 1 for the coldest of its kind, or the only one. */
static double coldness(const struct groups *all, const struct group *g)
{
    size_t hotter = 0, temperatures = 0;
    double last = NAN;
    for (const struct group *h = all->group; h < all->group + all->n; h++) {
        if (group_first(h)->network != group_first(g)->network || group_first(h)->T == last)
            continue;
        last = group_first(h)->T;
        temperatures++;
        if (last > group_first(g)->T) hotter++;
    }
    return temperatures > 1 ? (double)hotter / (double)(temperatures - 1) : 1;
}

/* Colder is darker. */
unsigned colour_of(const struct groups *all, const struct group *g)
{
    const double palest = 0.62;
    return plot_colour(own_colour(all, g), palest * (1 - coldness(all, g)));
}

unsigned colour_pure(const struct group *g)
{
    return plot_colour(usual_colour(g), 0);
}

/* Sky to blue to black, at 0 to 1: read in grey as well. */
static unsigned gradient(double at)
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

unsigned colour_cold(const struct groups *all, const struct group *g)
{
    return gradient(coldness(all, g));
}

unsigned colour_along(size_t i, size_t n)
{
    return gradient(n > 1 ? (double)i / (double)(n - 1) : 1);
}
