/* R. Jonker and A. Volgenant, Computing 38, 325 (1987). First every column is reduced by its
   smallest entry, and rows take free columns at zero reduced cost. The remaining rows join one
   at a time, along the shortest path of reduced costs cost - u - v from the new row to a free
   column (Dijkstra). The potentials u, v keep reduced costs non-negative. The assignments along
   the path are then flipped. */
#include "common/numerics/assignment.h"

#include <math.h>
#include <stdbool.h>

#include "common/core/base.h"

struct search {
    size_t n;
    const double *cost;
    double *u, *v;      /* (n) potentials of rows and columns */
    double *distance;   /* (n) distance of a column from the new row */
    uint32_t *row;      /* (n) row assigned to the column; n: none */
    uint32_t *column;   /* (n) column assigned to the row; n: none */
    uint32_t *previous; /* (n) row before this column on its shortest path */
    uint32_t *open;     /* (n) columns: those whose distance is final first, then the others */
};

/* Potentials with non-negative reduced costs, and a first matching at zero reduced cost. */
static void reduce(struct search *s)
{
    const size_t n = s->n;
    for (size_t j = 0; j < n; j++) s->v[j] = INFINITY, s->row[j] = s->column[j] = (uint32_t)n;
    for (size_t k = 0; k < n * n; k++) s->v[k % n] = fmin(s->v[k % n], s->cost[k]);
    for (size_t i = 0; i < n; i++) {
        size_t best = 0;
        for (size_t j = 1; j < n; j++)
            if (s->cost[i * n + j] - s->v[j] < s->cost[i * n + best] - s->v[best]) best = j;
        s->u[i] = s->cost[i * n + best] - s->v[best];
        if (s->row[best] == n) s->row[best] = (uint32_t)i, s->column[i] = (uint32_t)best;
    }
}

/* Moves the nearest of the open columns [done, n) to place `done`. */
static uint32_t nearest(struct search *s, size_t done)
{
    size_t best = done;
    for (size_t k = done + 1; k < s->n; k++)
        if (s->distance[s->open[k]] < s->distance[s->open[best]]) best = k;
    const uint32_t j = s->open[best];
    s->open[best] = s->open[done], s->open[done] = j;
    return j;
}

/* Shortens paths through row i, at distance `far` from the new row. */
static void relax(struct search *s, size_t i, double far, size_t done)
{
    const double *const cost = s->cost + i * s->n;
    for (size_t k = done; k < s->n; k++) {
        const uint32_t j = s->open[k];
        const double d = far + cost[j] - s->u[i] - s->v[j];
        if (d < s->distance[j]) s->distance[j] = d, s->previous[j] = (uint32_t)i;
    }
}

static void augment(struct search *s, size_t new)
{
    const size_t n = s->n;
    for (uint32_t j = 0; j < n; j++) s->distance[j] = INFINITY, s->open[j] = j;
    size_t done = 0, i = new;
    double far = 0;
    uint32_t j;
    while (true) {
        relax(s, i, far, done);
        j = nearest(s, done++);
        far = s->distance[j], i = s->row[j];
        if (i == n) break;
    }
    for (size_t k = 0; k < done; k++) { /* no change for the last one, j, at distance `far` */
        const uint32_t c = s->open[k];
        if (s->row[c] < n) s->u[s->row[c]] += far - s->distance[c];
        s->v[c] -= far - s->distance[c];
    }
    s->u[new] += far;
    do { /* flip the path */
        i = s->row[j] = s->previous[j];
        const uint32_t kept = s->column[i];
        s->column[i] = j, j = kept;
    } while (i != new);
}

double assignment_solve(size_t n, const double *cost, uint32_t *column)
{
    struct search s = {.n = n, .cost = cost, .column = column};
    s.u = base_alloc(n, sizeof *s.u), s.v = base_alloc(n, sizeof *s.v);
    s.distance = base_alloc(n, sizeof *s.distance), s.row = base_alloc(n, sizeof *s.row);
    s.previous = base_alloc(n, sizeof *s.row), s.open = base_alloc(n, sizeof *s.open);
    reduce(&s);
    for (size_t i = 0; i < n; i++)
        if (column[i] == n) augment(&s, i);
    double total = 0;
    for (size_t i = 0; i < n; i++) total += cost[i * n + column[i]];
    void *const owned[] = {s.u, s.v, s.distance, s.row, s.previous, s.open};
    for (size_t k = 0; k < sizeof owned / sizeof *owned; k++) base_free(owned[k]);
    return total;
}
