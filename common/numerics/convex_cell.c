/* Implementation of convex_cell.h. Every face has its own corners, so that a corner where many
   faces meet is nothing special: a plane cuts each polygon (Sutherland and Hodgman, 1974), and the
   new face is the convex polygon of all points where it cut an edge. */
#include "common/numerics/convex_cell.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "common/core/base.h"

static double dot(const double *a, const double *b)
{
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

static void cross(const double *a, const double *b, double *c)
{
    c[0] = a[1] * b[2] - a[2] * b[1];
    c[1] = a[2] * b[0] - a[0] * b[2];
    c[2] = a[0] * b[1] - a[1] * b[0];
}

static void find_reach(struct convex_cell *c)
{
    double most = 0;
    for (const struct convex_cell_face *f = c->face; f < c->face + c->n; f++)
        for (size_t k = 0; k < f->n; k++) {
            const double *const v = f->v[k];
            most = fmax(most, v[0] * v[0] + v[1] * v[1] + (c->dim == 3 ? v[2] * v[2] : 0));
        }
    c->reach = sqrt(most);
}

void convex_cell_init(struct convex_cell *c, int dim, double L, uint32_t j, double tolerance)
{
    static const int corner[4][2] = {{-1, -1}, {1, -1}, {1, 1}, {-1, 1}};
    const double half[3] = {L / 2, L / 2, dim == 3 ? L / 2 : 0.5};
    c->n = 0, c->dim = dim, c->tolerance = tolerance;
    for (int d = 0; d < 3; d++)
        for (int side = -1; side <= 1; side += 2) {
            struct convex_cell_face *const f = &c->face[c->n++];
            const int a = (d + 1) % 3, b = (d + 2) % 3;
            f->j = d < dim ? j : CONVEX_CELL_LID, f->h = half[d], f->n = 4;
            memset(f->u, 0, sizeof f->u), memset(f->r, 0, sizeof f->r);
            f->u[d] = side, f->r[d] = 2 * side * half[d];
            for (int k = 0; k < 4; k++) {
                f->v[k][d] = side * half[d];
                f->v[k][a] = corner[k][0] * half[a], f->v[k][b] = corner[k][1] * half[b];
            }
        }
    find_reach(c);
}

struct cap { /* points where a plane cuts edges */
    size_t n;
    double v[2 * CONVEX_CELL_FACES][3];
};

/* The part of a face below the plane; cut points are added to the cap. */
static void cut_face(const struct convex_cell *c, struct convex_cell_face *f, const double *u,
                     double h, struct cap *cap)
{
    double above[CONVEX_CELL_CORNERS], kept[CONVEX_CELL_CORNERS + 2][3];
    size_t n = 0, out = 0;
    for (size_t k = 0; k < f->n; k++)
        above[k] = dot(u, f->v[k]) - h, out += above[k] > c->tolerance;
    if (out == 0) return;
    for (size_t k = 0; k < f->n; k++) {
        const size_t next = k + 1 < f->n ? k + 1 : 0;
        const bool in = above[k] <= c->tolerance, next_in = above[next] <= c->tolerance;
        if (in) memcpy(kept[n++], f->v[k], sizeof *kept);
        if (in == next_in) continue;
        const double t = fmin(fmax(above[k] / (above[k] - above[next]), 0), 1);
        for (int d = 0; d < 3; d++) kept[n][d] = f->v[k][d] + t * (f->v[next][d] - f->v[k][d]);
        memcpy(cap->v[cap->n++], kept[n++], sizeof *kept);
    }
    require(n <= CONVEX_CELL_CORNERS, "a Voronoi face has more than %d corners",
            CONVEX_CELL_CORNERS);
    f->n = n < 3 ? 0 : n;
    memcpy(f->v, kept, f->n * sizeof *kept);
}

struct turned { /* a point of the cap and its direction */
    double angle;
    const double *v;
};

static int by_angle(const void *a, const void *b)
{
    const double x = ((const struct turned *)a)->angle, y = ((const struct turned *)b)->angle;
    return (x > y) - (x < y);
}

static bool same(const double *a, const double *b, double tolerance)
{
    return fabs(a[0] - b[0]) <= tolerance && fabs(a[1] - b[1]) <= tolerance &&
           fabs(a[2] - b[2]) <= tolerance;
}

/* The points of the cap around their centre; equal ones, of the two faces at an edge, once. */
static void close_cap(const struct convex_cell *c, const struct cap *cap,
                      struct convex_cell_face *f)
{
    struct turned order[2 * CONVEX_CELL_FACES];
    double centre[3] = {0}, a[3], b[3];
    const double axis[3] = {fabs(f->u[0]) < 0.6, fabs(f->u[0]) >= 0.6, 0};
    cross(f->u, axis, a), cross(f->u, a, b);
    for (size_t k = 0; k < cap->n; k++)
        for (int d = 0; d < 3; d++) centre[d] += cap->v[k][d] / (double)cap->n;
    for (size_t k = 0; k < cap->n; k++) {
        double r[3];
        for (int d = 0; d < 3; d++) r[d] = cap->v[k][d] - centre[d];
        order[k] = (struct turned){atan2(dot(r, b), dot(r, a)), cap->v[k]};
    }
    qsort(order, cap->n, sizeof *order, by_angle);
    f->n = 0;
    for (size_t k = 0; k < cap->n; k++) {
        if (f->n && same(order[k].v, f->v[f->n - 1], c->tolerance)) continue;
        require(f->n < CONVEX_CELL_CORNERS, "a Voronoi face has more than %d corners",
                CONVEX_CELL_CORNERS);
        memcpy(f->v[f->n++], order[k].v, sizeof *f->v);
    }
}

void convex_cell_cut(struct convex_cell *c, const double *u, double h, uint32_t j, const double *r)
{
    struct cap cap = {.n = 0};
    size_t kept = 0;
    if (h >= c->reach) return;
    for (size_t k = 0; k < c->n; k++) {
        struct convex_cell_face *const f = &c->face[k];
        cut_face(c, f, u, h, &cap);
        if (f->n && kept != k)
            memcpy(&c->face[kept], f, offsetof(struct convex_cell_face, v) + f->n * sizeof *f->v);
        kept += f->n > 0;
    }
    const bool changed = cap.n > 0 || kept < c->n;
    c->n = kept;
    if (cap.n >= 3) {
        require(c->n < CONVEX_CELL_FACES, "a Voronoi cell has more than %d faces",
                CONVEX_CELL_FACES);
        struct convex_cell_face *const f = &c->face[c->n];
        f->j = j, f->h = h;
        memcpy(f->u, u, sizeof f->u), memcpy(f->r, r, sizeof f->r);
        close_cap(c, &cap, f);
        c->n += f->n >= 3;
    }
    if (changed) find_reach(c);
}

double convex_cell_measure(struct convex_cell *c)
{
    double volume = 0;
    for (struct convex_cell_face *f = c->face; f < c->face + c->n; f++) {
        double sum[3] = {0}, a[3], b[3], n[3];
        for (size_t k = 1; k + 1 < f->n; k++) {
            for (int d = 0; d < 3; d++)
                a[d] = f->v[k][d] - f->v[0][d], b[d] = f->v[k + 1][d] - f->v[0][d];
            cross(a, b, n);
            for (int d = 0; d < 3; d++) sum[d] += n[d] / 2;
        }
        f->area = sqrt(dot(sum, sum));
        volume += f->h * f->area / 3;
    }
    return volume;
}
