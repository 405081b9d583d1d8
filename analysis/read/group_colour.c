/* Implementation of group_colour.h. */
#include "analysis/read/group_colour.h"

#include <math.h>

#include "analysis/figure/colour.h"
#include "analysis/figure/plot.h"

/* The colour of its protocol; if another group at this temperature has that, the next free one but
   black. */
static size_t own_colour(const struct groups *all, const struct group *g)
{
    bool taken[PLOT_COLOURS] = {false};
    size_t colour = PLOT_BLACK;
    for (const struct group *h = all->group; h <= g; h++) {
        if (group_system(h) != group_system(g) || group_first(h)->T != group_first(g)->T) continue;
        colour = colour_protocol(group_first(h)->protocol);
        for (size_t i = 0; i < PLOT_COLOURS && taken[colour]; i++)
            colour = colour % (PLOT_COLOURS - 1) + 1;
        taken[colour] = true;
    }
    return colour;
}

/* 0 for the hottest, 1 for the coldest or only temperature of its system. */
static double coldness(const struct groups *all, const struct group *g)
{
    size_t hotter = 0, temperatures = 0;
    double last = NAN;
    for (const struct group *h = all->group; h < all->group + all->n; h++) {
        if (group_system(h) != group_system(g) || group_first(h)->T == last) continue;
        last = group_first(h)->T;
        temperatures++;
        if (last > group_first(g)->T) hotter++;
    }
    return temperatures > 1 ? (double)hotter / (double)(temperatures - 1) : 1;
}

/* Colder is darker. */
unsigned group_colour(const struct groups *all, const struct group *g)
{
    const double palest = 0.62;
    return plot_colour(own_colour(all, g), palest * (1 - coldness(all, g)));
}

unsigned group_colour_protocol(const struct group *g)
{
    return plot_colour(colour_protocol(group_first(g)->protocol), 0);
}

unsigned group_colour_cold(const struct groups *all, const struct group *g)
{
    return colour_gradient(coldness(all, g));
}
