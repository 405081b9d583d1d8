/* Implementation of barrier.h. */
#include "glass/spheres/structure/barrier.h"

#include <math.h>
#include <string.h>

#include "common/numerics/box.h"
#include "common/numerics/neb.h"
#include "glass/spheres/state/spheres.h"
#include "glass/spheres/structure/energy_surface.h"

double barrier_displacement(const struct spheres *s, const double *a, const double *b, double cut,
                            double *d, double *overlap)
{
    const size_t dim = (size_t)s->dim, m = s->n * dim;
    double mean[3] = {0}, sum = 0;
    size_t near = 0;
    for (size_t i = 0; i < m; i += dim) {
        double r[3] = {0};
        for (size_t k = 0; k < dim; k++) r[k] = b[i + k] - a[i + k];
        box_nearest(s->L, s->tilt, r);
        for (size_t k = 0; k < dim; k++) d[i + k] = r[k], mean[k] += r[k] / (double)s->n;
    }
    for (size_t i = 0; i < s->n; i++) {
        double r2 = 0;
        for (size_t k = i * dim; k < (i + 1) * dim; k++) d[k] -= mean[k % dim], r2 += d[k] * d[k];
        near += r2 < cut * cut;
        sum += r2;
    }
    *overlap = (double)near / (double)s->n;
    return sqrt(sum);
}

/* One surface per image, so that lists of pairs stay valid from step to step. */
static double slope(void *context, size_t image, const double *x, double *g)
{
    struct energy_surface *const l = (struct energy_surface *)context + image;
    memcpy(l->x, x, l->m * sizeof *x);
    return energy_surface_gradient(l, g);
}

static double cooperation(const struct spheres *s, const double *d)
{
    const size_t dim = (size_t)s->dim;
    double two = 0, four = 0;
    for (size_t i = 0; i < s->n; i++) {
        double r2 = 0;
        for (size_t k = i * dim; k < (i + 1) * dim; k++) r2 += d[k] * d[k];
        two += r2, four += r2 * r2;
    }
    return four > 0 ? two * two / four : 0;
}

struct barrier barrier_find(const struct spheres *s, const double *a, const double *d,
                            size_t images, double force, int most, double *saddle)
{
    const struct neb_rule rule = {.spring = 5, .force = force, .most = most, .leap = 0.02};
    struct energy_surface *const l = base_alloc(images, sizeof *l);
    for (size_t k = 0; k < images; k++) energy_surface_init(&l[k], s);
    const size_t m = l->m;
    double *const x = base_alloc(images * m, sizeof *x), *const energy =
                                                             base_alloc(images, sizeof *energy);
    for (size_t k = 0; k < images; k++)
        for (size_t i = 0; i < m; i++)
            x[k * m + i] = a[i] + d[i] * (double)k / (double)(images - 1);
    const struct neb_surface surface = {m, slope, l};
    const struct neb_result r = neb_relax(&surface, &rule, images, x, energy);
    if (saddle) memcpy(saddle, x + r.at * m, m * sizeof *x);
    for (size_t k = 0; k < images; k++) energy_surface_clear(&l[k]);
    base_free(l), base_free(x), base_free(energy);
    return (struct barrier){r.top, r.force, cooperation(s, d), r.steps, r.at};
}
