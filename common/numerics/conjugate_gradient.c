/* Implementation of conjugate_gradient.h. */
#include "common/numerics/conjugate_gradient.h"

#include <math.h>
#include <string.h>

#include "common/core/base.h"
#include "common/core/vector.h"

double conjugate_gradient(const struct lanczos_matrix *A, const double *b, double tolerance,
                          size_t most, double *x)
{
    const size_t n = A->n;
    double *const r = base_alloc(n, sizeof *r), *const d = base_alloc(n, sizeof *d),
                  *const y = base_alloc(n, sizeof *y);
    const double norm = vector_dot(n, b, b), enough = tolerance * tolerance * norm;
    double rr = norm;
    memset(x, 0, n * sizeof *x);
    memcpy(r, b, n * sizeof *r);
    memcpy(d, b, n * sizeof *d);
    for (size_t k = 0; k < most && rr > enough; k++) {
        A->multiply(A->context, d, y);
        const double curvature = vector_dot(n, d, y);
        if (!(curvature > 0)) {
            rr = INFINITY;
            break;
        }
        const double a = rr / curvature, before = rr;
        for (size_t i = 0; i < n; i++) x[i] += a * d[i], r[i] -= a * y[i];
        rr = vector_dot(n, r, r);
        for (size_t i = 0; i < n; i++) d[i] = r[i] + rr / before * d[i];
    }
    base_free(r), base_free(d), base_free(y);
    return norm > 0 ? sqrt(rr / norm) : 0;
}
