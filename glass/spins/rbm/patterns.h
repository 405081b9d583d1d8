/* Patterns xi: the weights of a restricted Boltzmann machine, the memories of a Hopfield network. */
#ifndef GLASS_SPINS_RBM_PATTERNS_H
#define GLASS_SPINS_RBM_PATTERNS_H

#include <stddef.h>

#include "common/core/rng.h"
#include "glass/spins/rbm/unit_law.h"
#include "glass/spins/spin_kernels.h"

struct patterns {
    size_t n, m;       /* visible units, patterns */
    double scale;      /* 1 / sqrt n */
    float *xi;         /* (m, n) */
    float *transposed; /* (n, m) */
    const struct spin_kernels *kernels;
};

void patterns_init(struct patterns *p, size_t n, size_t m, const struct unit_law *law,
                   struct rng *rng);
void patterns_clear(struct patterns *p);
/* y_mu = sum_i xi_i^mu s_i / sqrt n to y (m); h_i = sum_mu xi_i^mu z_mu / sqrt n to h (n). */
void patterns_hidden_fields(const struct patterns *p, const double *s, double *y);
void patterns_visible_fields(const struct patterns *p, const double *z, double *h);
/* The changes of y for s_i + ds, of h for z_mu + dz. */
void patterns_add_visible(const struct patterns *p, size_t i, double ds, double *y);
void patterns_add_hidden(const struct patterns *p, size_t mu, double dz, double *h);
/* Largest eigenvalue of xi xi^t / n. */
double patterns_largest_eigenvalue(const struct patterns *p);

#endif
