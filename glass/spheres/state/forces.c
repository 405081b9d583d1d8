/* Forces of the liquid. A pair gives both spheres  -r v'(r) / r^2  times their distance vector, and
   the Laplacian of each  v'' + (dim - 1) v'/r. Each term is rounded so that sums are exact, as those
   of energies are: no result depends on the order of a list. */
#include "glass/spheres/state/forces.h"

#include <math.h>
#include <string.h>

#include "glass/spheres/state/spheres.h"

struct sums {
    double *f, laplacian, xy;
};

/* Rounds to a multiple of 2^-30, so sums are exact below 2^22. Larger forces are overlaps, and are
   capped. */
static double exact_force(double f)
{
    const double most = 0x1p18, magic = 0x1.8p22;
    return (fmax(-most, fmin(most, f)) + magic) - magic;
}

/* Rounds to a multiple of 2^-20, so sums are exact below 2^32. */
static double exact_curvature(double c)
{
    const double most = 0x1p26, magic = 0x1.8p32;
    return (fmax(-most, fmin(most, c)) + magic) - magic;
}

static void add_pair(const struct spheres *s, uint32_t i, uint32_t j, struct sums *sums)
{
    const struct sphere a = s->p[i], b = s->p[j];
    const struct potentials_bond bond = potentials_bond(&s->view, a.s, b.s);
    int32_t r[3] = {0};
    potentials_vector(&s->view, a.x, b.x, r);
    const double x = r[0], y = r[1], z = r[2], r2 = (x * x + y * y + z * z) * s->view.unit2;
    if (!potentials_within(s->potential, r2, bond)) return;
    const double w = potentials_virial(s->potential, r2, bond) / r2;
    const size_t dim = (size_t)s->dim;
    for (size_t d = 0; d < dim; d++) {
        const double f = exact_force(w * (r[d] * s->unit));
        sums->f[i * dim + d] += f;
        sums->f[j * dim + d] -= f;
    }
    sums->xy += exact_force(w * (x * y * s->view.unit2));
    if (isnan(sums->laplacian)) return;
    sums->laplacian +=
        2 * exact_curvature(potentials_curvature(s->potential, r2, bond) / r2 - (s->dim - 1) * w);
}

static void add_all(const struct spheres *s, struct sums *sums)
{
    memset(sums->f, 0, s->n * (size_t)s->dim * sizeof *sums->f);
    for (uint32_t i = 0; i < s->n; i++) {
        size_t count;
        const uint32_t *const list = neighbours_of(&s->neighbours, i, &count);
        for (size_t k = 0; k < count; k++)
            if (list[k] < i) add_pair(s, i, list[k], sums);
    }
}

void forces_sum(const struct spheres *s, double *f)
{
    add_all(s, &(struct sums){f, NAN, 0});
}

double forces_sum_sheared(const struct spheres *s, double *f)
{
    struct sums sums = {f, NAN, 0};
    add_all(s, &sums);
    return sums.xy;
}

double forces_energy(const struct spheres *s)
{
    double sum = 0;
    for (uint32_t i = 0; i < s->n; i++) {
        size_t count;
        const uint32_t *const list = neighbours_of(&s->neighbours, i, &count);
        const struct sphere ghost = {{s->p[i].x[0], s->p[i].x[1], s->p[i].x[2]}, NAN};
        sum += s->potential->resize(&s->view, list, count, ghost, s->p[i].s);
    }
    return sum / 2; /* exact: twice a multiple of 2^-30 */
}

double forces_temperature(const struct spheres *s)
{
    if (s->potential->hard) return NAN;
    const size_t m = s->n * (size_t)s->dim;
    struct sums sums = {base_alloc(m, sizeof(double)), 0, 0};
    double square = 0;
    add_all(s, &sums);
    for (size_t k = 0; k < m; k++) square += sums.f[k] * sums.f[k];
    base_free(sums.f);
    return square / sums.laplacian;
}
