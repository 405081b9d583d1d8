/* Hierarchical clustering by average linkage: the two clusters whose members are nearest to each
   other on average become one, until all are; and what the tree says of the distances. */
#ifndef ANALYSIS_ESTIMATE_LINKAGE_H
#define ANALYSIS_ESTIMATE_LINKAGE_H

#include <stddef.h>

struct linkage_merge { /* number k makes cluster n + k; numbers below n are single items */
    size_t a, b;       /* a < b */
    double height;     /* mean distance between members of a and b; ascending over merges */
    size_t size;
};

/* distance (n, n), symmetric; merge (n - 1). O(n^2) time. */
void linkage_average(size_t n, const double *distance, struct linkage_merge *merge);

/* Items in an order in which no two branches cross, to leaf (n). */
void linkage_leaves(size_t n, const struct linkage_merge *merge, size_t *leaf);

/* Heights at which pairs become one cluster, to height (n, n), 0 on the diagonal. */
void linkage_heights(size_t n, const struct linkage_merge *merge, double *height);

/* Outline of the tree as one line that is drawn without lifting the pen, leaf i of the order
   standing at x = i + 1: at most 7 n points, to x, y; returns how many. */
size_t linkage_outline(size_t n, const struct linkage_merge *merge, double *x, double *y);

/* Share of triples of items whose two largest distances differ by less than `part` of the largest:
   1 if distances are ultrametric (all triangles isosceles, the base shortest). */
double linkage_isosceles(size_t n, const double *distance, double part);

#endif
