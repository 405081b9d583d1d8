/* The multistate Bennett acceptance ratio: samples of several states of one system as one set.
   State k has the weight exp(-u_k(x)) and count[k] of the samples. Free energies solve
     f_i = -ln sum_n exp(-u_i(x_n)) / D_n,  D_n = sum_k count[k] exp(f_k - u_k(x_n)),  f_0 = 0;
   a sample has the weight exp(-u(x_n)) / D_n in any other state u. Shirts and Chodera, J. Chem. Phys.
   129, 124105 (2008); solved by Newton's method for the convex function whose gradient this is. */
#ifndef COMMON_NUMERICS_MBAR_H
#define COMMON_NUMERICS_MBAR_H

#include <stdbool.h>
#include <stddef.h>

struct mbar {
    size_t states, n;
    const double *u;     /* (states, n) reduced energy of every sample in every state; borrowed */
    const double *count; /* (states) samples of each state, sum n; borrowed */
};

/* Free energies, to f (states), which on entry is a first guess (0 will do). False if they do not
   converge: states without overlap. */
bool mbar_solve(const struct mbar *m, double *f);

/* ln of the weights of the samples in a state of reduced energy u (n), to w (n), normalised. Returns
   its free energy. */
double mbar_weights(const struct mbar *m, const double *f, const double *u, double *w);

/* Share that the distributions of two sets of numbers have in common: 1 minus the largest difference
   of their cumulative distributions. Sorts both. */
double mbar_overlap(size_t n, double *x, size_t m, double *y);

#endif
