/* Matrix products C = op(A) op(B) + beta C, row-major, always on the calling thread. */
#ifndef DNN_PRODUCTS_H
#define DNN_PRODUCTS_H

#include <stddef.h>

#include "dnn/real.h"

struct products_matrix { /* borrowed */
    const real *x;
    size_t stride;  /* reals from row to row as stored */
    int transposed; /* op(X) is the transpose of what is stored */
};

void products_start(
    void); /* keeps the libraries to one thread; call once before the first product */

/* c (m, n) with row stride ldc = op(a) (m, k) op(b) (k, n) + beta c; beta = 0 ignores what is in
   c. */
void products_add(size_t m, size_t n, size_t k, struct products_matrix a, struct products_matrix b,
                  real beta, real *c, size_t ldc);

#endif
