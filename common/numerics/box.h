/* Periodic boxes of side L with tilted edges, as in LAMMPS:
       a = L (1, 0, 0),  b = L (xy, 1, 0),  c = L (xz, yz, 1),  volume L^dim.
   A tilt is three numbers, all 0 for a cube. */
#ifndef COMMON_NUMERICS_BOX_H
#define COMMON_NUMERICS_BOX_H

#include <stdbool.h>

enum { BOX_XY, BOX_XZ, BOX_YZ, BOX_TILTS };

static inline bool box_is_tilted(const double *tilt)
{
    return tilt[BOX_XY] != 0 || tilt[BOX_XZ] != 0 || tilt[BOX_YZ] != 0;
}

/* nearbyint without a call, for |x| < 2^51 */
static inline double box_whole(double x)
{
    const double magic = 0x1.8p52;
    return (x + magic) - magic;
}

/* Replaces r (3) [length] by the image in the cube from -L/2 to L/2, which holds one image of every
   vector, the nearest one if it is shorter than L/2. Two dimensions: r[2] = 0. */
static inline void box_nearest(double L, const double *tilt, double *r)
{
    const double inverse = 1 / L, c = L * box_whole(r[2] * inverse);
    r[2] -= c, r[1] -= tilt[BOX_YZ] * c, r[0] -= tilt[BOX_XZ] * c;
    const double b = L * box_whole(r[1] * inverse);
    r[1] -= b, r[0] -= tilt[BOX_XY] * b;
    r[0] -= L * box_whole(r[0] * inverse);
}

/* Coordinates along the edges, times L, of x (dim) [length]; and back. In place if both are equal. */
void box_to_edges(const double *tilt, int dim, const double *x, double *f);
void box_from_edges(const double *tilt, int dim, const double *f, double *x);

/* The tilt of the same lattice from -1/2 to 1/2. With n (3): a point of coordinates f keeps its place
   if first f_y += n[YZ] f_z, then f_x += n[XY] f_y, then f_x += n[XZ] f_z. */
void box_reduce(double *tilt, double *n);

/* Simple shear: x_a grows by strain x_b, a < b. */
void box_shear(double *tilt, int a, int b, double strain);

/* Largest factor by which coordinates along the edges are longer than the vector. */
double box_stretch(const double *tilt);

/* From components L xy, L xz, L yz to the tilt. */
static inline void box_tilt_of(double L, const double *component, double *tilt)
{
    for (int k = 0; k < BOX_TILTS; k++) tilt[k] = component[k] / L;
}

/* The edges as rows of (dim, dim), from components L xy, L xz, L yz; and back: false if they are no such
   box, up to `error` L. Components up to that size become 0. */
void box_edges(double L, const double *component, int dim, double *edge);
bool box_of_edges(int dim, const double *edge, double error, double *L, double *component);

#endif
