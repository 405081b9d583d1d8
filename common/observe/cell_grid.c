/* Implementation of cell_grid.h: a counting sort by cell. A search scans the 3^dim cells around
   a point, or all cells along directions with fewer than three. */
#include "common/observe/cell_grid.h"

#include <assert.h>
#include <math.h>
#include <string.h>

#include "common/core/base.h"

enum { DIM = 3, SIDE = 128 };

struct cell_grid {
    int dim, side[DIM]; /* cells per direction; 1 beyond dim */
    double box, reach2;
    uint32_t *begin, *item; /* (cells + 1), (n): items sorted by cell */
    double *x;              /* (n, DIM) in the order of item, folded into the box; 0 beyond dim */
};

/* Folds x into [0, box). The sum of the box and a tiny negative x rounds to the box, which becomes
   0. */
static void fold(const struct cell_grid *g, const double *x, double *folded)
{
    for (int k = 0; k < DIM; k++) {
        const double y = k < g->dim ? x[k] - g->box * floor(x[k] / g->box) : 0;
        folded[k] = y < g->box ? y : 0;
    }
}

static int coordinate(const struct cell_grid *g, int k, double folded)
{
    const int c = (int)(folded / g->box * g->side[k]);
    return c < g->side[k] ? c : g->side[k] - 1;
}

static size_t cell_of(const struct cell_grid *g, const double *folded)
{
    size_t cell = 0;
    for (int k = 0; k < DIM; k++)
        cell = cell * (size_t)g->side[k] + (size_t)coordinate(g, k, folded[k]);
    return cell;
}

static size_t divide(struct cell_grid *g, double reach)
{
    const double most = g->box / reach;
    size_t cells = 1;
    for (int k = 0; k < DIM; k++) {
        g->side[k] = k >= g->dim || most < 3 ? 1 : most < SIDE ? (int)most : SIDE;
        cells *= (size_t)g->side[k];
    }
    return cells;
}

struct cell_grid *cell_grid_create(const struct frame *f, double reach)
{
    assert(f->box > 0 && f->dim >= 1 && f->dim <= DIM && reach > 0);
    struct cell_grid *const g = base_alloc(1, sizeof *g);
    *g = (struct cell_grid){.dim = f->dim, .box = f->box, .reach2 = reach * reach};
    const size_t cells = divide(g, reach), dim = (size_t)f->dim;
    double folded[DIM];
    g->begin = base_alloc(cells + 2, sizeof *g->begin);
    g->item = base_alloc(f->n, sizeof *g->item);
    g->x = base_alloc(f->n * DIM, sizeof *g->x);
    uint32_t *const next = g->begin + 1; /* filling advances each cell's start to its end */
    for (size_t i = 0; i < f->n; i++)
        fold(g, f->x + i * dim, folded), next[cell_of(g, folded) + 1]++;
    for (size_t c = 0; c < cells; c++) next[c + 1] += next[c];
    for (size_t i = 0; i < f->n; i++) {
        fold(g, f->x + i * dim, folded);
        const uint32_t at = next[cell_of(g, folded)]++;
        g->item[at] = (uint32_t)i;
        memcpy(g->x + at * DIM, folded, sizeof folded);
    }
    return g;
}

void cell_grid_free(struct cell_grid *g)
{
    if (!g) return;
    base_free(g->begin);
    base_free(g->item);
    base_free(g->x);
    base_free(g);
}

/* Both points are folded: the difference is less than a box length. */
static double nearest2(double box, const double *a, const double *b)
{
    double r2 = 0;
    for (int k = 0; k < DIM; k++) {
        const double d = fabs(a[k] - b[k]), r = d < box - d ? d : box - d;
        r2 += r * r;
    }
    return r2;
}

/* Cells around coordinate c: one, or three. */
static int around(int side, int c, int *near)
{
    if (side == 1) return near[0] = 0, 1;
    for (int d = -1; d <= 1; d++) near[d + 1] = (c + d + side) % side;
    return 3;
}

void cell_grid_near(const struct cell_grid *g, const double *x,
                    void (*visit)(void *user, size_t j, double r2), void *user)
{
    int near[DIM][3], n[DIM];
    double here[DIM];
    fold(g, x, here);
    for (int k = 0; k < DIM; k++) n[k] = around(g->side[k], coordinate(g, k, here[k]), near[k]);
    for (int a = 0; a < n[0]; a++)
        for (int b = 0; b < n[1]; b++)
            for (int c = 0; c < n[2]; c++) {
                const int cell = (near[0][a] * g->side[1] + near[1][b]) * g->side[2] + near[2][c];
                for (uint32_t m = g->begin[cell]; m < g->begin[cell + 1]; m++) {
                    const double r2 = nearest2(g->box, here, g->x + (size_t)m * DIM);
                    if (r2 < g->reach2) visit(user, g->item[m], r2);
                }
            }
}
