#include "glass/spins/pspin_hessian.h"

#include <math.h>

#include <gsl/gsl_linalg.h>
#include <lapacke.h>

#include "common/core/base.h"
#include "common/core/vector.h"
#include "glass/spins/pspin_dynamics.h"

/* The projected gradient g (n), and P (d^2H + mu) P + outside s s^T / N as A (n, n); returns mu. */
static double projected(const struct pspin *s, double outside, double *g, double *A)
{
    const size_t n = s->n;
    const double size = (double)n;
    double *const x = base_alloc(n, sizeof *x);
    pspin_gradient(s, g);
    const double mu = -vector_dot(n, s->s, g) / size;
    for (size_t i = 0; i < n; i++) g[i] += mu * s->s[i];
    for (int k = 0; k < s->f.n; k++) coupling_tensor_hessian(&s->term[k], s->s, A);
    for (size_t i = 0; i < n * n; i++) A[i] = -A[i];
    for (size_t i = 0; i < n; i++) x[i] = vector_dot(n, A + i * n, s->s) / size;
    const double twice = vector_dot(n, x, s->s) / size;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < n; j++) {
            const double ss = s->s[i] * s->s[j] / size;
            A[i * n + j] += twice * ss - x[i] * s->s[j] - s->s[i] * x[j] + (outside - mu) * ss +
                            (i == j ? mu : 0);
        }
    base_free(x);
    return mu;
}

void pspin_hessian_init(struct pspin_hessian *h, const struct pspin *s)
{
    const size_t n = s->n;
    *h = (struct pspin_hessian){.n = n, .value = base_alloc(n, sizeof *h->value)};
    double *const A = base_alloc(n * n, sizeof *A), *const g = base_alloc(n, sizeof *g);
    const double above = 1e6 * (1 + covariance_curvature(&s->f, 1)); /* sorts last */
    h->multiplier = projected(s, above, g, A);
    h->gradient = sqrt(vector_dot(n, g, g) / (double)n);
    const lapack_int m = (lapack_int)n;
    const lapack_int info = LAPACKE_dsyevd(LAPACK_COL_MAJOR, 'N', 'U', m, A, m, h->value);
    require(info == 0, "LAPACK: dsyevd fails with %d", (int)info);
    base_free(A), base_free(g);
}

void pspin_hessian_clear(struct pspin_hessian *h)
{
    base_free(h->value);
    *h = (struct pspin_hessian){0};
}

double pspin_hessian_newton(struct pspin *s)
{
    const size_t n = s->n;
    double *const A = base_alloc(n * n, sizeof *A), *const g = base_alloc(2 * n, sizeof *g);
    projected(s, 1, g, A);
    gsl_matrix_view matrix = gsl_matrix_view_array(A, n, n);
    gsl_vector_view slope = gsl_vector_view_array(g, n), step = gsl_vector_view_array(g + n, n);
    gsl_permutation *const order = gsl_permutation_alloc(n);
    int sign;
    gsl_linalg_LU_decomp(&matrix.matrix, order, &sign);
    gsl_linalg_LU_solve(&matrix.matrix, order, &slope.vector, &step.vector);
    const double length = sqrt(vector_dot(n, g + n, g + n) / (double)n), most = 0.3;
    const double part = length > most ? most / length : 1;
    for (size_t i = 0; i < n; i++) s->s[i] -= part * g[n + i];
    pspin_dynamics_normalise(s->s, n);
    gsl_permutation_free(order);
    base_free(A), base_free(g);
    return fmin(length, most);
}
