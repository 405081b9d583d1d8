/* The table of moves. Moves of weights are eager: propose writes, runs the training set forward
   for the energy, and revert puts the same bits back. Feature swaps act on the batch at hand, or
   on the samples that batches are gathered from, neither of which the energy knows: dE = 0. */
#include <assert.h>
#include <math.h>

#include "dnn/sampling/displacements.h"
#include "dnn/sampling/state.h"
#include "dnn/sampling/target.h"

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
        unit_sizes_exchange(&st->units, &t->pair);
    } else {
        for (const struct dnn_run *r = t->run; r < t->run + 2; r++)
            for (size_t i = r->first; i < r->first + r->n; i++) {
                const real now = st->w[i];
                st->w[i] = st->stash[i];
                st->stash[i] = now;
            }
    }
}

/* sum over displaced weights, or all that exchanges may reach, of w^2 times their decay */
static double norm2(const struct dnn_state *st)
{
    const struct dnn_trial *const t = &st->trial;
    if (t->kind != DNN_DISPLACED) return unit_sizes_norm2(&st->units, st->w);
    const real *const factor = st->units.kind->role == UNIT_SIZES_DECAY ? st->units.factor : NULL;
    double sum = 0;
    for (const struct dnn_run *r = t->run; r < t->run + 2; r++)
        for (size_t i = r->first; i < r->first + r->n; i++)
            sum += (factor ? (double)factor[i] : 1) * (double)st->w[i] * (double)st->w[i];
    return sum;
}

static bool keeps(const struct dnn_state *st)
{
    return activation_cache_possible(&st->kept) && st->units.kind->role != UNIT_SIZES_GAIN;
}

static struct mc_trial tried_in_kept(struct dnn_state *st)
{
    const double loss = activation_cache_loss(&st->kept, st->w, st->change), norm = norm2(st),
                 extra = target_extra_energy(st, st->w);
    toggle(st);
    const double more = activation_cache_try(&st->kept, st->w, &st->trial.touch) - loss;
    st->trial.kept = true;
    return (struct mc_trial){st->scale * (more / (double)st->data.train.n +
                                          st->decay / 2 * (norm2(st) - norm) +
                                          target_extra_energy(st, st->w) - extra),
                             0};
}

struct mc_trial dnn_moves_tried(struct dnn_state *st)
{
    if (st->blind) {
        toggle(st);
        return (struct mc_trial){0, 0};
    }
    if (st->trial.kind != DNN_RESIZED && keeps(st)) return tried_in_kept(st);
    const double before = energy_now(st);
    toggle(st);
    st->trial.U = dnn_energy(st);
    return (struct mc_trial){st->trial.U - before, 0};
}

/* Nothing to try: what revert will toggle is nothing. */
struct mc_trial dnn_moves_refused(struct dnn_state *st)
{
    st->trial = (struct dnn_trial){.kind = DNN_EXCHANGED, .drawn.n = 0, .bin = UNIT_SIZES_BINS};
    return (struct mc_trial){INFINITY, 0};
}

/* The lowest layer that an exchange reaches; all above is computed again. */
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
    const enum weight_swaps_kind *kind = self->data;
    if (!weight_swaps_possible(&st->net, *kind)) return dnn_moves_refused(st);
    st->trial =
        (struct dnn_trial){.kind = DNN_EXCHANGED, .drawn = weight_swaps_draw(&st->net, *kind, rng)};
    st->trial.touch = (struct weight_change){.layer = lowest_exchanged(&st->net, &st->trial.drawn),
                                             .row = LAYER_ALL};
    return dnn_moves_tried(st);
}

/* The energy of a decay is the unit's own; only a gain needs the data. */
static struct mc_trial resized(struct dnn_state *st)
{
    if (st->units.kind->role == UNIT_SIZES_GAIN || st->blind) return dnn_moves_tried(st);
    const double dE =
        st->scale * st->decay / 2 * unit_sizes_change(&st->units, &st->trial.pair, st->w);
    st->trial.kept = keeps(st);
    if (!st->trial.kept) st->trial.U = energy_now(st) + dE;
    toggle(st);
    return (struct mc_trial){dE, 0};
}

/* A pair drawn uniformly is refused at once if its sizes differ by more than the step. */
static struct mc_trial propose_sizes(void *state, const struct mc_move *self, struct rng *rng,
                                     double step)
{
    (void)self;
    struct dnn_state *st = state;
    if (!unit_sizes_possible(&st->units)) return dnn_moves_refused(st);
    const struct unit_sizes_pair pair = unit_sizes_draw(&st->units, rng);
    const double difference = unit_sizes_difference(&st->units, &pair);
    if (difference > step) return dnn_moves_refused(st);
    const size_t bin = (size_t)(difference * UNIT_SIZES_WIDTH);
    st->trial = (struct dnn_trial){.kind = DNN_RESIZED,
                                   .pair = pair,
                                   .bin = bin < UNIT_SIZES_BINS ? bin : UNIT_SIZES_BINS - 1};
    st->units.tried[st->trial.bin]++;
    return resized(st);
}

