/* One row of the grid of mean_field_doubling.h. */
#ifndef GLASS_SPINS_DOUBLING_ROW_H
#define GLASS_SPINS_DOUBLING_ROW_H

#include "glass/spins/mean_field_doubling.h"

static inline double *doubling_row(const struct mean_field_doubling *g, int field, size_t i)
{
    return g->field[field] + i * (i + 1) / 2;
}

/* Pair a, b at the distance d from the diagonal. */
static inline double *doubling_limit(const struct mean_field_doubling *g, int field, size_t d)
{
    return g->limit + 2 * ((size_t)field * (g->near + 1) + d);
}

/* Row i from those before; the equations at its time hold, with the backward difference of second
   order for d/dt. Fatal if the iteration does not converge. */
void doubling_row_solve(struct mean_field_doubling *g, size_t i);

#endif
