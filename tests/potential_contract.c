/* Implementation of potential_contract.h. */
#include "tests/potential_contract.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "common/numerics/size_distribution.h"
#include "glass/spheres/dynamics/liquid.h"
#include "glass/spheres/dynamics/moves.h"
#include "glass/spheres/state/forces.h"
#include "glass/spheres/state/reference.h"
#include "glass/spheres/state/start.h"
#include "glass/spheres/system.h"
#include "tests/support.h"

/* ---- formulas -------------------------------------------------------------------------------- */

static const struct potentials_bond unit = {1, 1, 0};

static double energy(const struct potential *v, double r)
{
    return potentials_energy(v, r * r, unit);
}

static double virial(const struct potential *v, double r)
{
    return potentials_virial(v, r * r, unit);
}

static double curvature(const struct potential *v, double r)
{
    return potentials_curvature(v, r * r, unit);
}

static double slope_of(const struct potential *v, double r, double h)
{
    return (energy(v, r + h) - energy(v, r - h)) / (2 * h);
}

void potential_contract_derivatives(const struct potential *v)
{
    const double h = 1e-5;
    const struct potentials_bond half = {0.25, 1, 0};
    for (double r = 0.7; r < v->cut - 0.01; r += 0.03) {
        const double w = virial(v, r), c = curvature(v, r), e = energy(v, r);
        if (!(fabs(-r * slope_of(v, r, h) - w) < 1e-6 * (1 + fabs(w) + fabs(c))))
            fail_msg("%s: virial at r = %g is %g, not -r v'", v->name, r, w);
        const double bend = virial(v, r + h) / (r + h) - virial(v, r - h) / (r - h);
        if (!(fabs(-r * r * bend / (2 * h) - c) < 1e-6 * (1 + fabs(c))))
            fail_msg("%s: curvature at r = %g is %g, not r^2 v''", v->name, r, c);
        if (!v->absolute &&
            !(fabs(potentials_energy(v, r * r / 4, half) - e) <= 1e-11 * fabs(e) + 1e-14))
            fail_msg("%s: energy depends on more than r/s at r = %g", v->name, r);
    }
}

/* Does a function of r^2 vanish as r approaches the cut? */
static bool vanishes(const struct potential *v, double (*f)(const struct potential *v, double r))
{
    const double far = v->cut * (1 - 1e-3), near = v->cut * (1 - 1e-7);
    return fabs(f(v, near)) < 0.1 * fabs(f(v, far));
}

void potential_contract_cut(const struct potential *v)
{
    double (*const derivative[])(const struct potential *v, double r) = {energy, virial, curvature};
    for (int k = 0; k < 3 && k <= v->smooth + 1; k++)
        if (vanishes(v, derivative[k]) != (k <= v->smooth))
            fail_msg("%s: smooth = %d, but derivative %d %s at the cut", v->name, v->smooth, k,
                     k <= v->smooth ? "jumps" : "vanishes");
    assert_true(energy(v, v->cut) == 0);
    if (v->smooth >= 0 || v->tail[0].a == 0) return;
    const double r = v->cut * (1 - 1e-7);
    double tail = 0;
    for (int k = 0; k < 2; k++) tail += v->tail[k].a * pow(r, -v->tail[k].n);
    if (!(fabs(tail - energy(v, r)) < 1e-12))
        fail_msg("%s: the tail is not the potential at the cut", v->name);
}

void potential_contract_precision(const struct potential *v)
{
    static const struct potentials_mixture one = {1, {1.0f}, {{1}}, {{1}}};
    const double L = fmax(8, 2.1 * v->cut);
    const struct potentials_view w = {
        .unit2 = pow(L * 0x1p-32, 2), .mixture = v->mixed ? &one : NULL, .tabulated = v->tabulated};
    const struct sphere a = {{0, 0, 0}, 1.0f};
    double worst = 0;
    for (double r = 0.7; r < v->cut - 1e-4; r += 0.001) {
        struct sphere b = a;
        for (int d = 0; d < 3; d++) b.x[d] = (uint32_t)(r / sqrt(3) / L * 0x1p32);
        const double exact = potentials_energy(v, potentials_distance2(&w, a.x, b.x), unit);
        worst = fmax(worst, fabs(v->pair(&w, a, b) - exact) / (1 + fabs(exact)));
    }
    printf("%-9s single against double: %.1e\n", v->name, worst);
    if (!(worst < 3e-6)) fail_msg("%s: single precision is wrong by %.1e", v->name, worst);
}

