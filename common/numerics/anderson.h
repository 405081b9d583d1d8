/* Anderson acceleration of a fixed-point iteration x <- G(x): the next x is the combination of the last
   iterates whose residual G(x) - x is smallest. Anderson, J. ACM 12, 547 (1965); Walker, Ni, SIAM J. Numer.
   Anal. 49, 1715 (2011). */
#ifndef COMMON_NUMERICS_ANDERSON_H
#define COMMON_NUMERICS_ANDERSON_H

#include <stddef.h>

enum { ANDERSON_DEPTH = 6 };

struct anderson {
    size_t n, used; /* unknowns; iterations since the start */
    double *x[ANDERSON_DEPTH + 1], *f[ANDERSON_DEPTH + 1]; /* (n) iterates, residuals, cyclic */
};

void anderson_init(struct anderson *a, size_t most);
void anderson_clear(struct anderson *a);
void anderson_start(struct anderson *a, size_t n); /* n <= most */
/* image (n): G(x); replaced by the next iterate. */
void anderson_next(struct anderson *a, const double *x, double *image);

#endif
