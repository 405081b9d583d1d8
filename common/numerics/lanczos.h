/* Eigenvalues of a large symmetric matrix A that is known by its products with vectors alone:
   extremes by ARPACK, the density of all by Lanczos with full reorthogonalisation, the trace by
   random probes. What a liquid's Hessian and a network's have in common. */
#ifndef COMMON_NUMERICS_LANCZOS_H
#define COMMON_NUMERICS_LANCZOS_H

#include <stddef.h>

#include "common/core/rng.h"
#include "common/numerics/statistics.h"

struct lanczos_matrix {
    size_t n;
    void (*multiply)(void *context, const double *v, double *y); /* y = A v; v, y (n) */
    void *context;
};

enum lanczos_end { LANCZOS_LOWEST, LANCZOS_HIGHEST };

/* The `count` eigenvalues at one end to value (count), ascending, with their vectors to vector
   (count, n) unless that is NULL; relative error `tolerance`, as ARPACK takes it. 3 count < n.
   Dies naming `what` if it does not converge. */
void lanczos_extremes(const struct lanczos_matrix *A, enum lanczos_end end, size_t count,
                      double tolerance, double *value, double *vector, const char *what);

/* Gauss quadrature of the density of eigenvalues as a start vector (n) sees it: after m steps
     sum_k weight_k f(node_k) = s f(A) s / s s   for every polynomial f up to degree 2 m - 1.
   Weights add up to 1, nodes ascend. Returns m <= steps, less only if the vectors s, A s, A^2 s ...
   span no more. node, weight (steps). Memory: (steps + 1) n. */
size_t lanczos_quadrature(const struct lanczos_matrix *A, size_t steps, const double *start,
                          double *node, double *weight);

/* Traces of the diagonal blocks [begin[k], begin[k + 1]) of A, to trace (blocks), from `probes`
   vectors of random signs (Hutchinson); the last is that of all blocks together if total is not
   NULL. */
void lanczos_trace(const struct lanczos_matrix *A, size_t probes, struct rng *rng, size_t blocks,
                   const size_t *begin, struct statistics_estimate *trace,
                   struct statistics_estimate *total);

#endif