/* ---- trials ---------------------------------------------------------------------------------- */

static void draw(const struct model *m, float *diameter, size_t n)
{
    size_distribution_draw(base_row(&size_distribution_table, 0),
                           base_find(&size_distribution_laws, m->law), m->shape, 1, 0, diameter, n);
}

size_t potential_contract_spheres(const struct model *m, const struct potential *v, int dim,
                                  double rho, double cuts, size_t least)
{
    enum { SAMPLE = 4000 };
    static float diameter[SAMPLE];
    double longest = 0;
    draw(m, diameter, SAMPLE);
    for (int i = 0; i < SAMPLE; i++) longest = fmax(longest, 1.01 * (double)diameter[i]);
    for (int k = 0; m->mixture && k < m->mixture->kinds; k++)
        for (int l = 0; l < m->mixture->kinds; l++)
            longest = fmax(longest, m->mixture->cross[k][l]);
    const double L = cuts * v->cut * (v->absolute ? 1 : longest);
    return (size_t)fmax((double)least, ceil(1.01 * rho * pow(L, dim)));
}

static void compare(const struct liquid *l, const struct mc_chain *c)
{
    struct spheres *const s = liquid_spheres(c->state);
    const char *const name = s->potential->name;
    struct reference p;
    struct frame f;
    double virial;
    if (c->energy != spheres_energy_direct(s) || c->energy != spheres_energy(s) ||
        c->energy != forces_energy(s))
        fail_msg("%s: running energy %.17g, O(N^2) %.17g, cells %.17g, lists %.17g", name,
                 c->energy, spheres_energy_direct(s), spheres_energy(s), forces_energy(s));
    spheres_view(s, &f);
    reference_init(&p, s->potential, s->model, s->n, s->dim, s->L, l->T, f.x, f.label);
    const double energy = reference_energy(&p, &virial, NULL);
    reference_clear(&p);
    if (!(fabs(energy - c->energy) < 1e-6 * (fabs(energy) + fabs(virial)) + 1e-6))
        fail_msg("%s: energy %.12g, in double precision %.12g", name, c->energy, energy);
    if (!(fabs(virial - spheres_virial(s)) < 1e-6 * (fabs(virial) + 1)))
        fail_msg("%s: virial %.12g, in double precision %.12g", name, spheres_virial(s), virial);
}

uint64_t potential_contract_trials(const struct model *m, const struct potential *v, int dim)
{
    const size_t n = potential_contract_spheres(m, v, dim, m->rho, 2, 10);
    float *const diameter = base_alloc(n, sizeof *diameter);
    draw(m, diameter, n);
    struct liquid *const l = liquid_create(m, v, n, dim, m->rho, m->T, diameter, "test");
    base_free(diameter);
    start_place(&l->s, "random", false, 1, 0, "test");
    l->P = 1;
    struct mc_chain c = {
        .system = &glass_spheres, .state = l, .T = l->T, .energy = spheres_energy(&l->s)};
    for (; glass_moves[c.n].name; c.n++)
        c.entry[c.n] = (struct mc_entry){.move = &glass_moves[c.n]};
    rng_init(&c.rng, 7, 0, RNG_TEST);
    for (size_t k = 0; k < c.n; k++) {
        c.entry[k].step = strtod(c.entry[k].move->step, NULL);
        const size_t trials = strcmp(c.entry[k].move->name, "volume") ? 5 * n : 20;
        for (size_t i = 0; i < trials; i++) mc_attempt(&c, k);
        compare(l, &c);
    }
    const uint64_t digest = support_digest(&c);
    mc_clear(&c);
    return digest;
}
