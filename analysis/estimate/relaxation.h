/* The relaxation time of a decaying curve: the time at which it first crosses a level, 1/e by
   default, by linear interpolation in log t. Errors: jackknife. The shape of the decay: a stretched
   exponential. */
#ifndef ANALYSIS_ESTIMATE_RELAXATION_H
#define ANALYSIS_ESTIMATE_RELAXATION_H

#include "analysis/read/curve.h"
#include "common/numerics/statistics.h"

enum relaxation_bound {
    RELAXATION_VALUE, /* the curve crosses the level inside the data: tau is the value */
    RELAXATION_LOWER, /* it stays above: tau is a lower bound, the longest lag */
    RELAXATION_UPPER, /* it is below at the shortest lag: tau is an upper bound */
};

struct relaxation {
    enum relaxation_bound bound;
    struct statistics_estimate tau; /* [time]; error NAN if unknown or a bound */
    /* of the stretched exponential; value NAN if the data do not allow it */
    struct statistics_estimate beta;
    size_t blocks, origins, members; /* numbers of blocks, origins and members used */
    bool few;                        /* blocks are shorter than twice tau: the error is too small */
};

extern const double relaxation_level; /* 1/e */

/* Two-time observables that decay from 1 and so have a relaxation time; ends with name NULL. */
struct relaxation_observable {
    const char *name, *doc;
};
extern const struct relaxation_observable relaxation_observables[];

/* Fatal unless every group has a table of one of them. */
void relaxation_require(const struct groups *all);

struct result_table;
/* The columns program, run, T, of and t_w, with which tables of relaxation times begin; and their
   cells. waiting: CURVE_ALL or a time. */
void relaxation_columns(struct result_table *s);
void relaxation_row(struct result_table *s, const struct group *g, const char *observable,
                    double waiting);
/* Adds tau as the next cell: a value with its error, or a bound. */
void relaxation_cell(struct result_table *s, const struct relaxation *x);

/* The crossing of a level by the curve value (n) at lag (n). */
struct relaxation relaxation_crossing(size_t n, const double *lag, const double *value,
                                      double level);

/* Jackknife error of that tau; NAN if the curve without a block has no tau. */
double relaxation_error(const struct curve *c, double level, double tau);

/* tau of the rows at one waiting time, or of all (CURVE_ALL). The curve used is returned in *c
   unless c is NULL; free with curve_clear. */
struct relaxation relaxation_measure(const struct curve_rows *r, double waiting, double level,
                                     struct curve *c);

#endif
