/* Implementation of mbar.h. */
#include "common/numerics/mbar.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_errno.h>
#include <gsl/gsl_linalg.h>

#include "common/core/base.h"
#include "common/core/vector.h"

/* ln D_n. */
static double log_mixture(const struct mbar *m, const double *f, size_t n)
{
    double most = -INFINITY, sum = 0;
    for (size_t k = 0; k < m->states; k++)
        if (m->count[k] > 0) most = fmax(most, f[k] - m->u[k * m->n + n]);
    for (size_t k = 0; k < m->states; k++)
        if (m->count[k] > 0) sum += m->count[k] * exp(f[k] - m->u[k * m->n + n] - most);
    return most + log(sum);
}

/* The convex function: sum of ln D_n minus sum of count f; its gradient g and Hessian H. */
static double objective(const struct mbar *m, const double *f, double *g, gsl_matrix *H)
{
    double *const p = base_alloc(m->states, sizeof *p), sum = 0;
    if (H) gsl_matrix_set_zero(H);
    for (size_t k = 0; k < m->states; k++) {
        sum -= m->count[k] * f[k];
        if (g) g[k] = -m->count[k];
    }
    for (size_t n = 0; n < m->n; n++) {
        const double D = log_mixture(m, f, n);
        sum += D;
        if (!g) continue;
        for (size_t k = 0; k < m->states; k++)
            p[k] = m->count[k] > 0 ? m->count[k] * exp(f[k] - m->u[k * m->n + n] - D) : 0;
        for (size_t k = 0; k < m->states; k++) {
            g[k] += p[k];
            for (size_t l = 0; l <= k && p[k] > 0; l++)
                *gsl_matrix_ptr(H, k, l) += (k == l ? p[k] : 0) - p[k] * p[l];
        }
    }
    base_free(p);
    return sum;
}

/* Newton's step, to `step`; f_0 stays: its row and column become those of the unit matrix. */
static bool newton(size_t states, const double *g, gsl_matrix *H, double *step)
{
    gsl_vector_view x = gsl_vector_view_array(step, states);
    for (size_t k = 0; k < states; k++) step[k] = k ? -g[k] : 0;
    for (size_t k = 0; k < states; k++) {
        gsl_matrix_set(H, k, 0, k == 0);
        for (size_t l = 0; l < k; l++) gsl_matrix_set(H, l, k, gsl_matrix_get(H, k, l));
        const double own = gsl_matrix_get(H, k, k);
        gsl_matrix_set(H, k, k, own * (1 + 1e-12) + 1e-12);
    }
    gsl_error_handler_t *const handler = gsl_set_error_handler_off();
    const bool done =
        gsl_linalg_cholesky_decomp1(H) == 0 && gsl_linalg_cholesky_svx(H, &x.vector) == 0;
    gsl_set_error_handler(handler);
    return done;
}

/* One pass of the equations themselves: safe far from the solution. */
static void iterate(const struct mbar *m, double *f)
{
    double *const w = base_alloc(m->n, sizeof *w), *const next =
                                                       base_alloc(m->states, sizeof *next);
    for (size_t k = 0; k < m->states; k++) next[k] = mbar_weights(m, f, m->u + k * m->n, w);
    for (size_t k = 0; k < m->states; k++) f[k] = next[k] - next[0];
    base_free(w), base_free(next);
}

bool mbar_solve(const struct mbar *m, double *f)
{
    enum { PASSES = 5, STEPS = 100, HALVINGS = 30 };
    const double small = 1e-9;
    double *const work = base_alloc(3 * m->states, sizeof *work), largest = INFINITY;
    double *const g = work, *const step = g + m->states, *const next = step + m->states;
    gsl_matrix *const H = gsl_matrix_alloc(m->states, m->states);
    require(H, "no memory for the equations of %zu states", m->states);
    for (int i = 0; i < PASSES; i++) iterate(m, f);
    for (int i = 0; i < STEPS && largest > small; i++) {
        const double now = objective(m, f, g, H);
        if (!newton(m->states, g, H, step)) break;
        double size = 1;
        for (int half = 0; half < HALVINGS; half++, size /= 2) {
            for (size_t k = 0; k < m->states; k++) next[k] = f[k] + size * step[k];
            if (objective(m, next, NULL, NULL) <= now + 1e-12 * fabs(now)) break;
        }
        largest = 0;
        for (size_t k = 0; k < m->states; k++) largest = fmax(largest, fabs(next[k] - f[k]));
        memcpy(f, next, m->states * sizeof *f);
    }
    gsl_matrix_free(H);
    base_free(work);
    return largest <= small;
}

double mbar_weights(const struct mbar *m, const double *f, const double *u, double *w)
{
    double most = -INFINITY, sum = 0;
    for (size_t n = 0; n < m->n; n++) {
        w[n] = -u[n] - log_mixture(m, f, n);
        most = fmax(most, w[n]);
    }
    for (size_t n = 0; n < m->n; n++) sum += exp(w[n] - most);
    const double total = most + log(sum);
    for (size_t n = 0; n < m->n; n++) w[n] -= total;
    return -total;
}

double mbar_overlap(size_t n, double *x, size_t m, double *y)
{
    double most = 0;
    qsort(x, n, sizeof *x, vector_compare);
    qsort(y, m, sizeof *y, vector_compare);
    for (size_t i = 0, j = 0; i < n && j < m;) {
        const double at = fmin(x[i], y[j]);
        while (i < n && x[i] == at) i++;
        while (j < m && y[j] == at) j++;
        most = fmax(most, fabs((double)i / (double)n - (double)j / (double)m));
    }
    return 1 - most;
}
