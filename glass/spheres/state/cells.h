/* Linked cells: neighbours of a point of the periodic box, at a cost independent of N. The box
   is cut in side^dim equal cells; a cell's coordinate is the leading part of the 32-bit
   position. */
#ifndef GLASS_SPHERES_STATE_CELLS_H
#define GLASS_SPHERES_STATE_CELLS_H

#include <stddef.h>
#include <stdint.h>

struct cells {
    int dim;
    double L, width; /* of the box, of a cell [length] */
    uint32_t side;   /* cells in each direction */
    double stretch; /* of searches: cells are those of the tilted edges (box_stretch); 1 at first */
    uint32_t *head; /* (side^dim) first member, or CELLS_END */
    uint32_t *next; /* (n) */
    uint32_t *found; /* (n + CELLS_SPARE) result of cells_near */
};

#define CELLS_END UINT32_MAX

enum { CELLS_SPARE = 8 }; /* room after the result, for padding */

/* Allocates room for n items; cells are at least `width` [length] wide. Free with cells_clear. */
void cells_init(struct cells *c, size_t n, int dim, double L, double width);
void cells_clear(struct cells *c);
void cells_empty(struct cells *c);
uint32_t *cells_room(size_t n); /* a buffer like c->found for another thread; free with base_free */

void cells_insert(struct cells *c, uint32_t i, const uint32_t x[3]);
void cells_remove(struct cells *c, uint32_t i, const uint32_t x[3]); /* x: where it was inserted */

/* Members of all cells that come closer than r [length] to x, each once, in c->found; returns
   their number. */
size_t cells_near(struct cells *c, const uint32_t x[3], double r);

#endif
