/* Eigenvalues of a large symmetric matrix A, given by a function that multiplies it with a
   vector: extremes by ARPACK, the density of states by Lanczos with full reorthogonalisation,
   the trace by random probes. Used for the Hessians of liquids and of networks. */
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
   (count, n) unless that is NULL. Relative error `tolerance`, in ARPACK's definition. 3 count <
   n. Fatal, naming `what`, if it does not converge. */
void lanczos_extremes(const struct lanczos_matrix *A, enum lanczos_end end, size_t count,
                      double tolerance, double *value, double *vector, const char *what);

/* |A v - lambda v| of `count` pairs with vectors of length 1, to residual (count). An eigenvalue of A
   is no further from lambda than that. */
void lanczos_residuals(const struct lanczos_matrix *A, size_t count, const double *value,
                       const double *vector, double *residual);

/* Gauss quadrature of the density of eigenvalues, weighted by a start vector s (n): after m
   steps sum_k weight_k f(node_k) = s f(A) s / s s for every polynomial f of degree <= 2 m - 1.
   Weights sum to 1, nodes ascend. Returns m <= steps; it is smaller only if s, A s, A^2 s ...
   span fewer dimensions. node, weight (steps). Memory: (steps + 1) n. */
size_t lanczos_quadrature(const struct lanczos_matrix *A, size_t steps, const double *start,
                          double *node, double *weight);

/* The same, with the residuals |A v - node v| of the nodes as eigenvalues, to residual (steps). */
size_t lanczos_nodes(const struct lanczos_matrix *A, size_t steps, const double *start,
                     double *node, double *weight, double *residual);

/* Traces of the diagonal blocks [begin[k], begin[k + 1]) of A, to trace (blocks), from `probes`
   vectors of random signs (Hutchinson). total: trace of all blocks together; NULL if unused. */
void lanczos_trace(const struct lanczos_matrix *A, size_t probes, struct rng *rng, size_t blocks,
                   const size_t *begin, struct statistics_estimate *trace,
                   struct statistics_estimate *total);

#endif
