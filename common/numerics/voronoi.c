/* Implementation of voronoi.h. A cell starts as the cube that the periodic images of its
   sphere leave, and is cut by the planes of neighbours in the order of their distance. A neighbour at distance d has its plane at
   h = (d^2 + R_i^2 - R_j^2) / 2 d, which no cell within h reaches. */
#include "common/numerics/voronoi.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/core/base.h"
#include "common/numerics/convex_cell.h"

enum { DIM = 3, SIDE = 256 };

struct candidate {
    double d2, r[DIM];
    uint32_t j;
};

struct diagram {
    size_t n;
    int dim, side[DIM];           /* cells of the grid */
    double box, spacing, largest; /* spacing: (V/N)^(1/dim); largest square of a radius */
    double *x;                    /* (n, DIM) folded into the box */
    const double *radius;
    uint32_t *head, *next;
    size_t found, room;
    struct candidate *candidate;
};

static double square_of(const struct diagram *g, size_t i)
{
    return g->radius ? g->radius[i] * g->radius[i] : 0;
}

static int coordinate(const struct diagram *g, double x)
{
    const int c = (int)(x / g->box * g->side[0]);
    return c < g->side[0] ? c : g->side[0] - 1;
}

static size_t cell_at(const struct diagram *g, int a, int b, int c)
{
    return ((size_t)a * (size_t)g->side[1] + (size_t)b) * (size_t)g->side[2] + (size_t)c;
}

static void sort_into_cells(struct diagram *g, const double *x)
{
    size_t cells = 1;
    for (int d = 0; d < DIM; d++) {
        g->side[d] = d < g->dim ? (int)fmin(fmax(g->box / g->spacing / 1.2, 1), SIDE) : 1;
        cells *= (size_t)g->side[d];
    }
    g->x = base_alloc(g->n * DIM, sizeof *g->x);
    g->head = base_alloc(cells, sizeof *g->head), g->next = base_alloc(g->n, sizeof *g->next);
    memset(g->head, 0xff, cells * sizeof *g->head);
    for (size_t i = 0; i < g->n; i++) {
        int at[DIM] = {0};
        for (int d = 0; d < g->dim; d++) {
            const double from = x[i * (size_t)g->dim + (size_t)d];
            const double y = from - g->box * floor(from / g->box);
            g->x[DIM * i + (size_t)d] = y < g->box ? y : 0;
            at[d] = coordinate(g, g->x[DIM * i + (size_t)d]);
        }
        const size_t cell = cell_at(g, at[0], at[1], at[2]);
        g->next[i] = g->head[cell], g->head[cell] = (uint32_t)i;
    }
}

static void add_candidate(struct diagram *g, const struct candidate *c)
{
    if (g->found == g->room) {
        struct candidate *const more = base_alloc(2 * g->room, sizeof *more);
        memcpy(more, g->candidate, g->found * sizeof *more);
        base_free(g->candidate);
        g->candidate = more, g->room *= 2;
    }
    g->candidate[g->found++] = *c;
}

/* Spheres of one cell, displaced by `shift`, at a distance in [from, to) of sphere i. */
static void scan(struct diagram *g, size_t i, size_t cell, const double *shift, double from,
                 double to)
{
    for (uint32_t j = g->head[cell]; j != UINT32_MAX; j = g->next[j]) {
        struct candidate c = {.j = j};
        for (int d = 0; d < DIM; d++) {
            c.r[d] = g->x[DIM * j + (size_t)d] + shift[d] - g->x[DIM * i + (size_t)d];
            c.d2 += c.r[d] * c.r[d];
        }
        const bool self = j == i && c.d2 == 0;
        if (!self && c.d2 >= from * from && c.d2 < to * to) add_candidate(g, &c);
    }
}

static int by_distance(const void *a, const void *b)
{
    const struct candidate *const x = a, *const y = b;
    if (x->d2 != y->d2) return x->d2 < y->d2 ? -1 : 1;
    return (x->j > y->j) - (x->j < y->j);
}

static int folded(int cell, int side, double box, double *shift)
{
    const int boxes = cell >= 0 ? cell / side : -((side - 1 - cell) / side);
    *shift = boxes * box;
    return cell - boxes * side;
}

/* All spheres and images at a distance in [from, to) of sphere i, by distance. */
static void gather(struct diagram *g, size_t i, double from, double to)
{
    int low[DIM] = {0}, high[DIM] = {0};
    double shift[DIM] = {0};
    const double width = g->box / g->side[0];
    for (int d = 0; d < g->dim; d++) {
        low[d] = (int)floor((g->x[DIM * i + (size_t)d] - to) / width) - 1;
        high[d] = (int)floor((g->x[DIM * i + (size_t)d] + to) / width) + 1;
    }
    g->found = 0;
    for (int a = low[0]; a <= high[0]; a++) {
        const int x = folded(a, g->side[0], g->box, &shift[0]);
        for (int b = low[1]; b <= high[1]; b++) {
            const int y = folded(b, g->side[1], g->box, &shift[1]);
            for (int c = low[2]; c <= high[2]; c++) {
                const int z = folded(c, g->side[2], g->dim == 3 ? g->box : 0, &shift[2]);
                scan(g, i, cell_at(g, x, y, z), shift, from, to);
            }
        }
    }
    qsort(g->candidate, g->found, sizeof *g->candidate, by_distance);
}

