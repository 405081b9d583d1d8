/* Points of a periodic box sorted into cells: who is near a place, at a cost that does not know
   the number of points. */
#ifndef COMMON_OBSERVE_CELL_GRID_H
#define COMMON_OBSERVE_CELL_GRID_H

#include "common/io/frame.h"

struct cell_grid;

/* The items of a periodic frame of 1 to 3 dimensions, for searches up to `reach` [length]. Keeps
   positions of its own; cell_grid_free. */
struct cell_grid *cell_grid_create(const struct frame *f, double reach);
void cell_grid_free(struct cell_grid *g);

/* Calls visit(user, j, r2) once for each item j nearer than reach to x (dim, unwrapped), r2 being
   the squared distance to its nearest image [length^2]. reach beyond half the box finds nearest
   images only. */
void cell_grid_near(const struct cell_grid *g, const double *x,
                    void (*visit)(void *user, size_t j, double r2), void *user);

#endif
