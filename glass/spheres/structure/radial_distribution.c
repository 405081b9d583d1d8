/* Implementation of radial_distribution.h. */
#include "glass/spheres/structure/radial_distribution.h"

#include <math.h>

#include "glass/spheres/state/spheres.h"
#include "glass/spheres/structure/size_classes.h"

struct walk {
    double width;
    size_t bins;
    void (*visit)(void *user, uint32_t i, uint32_t j, size_t bin);
    void *user;
};

/* Visits each pair nearer than the last bin's edge once. */
static void walk(const struct spheres *s, const struct walk *w)
{
    const double reach = w->width * (double)w->bins;
    struct cells cells;
    spheres_sort_into(s, &cells, reach / 2);
    for (uint32_t i = 0; i < s->n; i++) {
        const size_t found = cells_near(&cells, s->p[i].x, reach);
        for (size_t k = 0; k < found; k++) {
            const uint32_t j = cells.found[k];
            if (j >= i) continue;
            const double r = sqrt(potentials_distance2(&s->view, s->p[i].x, s->p[j].x));
            if (r < reach && (size_t)(r / w->width) < w->bins)
                w->visit(w->user, i, j, (size_t)(r / w->width));
        }
    }
    cells_clear(&cells);
}

struct counts {
    const unsigned char *of;
    size_t classes, bins;
    double *count;
};

static void count_pair(void *user, uint32_t i, uint32_t j, size_t bin)
{
    const struct counts *const c = user;
    const size_t row = c->of ? 1 + size_classes_pair(c->classes, c->of[i], c->of[j]) : 1;
    c->count[bin]++, c->count[row * c->bins + bin]++;
}

void radial_distribution_count(const struct spheres *s, const unsigned char *of, size_t classes,
                               double width, size_t bins, double *count)
{
    struct counts c = {of, classes, bins, count};
    walk(s, &(struct walk){width, bins, count_pair, &c});
}

struct products {
    const double _Complex *psi;
    double *sum, *pairs;
};

static void add_product(void *user, uint32_t i, uint32_t j, size_t bin)
{
    const struct products *const p = user;
    p->sum[bin] += creal(p->psi[i] * conj(p->psi[j]));
    p->pairs[bin]++;
}

void radial_distribution_correlate(const struct spheres *s, const double _Complex *psi,
                                   double width, size_t bins, double *sum, double *pairs)
{
    struct products p = {psi, sum, pairs};
    walk(s, &(struct walk){width, bins, add_product, &p});
}

double radial_distribution_ideal(const struct spheres *s, double width, size_t b)
{
    const double low = width * (double)b, high = low + width;
    const double shell = s->dim == 3 ? 4 * M_PI / 3 * (pow(high, 3) - pow(low, 3))
                                     : M_PI * (high * high - low * low);
    return shell / pow(s->L, s->dim);
}
