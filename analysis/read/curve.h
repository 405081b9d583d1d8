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

struct curve_rows { /* all rows of an observable of a group */
    size_t n, members;
    struct curve_row *row; /* (n) */
    size_t waitings;
    double *waiting; /* (waitings) increasing; those of any member */
};

struct curve {
    size_t n, blocks, origins; /* lags; jackknife blocks, 0 if none; origins averaged over */
    /* (n) increasing lags; errors NAN where one block or none holds data */
    double *lag, *value, *error;
    double *left_out;    /* (blocks, n) the curve without a block; NAN where nothing remains */
    double *sum, *count; /* (blocks, n) of each block */
    double length;       /* of a block [time]; INFINITY if blocks are replicas */
};

#define CURVE_ALL (-1.0) /* as a waiting time: average over all */

struct curve_rows curve_rows_read(const struct group *g, const char *observable);
/* Another column of a table: a moment, a family. */
struct curve_rows curve_rows_column(const struct group *g, const char *table, const char *column);
void curve_rows_clear(struct curve_rows *r);

/* The waiting time to show: CURVE_ALL in equilibrium; of what ages, the one asked for (NAN: none),
   or the last that is followed for as long again. */
double curve_waiting(const struct curve_rows *r, bool ages, double asked);

/* Average at each lag. Blocks of the jackknife are the replicas if there are three or more,
   otherwise stretches of consecutive origins at least `length` long, or shorter if that gives fewer
   than four (see curve.length). */
struct curve curve_average(const struct curve_rows *r, double waiting, double length);
void curve_clear(struct curve *c);
/* At the longest lag; NAN if there is none. */
struct statistics_estimate curve_last(const struct curve *c);

/* Errors of a few replicas are noise, and as weights they favour the curve that happens to scatter
   least: gives n decays from 1 to 0 the same error at the same value. */
void curve_pool_errors(size_t n, struct curve *c);

/* The bootstrap: value (n) is the curve of blocks drawn again, draw (blocks) their numbers, as
   curve_draw gives them; NAN where they hold nothing. */
struct rng;
void curve_draw(size_t blocks, struct rng *rng, size_t *draw);
void curve_resample(const struct curve *c, const size_t *draw, double *value);

#endif
