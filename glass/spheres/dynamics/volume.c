/* Volume trials: ln V moves uniformly by up to step/2, and all spheres with the box. With N
   particles at pressure P the weight of a volume is V^N exp(-(U + P V)/T) dV, hence
       log_q = (N + 1) d(ln V) - P dV / T
   for a walk in ln V (Frenkel and Smit, Understanding Molecular Simulation, sec. 5.4.2).

   Positions are fractions of the box, so a new box is a new unit of length and nothing else.
   Lists made for another box still hold every pair within its range, as long as the box has not
   shrunk by more than their reserve: the step is kept below that. */
#include "glass/spheres/dynamics/volume.h"

#include <math.h>

#include "glass/spheres/dynamics/liquid.h"
#include "glass/spheres/state/forces.h"

/* A pair that is not listed is at least range + skin - 2 budget away; shrunk, it must still be
   beyond its range. */
static double widest(const struct spheres *s)
{
    const double reserve = s->neighbours.skin - 2 * s->neighbours.budget - 1e-3;
    return 2 * s->dim * log1p(reserve / s->neighbours.reach);
}

struct mc_trial volume_change(void *state, const struct mc_move *self, struct rng *rng, double step)
{
    (void)self;
    struct liquid *const l = state;
    struct spheres *const s = &l->s;
    require(l->P > 0, "[move.volume] needs a pressure: set [system] P above 0");
    const double width = fmin(step, widest(s)), shift = (rng_uniform(rng) - 0.5) * width;
    const double V = pow(s->L, s->dim), grown = V * exp(shift);
    l->trial.L = s->L;
    const double before = s->potential->hard ? 0 : forces_energy(s);
    spheres_scale(s, s->L * exp(shift / s->dim));
    if (s->L < 2 * s->neighbours.reach) return (struct mc_trial){INFINITY, 0};
    return (struct mc_trial){forces_energy(s) - before,
                             ((double)s->n + 1) * shift - l->P * (grown - V) / l->T};
}

void volume_commit(void *state)
{
    struct spheres *const s = &((struct liquid *)state)->s;
    neighbours_scale(&s->neighbours, s->L);
    neighbours_build(&s->neighbours, s->p);
}

void volume_revert(void *state)
{
    struct liquid *const l = state;
    spheres_scale(&l->s, l->trial.L);
}
