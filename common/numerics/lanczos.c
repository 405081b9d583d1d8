/* Implementation of lanczos.h. Quadrature: Golub and Welsch, Math. Comp. 23, 221 (1969). Every new
   vector is made orthogonal to all previous ones, twice, so that no copies of converged eigenvalues
   appear in the density. Extremes: Lehoucq, Sorensen, Yang, ARPACK Users' Guide (SIAM, 1998).
   Trace: Hutchinson, Comm. Stat. 18, 1059 (1989), E[z A z] = tr A for random signs z. */
#include "common/numerics/lanczos.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include <arpack/arpack.h>
#include <gsl/gsl_eigen.h>
#include <gsl/gsl_sort.h>

#include "common/core/base.h"
#include "common/core/vector.h"

/* ---- extremes -------------------------------------------------------------------------------- */

struct arnoldi { /* workspace of ARPACK */
    a_int n, count, basis, control[11], at[14], room;
    double *residual, *v, *work, *more; /* (n), (n, basis), (3 n), (room) */
};

static void arnoldi_open(struct arnoldi *q, size_t n, size_t count)
{
    const size_t basis = 3 * count + 20 < n ? 3 * count + 20 : n;
    const size_t room = basis * (basis + 8);
    *q = (struct arnoldi){(a_int)n, (a_int)count, (a_int)basis, .room = (a_int)room};
    q->control[0] = 1;      /* exact shifts */
    q->control[2] = 100000; /* restarts at most */
    q->control[6] = 1;      /* an ordinary problem */
    q->residual = base_alloc(n, sizeof(double)), q->v = base_alloc(n * basis, sizeof(double));
    q->work = base_alloc(3 * n, sizeof(double)), q->more = base_alloc(room, sizeof(double));
    for (size_t k = 0; k < n; k++) q->residual[k] = sin(1.0 + 1.7 * (double)k); /* overlaps all */
}

static void arnoldi_close(struct arnoldi *q)
{
    base_free(q->residual), base_free(q->v), base_free(q->work), base_free(q->more);
}

static void arnoldi_iterate(struct arnoldi *q, const struct lanczos_matrix *A, const char *which,
                            double tolerance, const char *what)
{
    a_int ask = 0, info = 1; /* 1: start from the given residual */
    while (true) {
        dsaupd_c(&ask, "I", q->n, which, q->count, tolerance, q->residual, q->basis, q->v, q->n,
                 q->control, q->at, q->work, q->more, q->room, &info);
        if (ask != 1 && ask != -1) break;
        A->multiply(A->context, q->work + q->at[0] - 1, q->work + q->at[1] - 1);
    }
    require(info == 0, "ARPACK's dsaupd does not converge on %s (%d)", what, (int)info);
}

void lanczos_extremes(const struct lanczos_matrix *A, enum lanczos_end end, size_t count,
                      double tolerance, double *value, double *vector, const char *what)
{
    assert(count > 0 && 3 * count < A->n);
    const char *const which = end == LANCZOS_LOWEST ? "SA" : "LA";
    struct arnoldi q;
    arnoldi_open(&q, A->n, count);
    arnoldi_iterate(&q, A, which, tolerance, what);
    a_int *const select = base_alloc((size_t)q.basis, sizeof *select), info = 0;
    dseupd_c(vector != NULL, "A", select, value, q.v, q.n, 0, "I", q.n, which, q.count, tolerance,
             q.residual, q.basis, q.v, q.n, q.control, q.at, q.work, q.more, q.room, &info);
    require(info == 0, "ARPACK's dseupd fails on %s (%d)", what, (int)info);
    if (vector)
        memcpy(vector, q.v, count * A->n * sizeof *vector);
    else
        gsl_sort(value, 1, count); /* ARPACK does not sort eigenvalues without vectors */
    base_free(select);
    arnoldi_close(&q);
}

void lanczos_residuals(const struct lanczos_matrix *A, size_t count, const double *value,
                       const double *vector, double *residual)
{
    double *const y = base_alloc(A->n, sizeof *y);
    for (size_t k = 0; k < count; k++) {
        const double *const v = vector + k * A->n;
        A->multiply(A->context, v, y);
        double square = 0;
        for (size_t i = 0; i < A->n; i++) square += pow(y[i] - value[k] * v[i], 2);
        residual[k] = sqrt(square);
    }
    base_free(y);
}

/* ---- density --------------------------------------------------------------------------------- */

/* Removes from x its components along the rows of v (m, n), which have length 1. */
static void orthogonalise(size_t n, double *x, size_t m, const double *v)
{
    for (int pass = 0; pass < 2; pass++)
        for (size_t j = 0; j < m; j++) {
            const double part = vector_dot(n, x, v + j * n);
            for (size_t i = 0; i < n; i++) x[i] -= part * v[j * n + i];
        }
}

