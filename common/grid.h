/* Points of a periodic box sorted into cells: who is near a place, at a cost that does not know
   the number of points. */
#ifndef COMMON_GRID_H
#define COMMON_GRID_H

#include "common/frame.h"

struct grid;

/* The items of a periodic frame of 1 to 3 dimensions, for searches up to `reach` [length]. Keeps
   positions of its own; grid_free. */
struct grid *grid_new(const struct frame *f, double reach);
void grid_free(struct grid *g);

/* Calls visit(user, j, r2) once for each item j nearer than reach to x (dim, unwrapped), r2 being
   the squared distance to its nearest image [length^2]. reach beyond half the box finds nearest
   images only. */
void grid_near(const struct grid *g, const double *x,
               void (*visit)(void *user, size_t j, double r2), void *user);

#endif
