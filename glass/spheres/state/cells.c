/* Linked cells on integer positions. */
#include "glass/spheres/state/cells.h"

#include <math.h>
#include <string.h>

#include "common/core/base.h"

enum { SIDE_MAX = 512, SIDE_FEW = 16 };

void cells_init(struct cells *c, size_t n, int dim, double L, double width)
{
    const double enough = fmax(SIDE_FEW, ceil(2 * pow((double)n, 1.0 / dim)));
    const double side = fmin(floor(L / width), fmin(SIDE_MAX, enough));
    *c = (struct cells){.dim = dim, .L = L, .side = side < 1 ? 1 : (uint32_t)side, .stretch = 1};
    c->width = L / c->side;
    c->head = base_alloc((size_t)c->side * c->side * (dim == 3 ? c->side : 1), sizeof *c->head);
    c->next = base_alloc(n, sizeof *c->next);
    c->found = cells_room(n);
    cells_empty(c);
}

uint32_t *cells_room(size_t n)
{
    return base_alloc(n + CELLS_SPARE, sizeof(uint32_t));
}

void cells_clear(struct cells *c)
{
    base_free(c->head);
    base_free(c->next);
    base_free(c->found);
}

void cells_empty(struct cells *c)
{
    const size_t cells = (size_t)c->side * c->side * (c->dim == 3 ? c->side : 1);
    memset(c->head, 0xff, cells * sizeof *c->head);
}

static uint32_t coordinate(const struct cells *c, uint32_t x)
{
    return (uint32_t)((uint64_t)x * c->side >> 32);
}

static uint32_t *slot(const struct cells *c, const uint32_t x[3])
{
    const size_t plane = c->dim == 3 ? coordinate(c, x[2]) : 0;
    return &c->head[(plane * c->side + coordinate(c, x[1])) * c->side + coordinate(c, x[0])];
}

void cells_insert(struct cells *c, uint32_t i, const uint32_t x[3])
{
    uint32_t *const head = slot(c, x);
    c->next[i] = *head;
    *head = i;
}

void cells_remove(struct cells *c, uint32_t i, const uint32_t x[3])
{
    uint32_t *at = slot(c, x);
    while (*at != i) at = &c->next[*at];
    *at = c->next[i];
}

struct stretch { /* the cells within reach along one direction */
    uint32_t n;
    uint32_t cell[SIDE_MAX];
    double gap2[SIDE_MAX]; /* distance squared from the point to the cell along this direction
                              [length^2] */
};

static void stretch(const struct cells *c, uint32_t x, double r, struct stretch *s)
{
    const uint32_t here = coordinate(c, x);
    const double inside = x * (c->L * 0x1p-32) - here * c->width; /* [0, width) */
    const int reach = (int)fmin(ceil(r / c->width), c->side / 2);
    const int low = -reach, high = reach < (int)c->side - reach ? reach : (int)c->side - 1 - reach;
    s->n = 0;
    for (int d = low; d <= high; d++) {
        const double up = d * c->width - inside, down = inside - (d + 1) * c->width;
        const double gap = fmax(0, fmax(up, down)), around = fmax(0, c->L - c->width - gap);
        const double nearest = fmin(gap, around);
        if (nearest > r) continue;
        s->cell[s->n] = (here + c->side + (uint32_t)d) % c->side;
        s->gap2[s->n++] = nearest * nearest;
    }
}

/* Heads first, then the successors of all found: loads are independent, and branches predictable. */
size_t cells_near(struct cells *c, const uint32_t x[3], double reach)
{
    const double r = reach * c->stretch;
    struct stretch sx, sy, sz;
    stretch(c, x[0], r, &sx);
    stretch(c, x[1], r, &sy);
    if (c->dim == 3)
        stretch(c, x[2], r, &sz);
    else
        sz.n = 1, sz.cell[0] = 0, sz.gap2[0] = 0;
    size_t n = 0;
    for (uint32_t k = 0; k < sz.n; k++)
        for (uint32_t j = 0; j < sy.n; j++) {
            const double left = r * r - sz.gap2[k] - sy.gap2[j];
            const uint32_t *const row =
                &c->head[((size_t)sz.cell[k] * c->side + sy.cell[j]) * c->side];
            for (uint32_t i = 0; i < sx.n; i++) {
                const uint32_t first = row[sx.cell[i]];
                c->found[n] = first;
                n += (sx.gap2[i] <= left) & (first != CELLS_END);
            }
        }
    for (size_t k = 0; k < n; k++) {
        const uint32_t next = c->next[c->found[k]];
        c->found[n] = next;
        n += next != CELLS_END;
    }
    return n;
}
