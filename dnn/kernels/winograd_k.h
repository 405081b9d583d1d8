/* Transforms of Winograd's minimal filtering (dnn/network/winograd.h), one table per
   instruction set. */
#ifndef DNN_KERNELS_WINOGRAD_K_H
#define DNN_KERNELS_WINOGRAD_K_H

#include <stddef.h>

#include "dnn/kernels/precision.h"

struct winograd_tiles { /* side by side, of one channel, b samples per value */
    size_t tiles, b;
    size_t plane; /* distance between two of the 16 transformed values [reals] */
};

struct winograd_kernels { /* one table an instruction set */
    /* v(16, tiles, b) = B' x B of 4 rows x(4, 2 tiles + 2, b) */
    void (*take)(const struct winograd_tiles *t, const real *x, real *v);
    /* y(2, 2 tiles, b) = A' m A */
    void (*give)(const struct winograd_tiles *t, const real *m, real *y);
    /* Their transposes, for gradients: dm = A dy A'; B dv B' is added to dx. */
    void (*give_back)(const struct winograd_tiles *t, const real *dy, real *dm);
    void (*take_back)(const struct winograd_tiles *t, const real *dv, real *dx);
    /* u(16, b) = G w G' of b windows w(3, 3, b), and its transpose; tiles = 1 */
    void (*window)(const struct winograd_tiles *t, const real *w, real *u);
    void (*window_back)(const struct winograd_tiles *t, const real *du, real *dw);
};

#endif
