/* Two-time tables C(t_w, t_w + t) averaged over waiting times and replicas, with jackknife errors.
 */
#ifndef ANALYSIS_READ_CURVE_H
#define ANALYSIS_READ_CURVE_H

#include <stdbool.h>
#include <stddef.h>

#include "analysis/read/group.h"

struct curve_row {
    size_t member;              /* of the group */
    double waiting, lag, value; /* [time], [time], the observable's */
};

struct curve_rows { /* all rows of a group's observable */
    size_t n, members;
    struct curve_row *row; /* (n) */
    size_t waitings;
    double *waiting;    /* (waitings) increasing; those of any member */
    double independent; /* as of the group */
};

struct curve {
    size_t n, blocks, origins; /* lags; jackknife blocks, 0 if none; origins averaged over */
    /* (n) increasing lags; errors NAN with data in fewer than two blocks */
    double *lag, *value, *error;
    double *left_out;    /* (blocks, n) the curve without a block; NAN if no data are left */
    double *sum, *count; /* (blocks, n) of each block */
    double length;       /* of a block [time]; INFINITY if blocks are replicas */
    double widening;     /* of errors, for members that share ancestors; in `left_out` as well */
};

#define CURVE_ALL (-1.0) /* as a waiting time: average over all */

struct curve_rows curve_rows_read(const struct group *g, const char *observable);
/* Rows of another column of a table, for example of a moment or a group of items. */
struct curve_rows curve_rows_column(const struct group *g, const char *table, const char *column);
/* Rows of the waiting times [first, last), for lags that end at `until` or before, to row (r->n). Borrows
   the waiting times of r. */
struct curve_rows curve_rows_part(const struct curve_rows *r, size_t first, size_t last,
                                  double until, struct curve_row *row);
void curve_shift(struct curve_rows *r, double begin); /* waiting times count from `begin` */
void curve_rows_clear(struct curve_rows *r);

/* The waiting time to show. In equilibrium: CURVE_ALL. For systems that age: `asked`, or if `asked`
   is NAN the last waiting time that is followed for a lag of the same length. */
double curve_waiting(const struct curve_rows *r, bool ages, double asked);

/* Dies, naming those that are there, if a waiting time is asked for that no row has. */
void curve_require_waiting(const struct curve_rows *r, const struct group *g, const char *table,
                           double asked);
/* The same choice where only one time makes sense: dies, naming the choices, if none is asked. */
double curve_one_waiting(const struct curve_rows *r, const struct group *g, const char *table,
                         double asked);

/* Average at each lag. Jackknife blocks are the replicas if there are three or more, else stretches
   of consecutive origins at least `length` long. They are shorter if that gives fewer than four
   (see curve.length). */
struct curve curve_average(const struct curve_rows *r, double waiting, double length);
void curve_clear(struct curve *c);
/* The value at the longest lag; NAN if the curve has no lag. */
struct statistics_estimate curve_last(const struct curve *c);

/* Gives n decays from 1 to 0 the same error at the same value. Errors from a few replicas are
   noisy, and as weights they would favour the curve of accidentally least scatter. */
void curve_pool_errors(size_t n, struct curve *c);

/* Bootstrap: the curve of redrawn blocks, to value (n). draw (blocks) contains their numbers, from
   curve_draw. NAN without data. */
struct rng;
void curve_draw(size_t blocks, struct rng *rng, size_t *draw);
void curve_resample(const struct curve *c, const size_t *draw, double *value);

#endif
