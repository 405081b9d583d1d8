/* Implementation of modes.h. */
#include "glass/spheres/structure/modes.h"

#include <assert.h>
#include <math.h>

#include <lapacke.h>

#include "common/numerics/lanczos.h"
#include "glass/spheres/structure/energy_surface.h"
#include "glass/spheres/state/spheres.h"

static double participation(const double *e, size_t n, size_t dim)
{
    double two = 0, four = 0;
    for (size_t i = 0; i < n; i++) {
        double e2 = 0;
        for (size_t d = 0; d < dim; d++) e2 += e[i * dim + d] * e[i * dim + d];
        two += e2;
        four += e2 * e2;
    }
    return two * two / ((double)n * four);
}

static void multiply(void *landscape, const double *v, double *y)
{
    energy_surface_multiply(landscape, v, y);
}

static struct mode mode_of(struct energy_surface *l, double eigenvalue, const double *e)
{
    const struct spheres *const s = l->spheres;
    const struct lanczos_matrix H = {l->m, multiply, l};
    struct mode m = {eigenvalue, participation(e, s->n, (size_t)s->dim), 0};
    lanczos_residuals(&H, 1, &eigenvalue, e, &m.residual);
    return m;
}

void modes_all(struct energy_surface *l, struct mode *mode)
{
    require(l->m <= MODES_ALL, "all modes of %zu coordinates: the most is %d; ask for the low ones",
            l->m, MODES_ALL);
    const lapack_int m = (lapack_int)l->m;
    double *const H = base_alloc(l->m * l->m, sizeof *H), *const w = base_alloc(l->m, sizeof *w);
    energy_surface_hessian(l, H);
    const lapack_int info = LAPACKE_dsyevd(LAPACK_COL_MAJOR, 'V', 'U', m, H, m, w);
    require(info == 0, "LAPACK's dsyevd gives up on the Hessian (%d)", (int)info);
    for (size_t k = 0; k < l->m; k++) mode[k] = mode_of(l, w[k], H + k * l->m);
    base_free(H);
    base_free(w);
}

void modes_low(struct energy_surface *l, size_t count, struct mode *mode)
{
    assert(count > 0 && count < l->m / 3);
    double *const w = base_alloc(count, sizeof *w), *const e = base_alloc(count * l->m, sizeof *e);
    const struct lanczos_matrix H = {l->m, multiply, l};
    lanczos_extremes(&H, LANCZOS_LOWEST, count, 1e-12, w, e, "the Hessian");
    for (size_t k = 0; k < count; k++) mode[k] = mode_of(l, w[k], e + k * l->m);
    base_free(w);
    base_free(e);
}

/* Each translation, normalised, gets the eigenvalue `shift` in place of 0; returns the shift. */
static double shift_translations(const struct energy_surface *l, double *H)
{
    const size_t dim = (size_t)l->spheres->dim;
    double trace = 0;
    for (size_t k = 0; k < l->m; k++) trace += H[k * l->m + k];
    const double shift = trace / (double)l->m, each = shift / (double)l->spheres->n;
    for (size_t i = 0; i < l->m; i++)
        for (size_t j = i % dim; j < l->m; j += dim) H[i * l->m + j] += each;
    return shift;
}

double modes_log_frequencies(struct energy_surface *l)
{
    require(l->m <= MODES_ALL, "all modes of %zu coordinates: the most is %d", l->m, MODES_ALL);
    double *const H = base_alloc(l->m * l->m, sizeof *H), sum = 0;
    energy_surface_hessian(l, H);
    const double shift = shift_translations(l, H);
    const lapack_int m = (lapack_int)l->m;
    const bool stable = shift > 0 && LAPACKE_dpotrf(LAPACK_COL_MAJOR, 'U', m, H, m) == 0;
    for (size_t k = 0; k < l->m && stable; k++) sum += log(H[k * l->m + k]);
    base_free(H);
    return stable ? sum - l->spheres->dim * log(shift) / 2 : NAN;
}
