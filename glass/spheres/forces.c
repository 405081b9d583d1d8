/* Forces of the liquid. A pair gives both spheres  -r v'(r) / r^2  times their distance vector, and
   the Laplacian of each  v'' + (dim - 1) v'/r. */
#include "glass/spheres/forces.h"

#include <string.h>

#include "glass/spheres/spheres.h"

struct sums {
    double *f, laplacian;
};

static void add_pair(const struct spheres *s, uint32_t i, uint32_t j, struct sums *sums)
{
    const struct sphere a = s->p[i], b = s->p[j];
    const double sij = potentials_cross(a.s, b.s, s->view.half_eps), s2 = sij * sij;
    const double r2 = potentials_distance2(a.x, b.x, s->view.unit2);
    if (r2 >= s->potential->cut * s->potential->cut * s2) return;
    const double w = s->potential->virial(r2, s2) / r2;
    const size_t dim = (size_t)s->dim;
    for (size_t d = 0; d < dim; d++) {
        const double f = w * ((int32_t)(a.x[d] - b.x[d]) * s->unit);
        sums->f[i * dim + d] += f;
        sums->f[j * dim + d] -= f;
    }
    sums->laplacian += 2 * (s->potential->curvature(r2, s2) / r2 - (s->dim - 1) * w);
}

double forces_sum(const struct spheres *s, double *f)
{
    struct sums sums = {.f = f};
    memset(f, 0, s->n * (size_t)s->dim * sizeof *f);
    for (uint32_t i = 0; i < s->n; i++) {
        size_t count;
        const uint32_t *const list = neighbours_of(&s->neighbours, i, &count);
        for (size_t k = 0; k < count; k++)
            if (list[k] < i) add_pair(s, i, list[k], &sums);
    }
    return sums.laplacian;
}

double forces_temperature(const struct spheres *s)
{
    const size_t m = s->n * (size_t)s->dim;
    double *const f = base_alloc(m, sizeof *f), square = 0;
    const double laplacian = forces_sum(s, f);
    for (size_t k = 0; k < m; k++) square += f[k] * f[k];
    base_free(f);
    return square / laplacian;
}
