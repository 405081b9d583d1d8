/* Trials of the Gibbs ensemble: Panagiotopoulos, Mol. Phys. 61, 813 (1987); Frenkel and Smit, Understanding
   Molecular Simulation, sec. 8.3. The weight of n_1 distinguishable spheres in volume V_1, and the others in
   V_2 = V - V_1, is V_1^n_1 V_2^n_2 exp(-(U_1 + U_2)/T) dV_1. Only trials of the volumes change the state
   when they are proposed. */
#include "glass/spheres/gibbs/gibbs_moves.h"

#include <math.h>

#include "glass/spheres/gibbs/two_boxes.h"
#include "glass/spheres/state/random_shift.h"

/* ---- displacement ---------------------------------------------------------------------------- */

static struct mc_trial displace(void *state, const struct mc_move *self, struct rng *rng,
                                double step)
{
    (void)self;
    struct two_boxes *const g = state;
    struct two_boxes_trial *const t = &g->trial;
    t->i = rng_below(rng, (uint32_t)g->N);
    t->box = g->in[t->i];
    t->to = g->p[t->i];
    const struct two_boxes_box *const b = &g->box[t->box];
    const int64_t width = (int64_t)(fmin(step, b->L) / b->unit);
    for (int d = 0; d < g->dim; d++) t->to.x[d] += (uint32_t)random_shift(rng, width);
    const uint32_t none = (uint32_t)g->N;
    return (struct mc_trial){two_boxes_energy_of(g, t->box, t->to, t->i, none) -
                                 two_boxes_energy_of(g, t->box, g->p[t->i], t->i, none),
                             0};
}

static void commit_place(void *state)
{
    struct two_boxes *const g = state;
    two_boxes_move(g, g->trial.i, g->trial.box, g->trial.to);
}

/* ---- transfer -------------------------------------------------------------------------------- */

/* The box that receives is drawn, then a sphere of the other one, then its place:
   q_back / q_forth = (1/(n' + 1) 1/V) / (1/n 1/V'), primes: of the box that receives. An insertion counts for
   the chemical potential whether it is accepted or not, also if no sphere can leave. */
static struct mc_trial transfer(void *state, const struct mc_move *self, struct rng *rng,
                                double step)
{
    (void)self, (void)step;
    struct two_boxes *const g = state;
    struct two_boxes_trial *const t = &g->trial;
    t->box = (int)rng_below(rng, 2);
    const struct two_boxes_box *const from = &g->box[!t->box], *const into = &g->box[t->box];
    const uint32_t none = (uint32_t)g->N;
    const uint32_t any = rng_below(rng, from->n ? (uint32_t)from->n : 1);
    t->i = from->n ? from->member[any] : 0;
    t->to.s = g->p[t->i].s;
    for (int d = 0; d < 3; d++) t->to.x[d] = d < g->dim ? rng_u32(rng) : 0;
    const double in = two_boxes_energy_of(g, t->box, t->to, none, none),
                 V = two_boxes_volume(g, t->box), n = (double)into->n;
    g->insertions[t->box]++;
    g->activity[t->box] += V / (n + 1) * exp(-in / g->T);
    if (!from->n) return (struct mc_trial){INFINITY, 0};
    const double out = two_boxes_energy_of(g, !t->box, g->p[t->i], t->i, none);
    return (struct mc_trial){in - out,
                             log((double)from->n * V / ((n + 1) * two_boxes_volume(g, !t->box)))};
}

/* ---- volumes --------------------------------------------------------------------------------- */

/* ln(V_1 / V_2) moves uniformly by up to step/2; dV_1 = V_1 V_2 / V d ln(V_1 / V_2). */
static struct mc_trial exchange_volume(void *state, const struct mc_move *self, struct rng *rng,
                                       double step)
{
    (void)self;
    struct two_boxes *const g = state;
    double V[2], grown[2], dE = 0, log_q = 0;
    for (int b = 0; b < 2; b++) {
        V[b] = two_boxes_volume(g, b), g->trial.L[b] = g->box[b].L;
        dE -= two_boxes_energy(g, b);
    }
    const double ratio = V[0] / V[1] * exp((rng_uniform(rng) - 0.5) * step);
    grown[0] = g->V * ratio / (1 + ratio), grown[1] = g->V - grown[0];
    for (int b = 0; b < 2; b++) {
        const double L = pow(grown[b], 1.0 / g->dim);
        log_q += ((double)g->box[b].n + 1) * log(grown[b] / V[b]);
        if (L < 2 * g->reach) dE = INFINITY;
        two_boxes_scale(g, b, L);
    }
    for (int b = 0; b < 2 && dE < INFINITY; b++) dE += two_boxes_energy(g, b);
    return (struct mc_trial){dE, log_q};
}

static void commit_volume(void *state)
{
    for (int b = 0; b < 2; b++) two_boxes_settle(state, b);
}

static void revert_volume(void *state)
{
    struct two_boxes *const g = state;
    for (int b = 0; b < 2; b++) two_boxes_scale(g, b, g->trial.L[b]);
}

/* ---- swap ------------------------------------------------------------------------------------ */

/* The energy of both, without that between them, which does not change: s_ij is symmetric. */
static double pair_energy(struct two_boxes *g, float si, float sj)
{
    const uint32_t i = g->trial.i, j = g->trial.j;
    struct sphere a = g->p[i], b = g->p[j];
    a.s = si, b.s = sj;
    return two_boxes_energy_of(g, g->in[i], a, i, j) + two_boxes_energy_of(g, g->in[j], b, i, j);
}

static struct mc_trial swap(void *state, const struct mc_move *self, struct rng *rng, double ds)
{
    (void)self;
    struct two_boxes *const g = state;
    struct two_boxes_trial *const t = &g->trial;
    t->i = rng_below(rng, (uint32_t)g->N), t->j = rng_below(rng, (uint32_t)g->N);
    const float si = g->p[t->i].s, sj = g->p[t->j].s;
    if (si == sj || fabsf(si - sj) > ds) return (struct mc_trial){INFINITY, 0};
    return (struct mc_trial){pair_energy(g, sj, si) - pair_energy(g, si, sj), 0};
}

static void commit_swap(void *state)
{
    struct two_boxes *const g = state;
    struct sphere *const a = &g->p[g->trial.i], *const b = &g->p[g->trial.j];
    const float s = a->s;
    a->s = b->s, b->s = s;
}

const struct mc_move gibbs_moves[] = {
    {.name = "displace",
     .doc = "one sphere within its box: each component within +- step/2",
     .propose = displace,
     .commit = commit_place,
     .step = "0.3",
     .step_max = 4,
     .step_unit = "length"},
    {.name = "transfer",
     .doc = "one sphere to a random place of the other box",
     .propose = transfer,
     .commit = commit_place},
    {.name = "volume",
     .doc = "exchange of volume: ln(V_1/V_2) by up to step/2; costs a sweep, so use a weight of "
            "about 1/N",
     .propose = exchange_volume,
     .commit = commit_volume,
     .revert = revert_volume,
     .step = "0.05",
     .step_max = 2},
    {.name = "swap",
     .doc = "two spheres, of any box, exchange diameters; refused at once if these are equal or "
            "differ by more than `step`",
     .propose = swap,
     .commit = commit_swap,
     .step = "0.2",
     .step_max = 10,
     .step_unit = "length"},
    {0},
};
