/* One rule for every claim about a measured number. The number has an interval that covers it with
   95 %. A claim is the interval of values that it allows. The claim holds if it contains the
   number's interval, does not if the two are apart, and else the data cannot tell. */
#ifndef ANALYSIS_ESTIMATE_VERDICT_H
#define ANALYSIS_ESTIMATE_VERDICT_H

#include <stdbool.h>
#include <stddef.h>

#include "common/numerics/statistics.h"

enum verdict { VERDICT_UNKNOWN, VERDICT_HOLDS, VERDICT_FAILS };

struct verdict_interval {
    double low, high; /* NAN: unknown; -INFINITY, INFINITY: no limit */
};

enum verdict verdict_of(struct verdict_interval number, struct verdict_interval claim);

/* Of a number that is exact, such as the loss of one state. */
enum verdict verdict_exact(bool holds);

/* All claims hold, one does not, or neither. */
enum verdict verdict_both(enum verdict a, enum verdict b);

/* "yes", "no" or "cannot tell". */
const char *verdict_text(enum verdict v);

/* Intervals of numbers: two errors on either side, unknown without an error; a bound '<' or '>'. */
struct verdict_interval verdict_interval(struct statistics_estimate e);
/* Of a mean of n independent values with the error of statistics.h, at another level, 0.9 say, by
   Student's t. */
struct verdict_interval verdict_interval_at(struct statistics_estimate e, size_t n, double level);
struct verdict_interval verdict_bound(char sign, double x);

/* Share of n independent trials of which `came` did: Wilson's interval, in *e with half its width. */
struct verdict_interval verdict_share(double came, double n, struct statistics_estimate *e);

/* Claims; with x NAN nothing is claimed, and the verdict is unknown. */
struct verdict_interval verdict_above(double x);
struct verdict_interval verdict_below(double x);
struct verdict_interval verdict_near(double x, double tolerance);

struct verdict_rank { /* Spearman's rank correlation */
    double r;         /* NAN with fewer than three points */
    struct verdict_interval range;
    size_t points; /* those with two finite coordinates, which count */
};

/* Of n points, of which `independent` are: pairs of items are no more independent than the items.
   The interval is that of Fisher's transform, with the variance (1 + r^2 / 2) / (n - 3) of Bonett
   and Wright, Psychometrika 65, 23 (2000); |r| is kept half a step of the ranks below 1. */
struct verdict_rank verdict_rank(size_t n, const double *x, const double *y, size_t independent);

/* The same of x and y beyond z: Spearman's partial rank correlation, over points with three finite
   coordinates. `fixed` variables, of which z is one, cost a degree of freedom each. p: two-sided, of
   none; NAN: unknown. */
struct verdict_rank verdict_partial_rank(size_t n, const double *x, const double *y,
                                         const double *z, double fixed, double *p);

/* Text of the claim that y grows with x: "yes (rank correlation 0.90, 95 %: 0.20 to 0.99, of 9)".
   base_free. */
char *verdict_growth(size_t n, const double *x, const double *y, size_t independent);

#endif
