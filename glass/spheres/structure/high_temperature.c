/* Implementation of high_temperature.h. */
#include "glass/spheres/structure/high_temperature.h"

#include <math.h>

#include "glass/spheres/state/spheres.h"

enum { STEPS = 100 }; /* of Simpson's rule */

static double surface(int dim)
{
    return dim == 3 ? 4 * M_PI : 2 * M_PI;
}

/* Integral of v over space, for a bounded potential. */
static double volume_integral(const struct spheres *s, struct potentials_bond b)
{
    const double end = sqrt(potentials_range2(s->potential, b)), step = end / STEPS;
    double sum = 0;
    for (int k = 1; k <= STEPS; k++) {
        const double r = fmin(k * step, end * (1 - 1e-12));
        const double weight = k == STEPS ? 1 : k % 2 ? 4 : 2;
        sum += weight * potentials_energy(s->potential, r * r, b) * pow(r, s->dim - 1);
    }
    return surface(s->dim) * sum * step / 3;
}

/* Exponent of the divergence at r = 0. */
static double exponent(const struct spheres *s, struct potentials_bond b)
{
    const double r2 = 1e-6 * b.s2;
    return potentials_virial(s->potential, r2, b) / potentials_energy(s->potential, r2, b);
}

/* A^(dim/n) of a pair. */
static double amplitude(const struct spheres *s, struct potentials_bond b, double n)
{
    const double r2 = 1e-6 * b.s2;
    return pow(potentials_energy(s->potential, r2, b), s->dim / n) * pow(r2, s->dim / 2.0);
}

struct high_temperature high_temperature_of(const struct spheres *s)
{
    const bool bounded = potentials_bounded(s->potential);
    const struct potentials_bond first = potentials_bond(&s->view, s->p[0].s, s->p[1].s);
    const double n = bounded ? INFINITY : exponent(s, first), d = s->dim;
    const double rho = (double)s->n / pow(s->L, d), pairs = (double)s->n * (double)(s->n - 1) / 2;
    if (s->potential->hard || !(n > d)) return (struct high_temperature){NAN, NAN};
    if (s->potential->tabulated && !bounded) return (struct high_temperature){NAN, NAN};
    double sum = 0;
    for (size_t i = 0; i < s->n; i++)
        for (size_t j = 0; j < i; j++) {
            const struct potentials_bond b = potentials_bond(&s->view, s->p[i].s, s->p[j].s);
            sum += bounded ? volume_integral(s, b) : amplitude(s, b, n);
        }
    if (bounded) return (struct high_temperature){1, rho / 2 * sum / pairs};
    return (struct high_temperature){d / n, rho * surface(s->dim) / (2 * d) * tgamma(1 - d / n) *
                                                sum / pairs};
}
