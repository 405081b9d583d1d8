/* Hierarchical clustering by average linkage: the two clusters with the least mean distance between
   their members are merged, until one is left. And measures of the tree. */
#ifndef ANALYSIS_ESTIMATE_LINKAGE_H
#define ANALYSIS_ESTIMATE_LINKAGE_H

#include <stddef.h>

struct linkage_merge { /* merge k makes cluster n + k; numbers below n are items */
    size_t a, b;       /* a < b */
    double height;     /* mean distance between members of a and b; ascending over merges */
    size_t size;
};

/* distance (n, n), symmetric; merge (n - 1). O(n^2) time. */
void linkage_average(size_t n, const double *distance, struct linkage_merge *merge);

/* Order of the items in which no two branches cross, to leaf (n). */
void linkage_leaves(size_t n, const struct linkage_merge *merge, size_t *leaf);

/* Heights at which pairs become one cluster, to height (n, n), 0 on the diagonal. */
void linkage_heights(size_t n, const struct linkage_merge *merge, double *height);

/* Outline of the tree as one continuous line, leaf i of the order at x = i + 1. At most 7 n points,
   to x, y; returns their number. */
size_t linkage_outline(size_t n, const struct linkage_merge *merge, double *x, double *y);

/* Share of triples of items whose two largest distances differ by less than `part` of the largest.
   It is 1 for ultrametric distances. */
double linkage_isosceles(size_t n, const double *distance, double part);

#endif
