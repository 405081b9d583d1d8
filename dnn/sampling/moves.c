/* The table of moves. Moves of weights are eager: propose writes, runs the training set forward
   for the energy, and revert puts the same bits back (trial.h). Feature swaps act on the gathered
   batch, or on the samples that batches are gathered from. The energy does not depend on either:
   dE = 0. */
#include "dnn/sampling/moves.h"

#include <assert.h>
#include <math.h>

#include "dnn/sampling/displacements.h"
#include "dnn/sampling/state.h"
#include "dnn/training/feature_swaps.h"

/* ---- weights and sizes ----------------------------------------------------------------------- */

/* Index of the lowest layer that an exchange changes. */
static size_t lowest_exchanged(const struct network *net, const struct weight_swaps_drawn *drawn)
{
    size_t lowest = net->depth - 1;
    for (const struct weight_swaps_run *r = drawn->run; r < drawn->run + drawn->n; r++) {
        const size_t first = r->first < r->second ? r->first : r->second,
                     layer = displacements_layer(net, first);
        if (layer < lowest) lowest = layer;
    }
    return lowest;
}

static struct mc_trial propose_exchange(void *state, const struct mc_move *self, struct rng *rng,
                                        double step)
{
    (void)step;
    struct dnn_state *st = state;
    const enum weight_swaps_kind kind = ((const struct moves_kind *)self->data)->swap;
    if (!weight_swaps_possible(&st->net, kind)) return trial_refuse(st);
    st->sampling.trial =
        (struct trial){.kind = TRIAL_EXCHANGED, .drawn = weight_swaps_draw(&st->net, kind, rng)};
    st->sampling.trial.touch = (struct weight_change){
        .layer = lowest_exchanged(&st->net, &st->sampling.trial.drawn), .row = LAYER_ALL};
    return trial_propose(st);
}

/* A uniformly drawn pair is rejected if its sizes differ by more than the step. */
static struct mc_trial propose_sizes(void *state, const struct mc_move *self, struct rng *rng,
                                     double step)
{
    (void)self;
    struct dnn_state *st = state;
    if (!unit_sizes_possible(&st->units)) return trial_refuse(st);
    const struct unit_sizes_pair pair = unit_sizes_draw(&st->units, rng);
    const double difference = unit_sizes_difference(&st->units, &pair);
    if (difference > step) return trial_refuse(st);
    const size_t bin = (size_t)(difference * UNIT_SIZES_WIDTH);
    st->sampling.trial = (struct trial){.kind = TRIAL_RESIZED,
                                        .pair = pair,
                                        .bin = bin < UNIT_SIZES_BINS ? bin : UNIT_SIZES_BINS - 1};
    st->units.tried[st->sampling.trial.bin]++;
    return trial_resize(st);
}

/* ---- features -------------------------------------------------------------------------------- */

/* Images that swaps of features act on. */
static struct feature_swaps_images images_of(struct dnn_state *st)
{
    const size_t batch = st->gradient.batch;
    const struct swap_protocols_item *const now = st->training.swaps.now;
    if (!now->in_data) return (struct feature_swaps_images){.batch = &st->gradient, .n = batch};
    if (now->set)
        return (struct feature_swaps_images){.data = &st->effective, .n = st->effective.train.n};
    return (struct feature_swaps_images){.data = &st->effective,
                                         .index = st->training.order + st->training.next - batch,
                                         .n = batch};
}

static void swap_features(struct dnn_state *st, const char *code, struct rng *rng)
{
    const struct swap_protocols_item *const now = st->training.swaps.now;
    const struct feature_swaps_rule rule = {code, now->common, now->follow};
    const struct feature_swaps_images images = images_of(st);
    st->training.full_batch = false;
    feature_swaps_apply(&rule, &images, rng);
}

static struct mc_trial propose_feature(void *state, const struct mc_move *self, struct rng *rng,
                                       double step)
{
    (void)step;
    struct dnn_state *st = state;
    assert(st->training.swaps.n_made < st->training.swaps.room);
    struct swap_protocols_made *made = &st->training.swaps.made[st->training.swaps.n_made++];
    *made = (struct swap_protocols_made){.item = st->training.swaps.now};
    if (feature_swaps_unsupported(self->name, st->effective.shape, images_of(st).n))
        return (struct mc_trial){INFINITY, 0};
    made->code = self->name, made->rng = *rng;
    swap_features(st, self->name, rng);
    return (struct mc_trial){0, 0};
}

static void commit_feature(void *state)
{
    ((struct dnn_state *)state)->training.swaps.n_made--;
}

static void revert_feature(void *state)
{
    struct dnn_state *st = state;
    struct swap_protocols_made made = st->training.swaps.made[--st->training.swaps.n_made];
    st->training.swaps.now = made.item;
    if (made.code) swap_features(st, made.code, &made.rng);
}

/* ---- limits ---------------------------------------------------------------------------------- */

bool moves_on_data(const struct mc_move *m)
{
    return ((const struct moves_kind *)m->data)->on_data;
}

