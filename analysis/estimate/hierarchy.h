/* Overlaps between solutions of one problem, from overlaps.dat: a matrix for each definition of the
   overlap. */
#ifndef ANALYSIS_ESTIMATE_HIERARCHY_H
#define ANALYSIS_ESTIMATE_HIERARCHY_H

#include <stdbool.h>
#include <stddef.h>

#include "analysis/read/system_kind.h"
#include "common/numerics/statistics.h"

struct plot_panel;
struct rng;
struct table;

struct hierarchy_kind { /* table row: a definition of the overlap, the name of its column */
    const char *name, *doc;
    const char *axis; /* of its tree; NULL: not shown */
    const struct system_kind *system;
};
extern const struct hierarchy_kind hierarchy_kinds[]; /* ends with name NULL */

struct hierarchy {
    const struct hierarchy_kind *kind;
    size_t n;         /* solutions */
    double *distance; /* (n, n) 1 - q */
};

/* Reads a table overlaps.dat; false if it lacks the kind. Fatal on fewer than 3 solutions and on a
   missing pair. Free with hierarchy_clear. */
bool hierarchy_read(struct hierarchy *h, const struct table *t, const struct hierarchy_kind *kind);
void hierarchy_clear(struct hierarchy *h);

void hierarchy_draw_tree(const struct hierarchy *h, struct plot_panel *panel, unsigned colour);
void hierarchy_draw_density(const struct hierarchy *h, struct plot_panel *panel, unsigned colour);

/* The distances of the pairs i > j of n items, to d (n (n - 1) / 2); returns their number. */
size_t hierarchy_pairs(size_t n, const double *distance, double *d);

/* A number of a matrix of overlaps, with its error over solutions: jackknife, in ten parts or more.
   NAN without enough solutions. */
struct statistics_estimate hierarchy_jackknife(const struct hierarchy *h,
                                               double (*of)(const struct hierarchy *h));

/* Correlation of the distances with the heights at which the tree joins the pairs. */
double hierarchy_cophenetic(const struct hierarchy *h);

enum { HIERARCHY_NULLS = 2, HIERARCHY_DRAWS = 20 };

struct hierarchy_null { /* table row: distances without a hierarchy, to compare with */
    const char *name, *doc;
    void (*draw)(const struct hierarchy *h, struct rng *rng, double *distance);
};
extern const struct hierarchy_null hierarchy_nulls[HIERARCHY_NULLS];

/* Mean share of isosceles triples (linkage_isosceles) over the draws of a null; the error is the
   spread of the draws. */
struct statistics_estimate hierarchy_expected(const struct hierarchy *h,
                                              const struct hierarchy_null *null, double part);

#endif
