/* Ways from one vector to another, as rows: what "between" means for weights whose length matters.
   All start and end exactly where they should. */
#ifndef COMMON_GEODESIC_H
#define COMMON_GEODESIC_H

#include "common/base.h"

struct geodesic_way { /* a row */
    const char *name, *doc;
    /* x (n) at share s of the way from a (n) to b (n), 0 <= s <= 1; x may be neither. */
    void (*point)(size_t n, const double *a, const double *b, double s, double *x);
};

extern const struct geodesic_way geodesic_ways[];
extern const struct base_table geodesic_table;

/* Cosine of two vectors; 0 if one is 0. */
double geodesic_overlap(size_t n, const double *a, const double *b);

#endif
