#include "glass/spins/mean_field.h"

#include <assert.h>

#include "common/core/base.h"
#include "glass/spins/spin_kernels.h"

void mean_field_init(struct mean_field *m, const struct covariance *f, double T, double beta,
                     double dt, size_t most)
{
    *m = (struct mean_field){.f = *f, .T = T, .beta = beta, .dt = dt, .n = 1, .most = most};
    m->C = base_alloc(mean_field_row(most), sizeof *m->C);
    m->R = base_alloc(mean_field_row(most), sizeof *m->R);
    m->dC = base_alloc(2 * most, sizeof *m->dC);
    m->dR = base_alloc(2 * most, sizeof *m->dR);
    m->work = base_alloc(5 * most, sizeof *m->work);
    m->C[0] = m->R[0] = 1;
    m->mu = T + beta * covariance_slope(f, 1);
    m->dC[0] = m->mu - T;
    m->e = -beta * covariance_value(f, 1);
}

void mean_field_clear(struct mean_field *m)
{
    base_free(m->C), base_free(m->R), base_free(m->dC), base_free(m->dR), base_free(m->work);
    *m = (struct mean_field){0};
}

/* ---- integrals -------------------------------------------------------------------------------------------------- */

struct weights {              /* of the integrals at the last row, (n) each */
    double *slope;            /* f'(C) dt; half at s = 0 */
    double *full, *trapezoid; /* f''(C) R dt, half at the end; the second is half at s = 0, too */
    double *memory;           /* int f' R(t', s) ds + int f'' R C(s, t') ds, by t' */
    double *response;         /* int_t'^t f'' R R(s, t') ds */
};

static struct weights weights_of(const struct mean_field *m)
{
    const size_t i = m->n - 1;
    const double *const C = m->C + mean_field_row(i), *const R = m->R + mean_field_row(i);
    double *const at = m->work;
    const struct weights w = {at, at + m->most, at + 2 * m->most, at + 3 * m->most,
                              at + 4 * m->most};
    for (size_t s = 0; s <= i; s++) {
        w.slope[s] = m->dt * covariance_slope(&m->f, C[s]);
        w.full[s] = m->dt * covariance_curvature(&m->f, C[s]) * R[s];
        w.trapezoid[s] = w.full[s];
        w.memory[s] = w.response[s] = 0;
    }
    w.slope[0] /= 2;
    w.full[i] /= 2;
    w.trapezoid[i] /= 2;
    w.trapezoid[0] /= 2;
    return w;
}

/* One pass over both triangles. */
static void integrate(const struct mean_field *m, const struct weights *w)
{
    const struct spin_kernels *const kernels = spin_kernels();
    for (size_t r = 0; r < m->n; r++) {
        const double *const C = m->C + mean_field_row(r), *const R = m->R + mean_field_row(r);
        const double mine = w->trapezoid[r], full = w->full[r];
        const double sum =
            kernels->dots_add(r, R, C, w->slope, w->trapezoid, full, mine, w->response, w->memory);
        w->memory[r] += sum + mine * C[r];
        w->response[r] += full;
    }
}

/* Derivatives of the last row, mu and e there. */
static void evaluate(struct mean_field *m, double *dC, double *dR)
{
    const size_t i = m->n - 1;
    const double *const C = m->C + mean_field_row(i), *const R = m->R + mean_field_row(i);
    const struct weights w = weights_of(m);
    integrate(m, &w);
    const double start = m->beta * covariance_slope(&m->f, C[0]);
    double force = 0, memory = 0; /* int f' R, int f'' R C */
    for (size_t s = 0; s <= i; s++) {
        const double half = s == i ? 0.5 : 1;
        force += half * w.slope[s] * R[s];
        memory += w.trapezoid[s] * C[s];
    }
    if (i == 0) force = memory = 0;
    m->mu = m->T + force + memory + start * C[0];
    m->e = -force - m->beta * covariance_value(&m->f, C[0]);
    for (size_t j = 0; j <= i; j++) {
        const double first = m->C[mean_field_row(j)]; /* C(t', 0) */
        /* the end of int f' R(t', s) ds has R = 1 and half the weight; so has the beginning of the response */
        const double end = (j > 0 ? 0.5 : 1) * w.slope[j];
        const double begin = (j < i ? 0.5 : 1) * w.full[j];
        dC[j] = w.memory[j] + (j > 0 ? end : 0) + start * first;
        dR[j] = w.response[j] - begin;
    }
}

/* ---- a step ----------------------------------------------------------------------------------------------------- */

/* A step of dy/dt = -mu y + memory, trapezoidal in mu: old and new mu, and a mean of two memories. */
static void advance_row(const struct mean_field *m, double mu, const double *old, const double *now,
                        const double *second, double ratio, double *y)
{
    const double before = 1 - m->dt * m->mu / 2, after = 1 / (1 + m->dt * mu / 2);
    for (size_t j = 0; j + 1 < m->n; j++)
        y[j] = (before * old[j] + m->dt * ((1 - ratio) * now[j] + ratio * second[j])) * after;
}

static void exchange(double *a, double *b, size_t n)
{
    for (size_t j = 0; j < n; j++) {
        const double x = a[j];
        a[j] = b[j], b[j] = x;
    }
}

/* Adams-Bashforth predictor of the memory, where the youngest entry has none before; the memory there;
   trapezoidal corrector. The memory serves the next step: one pass over the triangles a step. */
void mean_field_step(struct mean_field *m)
{
    assert(m->n < m->most);
    const size_t n = m->n++;
    double *const C = m->C + mean_field_row(n), *const R = m->R + mean_field_row(n);
    const double *const C0 = m->C + mean_field_row(n - 1), *const R0 = m->R + mean_field_row(n - 1);
    double *const dC = m->dC, *const dR = m->dR; /* last row */
    double *const newC = dC + m->most, *const newR =
                                           dR + m->most; /* the row before, then the new */
    const double mu = m->mu;
    newC[n - 1] = dC[n - 1], newR[n - 1] = dR[n - 1];
    advance_row(m, mu, C0, dC, newC, -0.5, C);
    advance_row(m, mu, R0, dR, newR, -0.5, R);
    C[n] = R[n] = 1;
    evaluate(m, newC, newR);
    const double next = m->mu;
    m->mu = mu;
    advance_row(m, next, C0, dC, newC, 0.5, C);
    advance_row(m, next, R0, dR, newR, 0.5, R);
    m->mu = next;
    exchange(dC, newC, n + 1);
    exchange(dR, newR, n + 1);
}
