#include "glass/spins/ising.h"

#include <math.h>

#include "glass/spins/ising_sizes.h"

double ising_replica_energy(const struct ising *g, size_t replica)
{
    const int8_t *const s = g->s + replica * g->n;
    double sum = 0;
    for (const struct bond *p = g->bonds.pair; p < g->bonds.pair + g->bonds.m; p++)
        sum -= ising_sizes_coupling(g, replica, p->i, p->j, p->J) * s[p->i] * s[p->j];
    return sum;
}

double ising_energy(const struct ising *g)
{
    double sum = 0;
    for (size_t r = 0; r < g->replicas; r++) sum += ising_replica_energy(g, r);
    return sum;
}

void ising_set_fields(struct ising *g)
{
    const struct bonds *const b = &g->bonds;
    for (size_t r = 0; r < g->replicas; r++)
        for (size_t i = 0; i < g->n; i++) {
            double sum = 0;
            for (size_t k = b->first[i]; k < b->first[i + 1]; k++)
                sum += ising_sizes_coupling(g, r, i, b->to[k], b->J[k]) * g->s[r * g->n + b->to[k]];
            g->h[r * g->n + i] = sum;
        }
}

void ising_turn(struct ising *g, size_t replica, size_t i)
{
    const struct bonds *const b = &g->bonds;
    int8_t *const s = g->s + replica * g->n;
    double *const h = g->h + replica * g->n;
    s[i] = (int8_t)-s[i];
    const double change = 2 * s[i];
    if (g->d) {
        const double *const d = g->d + replica * g->n;
        for (size_t k = b->first[i]; k < b->first[i + 1]; k++)
            h[b->to[k]] += change * d[i] * d[b->to[k]] * b->J[k];
        return;
    }
    for (size_t k = b->first[i]; k < b->first[i + 1]; k++) h[b->to[k]] += change * b->J[k];
}

double ising_overlap(const struct ising *g, size_t a, size_t b)
{
    int64_t sum = 0;
    for (size_t i = 0; i < g->n; i++) sum += g->s[a * g->n + i] * g->s[b * g->n + i];
    return (double)sum / (double)g->n;
}

double ising_link_overlap(const struct ising *g, size_t a, size_t b)
{
    const int8_t *const s = g->s + a * g->n, *const t = g->s + b * g->n;
    int64_t sum = 0;
    for (const struct bond *p = g->bonds.pair; p < g->bonds.pair + g->bonds.m; p++)
        sum += s[p->i] * s[p->j] * t[p->i] * t[p->j];
    return (double)sum / (double)g->bonds.m;
}

double ising_overlap_wave(const struct ising *g, size_t a, size_t b)
{
    double total = 0;
    for (size_t d = 0, stride = 1; d < g->dim; d++, stride *= g->L) {
        double real = 0, imaginary = 0;
        for (size_t i = 0; i < g->n; i++) {
            const double angle = 2 * M_PI * (double)(i / stride % g->L) / (double)g->L;
            const double q = g->s[a * g->n + i] * g->s[b * g->n + i];
            real += q * cos(angle), imaginary += q * sin(angle);
        }
        total += real * real + imaginary * imaginary;
    }
    return total / (double)g->dim / ((double)g->n * (double)g->n);
}
