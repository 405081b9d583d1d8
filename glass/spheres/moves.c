/* Trials of the liquid (Ninarello, Berthier, Coslovich, PRX 7, 021039 (2017)). A proposal leaves
   the state as it is, so there is nothing to revert. */
#include "glass/spheres/moves.h"

#include <math.h>

#include "glass/spheres/spheres.h"

/* ---- displacement ---------------------------------------------------------------------------- */

/* Uniform in [-width/2, width/2], [L / 2^32]. An odd 32-bit integer is as likely as its
   negative, and division truncates both alike, so a step and its way back are equally likely to
   the last bit. */
static int32_t shift(struct rng *rng, int64_t width)
{
    const int64_t k = (int32_t)(rng_u32(rng) | 1);
    return (int32_t)(k * width / (INT64_C(1) << 32));
}

static struct mc_trial displace(void *state, const struct mc_move *self, struct rng *rng,
                                double step)
{
    (void)self;
    struct spheres *const s = state;
    struct spheres_trial *const t = &s->trial;
    const int64_t width = (int64_t)(fmin(step, s->L) / s->unit);
    t->i = rng_below(rng, (uint32_t)s->n);
    t->to = s->p[t->i];
    for (int d = 0; d < s->dim; d++) {
        t->shift[d] = shift(rng, width);
        t->to.x[d] += (uint32_t)t->shift[d];
    }
    return (struct mc_trial){spheres_move(s, t->i, t->to), 0};
}

static void commit_displace(void *state)
{
    struct spheres *const s = state;
    const struct spheres_trial *const t = &s->trial;
    for (int d = 0; d < s->dim; d++) { /* a carry out of the 32 bits is a box crossed */
        const int64_t at = (int64_t)s->p[t->i].x[d] + t->shift[d];
        if (at >> 32) s->image[3 * t->i + (size_t)d] += (int32_t)(at >> 32);
    }
    spheres_turn(s, t->i, t->to);
}

/* ---- swap ------------------------------------------------------------------------------------ */

static struct sphere sized(struct sphere a, float s)
{
    a.s = s;
    return a;
}

/* The two changes are computed one at a time, each with the other sphere as it was. Each then
   contains a bond i-j with both diameters equal that never exists, while the true bond, v(s_i,
   s_j) before and after, does not change. Both are taken out again, exactly, because sums of
   pair energies are exact. */
static double swap_energy(struct spheres *s, uint32_t i, uint32_t j)
{
    const struct sphere a = s->p[i], b = s->p[j];
    const double sum = spheres_resize(s, i, b.s) + spheres_resize(s, j, a.s);
    const double reach = s->neighbours.reach;
    if (potentials_distance2(a.x, b.x, s->view.unit2) >= reach * reach) return sum;
    const double bond = s->potential->pair(&s->view, a, b);
    const double large = s->potential->pair(&s->view, sized(a, b.s), b);
    const double small = s->potential->pair(&s->view, a, sized(b, a.s));
    return sum - (large - bond) - (small - bond);
}

/* A pair drawn uniformly is refused at once if its sizes differ by more than the step: the draw
   is symmetric all the same. */
static struct mc_trial swap(void *state, const struct mc_move *self, struct rng *rng, double step)
{
    (void)self;
    struct spheres *const s = state;
    const uint32_t i = rng_below(rng, (uint32_t)s->n), other = rng_below(rng, (uint32_t)s->n - 1);
    const uint32_t j = other + (other >= i);
    s->trial.i = i, s->trial.j = j;
    if (fabs((double)s->p[i].s - s->p[j].s) > step) return (struct mc_trial){INFINITY, 0};
    return (struct mc_trial){swap_energy(s, i, j), 0};
}

static void commit_swap(void *state)
{
    struct spheres *const s = state;
    const uint32_t i = s->trial.i, j = s->trial.j;
    const struct sphere a = s->p[i], b = s->p[j];
    spheres_turn(s, i, sized(a, b.s));
    spheres_turn(s, j, sized(b, a.s));
}

const struct mc_move glass_moves[] = {
    {.name = "displace",
     .doc =
         "one sphere, uniformly in a cube of linear size `step`: each component within +- step/2",
     .propose = displace,
     .commit = commit_displace,
     .step = "0.12",
     .step_max = 2,
     .step_unit = "length"},
    {.name = "swap",
     .doc = "two spheres exchange diameters; refused at once if these differ by more than `step`",
     .propose = swap,
     .commit = commit_swap,
     .step = "0.2",
     .step_max = 10,
     .step_unit = "length"},
    {0},
};
