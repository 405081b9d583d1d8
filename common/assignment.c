/* R. Jonker and A. Volgenant, Computing 38, 325 (1987), without their initialisation: rows join one
   at a time; the shortest path of reduced costs from the new row to a free column (Dijkstra) is
   turned over, and potentials keep reduced costs cost - u - v from becoming negative. */
#include "common/assignment.h"

#include <math.h>
#include <string.h>

#include "common/base.h"

struct search { /* column n is a root outside the matrix: the new row hangs on it */
    size_t n;
    const double *cost;
    double *u, *v;      /* (n), (n + 1) potentials of rows and columns */
    double *distance;   /* (n) of a column from the new row */
    uint32_t *row;      /* (n + 1) that has the column; n: none */
    uint32_t *previous; /* (n) column before this one on its shortest path */
    uint8_t *done;      /* (n + 1) distance is final */
};

/* Makes the column nearest to the paths so far final and returns it; `at` was final last. */
static size_t advance(struct search *s, size_t at)
{
    const size_t n = s->n, i = s->row[at];
    const double *const cost = s->cost + i * n;
    double least = INFINITY;
    size_t nearest = n;
    s->done[at] = 1;
    for (size_t j = 0; j < n; j++) {
        if (s->done[j]) continue;
        const double reduced = cost[j] - s->u[i] - s->v[j];
        if (reduced < s->distance[j]) s->distance[j] = reduced, s->previous[j] = (uint32_t)at;
        if (s->distance[j] < least) least = s->distance[j], nearest = j;
    }
    for (size_t j = 0; j <= n; j++)
        if (s->done[j])
            s->u[s->row[j]] += least, s->v[j] -= least;
        else if (j < n)
            s->distance[j] -= least;
    return nearest;
}

static void augment(struct search *s, size_t i)
{
    const size_t n = s->n;
    memset(s->done, 0, n + 1);
    for (size_t j = 0; j < n; j++) s->distance[j] = INFINITY;
    s->row[n] = (uint32_t)i;
    size_t at = n;
    do at = advance(s, at);
    while (s->row[at] != n);
    for (; at != n; at = s->previous[at]) s->row[at] = s->row[s->previous[at]];
}

double assignment_solve(size_t n, const double *cost, uint32_t *column)
{
    struct search s = {.n = n, .cost = cost};
    s.u = base_alloc(n + 1, sizeof *s.u), s.v = base_alloc(n + 1, sizeof *s.v);
    s.distance = base_alloc(n + 1, sizeof *s.distance);
    s.row = base_alloc(n + 1, sizeof *s.row), s.previous = base_alloc(n + 1, sizeof *s.row);
    s.done = base_alloc(n + 1, 1);
    for (size_t j = 0; j <= n; j++) s.row[j] = (uint32_t)n;
    for (size_t i = 0; i < n; i++) augment(&s, i);
    double total = 0;
    for (size_t j = 0; j < n; j++) {
        column[s.row[j]] = (uint32_t)j;
        total += cost[s.row[j] * n + j];
    }
    void *const owned[] = {s.u, s.v, s.distance, s.row, s.previous, s.done};
    for (size_t k = 0; k < sizeof owned / sizeof *owned; k++) base_free(owned[k]);
    return total;
}
