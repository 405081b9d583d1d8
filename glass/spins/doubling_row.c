#include "glass/spins/doubling_row.h"

#include <math.h>

#include "common/core/base.h"

enum { ITERATIONS = 500 };
static const double accuracy = 1e-9; /* of C and X */

struct row { /* number i, the unknown one; entries 0 ... far are solved, the others known */
    struct mean_field_doubling *g;
    size_t i, far;
    double *C, *X, *R1, *K0, *K1, *P, *Q, *CV;
    /* f'(C), its slope [1/time], integrals int f' R(t_j, s) + f'' R C(t_j, s) ds, and of f'' R C, f'' R X over
       (t_j, t_i) */
    double *force, *slope, *start, *C_memory, *X_memory;
    double *x, *next; /* (2 (far + 1)) C and X in turn */
};

static struct row row_of(struct mean_field_doubling *g, size_t i)
{
    const size_t m = g->points + 1;
    double *const w = g->work;
    return (struct row){g,
                        i,
                        i - g->near - 1,
                        doubling_row(g, DOUBLING_C, i),
                        doubling_row(g, DOUBLING_X, i),
                        doubling_row(g, DOUBLING_R1, i),
                        doubling_row(g, DOUBLING_K0, i),
                        doubling_row(g, DOUBLING_K1, i),
                        doubling_row(g, DOUBLING_P, i),
                        doubling_row(g, DOUBLING_Q, i),
                        doubling_row(g, DOUBLING_CV, i),
                        w,
                        w + m,
                        w + 2 * m,
                        w + 3 * m,
                        w + 4 * m,
                        w + 5 * m,
                        w + 7 * m};
}

/* Near the diagonal from the limits; elsewhere extrapolated in time. */
static void guess(const struct row *r)
{
    const struct mean_field_doubling *const g = r->g;
    for (int f = 0; f < DOUBLING_FIELDS; f++)
        for (size_t d = 0; d < g->near + (f < DOUBLING_NODES); d++) {
            const double *const limit = doubling_limit(g, f, d);
            doubling_row(g, f, r->i)[r->i - d] = limit[0] + limit[1] / (double)r->i;
        }
    for (int f = DOUBLING_C; f <= DOUBLING_X; f++) {
        const double *const one = doubling_row(g, f, r->i - 1), *const two =
                                                                    doubling_row(g, f, r->i - 2);
        for (size_t j = 0; j <= r->far; j++) doubling_row(g, f, r->i)[j] = 2 * one[j] - two[j];
    }
}

/* Integrals over intervals beyond `near`: the trapezoidal rule in X. */
static void integrate_intervals(const struct row *r)
{
    const struct covariance *const f = &r->g->f;
    for (size_t j = 0; j <= r->i; j++) r->force[j] = covariance_slope(f, r->C[j]);
    for (size_t k = 1; k <= r->i; k++) r->slope[k] = (r->force[k] - r->force[k - 1]) / r->g->step;
    double before = covariance_curvature(f, r->C[0]);
    for (size_t k = 1; k + r->g->near <= r->i; k++) {
        const double now = covariance_curvature(f, r->C[k]), R = r->X[k - 1] - r->X[k];
        r->CV[k] = (r->C[k] + r->C[k - 1]) / 2;
        r->K0[k] = R * (now + before) / 2;
        r->R1[k] = R * r->g->step / 2;
        r->K1[k] = r->K0[k] * r->g->step / 2;
        r->P[k] = R * (r->force[k] + r->force[k - 1]) / 2;
        r->Q[k] = r->K0[k] * r->CV[k];
        before = now;
    }
}

static void set_multiplier(const struct row *r)
{
    struct mean_field_doubling *const g = r->g;
    double mu = g->T + g->beta * r->force[0] * r->C[0],
           e = -g->beta * covariance_value(&g->f, r->C[0]);
    for (size_t k = 1; k <= r->i; k++) mu += r->P[k] + r->Q[k], e -= r->P[k];
    g->mu[r->i] = mu, g->e[r->i] = e;
}

/* int_0^t_j: R(t_j, s) varies fast near t_j, where f'(C(t_i, s)) is linear in an interval; so does
   C(t_j, s), where f'' R(t_i, s) is constant. */
static void integrate_start(const struct row *r)
{
    for (size_t j = 0; j <= r->far; j++) {
        const double *const X = doubling_row(r->g, DOUBLING_X, j),
                            *const R1 = doubling_row(r->g, DOUBLING_R1, j),
                            *const CV = doubling_row(r->g, DOUBLING_CV, j);
        double sum = 0;
#pragma omp simd reduction(+ : sum)
        for (size_t k = 1; k <= j; k++)
            sum += (X[k - 1] - X[k]) * r->force[k] - R1[k] * r->slope[k] + r->K0[k] * CV[k];
        r->start[j] = sum;
    }
}

