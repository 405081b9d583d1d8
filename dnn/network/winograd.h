/* Convolutions with windows of 3 x 3 and stride 1 by Winograd's minimal filtering F(2 x 2, 3 x 3)
   (Lavin and Gray, arXiv:1509.09308): a tile of 4 x 4 values, transformed, times a transformed
   window, is a tile of 2 x 2 results, transformed, so that 16 multiplications do for 36. */
#ifndef DNN_NETWORK_WINOGRAD_H
#define DNN_NETWORK_WINOGRAD_H

#include "dnn/network/layer_table.h"

bool winograd_suits(
    const struct layer *l); /* with few channels transforms cost more than they save */
size_t winograd_scratch(const struct layer *l, size_t b); /* [reals] */
void winograd_forward(const struct layer *l, const struct layer_pass *p);
void winograd_backward(const struct layer *l, const struct layer_pass *p);

/* ---- kernels ----------------------------------------------------------------------------------- */

struct winograd_tiles { /* side by side, of one channel, b samples a value */
    size_t tiles, b;
    size_t plane; /* from one of the 16 transformed values to the next [reals] */
};

struct winograd_kernels { /* one table an instruction set */
    /* v(16, tiles, b) = B' x B of 4 rows x(4, 2 tiles + 2, b) */
    void (*take)(const struct winograd_tiles *t, const real *x, real *v);
    /* y(2, 2 tiles, b) = A' m A */
    void (*give)(const struct winograd_tiles *t, const real *m, real *y);
    /* Their transposes, for slopes: dm = A dy A'; to dx is added B dv B'. */
    void (*give_back)(const struct winograd_tiles *t, const real *dy, real *dm);
    void (*take_back)(const struct winograd_tiles *t, const real *dv, real *dx);
    /* u(16, b) = G w G' of b windows w(3, 3, b), and its transpose; tiles = 1 */
    void (*window)(const struct winograd_tiles *t, const real *w, real *u);
    void (*window_back)(const struct winograd_tiles *t, const real *du, real *dw);
};

#endif