void moves_check(const struct dnn_state *st, const struct mc_move *m, const char *where)
{
    ((const struct moves_kind *)m->data)->check(st, m, where);
}

static void check_trajectory(const struct dnn_state *st, const struct mc_move *m, const char *where)
{
    const char *const missing = hmc_unsupported(st);
    require(!missing, "%s: %s needs %s", where, m->name, missing);
}

static void check_displacement(const struct dnn_state *st, const struct mc_move *m,
                               const char *where)
{
    require(st->sampling.radius == 0, "%s: %s leaves the sphere of [system] radius; use rotate",
            where, m->name);
}

static void check_rotation(const struct dnn_state *st, const struct mc_move *m, const char *where)
{
    (void)m;
    require(st->net.weights > 1, "%s: rotate turns two weights, and there is only one", where);
}

static void check_feature(const struct dnn_state *st, const struct mc_move *m, const char *where)
{
    const char *const missing =
        feature_swaps_unsupported(m->name, st->data.shape, st->gradient.batch);
    require(!missing, "%s: %s exchanges two %s, and there is only one", where, m->name, missing);
}

static void check_exchange(const struct dnn_state *st, const struct mc_move *m, const char *where)
{
    const struct moves_kind *const kind = m->data;
    require(weight_swaps_possible(&st->net, kind->swap), "%s: %s: %s", where, m->name,
            weight_swaps_needs(kind->swap));
}

static void check_sizes(const struct dnn_state *st, const struct mc_move *m, const char *where)
{
    require(unit_sizes_possible(&st->units), "%s: %s: needs unit sizes, [units] property", where,
            m->name);
}

/* ---- tables ---------------------------------------------------------------------------------- */

#define DATA(...)                                                                                  \
    .data = &(const struct moves_kind)                                                             \
    {                                                                                              \
        __VA_ARGS__                                                                                \
    }
#define WEIGHTS(n, d)                                                                              \
    {.name = #n,                                                                                   \
     .doc = d,                                                                                     \
     .propose = propose_exchange,                                                                  \
     .commit = trial_commit,                                                                       \
     .revert = trial_revert,                                                                       \
     DATA(.check = check_exchange, .swap = weight_swaps_##n)},
#define FEATURES(n, d)                                                                             \
    {.name = #n,                                                                                   \
     .doc = d,                                                                                     \
     .propose = propose_feature,                                                                   \
     .commit = commit_feature,                                                                     \
     .revert = revert_feature,                                                                     \
     DATA(.check = check_feature, .on_data = true)},

const struct mc_move dnn_moves[] = {
    {.name = "displace",
     .doc = "one weight moves by a uniform step",
     .propose = displacements_weight,
     .commit = trial_commit,
     .revert = trial_revert,
     .changes = trial_changes,
     .step = "0.01",
     .step_max = 10,
     DATA(.check = check_displacement)},
    {.name = "swap",
     .doc = "two units of a layer exchange sizes; refused if these differ by more than `step`",
     .propose = propose_sizes,
     .commit = trial_commit_sizes,
     .revert = trial_revert,
     .changes = mc_changes_nothing,
     .step = "10",
     .step_max = 10,
     DATA(.check = check_sizes)},
    {.name = "hmc",
     .doc = "a trajectory of hybrid Monte Carlo: all weights move, [hmc]",
     .propose = hmc_propose,
     .commit = hmc_commit,
     .revert = hmc_revert,
     .step = "0.01",
     .step_max = 1e6,
     .tune_after = 100,
     DATA(.check = check_trajectory)},
    {.name = "mala",
     .doc = "trajectory of one step dt: Langevin at rate dt^2 / 2 with a Metropolis test",
     .propose = hmc_propose,
     .commit = hmc_commit,
     .revert = hmc_revert,
     .step = "0.01",
     .step_max = 1e6,
     .tune_after = 100,
     DATA(.check = check_trajectory, .one_step = true)},
    {.name = "unit",
     .doc = "all weights and the bias of one unit move, each by a uniform step",
     .propose = displacements_unit,
     .commit = trial_commit,
     .revert = trial_revert,
     .changes = trial_changes,
     .step = "0.01",
     .step_max = 10,
     DATA(.check = check_displacement)},
    {.name = "layer",
     .doc = "all weights and biases of one layer move, each by a uniform step",
     .propose = displacements_layer_whole,
     .commit = trial_commit,
     .revert = trial_revert,
     .changes = trial_changes,
     .step = "0.001",
     .step_max = 10,
     DATA(.check = check_displacement)},
    {.name = "rotate",
     .doc = "two weights rotate in their plane by a uniform angle up to `step`; |w| is conserved",
     .propose = displacements_rotate,
     .commit = trial_commit,
     .revert = trial_revert,
     .changes = trial_changes,
     .step = "0.1",
     .step_max = 3.2,
     DATA(.check = check_rotation)},
    WEIGHT_SWAPS_TABLE(WEIGHTS) FEATURE_SWAPS_CODES(FEATURES){0},
};
