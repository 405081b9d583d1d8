#include "glass/spins/cuts/cut_spins.h"

#include <math.h>

#include "common/core/base.h"
#include "common/core/rng.h"
#include "glass/spins/bonds.h"

void cut_spins_init(struct cut_spins *c, const struct bonds *bonds)
{
    *c = (struct cut_spins){.bonds = bonds, .n = bonds->n};
    c->s = base_alloc(c->n, sizeof *c->s);
    c->h = base_alloc(c->n, sizeof *c->h);
    c->best = base_alloc(c->n, sizeof *c->best);
    double squares = 0;
    for (size_t k = 0; k < bonds->m; k++) squares += 2 * bonds->pair[k].J * bonds->pair[k].J;
    c->scale = squares > 0 ? sqrt(squares / (double)c->n) : 1;
}

void cut_spins_clear(struct cut_spins *c)
{
    base_free(c->s), base_free(c->h), base_free(c->best);
    *c = (struct cut_spins){0};
}

void cut_spins_start(struct cut_spins *c, struct rng *rng)
{
    for (size_t i = 0; i < c->n; i++) c->s[i] = rng_u32(rng) & 1 ? 1 : -1;
    cut_spins_fields(c, c->s, c->h);
    c->H = 0, c->lowest = INFINITY;
    for (size_t i = 0; i < c->n; i++) c->H -= c->s[i] * c->h[i] / 2;
    cut_spins_note(c);
}

void cut_spins_flip(struct cut_spins *c, size_t i)
{
    const struct bonds *const b = c->bonds;
    const size_t end = b->first[i + 1];
    const double change = -2 * c->s[i];
    double *const h = c->h;
    c->H += 2 * c->s[i] * h[i];
    c->s[i] = -c->s[i];
    for (size_t k = b->first[i]; k < end; k++) h[b->to[k]] += change * b->J[k];
}

void cut_spins_follow(struct cut_spins *c, const double *x)
{
    for (size_t i = 0; i < c->n; i++)
        if (x[i] * c->s[i] < 0) cut_spins_flip(c, i);
}

void cut_spins_note(struct cut_spins *c)
{
    if (!(c->H < c->lowest)) return;
    c->lowest = c->H;
    for (size_t i = 0; i < c->n; i++) c->best[i] = (int8_t)c->s[i];
}

double cut_spins_energy(const struct cut_spins *c)
{
    double sum = 0;
    for (const struct bond *p = c->bonds->pair; p < c->bonds->pair + c->bonds->m; p++)
        sum -= p->J * c->best[p->i] * c->best[p->j];
    return sum;
}

void cut_spins_fields(const struct cut_spins *c, const double *x, double *f)
{
    const struct bonds *const b = c->bonds;
    for (size_t i = 0; i < c->n; i++) {
        double sum = 0;
        for (size_t k = b->first[i]; k < b->first[i + 1]; k++) sum += b->J[k] * x[b->to[k]];
        f[i] = sum;
    }
}
