/* Implementation of bond_lists.h. */
#include "common/observe/bond_lists.h"

#include <math.h>
#include <string.h>

#include "common/core/base.h"
#include "common/observe/cell_grid.h"

struct search { /* for the bonds of item i */
    struct bond_lists *bonds;
    const double *size;
    double bond;
    size_t i, found;
};

static void take(struct bond_lists *b, size_t at, uint32_t j)
{
    if (at == b->room) {
        uint32_t *const more = base_alloc(2 * b->room, sizeof *more);
        memcpy(more, b->other, b->room * sizeof *more);
        base_free(b->other);
        b->other = more;
        b->room *= 2;
    }
    b->other[at] = j;
}

static void consider(void *user, size_t j, double r2)
{
    struct search *const s = user;
    const double near = s->bond * (s->size[s->i] + s->size[j]) / 2;
    if (j != s->i && r2 < near * near) take(s->bonds, s->found++, (uint32_t)j);
}

struct bond_lists *bond_lists_create(const struct frame *f, double bond)
{
    enum { USUAL = 16 };
    struct bond_lists *const b = base_alloc(1, sizeof *b);
    b->begin = base_alloc(f->n + 1, sizeof *b->begin);
    b->room = USUAL * f->n;
    b->other = base_alloc(b->room, sizeof *b->other);
    double largest = 0;
    for (size_t i = 0; i < f->n; i++) largest = fmax(largest, f->label[i]);
    struct cell_grid *const g = cell_grid_create(f, bond * largest);
    struct search s = {.bonds = b, .size = f->label, .bond = bond};
    for (; s.i < f->n; s.i++) {
        cell_grid_near(g, f->x + s.i * (size_t)f->dim, consider, &s);
        b->begin[s.i + 1] = s.found;
    }
    cell_grid_free(g);
    return b;
}

void bond_lists_free(struct bond_lists *b)
{
    base_free(b->begin);
    base_free(b->other);
    base_free(b);
}
