/* Implementation of group_colour.h. */
#include "analysis/read/group_colour.h"

#include <math.h>
#include <string.h>

#include "analysis/figure/colour.h"
#include "analysis/figure/plot.h"

/* The colour of its protocol; if another group at this temperature has that, the next free one but
   black. */
static size_t own_colour(const struct groups *all, const struct group *g)
{
    bool taken[PLOT_COLOURS] = {false};
    size_t colour = PLOT_BLACK;
    for (const struct group *h = all->group; h <= g; h++) {
        if (group_system(h) != group_system(g) || group_T(h) != group_T(g)) continue;
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
        if (group_system(h) != group_system(g) || group_T(h) == last) continue;
        last = group_T(h);
        temperatures++;
        if (last > group_T(g)) hotter++;
    }
    return temperatures > 1 ? (double)hotter / (double)(temperatures - 1) : 1;
}

/* Colder is darker. */
unsigned group_colour(const struct groups *all, const struct group *g)
{
    const double palest = 0.62;
    return plot_colour(own_colour(all, g), palest * (1 - coldness(all, g)));
}

unsigned group_colour_along(const struct groups *all, const struct group *g, size_t i, size_t n)
{
    const double palest = 0.75, late = n > 1 ? (double)i / (double)(n - 1) : 1;
    return plot_colour(own_colour(all, g), palest * (1 - late));
}

unsigned group_colour_protocol(const struct group *g)
{
    return plot_colour(colour_protocol(group_first(g)->protocol), 0);
}

/* The colour of its protocol, or the next free one but black if an earlier family has that. */
unsigned group_colour_family(const struct groups *all, const struct group *g)
{
    bool taken[PLOT_COLOURS] = {false};
    size_t colour = PLOT_BLACK;
    for (const struct group *h = all->group; h <= g; h++) {
        const struct group *k = all->group;
        while (group_system(k) != group_system(h) || strcmp(k->family, h->family) != 0) k++;
        if (group_system(h) != group_system(g) || k < h) continue;
        const bool mine = strcmp(h->family, g->family) == 0;
        colour = colour_protocol(group_first(h)->protocol);
        for (size_t i = 0; i < PLOT_COLOURS && taken[colour]; i++)
            colour = colour % (PLOT_COLOURS - 1) + 1;
        if (mine) break;
        taken[colour] = true;
    }
    return plot_colour(colour, 0);
}

unsigned group_colour_cold(const struct groups *all, const struct group *g)
{
    return colour_gradient(coldness(all, g));
}
