/* The equations of mean_field.h to long times, on a grid whose step doubles (Kim, Latz, Europhys. Lett. 53,
   660 (2001)): a grid of `points` steps is solved, every second point is kept, and the second half is solved
   with twice the step. In place of R the unknown is the response X(t, t') = int_t'^t R(t, s) ds,

   dX(t,t')/dt = 1 - mu X + int_t'^t f''(C(t,s)) R(t,s) X(s,t') ds.

   Whatever varies faster than the step is kept as integrals over intervals of the grid, which are added when
   intervals join: of R and f'' R, with first moments, of f' R and f'' R C, and means of C and X. Within `near`
   steps of the diagonal these functions of t - t' come from the grid before, with a correction in 1/t from two
   of its rows. The first grid is uniform. Twice the points with half the first step estimate the error. */
#ifndef GLASS_SPINS_MEAN_FIELD_DOUBLING_H
#define GLASS_SPINS_MEAN_FIELD_DOUBLING_H

#include <stddef.h>

#include "common/numerics/anderson.h"
#include "glass/spins/covariance.h"

struct checkpoint;

/* Triangles: row i has entries 0 ... i. Interval k is (t_k-1, t_k). */
enum {
    DOUBLING_C,  /* C(t_i, t_j) */
    DOUBLING_X,  /* X(t_i, t_j) */
    DOUBLING_CH, /* mean of C(s, t_j) over interval i */
    DOUBLING_XH, /* mean of X(s, t_j) over interval i */
    DOUBLING_R1, /* int R(t_i, s) (t_k - s) ds over interval k */
    DOUBLING_K0, /* int f'' R(t_i, s) ds */
    DOUBLING_K1, /* int f'' R(t_i, s) (t_k - s) ds */
    DOUBLING_P,  /* int f' R(t_i, s) ds */
    DOUBLING_Q,  /* int f'' R C(t_i, s) ds */
    DOUBLING_CV, /* mean of C(t_i, s) over interval k */
    DOUBLING_FIELDS,
    DOUBLING_NODES = DOUBLING_R1, /* fields before this one reach the distance `near` */
    DOUBLING_LEVELS = 40
};

struct mean_field_doubling {
    struct covariance f;
    double T, beta;      /* as in mean_field.h */
    double step;         /* of the present grid [time] */
    size_t points, near; /* steps of a grid; near the diagonal */
    size_t level, n;     /* doublings; the last row, at time n step */
    double *field[DOUBLING_FIELDS];
    double *mu, *e; /* (points + 1) [energy] */
    double *limit;  /* (fields, near + 1, 2) near the diagonal: a + b / row */
    double *past;   /* (levels, 2 near + 1, 2, 2) the same of C, X before each doubling */
    double *work;   /* (9, points + 1) */
    struct anderson mixing;
};

/* Solves the first grid. points: even, at least 64. */
void mean_field_doubling_init(struct mean_field_doubling *g, const struct covariance *f, double T,
                              double beta, double step, size_t points);
void mean_field_doubling_start(struct mean_field_doubling *g);
void mean_field_doubling_clear(struct mean_field_doubling *g);
/* Solves until the time t, which must not be before the last call's. */
void mean_field_doubling_reach(struct mean_field_doubling *g, double t);
/* C and X (2) at t >= t' = `before`, t not beyond the last row; NAN where the grid does not resolve
   t' > 0. */
void mean_field_doubling_at(const struct mean_field_doubling *g, double t, double before,
                            double *value);
/* mu and e there [energy]. */
void mean_field_doubling_energy(const struct mean_field_doubling *g, double t, double *mu,
                                double *e);
double mean_field_doubling_memory(size_t points); /* [byte] */
void mean_field_doubling_visit(struct mean_field_doubling *g, struct checkpoint *c);

#endif
