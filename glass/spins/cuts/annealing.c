#include "glass/spins/cuts/annealing.h"

#include "common/core/rng.h"
#include "glass/spins/cuts/cut_spins.h"
#include "glass/spins/cuts/solver.h"
#include "glass/spins/metropolis.h"

/* beta dE of 32 ln 2 or more is never accepted by 32-bit numbers: none is drawn. */
static void sweep(struct cut_spins *c, const struct metropolis *m, double beta, struct rng *rng)
{
    const double *const s = c->s, *const h = c->h;
    const double twice = 2 * beta;
    for (size_t i = 0; i < c->n; i++) {
        const double x = twice * s[i] * h[i];
        if (x > 22.2) continue;
        if (x > 0 && !metropolis_accepts(m, x, rng_u32(rng) * 0x1p-32)) continue;
        cut_spins_flip(c, i);
    }
}

void annealing_solve(struct cut_spins *c, const struct solver_parameters *p, size_t steps,
                     struct rng *rng)
{
    struct metropolis m;
    metropolis_init(&m);
    const double first = 1 / (p->hot * c->scale), last = 1 / (p->cold * c->scale);
    cut_spins_start(c, rng);
    for (size_t k = 0; k < steps; k++) {
        const double part = steps > 1 ? (double)k / (double)(steps - 1) : 1;
        sweep(c, &m, first + part * (last - first), rng);
        cut_spins_note(c);
    }
}