/* Rows of v (steps + 1, n): the Lanczos vectors. a (steps), b (steps): the tridiagonal matrix;
   b[j] couples j and j + 1. Returns its size. */
static size_t tridiagonalise(const struct lanczos_matrix *A, size_t steps, const double *start,
                             double *v, double *a, double *b)
{
    const size_t n = A->n;
    const double norm = sqrt(vector_dot(n, start, start));
    assert(norm > 0);
    for (size_t i = 0; i < n; i++) v[i] = start[i] / norm;
    double largest = 0;
    for (size_t j = 0; j < steps; j++) {
        double *const next = v + (j + 1) * n;
        A->multiply(A->context, v + j * n, next);
        a[j] = vector_dot(n, next, v + j * n);
        orthogonalise(n, next, j + 1, v);
        b[j] = sqrt(vector_dot(n, next, next));
        largest = fmax(largest, fabs(a[j]) + b[j]);
        if (j + 1 == n || !(b[j] > 1e-13 * largest)) return j + 1;
        for (size_t i = 0; i < n; i++) next[i] /= b[j];
    }
    return steps;
}

/* Nodes are the eigenvalues of the tridiagonal matrix, weights the squared first components of
   its eigenvectors, residuals their last components times the coupling to the next vector. */
static void quadrature(size_t m, const double *a, const double *b, double *node, double *weight,
                       double *residual)
{
    gsl_matrix *const T = gsl_matrix_calloc(m, m), *const e = gsl_matrix_alloc(m, m);
    gsl_vector *const value = gsl_vector_alloc(m);
    gsl_eigen_symmv_workspace *const work = gsl_eigen_symmv_alloc(m);
    for (size_t j = 0; j < m; j++) {
        gsl_matrix_set(T, j, j, a[j]);
        if (j + 1 < m) gsl_matrix_set(T, j, j + 1, b[j]), gsl_matrix_set(T, j + 1, j, b[j]);
    }
    gsl_eigen_symmv(T, value, e, work);
    gsl_eigen_symmv_sort(value, e, GSL_EIGEN_SORT_VAL_ASC);
    for (size_t k = 0; k < m; k++) {
        const double first = gsl_matrix_get(e, 0, k);
        node[k] = gsl_vector_get(value, k), weight[k] = first * first;
        residual[k] = fabs(b[m - 1] * gsl_matrix_get(e, m - 1, k));
    }
    gsl_eigen_symmv_free(work);
    gsl_vector_free(value);
    gsl_matrix_free(e), gsl_matrix_free(T);
}

size_t lanczos_nodes(const struct lanczos_matrix *A, size_t steps, const double *start,
                     double *node, double *weight, double *residual)
{
    if (steps > A->n) steps = A->n;
    double *const v = base_alloc((steps + 1) * A->n, sizeof *v),
                  *const a = base_alloc(steps, sizeof *a), *const b = base_alloc(steps, sizeof *b);
    const size_t m = tridiagonalise(A, steps, start, v, a, b);
    quadrature(m, a, b, node, weight, residual);
    base_free(v), base_free(a), base_free(b);
    return m;
}

size_t lanczos_quadrature(const struct lanczos_matrix *A, size_t steps, const double *start,
                          double *node, double *weight)
{
    double *const residual = base_alloc(steps, sizeof *residual);
    const size_t m = lanczos_nodes(A, steps, start, node, weight, residual);
    base_free(residual);
    return m;
}

/* ---- trace ----------------------------------------------------------------------------------- */

/* One probe z: z A z of every block to sample[k * probes], of all blocks to sample[blocks *
   probes]. */
static void probe(const struct lanczos_matrix *A, struct rng *rng, size_t blocks,
                  const size_t *begin, double *z, double *y, double *sample, size_t probes)
{
    for (size_t i = 0; i < A->n; i++) z[i] = rng_u32(rng) >> 31 ? 1 : -1;
    A->multiply(A->context, z, y);
    double all = 0;
    for (size_t k = 0; k < blocks; k++) {
        const size_t n = begin[k + 1] - begin[k];
        sample[k * probes] = vector_dot(n, z + begin[k], y + begin[k]);
        all += sample[k * probes];
    }
    sample[blocks * probes] = all;
}

void lanczos_trace(const struct lanczos_matrix *A, size_t probes, struct rng *rng, size_t blocks,
                   const size_t *begin, struct statistics_estimate *trace,
                   struct statistics_estimate *total)
{
    double *const z = base_alloc(A->n, sizeof *z), *const y = base_alloc(A->n, sizeof *y),
                  *const sample = base_alloc((blocks + 1) * probes, sizeof *sample);
    for (size_t i = 0; i < probes; i++) probe(A, rng, blocks, begin, z, y, sample + i, probes);
    for (size_t k = 0; k < blocks; k++) trace[k] = statistics_mean(probes, sample + k * probes);
    if (total) *total = statistics_mean(probes, sample + blocks * probes);
    base_free(z), base_free(y), base_free(sample);
}
