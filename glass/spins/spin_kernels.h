/* Inner loops of spin models, compiled for each instruction set. Sums run over 8 lanes and end in a
   fixed tree, so all instruction sets give the same bits. */
#ifndef GLASS_SPINS_SPIN_KERNELS_H
#define GLASS_SPINS_SPIN_KERNELS_H

#include <stddef.h>

struct spin_kernels { /* one table an instruction set */
    /* sum J s */
    double (*dot)(const float *J, size_t n, const double *s);
    /* sum J s; c J is added to g */
    double (*dot_add)(const float *J, size_t n, const double *s, double c, double *g);
    /* sum a x + b y; c x is added to u, d y to v */
    double (*dots_add)(size_t n, const double *x, const double *y, const double *a, const double *b,
                       double c, double d, double *u, double *v);
};

const struct spin_kernels *spin_kernels(void); /* the widest that the processor has */

#endif
