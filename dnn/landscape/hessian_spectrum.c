/* Implementation of hessian_spectrum.h. */
#include "dnn/landscape/hessian_spectrum.h"

#include <math.h>

/* The `count` highest of A, ascending. */
static void extremes(const struct hessian_spectrum *s, const struct lanczos_matrix *A, size_t count,
                     double tolerance, struct hessian_spectrum_value *x)
{
    double *const value = base_alloc(2 * count, sizeof *value), *const residual = value + count,
                  *const vector = base_alloc(count * A->n, sizeof *vector);
    lanczos_extremes(A, LANCZOS_HIGHEST, count, tolerance, value, vector, s->where);
    lanczos_residuals(A, count, value, vector, residual);
    for (size_t i = 0; i < count; i++)
        x[i] = (struct hessian_spectrum_value){value[i], residual[i]};
    base_free(value), base_free(vector);
}

size_t hessian_spectrum_highest(const struct hessian_spectrum *s, size_t top, size_t begin,
                                size_t end, struct hessian_spectrum_value *x)
{
    const size_t allowed = (end - begin - 1) / 3, n = top < allowed ? top : allowed;
    if (n == 0) return 0;
    s->c->begin = begin, s->c->end = end;
    const struct lanczos_matrix H = hessian_product_matrix(s->c);
    extremes(s, &H, n, s->tolerance, x);
    s->c->begin = 0, s->c->end = s->c->g->net->weights;
    return n;
}

struct turned { /* the matrix shift - H, whose highest eigenvalue is shift - (lowest of H) */
    struct lanczos_matrix H;
    double shift;
};

static void turn(void *context, const double *v, double *y)
{
    const struct turned *const t = context;
    t->H.multiply(t->H.context, v, y);
    for (size_t i = 0; i < t->H.n; i++) y[i] = t->shift * v[i] - y[i];
}

/* Negative eigenvalues are small against the largest, so that the tolerance, which is relative to
   that, would leave them undetermined: it is tightened until the residual is below a thousandth of the
   value, or below the noise of a product. */
struct hessian_spectrum_value hessian_spectrum_lowest(const struct hessian_spectrum *s,
                                                      double highest)
{
    const double noise = sizeof(real) == sizeof(float) ? 1e-6 : 1e-12;
    struct turned t = {hessian_product_matrix(s->c), fabs(highest)};
    const struct lanczos_matrix A = {t.H.n, turn, &t};
    struct hessian_spectrum_value x;
    double tolerance = s->tolerance;
    for (;; tolerance /= 100) {
        extremes(s, &A, 1, fmax(tolerance, noise), &x);
        x.value = t.shift - x.value;
        if (!(x.value < 0) || x.residual < 1e-3 * fabs(x.value) || tolerance <= noise) return x;
    }
}
