/* The radical Voronoi (Laguerre, power) diagram of spheres in a periodic box of two or three
   dimensions. The cell of sphere i contains the points where |x - x_i|^2 - R_i^2 is smallest; for
   equal radii it is the Voronoi cell. Gellatly and Finney, J. Non-Cryst. Solids 50, 313 (1982). */
#ifndef COMMON_NUMERICS_VORONOI_H
#define COMMON_NUMERICS_VORONOI_H

#include <stddef.h>
#include <stdint.h>

struct voronoi_face { /* between a sphere and a neighbour, or an image of itself */
    uint32_t j;
    double r[3]; /* vector to the neighbour [length]; 0 beyond dim */
    double area; /* [length^(dim - 1)] */
};

struct voronoi {
    size_t n;
    double *volume; /* (n) [length^dim]; 0: a sphere without a cell, hidden by larger ones */
    size_t *begin;  /* (n + 1): faces of sphere i are begin[i] ... begin[i + 1] - 1 */
    struct voronoi_face *face;
};

/* x (n, dim) [length], anywhere; radius (n) [length], NULL: all are equal. Faces below 1e-6
   (V/N)^((dim - 1)/dim) are corners where more cells meet, and are left out; the relation is
   symmetric. Free with voronoi_free. */
struct voronoi *voronoi_create(size_t n, int dim, const double *x, const double *radius,
                               double box);
void voronoi_free(struct voronoi *v);

#endif
