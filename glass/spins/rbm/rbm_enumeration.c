#include "glass/spins/rbm/rbm_enumeration.h"

#include <math.h>

#include "common/core/base.h"

struct sums { /* over states, weights relative to exp(shift) */
    double shift, Z, energy, m2;
    double *pair; /* (n, n) of products of two units, lower triangle */
};

static void rescale(struct sums *s, size_t n, double log_weight)
{
    const double factor = exp(s->shift - log_weight);
    s->Z *= factor, s->energy *= factor, s->m2 *= factor;
    for (size_t k = 0; k < n * n; k++) s->pair[k] *= factor;
    s->shift = log_weight;
}

/* ln of the weight of a state of the layer, whose other layer (n) has the fields `field`; *energy: the mean of H
   in it. Hopfield: fields of hidden units of size 1. */
static double log_weight_of(const struct rbm *g, enum rbm_layer layer, size_t n,
                            const double *field, double *energy)
{
    double sum = 0;
    *energy = 0;
    if (g->integrated) {
        for (size_t k = 0; k < n; k++) *energy -= field[k] * field[k] / 2;
        for (size_t i = 0; i < g->n; i++) *energy += g->self[i] / 2;
        return -*energy / g->T;
    }
    const struct unit_law *const law = layer == RBM_VISIBLE ? &g->hidden : &g->visible;
    for (size_t k = 0; k < n; k++) {
        const double b = (layer == RBM_VISIBLE ? g->size[k] : 1) * field[k];
        sum += unit_law_log_average(law, b / g->T);
        *energy -= b * unit_law_mean(law, b / g->T);
    }
    return sum;
}

static void add(struct sums *s, const double *x, size_t n, double log_weight, double energy,
                double m)
{
    if (log_weight > s->shift) rescale(s, n, log_weight);
    const double w = exp(log_weight - s->shift);
    s->Z += w, s->energy += w * energy, s->m2 += w * m * m;
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < i; j++) s->pair[i * n + j] += w * x[i] * x[j];
}

static struct rbm_enumeration result(const struct sums *s, size_t n, bool visible)
{
    const double size = (double)n;
    double square = size; /* i = j */
    for (size_t k = 0; k < n * n; k++) square += 2 * s->pair[k] * s->pair[k] / (s->Z * s->Z);
    return (struct rbm_enumeration){.lnZ = s->shift + log(s->Z) - size * M_LN2,
                                    .energy = s->energy / s->Z,
                                    .m2 = visible ? s->m2 / s->Z : NAN,
                                    .overlap2 = square / (size * size)};
}

static void turn(const struct rbm *g, enum rbm_layer layer, double *x, size_t k, double *field)
{
    x[k] = -x[k];
    if (layer == RBM_VISIBLE)
        patterns_add_visible(&g->patterns, k, 2 * x[k], field);
    else
        patterns_add_hidden(&g->patterns, k, 2 * x[k] * g->size[k], field);
}

struct rbm_enumeration rbm_enumeration(const struct rbm *g, enum rbm_layer layer)
{
    const bool visible = layer == RBM_VISIBLE;
    const size_t n = visible ? g->n : g->m, others = visible ? g->m : g->n;
    double x[RBM_ENUMERATION_UNITS], energy, c[RBM_ENUMERATION_UNITS];
    double *const field = base_alloc(others, sizeof *field);
    struct sums s = {.shift = -INFINITY, .pair = base_alloc(n * n, sizeof *s.pair)};
    for (size_t k = 0; k < n; k++) x[k] = 1, c[k] = visible ? 1 : g->size[k];
    if (visible)
        patterns_hidden_fields(&g->patterns, x, field);
    else
        patterns_visible_fields(&g->patterns, c, field);
    for (uint32_t code = 1;; code++) { /* Gray code */
        const double log_weight = log_weight_of(g, layer, others, field, &energy);
        add(&s, x, n, log_weight, energy, field[0] * g->patterns.scale);
        if (code == 1u << n) break;
        turn(g, layer, x, (size_t)__builtin_ctz(code), field);
    }
    const struct rbm_enumeration e = result(&s, n, visible);
    base_free(field), base_free(s.pair);
    return e;
}
