/* Implementation of particle_columns.h. */
#include "glass/spheres/state/particle_columns.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

static const char *const names[PARTICLE_COLUMNS_KNOWN] = {
    "xu", "yu", "zu", "xsu", "ysu", "zsu",    "x",        "y",    "z",       "xs",     "ys",
    "zs", "ix", "iy", "iz",  "id",  "radius", "diameter", "type", "species", "element"};

enum { SETS = 4, IMAGE = 12, ID = 15, RADIUS = 16, DIAMETER = 17, TYPE = 18 };

static const struct set { /* of three columns, the best first */
    size_t first;
    bool scaled, wrapped;
} sets[SETS] = {{0, false, false}, {3, true, false}, {6, false, true}, {9, true, true}};

void particle_columns_init(struct particle_columns *c)
{
    *c = (struct particle_columns){0};
    for (size_t k = 0; k < PARTICLE_COLUMNS_KNOWN; k++) c->known[k] = PARTICLE_COLUMNS_NONE;
}

bool particle_columns_add(struct particle_columns *c, const char *name, size_t width)
{
    for (size_t k = 0; k < PARTICLE_COLUMNS_KNOWN && width == 1; k++) {
        if (strcasecmp(names[k], name)) continue;
        if (c->known[k] != PARTICLE_COLUMNS_NONE) return false;
        c->known[k] = c->n;
    }
    c->n += width;
    return true;
}

/* Number of the three columns that are present. */
static size_t there(const struct particle_columns *c, size_t first, size_t dim)
{
    size_t n = 0;
    for (size_t d = 0; d < dim; d++) n += c->known[first + d] != PARTICLE_COLUMNS_NONE;
    return n;
}

static bool lacks(struct particle_columns *c, const char *what)
{
    snprintf(c->missing, sizeof c->missing, "%s", what);
    return false;
}

static bool lacks_one(struct particle_columns *c, size_t first, size_t dim)
{
    size_t k = first;
    while (k + 1 < first + dim && c->known[k] != PARTICLE_COLUMNS_NONE) k++;
    snprintf(c->missing, sizeof c->missing, "column %s", names[k]);
    return false;
}

static bool choose_position(struct particle_columns *c, size_t dim)
{
    const struct set *best = sets;
    for (const struct set *s = sets; s < sets + SETS; s++)
        if (there(c, s->first, dim) > there(c, best->first, dim)) best = s;
    const size_t found = there(c, best->first, dim), images = there(c, IMAGE, dim);
    if (!found) return lacks(c, "columns x y z, xu yu zu, xs ys zs or xsu ysu zsu");
    if (found < dim) return lacks_one(c, best->first, dim);
    if (best->wrapped && images && images < dim) return lacks_one(c, IMAGE, dim);
    for (size_t d = 0; d < 3; d++) {
        c->x[d] = c->known[best->first + d];
        c->image[d] = best->wrapped ? c->known[IMAGE + d] : PARTICLE_COLUMNS_NONE;
    }
    c->scaled = best->scaled;
    return true;
}

bool particle_columns_choose(struct particle_columns *c, bool flat)
{
    const bool diameter = c->known[DIAMETER] != PARTICLE_COLUMNS_NONE;
    c->id = c->known[ID];
    c->size = c->known[diameter ? DIAMETER : RADIUS];
    c->factor = diameter ? 1 : 2;
    for (size_t k = TYPE; k < PARTICLE_COLUMNS_KNOWN && c->size == PARTICLE_COLUMNS_NONE; k++) {
        c->size = c->known[k];
        c->typed = c->size != PARTICLE_COLUMNS_NONE;
    }
    if (!choose_position(c, flat ? 2 : 3)) return false;
    return c->size != PARTICLE_COLUMNS_NONE || lacks(c, "column radius, diameter or type");
}
