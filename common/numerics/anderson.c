#include "common/numerics/anderson.h"

#include "common/core/base.h"

enum { SLOTS = ANDERSON_DEPTH + 1 };

void anderson_init(struct anderson *a, size_t most)
{
    *a = (struct anderson){0};
    for (size_t k = 0; k < SLOTS; k++) {
        a->x[k] = base_alloc(most, sizeof **a->x);
        a->f[k] = base_alloc(most, sizeof **a->f);
    }
}

void anderson_clear(struct anderson *a)
{
    for (size_t k = 0; k < SLOTS; k++) base_free(a->x[k]), base_free(a->f[k]);
    *a = (struct anderson){0};
}

void anderson_start(struct anderson *a, size_t n)
{
    a->n = n, a->used = 0;
}

/* Product of f - f_p with f - f_q; q = NULL: with f. */
static double product(const struct anderson *a, const double *f, const double *p, const double *q)
{
    double sum = 0;
    for (size_t k = 0; k < a->n; k++) sum += (f[k] - p[k]) * (q ? f[k] - q[k] : f[k]);
    return sum;
}

/* Normal equations of min |f - sum w_p (f - f_p)|, by elimination. */
static void weights(const struct anderson *a, size_t m, const double *f, const double *const *old,
                    double *w)
{
    double A[ANDERSON_DEPTH][ANDERSON_DEPTH + 1], scale = 0;
    for (size_t p = 0; p < m; p++) {
        for (size_t q = 0; q < m; q++) A[p][q] = product(a, f, old[p], old[q]);
        A[p][m] = product(a, f, old[p], NULL);
        scale += A[p][p];
    }
    for (size_t p = 0; p < m; p++) A[p][p] += 1e-14 * scale + 1e-300;
    for (size_t p = 0; p < m; p++)
        for (size_t r = p + 1; r < m; r++) {
            const double ratio = A[r][p] / A[p][p];
            for (size_t c = p; c <= m; c++) A[r][c] -= ratio * A[p][c];
        }
    for (size_t p = m; p-- > 0;) {
        w[p] = A[p][m];
        for (size_t c = p + 1; c < m; c++) w[p] -= A[p][c] * w[c];
        w[p] /= A[p][p];
    }
}

void anderson_next(struct anderson *a, const double *x, double *image)
{
    const size_t now = a->used % SLOTS, m = a->used < ANDERSON_DEPTH ? a->used : ANDERSON_DEPTH;
    double *const mine = a->x[now], *const f = a->f[now];
    for (size_t k = 0; k < a->n; k++) mine[k] = x[k], f[k] = image[k] - x[k];
    const double *old_x[ANDERSON_DEPTH], *old_f[ANDERSON_DEPTH];
    for (size_t p = 0; p < m; p++) {
        const size_t at = (a->used - 1 - p) % SLOTS;
        old_x[p] = a->x[at], old_f[p] = a->f[at];
    }
    double w[ANDERSON_DEPTH];
    weights(a, m, f, old_f, w);
    for (size_t p = 0; p < m; p++)
        for (size_t k = 0; k < a->n; k++)
            image[k] -= w[p] * (mine[k] - old_x[p][k] + f[k] - old_f[p][k]);
    a->used++;
}
