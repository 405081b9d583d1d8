/* Paths between two vectors, as rows. They differ in the length of the vectors in between. All
   start and end exactly at the given vectors. */
#ifndef COMMON_NUMERICS_INTERPOLATION_H
#define COMMON_NUMERICS_INTERPOLATION_H

#include "common/core/base.h"

struct interpolation_method { /* table row */
    const char *name, *doc;
    /* x (n) at fraction s of the path from a (n) to b (n), 0 <= s <= 1; x must not overlap a or
       b. */
    void (*point)(size_t n, const double *a, const double *b, double s, double *x);
};

extern const struct interpolation_method interpolation_methods[];
extern const struct base_table interpolation_table;

/* Cosine of two vectors; 0 if one is 0. */
double interpolation_overlap(size_t n, const double *a, const double *b);

#endif
