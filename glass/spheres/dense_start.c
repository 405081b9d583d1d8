/* Implementation of dense_start.h. A minimum of the overlaps leaves contacts that overlap by a little.
   It is therefore searched in a box smaller by MARGIN, where no overlap may exceed it. */
#include "glass/spheres/dense_start.h"

#include <math.h>

#include "glass/spheres/state/spheres.h"
#include "glass/spheres/structure/energy_surface.h"
#include "glass/spheres/structure/minimise.h"

static const double margin = 1e-3; /* of the side of the box */

static double packing(const struct spheres *s, double L)
{
    const double unit = s->dim == 3 ? M_PI / 6 : M_PI / 4;
    double filled = 0;
    for (size_t i = 0; i < s->n; i++) filled += unit * pow((double)s->p[i].s / L, s->dim);
    return filled;
}

bool dense_start_needed(const struct spheres *s)
{
    static const double most[] = {[2] = 0.7, [3] = 0.53};
    return s->potential->hard && packing(s, s->L) > most[s->dim];
}

static void set_box(struct spheres *s, double L)
{
    spheres_scale(s, L);
    neighbours_scale(&s->neighbours, s->L);
}

static void random_points(struct spheres *s, struct rng *rng)
{
    const size_t m = s->n * (size_t)s->dim;
    double *const x = base_alloc(m, sizeof *x);
    for (size_t k = 0; k < m; k++) x[k] = rng_u32(rng) * s->unit;
    spheres_set_positions(s, x);
    base_free(x);
}

bool dense_start_fit(struct spheres *s, double L, int gradients)
{
    const struct potential *const hard = s->potential;
    const struct minimise_method *const method = base_find(&minimise_table, "lbfgs");
    struct energy_surface l;
    set_box(s, L * (1 - margin));
    s->potential = base_find(&potentials_table, "harmonic");
    energy_surface_init(&l, s);
    method->down(&l, margin / 100, gradients);
    spheres_set_positions(s, l.x);
    energy_surface_clear(&l);
    s->potential = hard;
    set_box(s, L);
    neighbours_build(&s->neighbours, s->p);
    return spheres_energy(s) == 0;
}

void dense_start_place(struct spheres *s, struct rng *rng, const char *where)
{
    enum { STEPS = 8 };
    const double loose[] = {[2] = 0.75, [3] = 0.58}, L = s->L, most = packing(s, L),
                 spread = fmax(1.05, pow(most / loose[s->dim], 1.0 / s->dim));
    const int gradients = (int)fmin(20000, fmax(2000, 2e8 / (double)s->n));
    double reached = INFINITY, side = L;
    random_points(s, rng);
    for (int k = 0; k <= STEPS; k++) {
        side = L * pow(spread, 1 - (double)k / STEPS);
        if (!dense_start_fit(s, side, gradients)) break;
        reached = side;
    }
    const double n = (double)s->n;
    require(
        reached == side,
        "%s: hard spheres keep overlaps at rho = %.4g (packing fraction %.3g); compression reached "
        "rho = %.4g (%.3g). Allowed: a lower rho, then pressure_schedule with swaps",
        where, n / pow(L, s->dim), most, n / pow(reached, s->dim), packing(s, reached));
}
