/* A symmetric tensor of Gaussian couplings of order p, packed: one number for each set of indices
   i1 >= i2 >= ... >= ip, in the order of nested loops, so that the last index is contiguous. A form
   of it, sum J s_i1 ... s_ip, and its gradient cost one pass over the numbers. Numbers are single
   precision, as drawn; sums are double. */
#ifndef GLASS_SPINS_COUPLING_TENSOR_H
#define GLASS_SPINS_COUPLING_TENSOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct rng;
struct sparse_couplings;

struct coupling_tensor {
    int p;
    size_t n;                        /* spins */
    bool distinct;                   /* only i1 > i2 > ... > ip; otherwise all index sets */
    size_t count;                    /* couplings */
    float *value;                    /* (count) */
    size_t *below;                   /* (p + 1, n + 1) couplings of d indices, the first below m */
    struct sparse_couplings *sparse; /* in place of all these; NULL: dense */
};

/* Number of couplings, as a double: it may exceed every integer type. */
double coupling_tensor_count(int p, size_t n, bool distinct);
/* Draws couplings of variance multiplicity * a / (2 n^(p - 1)), where the multiplicity is the number of
   orders of the indices: [H H'] = n a q^p / 2. With `planted` (n) the mean of each is its variance times
   beta s_i1 ... s_ip. */
void coupling_tensor_init(struct coupling_tensor *t, int p, size_t n, bool distinct, double a,
                          struct rng *rng, const double *planted, double beta);
/* The same covariance from `count` random sets of different indices (sparse_couplings.h). */
void coupling_tensor_init_sparse(struct coupling_tensor *t, int p, size_t n, size_t count, double a,
                                 struct rng *rng, const double *planted, double beta);
void coupling_tensor_clear(struct coupling_tensor *t);

/* The form at s (n). */
double coupling_tensor_form(const struct coupling_tensor *t, const double *s);
/* The form; its gradient is added to g (n). */
double coupling_tensor_gradient(const struct coupling_tensor *t, const double *s, double *g);
/* Change of the form when entries i and j of s become a and b. i may equal j, then a equals b. Costs
   O(n^(p-1)). */
double coupling_tensor_change(const struct coupling_tensor *t, const double *s, size_t i, double a,
                              size_t j, double b);
/* The Hessian is added to h (n, n). */
void coupling_tensor_hessian(const struct coupling_tensor *t, const double *s, double *h);

#endif
