/* Trials of the liquid (Ninarello, Berthier, Coslovich, PRX 7, 021039 (2017)). Except for chains and volume trials a proposal does not change the state: no revert. */
#include "glass/spheres/dynamics/moves.h"

#include <math.h>

#include "common/mc/needs.h"
#include "glass/spheres/dynamics/collective_swap.h"
#include "glass/spheres/dynamics/event_chain.h"
#include "glass/spheres/dynamics/liquid.h"
#include "glass/spheres/dynamics/prefetch.h"
#include "glass/spheres/dynamics/semi_grand.h"
#include "glass/spheres/dynamics/swaps.h"
#include "glass/spheres/dynamics/volume.h"
#include "glass/spheres/state/random_shift.h"

/* ---- displacement ---------------------------------------------------------------------------- */

static struct mc_trial displace(void *state, const struct mc_move *self, struct rng *rng,
                                double step)
{
    (void)self;
    struct liquid *const l = state;
    struct spheres *const s = &l->s;
    struct liquid_trial *const t = &l->trial;
    const int64_t width = (int64_t)(fmin(step, s->L) / s->unit);
    t->i = liquid_pick(l, rng_below(rng, l->within.n));
    t->to = s->p[t->i];
    for (int d = 0; d < s->dim; d++) t->shift[d] = random_shift(rng, width);
    spheres_along_edges(s, t->shift);
    for (int d = 0; d < s->dim; d++) t->to.x[d] += (uint32_t)t->shift[d];
    if (!liquid_is_allowed(l, t->to.x)) return (struct mc_trial){INFINITY, 0};
    prefetch_energy(l, t->i);
    prefetch_next(l, rng);
    return (struct mc_trial){spheres_move(s, t->i, t->to), 0};
}

static void commit_displace(void *state)
{
    struct liquid *const l = state;
    spheres_displace(&l->s, l->trial.i, l->trial.shift);
}

/* ---- coordinates that a trial changes -------------------------------------------------------- */

static void visit_displaced(const void *state, mc_change *visit, void *context)
{
    const struct liquid *const l = state;
    const struct spheres *const s = &l->s;
    double x[3], step[3];
    spheres_unwrapped(s, l->trial.i, x);
    for (int d = 0; d < s->dim; d++) step[d] = (double)l->trial.shift[d] * s->unit;
    if (s->view.skew.used) box_from_edges(s->tilt, s->dim, step, step);
    for (int d = 0; d < s->dim; d++) x[d] += step[d];
    visit(context, l->trial.i, x);
}

static void visit_exchanged(const void *state, mc_change *visit, void *context)
{
    const struct liquid *const l = state;
    double i[3], j[3];
    spheres_unwrapped(&l->s, l->trial.i, i);
    spheres_unwrapped(&l->s, l->trial.j, j);
    visit(context, l->trial.i, j);
    visit(context, l->trial.j, i);
}

static const struct liquid_move pairs = {.counts_pairs = true},
                                resizes = {.needs_field = true, .breaks_ranks = true};

const struct mc_move glass_moves[] = {
    {.name = "displace",
     .doc =
         "one sphere, uniformly in a cube of linear size `step`: each component within +- step/2",
     .propose = displace,
     .commit = commit_displace,
     .changes = visit_displaced,
     .step = "0.12",
     .step_max = 2,
     .step_unit = "length",
     .allows_domains = true},
    {.name = "swap",
     .data = &pairs,
     .needs = NEEDS_TRIALS | NEEDS_NEAR_SIZES,
     .doc = "two spheres exchange diameters; refused at once if these differ by more than `step`",
     .propose = swaps_any,
     .commit = swaps_exchange_sizes,
     .changes = mc_changes_nothing,
     .step = "0.2",
     .step_max = 10,
     .step_unit = "length",
     .allows_domains = true},
    {.name = "swap_near",
     .data = &pairs,
     .needs = NEEDS_TRIALS | NEEDS_SIZES | NEEDS_RANKS,
     .doc = "two spheres at most `step` ranks apart in the order of sizes exchange diameters",
     .propose = swaps_near,
     .commit = swaps_exchange_sizes,
     .changes = mc_changes_nothing,
     .step = "100",
     .step_min = 1,
     .step_max = 1e9,
     .step_unit = "ranks"},
    {.name = "swap_places",
     .data = &pairs,
     .needs = NEEDS_TRIALS | NEEDS_NEAR_SIZES,
     .doc =
         "two spheres whose diameters differ by no more than `step` exchange places; for mixtures",
     .propose = swaps_any,
     .commit = swaps_exchange_places,
     .changes = visit_exchanged,
     .step = "0.2",
     .step_max = 10,
     .step_unit = "length",
     .allows_domains = true},
    {.name = "swap_chain",
     .needs = NEEDS_TRIALS | NEEDS_SIZES | NEEDS_RANKS,
     .doc = "kSwap: a directed chain of 16 swaps, each up to `step` ranks higher: irreversible; "
            "one trial",
     .propose = swaps_chain,
     .commit = swaps_commit_chain,
     .changes = mc_changes_nothing,
     .revert = swaps_revert_chain,
     .step = "100",
     .step_min = 1,
     .step_max = 1e9,
     .step_unit = "ranks"},
    {.name = "swap_collective",
     .needs = NEEDS_TRIALS | NEEDS_SIZES | NEEDS_RANKS | NEEDS_HARD,
     .doc = "cSwap: a cascade of diameters over `step` ranks, of hard spheres; never refused",
     .propose = collective_swap,
     .commit = collective_swap_commit,
     .revert = collective_swap_revert,
     .changes = mc_changes_nothing,
     .step = "256",
     .step_min = 1,
     .step_max = COLLECTIVE_SWAP_RANKS,
     .step_unit = "ranks"},
    {.name = "event_chain",
     .needs = NEEDS_TRIALS | NEEDS_REPULSIVE,
     .doc =
         "spheres move one after the other along a positive axis by `step` in all, each up to the "
         "next event: irreversible, never refused",
     .propose = event_chain,
     .commit = event_chain_commit,
     .revert = event_chain_revert,
     .step = "2",
     .step_max = 1e6,
     .step_unit = "length"},
    {.name = "resize",
     .data = &resizes,
     .needs = NEEDS_TRIALS | NEEDS_MANY_SIZES,
     .doc = "the diameter of one sphere changes by up to step/2: semi-grand, in a field that "
            "warm-up adapts to keep the size distribution; excludes moves that need ranks",
     .propose = semi_grand_resize,
     .commit = semi_grand_commit,
     .changes = mc_changes_nothing,
     .step = "0.1",
     .step_max = 10,
     .step_unit = "length",
     .allows_domains = true},
    {.name = "volume",
     .needs = NEEDS_TRIALS | NEEDS_PRESSURE,
     .doc = "the box and all positions in it scale: ln V by up to step/2, at [system] P; costs a "
            "sweep, so use a weight of about 1/N",
     .propose = volume_change,
     .commit = volume_commit,
     .revert = volume_revert,
     .step = "0.01",
     .step_max = 0.1},
    {0},
};
