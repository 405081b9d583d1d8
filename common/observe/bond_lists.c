/* Implementation of bond_lists.h. */
#include "common/observe/bond_lists.h"

#include <math.h>
#include <string.h>

#include "common/core/base.h"
#include "common/numerics/voronoi.h"
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

/* Is j among the neighbours of i found so far: through another image, in a small box. */
static bool is_listed(const struct bond_lists *b, size_t i, size_t found, uint32_t j)
{
    for (size_t k = b->begin[i]; k < found; k++)
        if (b->other[k] == j) return true;
    return false;
}

struct bond_lists *bond_lists_of_cells(const struct frame *f)
{
    double *const radius = base_alloc(f->n, sizeof *radius);
    for (size_t i = 0; i < f->n; i++) radius[i] = f->label[i] / 2;
    struct voronoi *const v = voronoi_create(f->n, f->dim, f->x, radius, f->box);
    struct bond_lists *const b = base_alloc(1, sizeof *b);
    b->begin = base_alloc(f->n + 1, sizeof *b->begin);
    b->room = v->begin[f->n] + 1;
    b->other = base_alloc(b->room, sizeof *b->other);
    for (size_t i = 0, found = 0; i < f->n; i++) {
        for (size_t k = v->begin[i]; k < v->begin[i + 1]; k++)
            if (v->face[k].j != i && !is_listed(b, i, found, v->face[k].j))
                b->other[found++] = v->face[k].j;
        b->begin[i + 1] = found;
    }
    voronoi_free(v);
    base_free(radius);
    return b;
}

void bond_lists_free(struct bond_lists *b)
{
    base_free(b->begin);
    base_free(b->other);
    base_free(b);
}
