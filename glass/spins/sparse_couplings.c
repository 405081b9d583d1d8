#include "glass/spins/sparse_couplings.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "common/core/base.h"
#include "common/core/rng.h"

static bool holds(const uint32_t *set, size_t n, uint32_t i)
{
    for (size_t k = 0; k < n; k++)
        if (set[k] == i) return true;
    return false;
}

static double product(const struct sparse_couplings *t, size_t k, const double *s)
{
    double value = 1;
    for (size_t d = 0; d < (size_t)t->p; d++) value *= s[t->index[k * (size_t)t->p + d]];
    return value;
}

/* Couplings of each spin, in their order. */
static void connect(struct sparse_couplings *t)
{
    const size_t all = t->count * (size_t)t->p;
    for (size_t k = 0; k < all; k++) t->first[t->index[k] + 1]++;
    for (size_t i = 0; i < t->n; i++) t->first[i + 1] += t->first[i];
    size_t *const next = memcpy(base_alloc(t->n + 1, sizeof *next), t->first, t->n * sizeof *next);
    for (size_t k = 0; k < all; k++) t->of[next[t->index[k]]++] = (uint32_t)(k / (size_t)t->p);
    base_free(next);
}

struct sparse_couplings *sparse_couplings_create(int p, size_t n, size_t count, double a,
                                                 struct rng *rng, const double *planted,
                                                 double beta)
{
    struct sparse_couplings *const t = base_alloc(1, sizeof *t);
    *t = (struct sparse_couplings){.p = p, .n = n, .count = count};
    t->variance = a * (double)n / (2 * (double)count);
    t->value = base_alloc(count, sizeof *t->value);
    t->index = base_alloc(count * (size_t)p, sizeof *t->index);
    t->of = base_alloc(count * (size_t)p, sizeof *t->of);
    t->first = base_alloc(n + 1, sizeof *t->first);
    for (size_t k = 0; k < count; k++) {
        uint32_t *const set = t->index + k * (size_t)p;
        for (size_t d = 0; d < (size_t)p; d++) do
                set[d] = rng_below(rng, (uint32_t)n);
            while (holds(set, d, set[d]));
        t->value[k] = sqrt(t->variance) * rng_normal(rng);
        if (planted) t->value[k] += beta * t->variance * product(t, k, planted);
    }
    connect(t);
    return t;
}

void sparse_couplings_free(struct sparse_couplings *t)
{
    if (!t) return;
    base_free(t->value), base_free(t->index), base_free(t->of), base_free(t->first), base_free(t);
}

double sparse_couplings_memory(int p, size_t n, double count)
{
    return count * (8 + 8.0 * p) + 8 * (double)n;
}

double sparse_couplings_form(const struct sparse_couplings *t, const double *s)
{
    double sum = 0;
    for (size_t k = 0; k < t->count; k++) sum += t->value[k] * product(t, k, s);
    return sum;
}

/* Product of the spins of a coupling but those at the places a and b. */
static double rest(const struct sparse_couplings *t, size_t k, const double *s, int a, int b)
{
    double value = t->value[k];
    for (int d = 0; d < t->p; d++)
        if (d != a && d != b) value *= s[t->index[k * (size_t)t->p + (size_t)d]];
    return value;
}

double sparse_couplings_gradient(const struct sparse_couplings *t, const double *s, double *g)
{
    for (size_t k = 0; k < t->count; k++)
        for (int d = 0; d < t->p; d++)
            g[t->index[k * (size_t)t->p + (size_t)d]] += rest(t, k, s, d, d);
    return sparse_couplings_form(t, s);
}

void sparse_couplings_hessian(const struct sparse_couplings *t, const double *s, double *h)
{
    for (size_t k = 0; k < t->count; k++)
        for (int a = 0; a < t->p; a++)
            for (int b = 0; b < t->p; b++) {
                const uint32_t *const set = t->index + k * (size_t)t->p;
                if (a != b) h[set[a] * t->n + set[b]] += rest(t, k, s, a, b);
            }
}

double sparse_couplings_change(const struct sparse_couplings *t, const double *s, size_t i,
                               double a, size_t j, double b)
{
    const size_t p = (size_t)t->p;
    double sum = 0;
    for (int end = 0; end < (i == j ? 1 : 2); end++)
        for (size_t m = t->first[end ? j : i]; m < t->first[(end ? j : i) + 1]; m++) {
            const size_t k = t->of[m];
            if (end && holds(t->index + k * p, p, (uint32_t)i)) continue;
            double new = 1;
            for (size_t d = 0; d < p; d++) {
                const size_t l = t->index[k * p + d];
                new *= l == i ? a : l == j ? b : s[l];
            }
            sum += t->value[k] * (new - product(t, k, s));
        }
    return sum;
}

double sparse_couplings_covariance(const struct sparse_couplings *t, const double *s,
                                   const double *x)
{
    double sum = 0;
    for (size_t k = 0; k < t->count; k++) sum += product(t, k, s) * product(t, k, x);
    return t->variance * sum;
}
