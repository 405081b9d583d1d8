/* A convex polyhedron around the origin that planes cut. In two dimensions it is a prism of height 1,
   so that its volume is an area and the area of a side is a length. */
#ifndef COMMON_NUMERICS_CONVEX_CELL_H
#define COMMON_NUMERICS_CONVEX_CELL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { CONVEX_CELL_FACES = 256, CONVEX_CELL_CORNERS = 64 };
#define CONVEX_CELL_LID UINT32_MAX

struct convex_cell_face {
    uint32_t j;        /* number of the plane that cut it; CONVEX_CELL_LID: end of a prism */
    double u[3], h;    /* unit normal; distance of the plane from the origin, may be negative */
    double r[3], area; /* vector of the caller; set by convex_cell_measure */
    size_t n;          /* corners in order */
    double v[CONVEX_CELL_CORNERS][3];
};

struct convex_cell {
    int dim;
    size_t n; /* faces; 0: nothing is left */
    double reach,
        tolerance; /* largest distance of a corner in dim dimensions; corners this close to a plane are on it */
    struct convex_cell_face face[CONVEX_CELL_FACES];
};

/* The cube of side L in dim = 2 or 3 dimensions, whose faces have number j and vectors +-L. */
void convex_cell_init(struct convex_cell *c, int dim, double L, uint32_t j, double tolerance);
/* Leaves the part with u.v <= h. */
void convex_cell_cut(struct convex_cell *c, const double *u, double h, uint32_t j, const double *r);
/* Sets the areas of all faces; returns the volume, sum h A / 3. */
double convex_cell_measure(struct convex_cell *c);

#endif