/* Cuts by the candidates until none can reach the cell; true if this is certain of all beyond. */
static bool cut_by_candidates(const struct diagram *g, struct convex_cell *cell, size_t i,
                              double to)
{
    const double own = square_of(g, i);
    for (const struct candidate *c = g->candidate; c < g->candidate + g->found && cell->n; c++) {
        const double d = sqrt(c->d2), other = square_of(g, c->j);
        if (d == 0) { /* one of two spheres in one place has the cell */
            if (other > own || (other == own && c->j < i)) cell->n = 0;
            continue;
        }
        if ((c->d2 + own - g->largest) / (2 * d) >= cell->reach) return true;
        const double u[DIM] = {c->r[0] / d, c->r[1] / d, c->r[2] / d};
        convex_cell_cut(cell, u, (c->d2 + own - other) / (2 * d), c->j, c->r);
    }
    return !cell->n || (to * to + own - g->largest) / (2 * to) >= cell->reach;
}

static void find_cell(struct diagram *g, struct convex_cell *cell, size_t i)
{
    convex_cell_init(cell, g->dim, g->box, (uint32_t)i, 1e-12 * g->spacing);
    double from = 0, to = 2.2 * g->spacing;
    for (bool done = false; !done; from = to, to *= 1.5) {
        gather(g, i, from, to);
        done = cut_by_candidates(g, cell, i, to);
    }
}

/* ---- lists ----------------------------------------------------------------------------------- */

struct faces {
    size_t n, room;
    struct voronoi_face *face;
};

static void append(struct faces *all, const struct convex_cell_face *f)
{
    if (all->n == all->room) {
        struct voronoi_face *const more = base_alloc(2 * all->room, sizeof *more);
        memcpy(more, all->face, all->n * sizeof *more);
        base_free(all->face);
        all->face = more, all->room *= 2;
    }
    all->face[all->n++] = (struct voronoi_face){f->j, {f->r[0], f->r[1], f->r[2]}, f->area};
}

/* Has j the same face from its side? Areas near the limit can differ by rounding. */
static bool is_mutual(const struct voronoi *v, size_t i, const struct voronoi_face *f, double near)
{
    for (size_t k = v->begin[f->j]; k < v->begin[f->j + 1]; k++) {
        const struct voronoi_face *const g = &v->face[k];
        if (g->j == i &&
            fabs(g->r[0] + f->r[0]) + fabs(g->r[1] + f->r[1]) + fabs(g->r[2] + f->r[2]) < near)
            return true;
    }
    return false;
}

static void make_symmetric(struct voronoi *v, double near)
{
    bool *const keep = base_alloc(v->begin[v->n], sizeof *keep);
    size_t kept = 0;
    for (size_t i = 0; i < v->n; i++)
        for (size_t k = v->begin[i]; k < v->begin[i + 1]; k++)
            keep[k] = is_mutual(v, i, &v->face[k], near);
    for (size_t i = 0, k = 0; i < v->n; i++) {
        const size_t end = v->begin[i + 1];
        v->begin[i] = kept;
        for (; k < end; k++)
            if (keep[k]) v->face[kept++] = v->face[k];
    }
    v->begin[v->n] = kept;
    base_free(keep);
}

struct voronoi *voronoi_create(size_t n, int dim, const double *x, const double *radius, double box)
{
    enum { USUAL = 16 };
    struct diagram g = {.n = n, .dim = dim, .box = box, .radius = radius, .room = 256};
    struct voronoi *const v = base_alloc(1, sizeof *v);
    struct convex_cell *const cell = base_alloc(1, sizeof *cell);
    g.spacing = box / pow((double)n, 1.0 / dim);
    g.candidate = base_alloc(g.room, sizeof *g.candidate);
    for (size_t i = 0; i < n; i++) g.largest = fmax(g.largest, square_of(&g, i));
    sort_into_cells(&g, x);
    *v = (struct voronoi){.n = n};
    v->volume = base_alloc(n, sizeof *v->volume), v->begin = base_alloc(n + 1, sizeof *v->begin);
    struct faces all = {.room = USUAL * n, .face = base_alloc(USUAL * n, sizeof *all.face)};
    const double least = 1e-6 * pow(g.spacing, dim - 1);
    for (size_t i = 0; i < n; i++) {
        find_cell(&g, cell, i);
        v->volume[i] = convex_cell_measure(cell);
        for (const struct convex_cell_face *f = cell->face; f < cell->face + cell->n; f++)
            if (f->j != CONVEX_CELL_LID && f->area > least) append(&all, f);
        v->begin[i + 1] = all.n;
    }
    v->face = all.face;
    make_symmetric(v, 1e-6 * g.spacing);
    base_free(g.x), base_free(g.head), base_free(g.next), base_free(g.candidate);
    base_free(cell);
    return v;
}

void voronoi_free(struct voronoi *v)
{
    base_free(v->volume);
    base_free(v->begin);
    base_free(v->face);
    base_free(v);
}
