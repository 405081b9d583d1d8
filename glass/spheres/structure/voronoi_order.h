/* Bond order by the neighbours of radical Voronoi cells: radii are half the diameters.

     3D: q_l = sqrt(4 pi / (2 l + 1) sum_m |q_lm|^2), q_lm the mean of Y_lm over the neighbours,
         w_l = sum_{m1 + m2 + m3 = 0} (l l l; m1 m2 m3) q_lm1 q_lm2 q_lm3 / (sum_m |q_lm|^2)^(3/2):
         Steinhardt, Nelson, Ronchetti, Phys. Rev. B 28, 784 (1983);
     2D: psi_6 = mean of exp(6 i theta) over the neighbours: Halperin, Nelson, PRL 41, 121 (1978). */
#ifndef GLASS_SPHERES_STRUCTURE_VORONOI_ORDER_H
#define GLASS_SPHERES_STRUCTURE_VORONOI_ORDER_H

#include <complex.h>

#include "common/numerics/voronoi.h"

struct spheres;

/* Free with voronoi_free. */
struct voronoi *voronoi_order_cells(const struct spheres *s);

struct voronoi_order {
    double q4, q6, w4, w6; /* NAN without neighbours */
};

enum { VORONOI_ORDER_M = 13 };
struct voronoi_order_symbols { /* Wigner 3j symbols (l l l; m1 m2 -m1-m2) at [m1 + l][m2 + l] */
    double four[VORONOI_ORDER_M][VORONOI_ORDER_M], six[VORONOI_ORDER_M][VORONOI_ORDER_M];
};
void voronoi_order_init(struct voronoi_order_symbols *s);

/* Of sphere i in three dimensions. */
struct voronoi_order voronoi_order_of(const struct voronoi *v,
                                      const struct voronoi_order_symbols *s, size_t i);

/* psi_6 of all disks in two dimensions, to psi (n); 0 without neighbours. */
void voronoi_order_psi6(const struct voronoi *v, double _Complex *psi);

struct voronoi_hexatic {
    double global; /* |sum psi_6| / N: 1 in a triangular crystal, 1/sqrt(N) in a liquid */
    double local;  /* mean of |psi_6| */
};

struct voronoi_hexatic voronoi_order_hexatic(size_t n, const double _Complex *psi);

#endif
