/* Loops over smooth functions, compiled for each instruction set. Exponentials are polynomials
   that the compiler vectorises; errors are a few units of the last place. */
#ifndef DNN_KERNELS_SMOOTH_H
#define DNN_KERNELS_SMOOTH_H

#include <stddef.h>

#include "dnn/kernels/precision.h"

enum { SMOOTH_LANES = 32 }; /* columns that are normalised together */

struct smooth_columns {   /* of a matrix (terms, row), each normalised to z of mean 0, variance 1 */
    size_t terms, row;    /* value i of column j has index i row + j */
    double epsilon;       /* added to the variance */
    const real *w, *bias; /* (terms); bias may be NULL */
};

typedef void smooth_function(const real *x, real *y, size_t n);               /* y may be x */
typedef void smooth_slope(const real *x, const real *dy, real *dx, size_t n); /* dx = f'(x) dy */

struct smooth_kernels { /* one table an instruction set */
    smooth_function *tanh, *silu, *gelu, *gelu_tanh;
    smooth_slope *silu_slope, *gelu_slope, *gelu_tanh_slope;
    /* y(i, j) = w(i) z(i, j) + bias(i) of n <= SMOOTH_LANES columns from j = 0 on. */
    void (*normalise)(const struct smooth_columns *c, const real *x, size_t n, real *y);
    /* dx, unless it is NULL; adds the gradients of w and bias to dw and db (terms). */
    void (*normalise_back)(const struct smooth_columns *c, const real *x, const real *dy, size_t n,
                           real *dx, double *dw, double *db);
};

const struct smooth_kernels *smooth(void); /* the widest that the processor has */

#endif
