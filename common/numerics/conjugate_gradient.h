/* Solution of A x = b with a symmetric matrix A without negative eigenvalues, by conjugate
   gradients: Hestenes, Stiefel, J. Res. NBS 49, 409 (1952). */
#ifndef COMMON_NUMERICS_CONJUGATE_GRADIENT_H
#define COMMON_NUMERICS_CONJUGATE_GRADIENT_H

#include "common/numerics/lanczos.h"

/* From x = 0 until |A x - b| <= tolerance |b|, or for `most` products with A. b must be orthogonal to
   the null space of A. Returns |A x - b| / |b|, as the recursion has it; INFINITY if a direction with A
   <= 0 is met. x, b (A->n). */
double conjugate_gradient(const struct lanczos_matrix *A, const double *b, double tolerance,
                          size_t most, double *x);

#endif