/* What is known of the energy is known of the new weights too. */
static void commit_weights(void *state)
{
    struct dnn_state *st = state;
    st->change++;
    if (st->blind) return;
    if (st->trial.kept) {
        activation_cache_commit(&st->kept, st->change);
        return;
    }
    st->U = st->trial.U;
    st->U_change = st->change;
}

/* Sizes that are decays or rates leave the values of the layers as they were. */
static void commit_sizes(void *state)
{
    struct dnn_state *st = state;
    const bool held = st->trial.kept && st->kept.change == st->change;
    st->units.accepted[st->trial.bin]++;
    if (!st->trial.kept) {
        commit_weights(st);
        return;
    }
    st->change++;
    if (held) st->kept.change = st->change;
}

static void revert_weights(void *state)
{
    toggle(state);
}

/* ---- features -------------------------------------------------------------------------------- */

/* Images that swaps of features act on. */
static struct feature_swaps_images images_of(struct dnn_state *st)
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
    const struct feature_swaps_images images = images_of(st);
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
    if (feature_swaps_unsupported(self->name, st->felt.shape, images_of(st).n))
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
    if (m->propose == hmc_propose) {
        const char *const lack = hmc_unsupported(st);
        require(!lack, "%s: %s needs %s", where, m->name, lack);
    } else if (st->radius > 0 && m->propose != displacements_rotate && displacements_has(m)) {
        require(false, "%s: %s leaves the sphere of [system] radius; use rotate", where, m->name);
    } else if (m->propose == displacements_rotate) {
        require(st->net.weights > 1, "%s: rotate turns two weights, and there is only one", where);
    } else if (dnn_moves_data(m)) {
        const char *lack = feature_swaps_unsupported(m->name, st->data.shape, st->gradient.batch);
        require(!lack, "%s: %s exchanges two %s, and there is only one", where, m->name, lack);
    } else if (m->data) {
        require(weight_swaps_possible(&st->net, *(const enum weight_swaps_kind *)m->data),
                *(const enum weight_swaps_kind *)m->data == weight_swaps_null
                    ? "%s: %s: no dense or convolutional layer with another above it, and no "
                      "normalisation or branch between"
                    : "%s: %s: no layers of this network have two of what it exchanges",
                where, m->name);
    } else if (m->propose == propose_sizes) {
        require(unit_sizes_possible(&st->units),
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
     .data = &n},
#define FEATURES(n, d)                                                                             \
    {.name = #n,                                                                                   \
     .doc = d,                                                                                     \
     .propose = propose_feature,                                                                   \
     .commit = commit_feature,                                                                     \
     .revert = revert_feature},

const struct mc_move dnn_moves[] = {
    {.name = "displace",
     .doc = "one weight moves by a uniform step",
     .propose = displacements_weight,
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
     .propose = hmc_propose,
     .commit = hmc_commit,
     .revert = hmc_revert,
     .step = "0.01",
     .step_max = 1e6,
     .tune_after = 100},
    {.name = "mala",
     .doc = "the same of one step dt: Langevin at rate dt^2 / 2, adjusted by Metropolis' test",
     .propose = hmc_propose,
     .commit = hmc_commit,
     .revert = hmc_revert,
     .step = "0.01",
     .step_max = 1e6,
     .tune_after = 100,
     .data = &hmc_single},
    {.name = "unit",
     .doc = "all weights and the bias of one unit move, each by a uniform step",
     .propose = displacements_unit,
     .commit = commit_weights,
     .revert = revert_weights,
     .step = "0.01",
     .step_max = 10},
    {.name = "layer",
     .doc = "all weights and biases of one layer move, each by a uniform step",
     .propose = displacements_layer_whole,
     .commit = commit_weights,
     .revert = revert_weights,
     .step = "0.001",
     .step_max = 10},
    {.name = "rotate",
     .doc = "two weights turn in their plane by a uniform angle up to `step`: |w| stays",
     .propose = displacements_rotate,
     .commit = commit_weights,
     .revert = revert_weights,
     .step = "0.1",
     .step_max = 3.2},
    WEIGHT_SWAPS_TABLE(WEIGHTS) FEATURE_SWAPS_CODES(FEATURES){0},
};
