#include "glass/spins/rbm/patterns.h"

#include <math.h>

#include "common/core/base.h"

void patterns_init(struct patterns *p, size_t n, size_t m, const struct unit_law *law,
                   struct rng *rng)
{
    *p = (struct patterns){.n = n, .m = m, .scale = 1 / sqrt((double)n), .kernels = spin_kernels()};
    p->xi = base_alloc(n * m, sizeof *p->xi);
    p->transposed = base_alloc(n * m, sizeof *p->transposed);
    for (size_t k = 0; k < n * m; k++) p->xi[k] = (float)unit_law_draw(law, 0, rng);
    for (size_t mu = 0; mu < m; mu++)
        for (size_t i = 0; i < n; i++) p->transposed[i * m + mu] = p->xi[mu * n + i];
}

void patterns_clear(struct patterns *p)
{
    base_free(p->xi), base_free(p->transposed);
}

void patterns_hidden_fields(const struct patterns *p, const double *s, double *y)
{
    for (size_t mu = 0; mu < p->m; mu++)
        y[mu] = p->scale * p->kernels->dot(p->xi + mu * p->n, p->n, s);
}

void patterns_visible_fields(const struct patterns *p, const double *z, double *h)
{
    for (size_t i = 0; i < p->n; i++)
        h[i] = p->scale * p->kernels->dot(p->transposed + i * p->m, p->m, z);
}

static void add(const float *row, size_t n, double c, double *y)
{
    for (size_t k = 0; k < n; k++) y[k] += c * (double)row[k];
}

void patterns_add_visible(const struct patterns *p, size_t i, double ds, double *y)
{
    add(p->transposed + i * p->m, p->m, p->scale * ds, y);
}

void patterns_add_hidden(const struct patterns *p, size_t mu, double dz, double *h)
{
    add(p->xi + mu * p->n, p->n, p->scale * dz, h);
}

double patterns_largest_eigenvalue(const struct patterns *p)
{
    enum { STEPS = 200 };
    double *const s = base_alloc(p->n, sizeof *s), *const y = base_alloc(p->m, sizeof *y), norm = 0;
    for (size_t i = 0; i < p->n; i++) s[i] = cos((double)i); /* generic */
    for (int k = 0; k < STEPS; k++) {
        norm = 0;
        for (size_t i = 0; i < p->n; i++) norm += s[i] * s[i];
        for (size_t i = 0; i < p->n; i++) s[i] /= sqrt(norm);
        patterns_hidden_fields(p, s, y);
        patterns_visible_fields(p, y, s);
    }
    norm = 0;
    for (size_t i = 0; i < p->n; i++) norm += s[i] * s[i];
    base_free(s), base_free(y);
    return sqrt(norm);
}
