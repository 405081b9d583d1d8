/* Implementation of grid.h: a counting sort by cell; a search scans the 3^dim cells around, or all
   of them where the box has fewer than three a side. */
#include "common/grid.h"

#include <assert.h>
#include <math.h>

#include "common/base.h"

enum { DIM = 3, SIDE = 128 };

struct grid {
    const struct frame *f;
    double reach2;
    int side[DIM];          /* cells in each direction; 1 beyond dim */
    uint32_t *begin, *item; /* (cells + 1), (n): the items of a cell stand together */
};

static int coordinate(const struct grid *g, double x)
{
    const double share = x / g->f->box;
    const int c = (int)((share - floor(share)) * g->side[0]);
    return c < g->side[0] ? c : 0; /* a tiny negative x rounds up to the edge */
}

static size_t cell_of(const struct grid *g, const double *x)
{
    size_t cell = 0;
    for (int k = 0; k < g->f->dim; k++)
        cell = cell * (size_t)g->side[k] + (size_t)coordinate(g, x[k]);
    return cell;
}

static const double *place(const struct grid *g, size_t i)
{
    return g->f->x + i * (size_t)g->f->dim;
}

struct grid *grid_new(const struct frame *f, double reach)
{
    assert(f->box > 0 && f->dim >= 1 && f->dim <= DIM && reach > 0);
    struct grid *const g = base_alloc(1, sizeof *g);
    *g = (struct grid){.f = f, .reach2 = reach * reach, .side = {1, 1, 1}};
    const double most = f->box / reach;
    size_t cells = 1;
    for (int k = 0; k < f->dim; k++) {
        g->side[k] = most < 3 ? 1 : most < SIDE ? (int)most : SIDE;
        cells *= (size_t)g->side[k];
    }
    g->begin = base_alloc(cells + 2, sizeof *g->begin);
    g->item = base_alloc(f->n, sizeof *g->item);
    uint32_t *const next = g->begin + 1; /* filling moves each cell's end to its place */
    for (size_t i = 0; i < f->n; i++) next[cell_of(g, place(g, i)) + 1]++;
    for (size_t c = 0; c < cells; c++) next[c + 1] += next[c];
    for (size_t i = 0; i < f->n; i++) g->item[next[cell_of(g, place(g, i))]++] = (uint32_t)i;
    return g;
}

void grid_free(struct grid *g)
{
    if (!g) return;
    base_free(g->begin);
    base_free(g->item);
    base_free(g);
}

static double nearest2(const struct grid *g, const double *a, const double *b)
{
    double r2 = 0;
    for (int k = 0; k < g->f->dim; k++) {
        const double d = a[k] - b[k], r = d - g->f->box * round(d / g->f->box);
        r2 += r * r;
    }
    return r2;
}

/* Cell numbers around coordinate c: one, or three. */
static int around(int side, int c, int *near)
{
    if (side == 1) return near[0] = 0, 1;
    for (int d = -1; d <= 1; d++) near[d + 1] = (c + d + side) % side;
    return 3;
}

void grid_near(const struct grid *g, const double *x,
               void (*visit)(void *user, size_t j, double r2), void *user)
{
    int near[DIM][3] = {{0}}, n[DIM] = {1, 1, 1};
    for (int k = 0; k < g->f->dim; k++) n[k] = around(g->side[k], coordinate(g, x[k]), near[k]);
    for (int a = 0; a < n[0]; a++)
        for (int b = 0; b < n[1]; b++)
            for (int c = 0; c < n[2]; c++) {
                const int cell = (near[0][a] * g->side[1] + near[1][b]) * g->side[2] + near[2][c];
                for (uint32_t m = g->begin[cell]; m < g->begin[cell + 1]; m++) {
                    const double r2 = nearest2(g, x, place(g, g->item[m]));
                    if (r2 < g->reach2) visit(user, g->item[m], r2);
                }
            }
}
