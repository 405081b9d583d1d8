/* The table of moves. Moves of weights are eager: propose writes, runs the training set forward
   for the energy, and revert puts the same bits back. Feature swaps act on the batch at hand, or
   on the samples that batches are gathered from, neither of which the energy knows: dE = 0. */
#include <assert.h>
#include <math.h>

#include "dnn/state.h"

/* ---- weights and sizes ----------------------------------------------------------------------- */

static double energy_now(struct dnn_state *st)
{
    if (st->U_change != st->change) {
        st->U = dnn_energy(st);
        st->U_change = st->change;
    }
    return st->U;
}

static void toggle(struct dnn_state *st)
{
    struct dnn_trial *t = &st->trial;
    if (t->kind == DNN_EXCHANGED) {
        weight_swaps_apply(&t->drawn, st->w);
    } else if (t->kind == DNN_RESIZED) {
        units_exchange(&st->units, &t->pair);
    } else {
        const real now = st->w[t->at];
        st->w[t->at] = t->kept;
        t->kept = now;
    }
}

static struct mc_trial tried(struct dnn_state *st)
{
    if (st->blind) {
        toggle(st);
        return (struct mc_trial){0, 0};
    }
    const double before = energy_now(st);
    toggle(st);
    st->trial.U = dnn_energy(st);
    return (struct mc_trial){st->trial.U - before, 0};
}

/* Nothing to try: what revert will toggle is nothing. */
static struct mc_trial refused(struct dnn_state *st)
{
    st->trial = (struct dnn_trial){.kind = DNN_EXCHANGED, .drawn.n = 0, .bin = UNITS_BINS};
    return (struct mc_trial){INFINITY, 0};
}

static struct mc_trial propose_displacement(void *state, const struct mc_move *self,
                                            struct rng *rng, double step)
{
    (void)self;
    struct dnn_state *st = state;
    const size_t i = rng_below(rng, (uint32_t)st->net.weights);
    const double shift = step * (2 * rng_uniform(rng) - 1);
    st->trial = (struct dnn_trial){
        .kind = DNN_DISPLACED, .at = i, .kept = (real)((double)st->w[i] + shift)};
    return tried(st);
}

static struct mc_trial propose_exchange(void *state, const struct mc_move *self, struct rng *rng,
                                        double step)
{
    (void)step;
    struct dnn_state *st = state;
    const enum weight_swaps_kind *kind = self->kind;
    if (!weight_swaps_possible(&st->net, *kind)) return refused(st);
    st->trial =
        (struct dnn_trial){.kind = DNN_EXCHANGED, .drawn = weight_swaps_draw(&st->net, *kind, rng)};
    return tried(st);
}

/* The energy of a decay is the unit's own; only a gain needs the data. */
static struct mc_trial resized(struct dnn_state *st)
{
    if (st->units.kind->role == UNITS_GAIN || st->blind) return tried(st);
    const double before = energy_now(st), half = st->scale * st->decay / 2,
                 dE = half * units_change(&st->units, &st->trial.pair, st->w);
    toggle(st);
    st->trial.U = before + dE;
    return (struct mc_trial){dE, 0};
}

/* A pair drawn uniformly is refused at once if its sizes differ by more than the step. */
static struct mc_trial propose_sizes(void *state, const struct mc_move *self, struct rng *rng,
                                     double step)
{
    (void)self;
    struct dnn_state *st = state;
    if (!units_possible(&st->units)) return refused(st);
    const struct units_pair pair = units_draw(&st->units, rng);
    const double difference = units_difference(&st->units, &pair);
    if (difference > step) return refused(st);
    const size_t bin = (size_t)(difference * UNITS_WIDTH);
    st->trial = (struct dnn_trial){
        .kind = DNN_RESIZED, .pair = pair, .bin = bin < UNITS_BINS ? bin : UNITS_BINS - 1};
    st->units.tried[st->trial.bin]++;
    return resized(st);
}

static void commit_weights(void *state)
{
    struct dnn_state *st = state;
    st->change++;
    if (st->blind) return;
    st->U = st->trial.U;
    st->U_change = st->change;
}

static void commit_sizes(void *state)
{
    struct dnn_state *st = state;
    st->units.accepted[st->trial.bin]++;
    commit_weights(st);
}

static void revert_weights(void *state)
{
    toggle(state);
}

/* ---- features -------------------------------------------------------------------------------- */

