#include "glass/spins/rbm/rbm.h"

#include "common/core/base.h"

double rbm_replica_energy(const struct rbm *g, size_t replica)
{
    const double *const y = g->y + replica * g->m;
    double sum = 0;
    if (g->integrated) {
        for (size_t mu = 0; mu < g->m; mu++) sum -= y[mu] * y[mu] / 2;
        for (size_t i = 0; i < g->n; i++) sum += g->self[i] / 2;
        return sum;
    }
    const double *const z = g->z + replica * g->m, *const c = g->size + replica * g->m;
    for (size_t mu = 0; mu < g->m; mu++) sum -= c[mu] * y[mu] * z[mu];
    return sum;
}

double rbm_energy(const struct rbm *g)
{
    struct rbm fresh = *g;
    fresh.y = base_alloc(g->replicas * g->m, sizeof *fresh.y);
    double sum = 0;
    for (size_t r = 0; r < g->replicas; r++) {
        patterns_hidden_fields(&g->patterns, g->s + r * g->n, fresh.y + r * g->m);
        sum += rbm_replica_energy(&fresh, r);
    }
    base_free(fresh.y);
    return sum;
}

void rbm_set_visible_fields(struct rbm *g, size_t replica)
{
    const double *const z = g->z + replica * g->m, *const c = g->size + replica * g->m;
    for (size_t mu = 0; mu < g->m; mu++) g->work[mu] = c[mu] * z[mu];
    patterns_visible_fields(&g->patterns, g->work, g->h + replica * g->n);
}

void rbm_set_fields(struct rbm *g)
{
    for (size_t r = 0; r < g->replicas; r++) {
        patterns_hidden_fields(&g->patterns, g->s + r * g->n, g->y + r * g->m);
        if (!g->integrated) rbm_set_visible_fields(g, r);
    }
}

double rbm_field(const struct rbm *g, enum rbm_layer layer, size_t replica, size_t unit)
{
    if (layer == RBM_HIDDEN) return g->size[replica * g->m + unit] * g->y[replica * g->m + unit];
    if (!g->integrated) return g->h[replica * g->n + unit];
    const struct patterns *const p = &g->patterns;
    return p->scale * p->kernels->dot(p->transposed + unit * g->m, g->m, g->y + replica * g->m) -
           g->self[unit] * g->s[replica * g->n + unit];
}

double rbm_overlap(const struct rbm *g, size_t a, size_t b)
{
    double sum = 0;
    for (size_t i = 0; i < g->n; i++) sum += g->s[a * g->n + i] * g->s[b * g->n + i];
    return sum / (double)g->n;
}

double rbm_hidden_overlap(const struct rbm *g, size_t a, size_t b)
{
    const double *const z = g->integrated ? g->y : g->z;
    double sum = 0;
    for (size_t mu = 1; mu < g->m; mu++) sum += z[a * g->m + mu] * z[b * g->m + mu];
    return sum / (double)(g->m - 1) / (g->integrated ? g->T : 1);
}
