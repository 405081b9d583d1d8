/* Each term is rounded, so the sum is exact, and depends on no order of the lists. */
#include "glass/spheres/state/stress.h"

#include "glass/spheres/state/exact_sum.h"
#include "glass/spheres/state/spheres.h"

static double term(const struct spheres *s, struct sphere p, struct sphere q, int a, int b)
{
    const struct potentials_bond bond = potentials_bond(&s->view, p.s, q.s);
    const double r2 = potentials_distance2(&s->view, p.x, q.x);
    int32_t r[3];
    if (!potentials_within(s->potential, r2, bond)) return 0;
    const double w = fmin(potentials_virial(s->potential, r2, bond), POTENTIALS_VIRIAL_CAP);
    potentials_vector(&s->view, p.x, q.x, r);
    const double x = r[a] * s->unit, y = r[b] * s->unit;
    return potentials_round(w * (x * y / r2));
}

double stress_virial(const struct spheres *s, int a, int b)
{
    struct exact_sum sum = {0};
    for (uint32_t i = 0; i < s->n; i++) {
        size_t count;
        const uint32_t *const list = neighbours_of(&s->neighbours, i, &count);
        for (size_t k = 0; k < count; k++)
            if (list[k] < i) exact_sum_add(&sum, term(s, s->p[i], s->p[list[k]], a, b));
    }
    return exact_sum_value(sum);
}