struct feature_swaps_images dnn_moves_images(struct dnn_state *st)
{
    const size_t batch = st->gradient.batch;
    if (!st->swaps.in_data)
        return (struct feature_swaps_images){.batch = &st->gradient, .n = batch};
    if (st->swaps.set)
        return (struct feature_swaps_images){.data = &st->felt, .n = st->felt.train.n};
    return (struct feature_swaps_images){
        .data = &st->felt, .index = st->order + st->next - batch, .n = batch};
}

static void swap_features(struct dnn_state *st, const char *code, struct rng *rng)
{
    const struct feature_swaps_rule rule = {code, st->swaps.common, st->swaps.follow};
    const struct feature_swaps_images images = dnn_moves_images(st);
    st->intact = false;
    feature_swaps_apply(&rule, &images, rng);
}

static struct mc_trial propose_feature(void *state, const struct mc_move *self, struct rng *rng,
                                       double step)
{
    (void)step;
    struct dnn_state *st = state;
    assert(st->n_made < st->swaps.swaps);
    struct dnn_feature_swap *made = &st->made[st->n_made++];
    made->code = NULL;
    if (feature_swaps_lack(self->name, st->felt.shape, dnn_moves_images(st).n))
        return (struct mc_trial){INFINITY, 0};
    *made = (struct dnn_feature_swap){self->name, *rng};
    swap_features(st, self->name, rng);
    return (struct mc_trial){0, 0};
}

static void commit_feature(void *state)
{
    ((struct dnn_state *)state)->n_made--;
}

static void revert_feature(void *state)
{
    struct dnn_state *st = state;
    struct dnn_feature_swap made = st->made[--st->n_made];
    if (made.code) swap_features(st, made.code, &made.rng);
}

bool dnn_moves_data(const struct mc_move *m)
{
    return m->propose == propose_feature;
}

void dnn_moves_check(const struct dnn_state *st, const struct mc_move *m, const char *where)
{
    if (m->propose == trajectories_propose) {
        const char *const lack = trajectories_lack(st);
        require(!lack, "%s: %s needs %s", where, m->name, lack);
    } else if (dnn_moves_data(m)) {
        const char *lack = feature_swaps_lack(m->name, st->data.shape, st->gradient.batch);
        require(!lack, "%s: %s exchanges two %s, and there is only one", where, m->name, lack);
    } else if (m->kind) {
        require(weight_swaps_possible(&st->net, *(const enum weight_swaps_kind *)m->kind),
                "%s: %s: no layers of this network have two of what it exchanges", where, m->name);
    } else if (m->propose == propose_sizes) {
        require(units_possible(&st->units),
                "%s: %s: all units are alike; [units] property gives them sizes", where, m->name);
    }
}

/* ---- tables ---------------------------------------------------------------------------------- */

#define KIND(n, d) static const enum weight_swaps_kind n = weight_swaps_##n;
WEIGHT_SWAPS_TABLE(KIND)

#define WEIGHTS(n, d)                                                                              \
    {.name = #n,                                                                                   \
     .doc = d,                                                                                     \
     .propose = propose_exchange,                                                                  \
     .commit = commit_weights,                                                                     \
     .revert = revert_weights,                                                                     \
     .kind = &n},
#define FEATURES(n, d)                                                                             \
    {.name = #n,                                                                                   \
     .doc = d,                                                                                     \
     .propose = propose_feature,                                                                   \
     .commit = commit_feature,                                                                     \
     .revert = revert_feature},

const struct mc_move dnn_moves[] = {
    {.name = "displace",
     .doc = "one weight moves by a uniform step",
     .propose = propose_displacement,
     .commit = commit_weights,
     .revert = revert_weights,
     .step = "0.01",
     .step_max = 10},
    {.name = "swap",
     .doc = "two units of a layer exchange sizes; refused if these differ by more than `step`",
     .propose = propose_sizes,
     .commit = commit_sizes,
     .revert = revert_weights,
     .step = "10",
     .step_max = 10},
    {.name = "hmc",
     .doc = "a trajectory of hybrid Monte Carlo: all weights move, [hmc]",
     .propose = trajectories_propose,
     .commit = trajectories_commit,
     .revert = trajectories_revert,
     .step = "0.01",
     .step_max = 1e6,
     .few = 25},
    {.name = "mala",
     .doc = "the same of one step dt: Langevin at rate dt^2 / 2, adjusted by Metropolis' test",
     .propose = trajectories_propose,
     .commit = trajectories_commit,
     .revert = trajectories_revert,
     .step = "0.01",
     .step_max = 1e6,
     .few = 100,
     .kind = &trajectories_single},
    WEIGHT_SWAPS_TABLE(WEIGHTS) FEATURE_SWAPS_CODES(FEATURES){0},
};
