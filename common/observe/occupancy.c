/* Implementation of occupancy.h. Positions are fractions of the box times 2^32, as unsigned integers:
   their differences, read as signed, are those of nearest images. */
#include "common/observe/occupancy.h"

#include <assert.h>
#include <math.h>
#include <stdint.h>

#include "common/core/base.h"

enum { DIM = 3, SIDE = 128 };

struct point {
    uint32_t x[DIM]; /* [box / 2^32]; 0 beyond dim */
};

struct occupancy {
    int dim,
        side[DIM]; /* cells per direction, about two thirds of the distance of points; 1 beyond dim */
    double scale, reach; /* 2^32 / box; [box / 2^32] */
    uint32_t *begin;     /* (cells + 2) */
    struct point *point; /* points of each cell */
};

static struct point point_at(const struct occupancy *o, const double *x)
{
    struct point p = {{0}};
    for (int k = 0; k < o->dim; k++) p.x[k] = (uint32_t)(int64_t)(x[k] * o->scale);
    return p;
}

static int cell_along(const struct occupancy *o, int k, uint32_t x)
{
    return (int)(((uint64_t)x * (uint64_t)o->side[k]) >> 32);
}

/* Cells that the sphere around a coordinate meets, from *first on; at most all. */
static int cells_met(const struct occupancy *o, int k, uint32_t x, int *first)
{
    const double width = 0x1p32 / o->side[k], reach = o->reach + 4;
    *first = (int)floor((x - reach) / width);
    const double cells = floor((x + reach) / width) - *first + 1;
    return k < o->dim && cells < o->side[k] ? (int)cells : o->side[k];
}

/* Calls add with every cell that the sphere around a point meets. */
static void for_cells(struct occupancy *o, struct point p,
                      void (*add)(struct occupancy *o, size_t cell, struct point p))
{
    int first[DIM] = {0}, n[DIM] = {1, 1, 1};
    for (int k = 0; k < o->dim; k++) n[k] = cells_met(o, k, p.x[k], &first[k]);
    for (int a = 0; a < n[0]; a++)
        for (int b = 0; b < n[1]; b++)
            for (int c = 0; c < n[2]; c++) {
                const int step[DIM] = {a, b, c};
                size_t cell = 0;
                for (int k = 0; k < DIM; k++) {
                    const int at = (first[k] + step[k]) % o->side[k];
                    cell = cell * (size_t)o->side[k] + (size_t)(at < 0 ? at + o->side[k] : at);
                }
                add(o, cell, p);
            }
}

static void count_one(struct occupancy *o, size_t cell, struct point p)
{
    (void)p;
    o->begin[cell + 2]++;
}

static void list_one(struct occupancy *o, size_t cell, struct point p)
{
    o->point[o->begin[cell + 1]++] = p; /* filling advances each cell's start to its end */
}

struct occupancy *occupancy_create(const struct frame *f, double reach)
{
    assert(f->box > 0 && f->dim >= 1 && f->dim <= DIM && reach > 0);
    struct occupancy *const o = base_alloc(1, sizeof *o);
    const size_t dim = (size_t)f->dim;
    *o = (struct occupancy){
        .dim = f->dim, .scale = 0x1p32 / f->box, .reach = fmin(0x1p33, reach / f->box * 0x1p32)};
    const int side = (int)fmin(SIDE, ceil(1.5 * pow((double)f->n, 1.0 / f->dim)));
    size_t cells = 1;
    for (int k = 0; k < DIM; k++) o->side[k] = k < f->dim ? side : 1, cells *= (size_t)o->side[k];
    o->begin = base_alloc(cells + 2, sizeof *o->begin);
    for (size_t i = 0; i < f->n; i++) for_cells(o, point_at(o, f->x + i * dim), count_one);
    for (size_t c = 1; c <= cells; c++) o->begin[c + 1] += o->begin[c];
    o->point = base_alloc(o->begin[cells + 1], sizeof *o->point);
    for (size_t i = 0; i < f->n; i++) for_cells(o, point_at(o, f->x + i * dim), list_one);
    return o;
}

void occupancy_free(struct occupancy *o)
{
    if (!o) return;
    base_free(o->begin), base_free(o->point);
    base_free(o);
}

size_t occupancy_count(const struct occupancy *o, const double *x)
{
    const struct point at = point_at(o, x);
    const double reach2 = o->reach * o->reach;
    size_t cell = 0, found = 0;
    for (int k = 0; k < DIM; k++)
        cell = cell * (size_t)o->side[k] + (size_t)cell_along(o, k, at.x[k]);
    for (uint32_t m = o->begin[cell]; m < o->begin[cell + 1]; m++) {
        double r2 = 0;
        for (int k = 0; k < DIM; k++) {
            const double d = (int32_t)(at.x[k] - o->point[m].x[k]);
            r2 += d * d;
        }
        found += r2 < reach2;
    }
    return found;
}
