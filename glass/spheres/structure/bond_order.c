/* Implementation of bond_order.h. */
#include "glass/spheres/structure/bond_order.h"

#include <complex.h>
#include <math.h>

#include "glass/spheres/state/spheres.h"

enum { DEGREE = 6 };

static const double bond = 1.4; /* [s_ij]; the first minimum of g(r / s_ij) */

struct harmonics { /* sums of Y_6m over bonds, m = 0 ... 6; negative m are their conjugates */
    double _Complex y[DEGREE + 1];
    double bonds;
};

/* Y_6m of a direction without its phase exp(i m phi), with z its cosine and q its sine; signs are
   left out, because |<Y_6m>| does not depend on them. */
static void degree6(double z, double q, double *y)
{
    const double z2 = z * z, q2 = q * q, c = 1 / sqrt(M_PI);
    y[0] = c * sqrt(13) / 32 * (((231 * z2 - 315) * z2 + 105) * z2 - 5);
    y[1] = c * sqrt(273 / 2.0) / 16 * q * z * ((33 * z2 - 30) * z2 + 5);
    y[2] = c * sqrt(1365) / 64 * q2 * ((33 * z2 - 18) * z2 + 1);
    y[3] = c * sqrt(1365) / 32 * q2 * q * z * (11 * z2 - 3);
    y[4] = c * 3 * sqrt(91 / 2.0) / 32 * q2 * q2 * (11 * z2 - 1);
    y[5] = c * 3 * sqrt(1001) / 32 * q2 * q2 * q * z;
    y[6] = c * sqrt(3003) / 64 * q2 * q2 * q2;
}

static void add_bond(struct harmonics *h, const double *r)
{
    const double xy = hypot(r[0], r[1]), length = hypot(xy, r[2]);
    const double _Complex turn = xy > 0 ? (r[0] + I * r[1]) / xy : 1;
    double _Complex phase = 1;
    double y[DEGREE + 1];
    degree6(r[2] / length, xy / length, y);
    for (int m = 0; m <= DEGREE; m++, phase *= turn) h->y[m] += y[m] * phase;
    h->bonds++;
}

/* sqrt(4 pi / 13 sum_m |<Y_6m>|^2); 0 without bonds */
static double order(const struct harmonics *h)
{
    double sum = 0;
    for (int m = 0; m <= DEGREE; m++) {
        const double size = cabs(h->y[m]);
        sum += (m ? 2 : 1) * size * size;
    }
    return h->bonds > 0 ? sqrt(4 * M_PI / (2 * DEGREE + 1) * sum) / h->bonds : 0;
}

static struct harmonics bonds_of(const struct spheres *s, struct cells *cells, uint32_t i)
{
    struct harmonics h = {0};
    const struct sphere a = s->p[i];
    const size_t found = cells_near(cells, a.x, bond * s->neighbours.largest);
    for (size_t k = 0; k < found; k++) {
        const struct sphere b = s->p[cells->found[k]];
        const double range = bond * sqrt(potentials_bond(&s->view, a.s, b.s).s2);
        const double r2 = potentials_distance2(&s->view, a.x, b.x);
        if (cells->found[k] == i || r2 >= range * range || r2 == 0) continue;
        int32_t step[3];
        double r[3];
        potentials_vector(&s->view, b.x, a.x, step);
        for (int d = 0; d < 3; d++) r[d] = step[d] * s->unit;
        add_bond(&h, r);
    }
    return h;
}

struct bond_order bond_order(const struct spheres *s)
{
    if (s->dim != 3) return (struct bond_order){NAN, NAN};
    struct cells cells;
    struct harmonics all = {0};
    double local = 0;
    spheres_sort_into(s, &cells, bond * s->neighbours.largest / 2);
    for (uint32_t i = 0; i < s->n; i++) {
        const struct harmonics h = bonds_of(s, &cells, i);
        local += order(&h);
        for (int m = 0; m <= DEGREE; m++) all.y[m] += h.y[m];
        all.bonds += h.bonds;
    }
    cells_clear(&cells);
    return (struct bond_order){order(&all), local / (double)s->n};
}
