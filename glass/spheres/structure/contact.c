/* Implementation of contact.h. If the box shrinks by a factor 1 - x, the pairs with r/s_ij < 1 + x come to
   overlap. The probability that none does gives

       Z = 1 + n(0) / (dim N),    n(x) dx: pairs with x < r/s_ij - 1 < x + dx,

   for any cross diameters: for equal spheres the contact value 1 + 4 phi g(1+), for mixtures the
   sum of all contact values. n(0) is the value at 0 of the polynomial of degree 3 that fits n(x)
   best on [0, width]. By orthogonality that is the sum over pairs of K(x/width)/width with
   K(t) = 16 - 120 t + 240 t^2 - 140 t^3: each configuration gives an unbiased estimate. For
   n ~ exp(-b x) the fit is wrong by (b width)^4/1680. */
#include "glass/spheres/structure/contact.h"

#include <math.h>

#include "glass/spheres/state/cells.h"
#include "glass/spheres/state/spheres.h"

/* widest: width where spheres are far apart. full: pairs per degree of freedom above which the width is
   halved; packings that jam have 1 at any width, so b width stays below 1. */
static const double widest = 0.1, full = 0.6;

enum { WIDTHS = 12 };

struct near { /* pairs closer than widest / 2^k, and the sum of their K */
    double pairs[WIDTHS], sum[WIDTHS];
};

static double kernel(double t)
{
    return 16 + t * (-120 + t * (240 - 140 * t));
}

static void add(struct near *near, double x, double width)
{
    for (int k = 0; k < WIDTHS && x < width; k++, width /= 2) {
        near->pairs[k]++;
        near->sum[k] += kernel(fmax(0, x) / width) / width;
    }
}

static void add_all(const struct spheres *s, double width, struct near *near)
{
    const double reach = s->neighbours.reach * (1 + width);
    struct cells cells;
    spheres_cells(s, &cells, reach / 2);
    for (uint32_t i = 0; i < s->n; i++) { /* each pair once: sphere i with those already inserted */
        const size_t found = cells_near(&cells, s->p[i].x, reach);
        for (size_t k = 0; k < found; k++) {
            const struct sphere a = s->p[i], b = s->p[cells.found[k]];
            const double contact = potentials_range(s->potential, &s->view, a.s, b.s);
            const double r2 = potentials_distance2(&s->view, a.x, b.x);
            if (r2 < contact * contact * (1 + width) * (1 + width))
                add(near, sqrt(r2) / contact - 1, width);
        }
        cells_insert(&cells, i, s->p[i].x);
    }
    cells_clear(&cells);
}

double contact_compressibility(const struct spheres *s)
{
    const double freedom = (double)s->n * s->dim;
    const double width = fmin(widest, s->L / (2 * s->neighbours.reach) - 1);
    struct near near = {{0}, {0}};
    if (!(width > 1e-3)) return NAN;
    add_all(s, width, &near);
    int k = 0;
    while (k < WIDTHS - 1 && near.pairs[k] > full * freedom) k++;
    return 1 + near.sum[k] / freedom;
}