/* int_t_j^t_i over interval k: closer to t_i, f'' R(t_i, s) varies fast and C(s, t_j) is linear; closer
   to t_j it is the other way round. */
static void integrate_interval(const struct row *r, size_t k)
{
    const struct mean_field_doubling *const g = r->g;
    const double *const
        C = doubling_row(g, DOUBLING_C, k),
        *const X = doubling_row(g, DOUBLING_X, k), *const C0 = doubling_row(g, DOUBLING_C, k - 1),
        *const X0 = doubling_row(g, DOUBLING_X, k - 1), *const CH = doubling_row(g, DOUBLING_CH, k),
        *const XH = doubling_row(g, DOUBLING_XH, k);
    const double first = r->K1[k] / g->step, last = r->K0[k] - first, all = r->K0[k];
    const size_t end = k - 1 < r->far ? k : r->far + 1,
                 half = 2 * k > r->i + 1 ? 2 * k - 1 - r->i : 0, middle = half < end ? half : end;
    for (size_t j = 0; j < middle; j++) {
        r->C_memory[j] += last * C[j] + first * C0[j];
        r->X_memory[j] += last * X[j] + first * X0[j];
    }
    for (size_t j = middle; j < end; j++) {
        r->C_memory[j] += all * CH[j];
        r->X_memory[j] += all * XH[j];
    }
}

/* C and X from the equations at t_i, where the terms of C_ij itself are taken to the left side. Returns
   the largest change. */
static double iterate(const struct row *r)
{
    const struct mean_field_doubling *const g = r->g;
    const size_t i = r->i;
    const double h = g->step, last = r->K0[i] - r->K1[i] / h, left = 1.5 / h + g->mu[i] - last,
                 first = g->beta * r->force[0];
    const double *const C1 = doubling_row(g, DOUBLING_C, i - 1), *const C2 = doubling_row(
                                                                     g, DOUBLING_C, i - 2);
    const double *const X1 = doubling_row(g, DOUBLING_X, i - 1), *const X2 = doubling_row(
                                                                     g, DOUBLING_X, i - 2);
    double change = 0;
    for (size_t j = 0; j <= r->far; j++) {
        const double *const X = doubling_row(g, DOUBLING_X, j);
        double own = 0;
        if (j > 0)
            own = covariance_curvature(&g->f, r->C[j]) *
                  (X[j - 1] - X[j] - doubling_row(g, DOUBLING_R1, j)[j] / h);
        r->x[2 * j] = r->C[j], r->x[2 * j + 1] = r->X[j];
        r->next[2 * j] = ((4 * C1[j] - C2[j]) / (2 * h) + r->start[j] + r->C_memory[j] -
                          (last + own) * r->C[j] + first * doubling_row(g, DOUBLING_C, j)[0]) /
                         (left - own);
        r->next[2 * j + 1] =
            ((4 * X1[j] - X2[j]) / (2 * h) + 1 + r->X_memory[j] - last * r->X[j]) / left;
        change =
            fmax(change, fmax(fabs(r->next[2 * j] - r->C[j]), fabs(r->next[2 * j + 1] - r->X[j])));
    }
    return change;
}

static void average_columns(const struct row *r)
{
    for (int f = 0; f < 2; f++) {
        double *const mean = doubling_row(r->g, DOUBLING_CH + f, r->i);
        const double *const now = doubling_row(r->g, DOUBLING_C + f, r->i), *const old =
                                                                                doubling_row(
                                                                                    r->g,
                                                                                    DOUBLING_C + f,
                                                                                    r->i - 1);
        for (size_t j = 0; j <= r->far; j++) mean[j] = (now[j] + old[j]) / 2;
    }
}

void doubling_row_solve(struct mean_field_doubling *g, size_t i)
{
    const struct row r = row_of(g, i);
    guess(&r);
    anderson_start(&g->mixing, 2 * (r.far + 1));
    double change = INFINITY;
    for (int k = 0; k < ITERATIONS && change > accuracy; k++) {
        integrate_intervals(&r);
        set_multiplier(&r);
        integrate_start(&r);
        for (size_t j = 0; j <= r.far; j++) r.C_memory[j] = r.X_memory[j] = 0;
        for (size_t m = i; m > 0; m--) integrate_interval(&r, m);
        change = iterate(&r);
        if (change > accuracy) anderson_next(&g->mixing, r.x, r.next);
        for (size_t j = 0; j <= r.far; j++) r.C[j] = r.next[2 * j], r.X[j] = r.next[2 * j + 1];
    }
    require(change <= accuracy,
            "mean_field: the equations at t = %g have no solution on this grid (change %.1e). Use "
            "more [system] points, or a smaller dt",
            (double)i * g->step, change);
    average_columns(&r);
}
