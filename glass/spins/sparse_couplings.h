/* Gaussian couplings of a few random sets of p different spins out of n, the diluted form of a tensor
   (coupling_tensor.h): M sets are drawn independently, and may repeat. Each coupling has the variance n a / (2 M),
   so that the mean of H^2 / n of Ising spins is a/2 for any M. A change of a spin costs its degree. */
#ifndef GLASS_SPINS_SPARSE_COUPLINGS_H
#define GLASS_SPINS_SPARSE_COUPLINGS_H

#include <stddef.h>
#include <stdint.h>

struct rng;

struct sparse_couplings {
    int p;
    size_t n, count;
    double variance; /* of a coupling [energy^2] */
    double *value;   /* (count) [energy] */
    uint32_t *index; /* (count, p) */
    size_t *first;   /* (n + 1) couplings of spin i: of[first[i]] ... */
    uint32_t *of;    /* (count p) */
};

/* planted (n): each mean is its variance times beta s_i1 ... s_ip; NULL: means 0. n >= p. */
struct sparse_couplings *sparse_couplings_create(int p, size_t n, size_t count, double a,
                                                 struct rng *rng, const double *planted,
                                                 double beta);
void sparse_couplings_free(struct sparse_couplings *t);
double sparse_couplings_memory(int p, size_t n, double count); /* [byte] */

/* As those of coupling_tensor.h. */
double sparse_couplings_form(const struct sparse_couplings *t, const double *s);
double sparse_couplings_gradient(const struct sparse_couplings *t, const double *s, double *g);
double sparse_couplings_change(const struct sparse_couplings *t, const double *s, size_t i,
                               double a, size_t j, double b);
void sparse_couplings_hessian(const struct sparse_couplings *t, const double *s, double *h);
/* Sum over couplings of variance s_i1 x_i1 ... s_ip x_ip. */
double sparse_couplings_covariance(const struct sparse_couplings *t, const double *s,
                                   const double *x);

#endif
