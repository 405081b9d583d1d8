/* Implementation of quasistatic.h. */
#include "glass/spheres/structure/quasistatic.h"

#include <math.h>
#include <string.h>

#include "common/io/checkpoint.h"
#include "glass/spheres/state/spheres.h"

static double volume(const struct quasistatic *q)
{
    return pow(q->surface.spheres->L, q->surface.spheres->dim);
}

static void measure(struct quasistatic *q, struct minimise_result r)
{
    struct quasistatic_state *const now = &q->now;
    double stress[3][3];
    energy_surface_stress(&q->surface, stress);
    now->strain = q->surface.strain;
    now->energy = r.energy;
    now->force = r.force;
    now->stress = stress[q->rules.along][q->rules.across];
    now->pressure = -(stress[0][0] + stress[1][1] + stress[2][2]) / q->surface.spheres->dim;
    now->slopes += r.slopes;
}

static void relax(struct quasistatic *q)
{
    measure(q, q->rules.method->down(&q->surface, q->rules.force, q->rules.most));
}

void quasistatic_init(struct quasistatic *q, const struct spheres *s,
                      const struct quasistatic_rules *rules)
{
    *q = (struct quasistatic){.rules = *rules, .step = rules->step};
    energy_surface_init(&q->surface, s);
    energy_surface_set_axes(&q->surface, rules->along, rules->across);
    q->before = base_alloc(q->surface.m, sizeof *q->before);
    relax(q);
    memcpy(q->before, q->surface.x, q->surface.m * sizeof *q->before);
}

void quasistatic_clear(struct quasistatic *q)
{
    energy_surface_clear(&q->surface);
    base_free(q->before);
}

void quasistatic_motion(const struct quasistatic *q, double *u)
{
    const struct spheres *const s = q->surface.spheres;
    const size_t dim = (size_t)s->dim, a = (size_t)q->rules.along, b = (size_t)q->rules.across;
    const double strain = q->now.strain - q->strain_before;
    for (size_t k = 0; k < q->surface.m; k++) u[k] = q->surface.x[k] - q->before[k];
    for (size_t k = 0; k < q->surface.m; k += dim) u[k + a] -= strain * q->before[k + b];
    for (size_t d = 0; d < dim; d++) {
        double mean = 0;
        for (size_t i = 0; i < s->n; i++) mean += u[i * dim + d] / (double)s->n;
        for (size_t i = 0; i < s->n; i++) u[i * dim + d] -= mean;
    }
}

static void measure_motion(struct quasistatic *q)
{
    const size_t n = q->surface.spheres->n, dim = (size_t)q->surface.spheres->dim;
    double *const u = base_alloc(q->surface.m, sizeof *u), two = 0, four = 0;
    quasistatic_motion(q, u);
    for (size_t i = 0; i < n; i++) {
        double u2 = 0;
        for (size_t d = 0; d < dim; d++) u2 += u[i * dim + d] * u[i * dim + d];
        two += u2, four += u2 * u2;
    }
    q->now.displacement = sqrt(two / (double)n);
    q->now.participation = four > 0 ? two * two / ((double)n * four) : 0;
    base_free(u);
}

/* Back to the minimum before a step of `strain`. */
static void undo(struct quasistatic *q, double strain, double before)
{
    energy_surface_shear(&q->surface, -strain); /* the list's places, too */
    energy_surface_set_strain(&q->surface, before);
    memcpy(q->surface.x, q->before, q->surface.m * sizeof *q->before);
}

void quasistatic_advance(struct quasistatic *q, double end)
{
    const struct quasistatic_rules *const rules = &q->rules;
    const struct quasistatic_state before = q->now;
    const double left = fabs(end - before.strain), sign = end < before.strain ? -1 : 1;
    memcpy(q->before, q->surface.x, q->surface.m * sizeof *q->before);
    q->strain_before = before.strain;
    for (;;) {
        const bool last = left <= q->step * (1 + 1e-9);
        const double strain = sign * (last ? left : q->step);
        energy_surface_shear(&q->surface, strain);
        if (last) energy_surface_set_strain(&q->surface, end);
        relax(q);
        q->now.heat = volume(q) * (before.stress + q->now.stress) / 2 * strain -
                      (q->now.energy - before.energy);
        q->now.plastic = q->now.heat > rules->heat;
        if (!q->now.plastic || fabs(strain) <= rules->least_step) break;
        undo(q, strain, before.strain);
        q->step = fmax(fabs(strain) / 4, rules->least_step);
    }
    q->now.drop = sign * (before.stress - q->now.stress);
    measure_motion(q);
    q->step = fmin(2 * q->step, rules->step);
}

void quasistatic_visit(struct quasistatic *q, struct checkpoint *c)
{
    struct quasistatic_state *const now = &q->now;
    struct energy_surface *const l = &q->surface;
    double *const number[] = {&now->strain, &now->energy, &now->stress,      &now->pressure,
                              &now->force,  &now->heat,   &now->drop,        &now->displacement,
                              &q->step,     &l->strain,   &q->strain_before, &now->participation};
    enum { NUMBERS = sizeof number / sizeof *number };
    double value[NUMBERS];
    uint8_t plastic = now->plastic;
    for (size_t k = 0; k < NUMBERS; k++) value[k] = *number[k];
    checkpoint_f64(c, "x", l->x, l->m);
    checkpoint_f64(c, "before", q->before, l->m);
    checkpoint_f64(c, "state", value, NUMBERS);
    checkpoint_i32(c, "slopes", &now->slopes, 1);
    checkpoint_u8(c, "plastic", &plastic, 1);
    for (size_t k = 0; k < NUMBERS; k++) *number[k] = value[k];
    now->plastic = plastic;
    energy_surface_set_strain(l, l->strain);
    energy_surface_renew(l);
}
