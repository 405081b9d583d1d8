/* Points of a periodic box sorted into cells: neighbour search at a cost independent of their
   number. */
#ifndef COMMON_OBSERVE_CELL_GRID_H
#define COMMON_OBSERVE_CELL_GRID_H

#include "common/io/frame.h"

struct cell_grid;

/* Sorts the items of a periodic frame of 1 to 3 dimensions, for searches up to `reach` [length].
   Copies the positions; free with cell_grid_free. */
struct cell_grid *cell_grid_create(const struct frame *f, double reach);
void cell_grid_free(struct cell_grid *g);

/* Calls visit(user, j, r2) once for each item j within reach of x (dim, unwrapped). r2: squared
   distance to the nearest image [length^2]. If reach exceeds half the box, only nearest images
   are found. */
void cell_grid_near(const struct cell_grid *g, const double *x,
                    void (*visit)(void *user, size_t j, double r2), void *user);

#endif
