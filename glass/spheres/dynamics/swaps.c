/* Swaps (Ninarello, Berthier, Coslovich, PRX 7, 021039 (2017)).

   The directed chain is an irreversible swap in the spirit of Nishikawa, Ghimenti, Berthier, van
   Wijland, PRE 111, 045416 (2025). One sphere is active. At every link a stride k in 1...K is
   drawn, and the active sphere, of rank r by size, tries to inflate by exchanging diameters with
   the sphere of rank r + k, by Metropolis' rule. If it is refused, the other sphere, which is in
   its way, becomes the active one. Ranks are a circle: from one of the last k the activity passes
   on to rank r + k - N without a trial. A link never points down, so there is no detailed balance.

   It keeps Boltzmann's distribution. Let (x, a) be the diameters' order and the rank of the active
   sphere; the claim is that the weight pi(x)/N is stationary. Fix k, and let S x be x with the spheres of
   ranks a - k and a exchanged. (x, a), a >= k, is entered from (S x, a - k) by an accepted link,
   whose active sphere has climbed to rank a, with min(pi(S x), pi(x))/N; and from (x, a - k) by a
   refused one, with (pi(x) - min(pi(x), pi(S x)))/N. They add up to pi(x)/N. (x, a), a < k, is
   entered from (x, a + N - k) alone, always. So every k, and hence any distribution of k, keeps
   the weight: global balance. A chain of fixed length that begins at a uniform rank is therefore
   one trial that keeps pi(x), and is always accepted as a whole. Tested by enumeration. */
#include "glass/spheres/dynamics/swaps.h"

#include <math.h>

#include "glass/spheres/dynamics/liquid.h"
#include "glass/spheres/dynamics/prefetch.h"

/* ---- the energy of a swap -------------------------------------------------------------------- */

static struct sphere sized(struct sphere a, float s)
{
    a.s = s;
    return a;
}

/* The two changes are computed one at a time, each with the other sphere as it was. Each then
   contains a bond i-j with both diameters equal that never exists, while the true bond, v(s_i,
   s_j) before and after, does not change. Both are taken out again, exactly, because sums of
   pair energies are exact. */
static double swap_energy(struct liquid *l, uint32_t i, uint32_t j)
{
    struct spheres *const s = &l->s;
    const struct sphere a = s->p[i], b = s->p[j];
    prefetch_energy(l, i);
    prefetch_energy(l, j);
    const double sum = spheres_resize(s, i, b.s) + spheres_resize(s, j, a.s);
    const double reach = s->neighbours.reach;
    if (potentials_distance2(&s->view, a.x, b.x) >= reach * reach) return sum;
    const double bond = s->potential->pair(&s->view, a, b);
    const double large = s->potential->pair(&s->view, sized(a, b.s), b);
    const double small = s->potential->pair(&s->view, a, sized(b, a.s));
    return sum - (large - bond) - (small - bond);
}

void swaps_count(struct swaps_counts *sum, const struct swaps_counts *more)
{
    for (size_t i = 0; i < SWAPS_BINS; i++) {
        sum->tried[i] += more->tried[i];
        sum->accepted[i] += more->accepted[i];
    }
}

/* The energy change of a trial that exchanges the pair l->trial. */
static struct mc_trial tried(struct liquid *l)
{
    struct spheres *const s = &l->s;
    const uint32_t i = l->trial.i, j = l->trial.j;
    const size_t bin = (size_t)(fabsf(s->p[i].s - s->p[j].s) * SWAPS_WIDTH);
    l->trial.bin = bin < SWAPS_BINS ? bin : SWAPS_BINS - 1;
    l->counts.tried[l->trial.bin]++;
    return (struct mc_trial){swap_energy(l, i, j), 0};
}

/* ---- one pair -------------------------------------------------------------------------------- */

/* A pair is drawn uniformly and refused at once if its sizes are equal or differ by more than ds.
   The draw remains symmetric. */
struct mc_trial swaps_any(void *state, const struct mc_move *self, struct rng *rng, double ds)
{
    (void)self;
    struct liquid *const l = state;
    const struct spheres *const s = &l->s;
    const uint32_t n = l->within.n;
    if (n < 2) return (struct mc_trial){INFINITY, 0};
    const uint32_t a = rng_below(rng, n), other = rng_below(rng, n - 1), b = other + (other >= a);
    const uint32_t i = liquid_pick(l, a), j = liquid_pick(l, b);
    l->trial.i = i, l->trial.j = j;
    prefetch_trial(l, j);
    prefetch_next(l, rng);
    const double apart = fabs((double)s->p[i].s - s->p[j].s);
    if (apart > ds || apart == 0) return (struct mc_trial){INFINITY, 0};
    return tried(l);
}

/* Every pair of ranks at most `ranks` apart is drawn equally often. */
struct mc_trial swaps_near(void *state, const struct mc_move *self, struct rng *rng, double ranks)
{
    (void)self;
    struct liquid *const l = state;
    const struct spheres *const s = &l->s;
    const uint32_t low = rng_below(rng, (uint32_t)s->n);
    const uint64_t high = (uint64_t)low + 1 + rng_below(rng, (uint32_t)ranks);
    if (high >= s->n) return (struct mc_trial){INFINITY, 0};
    l->trial.i = s->ranks.sphere[low], l->trial.j = s->ranks.sphere[high];
    return tried(l);
}

void swaps_exchange_sizes(void *state)
{
    struct liquid *const l = state;
    l->counts.accepted[l->trial.bin]++;
    spheres_exchange_sizes(&l->s, l->trial.i, l->trial.j);
}

/* The energy change is the same, but the spheres exchange positions and keep their sizes. */
void swaps_exchange_places(void *state)
{
    struct liquid *const l = state;
    l->counts.accepted[l->trial.bin]++;
    spheres_exchange_places(&l->s, l->trial.i, l->trial.j);
}

/* ---- directed chain -------------------------------------------------------------------------- */

struct mc_trial swaps_chain(void *state, const struct mc_move *self, struct rng *rng, double ranks)
{
    (void)self;
    struct liquid *const l = state;
    struct spheres *const s = &l->s;
    uint64_t active = rng_below(rng, (uint32_t)s->n);
    double dE = 0;
    l->trial.links = 0;
    for (int link = 0; link < SWAPS_CHAIN; link++) {
        const uint64_t from = active;
        active += 1 + rng_below(rng, (uint32_t)fmin(ranks, (double)s->n - 1));
        if (active >= s->n) {
            active -= s->n;
            continue;
        }
        const uint32_t i = s->ranks.sphere[from], j = s->ranks.sphere[active];
        const struct mc_trial trial = {swap_energy(l, i, j), 0};
        if (!mc_accept(l->T, trial, rng)) continue;
        spheres_exchange_sizes(s, i, j);
        dE += trial.dE;
        l->trial.link[l->trial.links][0] = i, l->trial.link[l->trial.links++][1] = j;
    }
    return (struct mc_trial){dE, dE / l->T}; /* as a whole always accepted */
}

void swaps_commit_chain(void *state)
{
    (void)state;
}

void swaps_revert_chain(void *state)
{
    struct liquid *const l = state;
    while (l->trial.links) {
        const uint32_t *const link = l->trial.link[--l->trial.links];
        spheres_exchange_sizes(&l->s, link[0], link[1]);
    }
}
