/* The table of moves. Moves of weights are eager: propose writes, runs the training set forward
   for the energy, and revert puts the same bits back. Feature swaps act on the batch at hand,
   which the energy does not know: dE = 0. */
#include <assert.h>
#include <math.h>

#include "dnn/state.h"

/* ---- weights --------------------------------------------------------------------------------- */

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
    if (st->trial.displaced) {
        const real now = st->w[st->trial.pair.first];
        st->w[st->trial.pair.first] = st->trial.kept;
        st->trial.kept = now;
    } else {
        weight_swaps_apply(st->trial.pair, st->w);
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

static struct mc_trial propose_displacement(void *state, const struct mc_move *self,
                                            struct rng *rng, double step)
{
    (void)self;
    struct dnn_state *st = state;
    const size_t i = rng_below(rng, (uint32_t)st->net.weights);
    const double shift = step * (2 * rng_uniform(rng) - 1);
    st->trial = (struct dnn_trial){
        .displaced = true, .pair.first = i, .kept = (real)((double)st->w[i] + shift)};
    return tried(st);
}

static struct mc_trial propose_exchange(void *state, const struct mc_move *self, struct rng *rng,
                                        double step)
{
    (void)step;
    struct dnn_state *st = state;
    const enum weight_swaps_kind *kind = self->kind;
    st->trial = (struct dnn_trial){.pair = {0, 0, 0, 0}};
    if (!weight_swaps_possible(&st->net, *kind)) return (struct mc_trial){INFINITY, 0};
    st->trial.pair = weight_swaps_draw(&st->net, *kind, rng);
    return tried(st);
}

static void commit_weights(void *state)
{
    struct dnn_state *st = state;
    st->change++;
    if (st->blind) return;
    st->U = st->trial.U;
    st->U_change = st->change;
}

static void revert_weights(void *state)
{
    toggle(state);
}

/* ---- features -------------------------------------------------------------------------------- */

static struct mc_trial propose_feature(void *state, const struct mc_move *self, struct rng *rng,
                                       double step)
{
    (void)step;
    struct dnn_state *st = state;
    assert(st->n_made < st->swaps.swaps);
    struct dnn_feature_swap *made = &st->made[st->n_made++];
    made->code = NULL;
    if (feature_swaps_lack(self->name, &st->gradient)) return (struct mc_trial){INFINITY, 0};
    *made = (struct dnn_feature_swap){self->name, *rng};
    feature_swaps_apply(self->name, st->swaps.common, &st->gradient, rng);
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
    if (made.code) feature_swaps_apply(made.code, st->swaps.common, &st->gradient, &made.rng);
}

bool dnn_moves_data(const struct mc_move *m)
{
    return m->propose == propose_feature;
}

void dnn_moves_check(const struct dnn_state *st, const struct mc_move *m, const char *where)
{
    if (dnn_moves_data(m)) {
        const char *lack = feature_swaps_lack(m->name, &st->gradient);
        require(!lack, "%s: %s exchanges two %s, and there is only one", where, m->name, lack);
    } else if (m->kind) {
        require(weight_swaps_possible(&st->net, *(const enum weight_swaps_kind *)m->kind),
                "%s: %s: no layer of this network has two of what it exchanges", where, m->name);
    }
}

/* ---- tables ---------------------------------------------------------------------------------- */

static const enum weight_swaps_kind row = WEIGHT_SWAPS_ROW, column = WEIGHT_SWAPS_COLUMN,
                                    in_row = WEIGHT_SWAPS_IN_ROW,
                                    in_column = WEIGHT_SWAPS_IN_COLUMN, mixed = WEIGHT_SWAPS_MIXED,
                                    anywhere = WEIGHT_SWAPS_ANYWHERE;

/* All swaps, once for the table of moves and once for that of protocols: W of weights, F of
   features. */
#define SWAPS(W, F)                                                                                \
    W(row, "all columns of two rows of a layer change places (weights into two units)")            \
    W(column, "all rows of two columns of a layer change places (weights out of two inputs)")      \
    W(in_row, "two weights of a row of a layer change places")                                     \
    W(in_column, "two weights of a column of a layer change places")                               \
    W(mixed, "two weights of a layer change places")                                               \
    W(anywhere, "two weights or biases of the network change places")                              \
    F("SAA", "two images change places, under their labels")                                       \
    F("SA1", "two images exchange one pixel, all channels")                                        \
    F("S1A", "two images exchange one channel, all pixels")                                        \
    F("S11", "two images exchange one value")                                                      \
    F("1SA", "two channels of one image change places, all pixels")                                \
    F("1S1", "two channels of one image exchange one pixel")                                       \
    F("ASA", "two channels of all images change places, all pixels")                               \
    F("AS1", "two channels of all images exchange one pixel")                                      \
    F("1AS", "two pixels of one image change places, all channels")                                \
    F("11S", "two pixels of one channel of one image change places")                               \
    F("AAS", "two pixels of all images change places, all channels")                               \
    F("A1S", "two pixels of one channel of all images change places")                              \
    F("SSA", "a channel of one image and another of another image change places")                  \
    F("SS1", "the same, one pixel")                                                                \
    F("SAS", "a pixel of one image and another of another image change places, all channels")      \
    F("S1S", "the same, one channel")                                                              \
    F("ASS", "two values at different channels and pixels change places, in all images")           \
    F("1SS", "the same, in one image")                                                             \
    F("SSS", "two values of different images, channels and pixels change places")

#define WEIGHTS(n, d)                                                                              \
    {.name = #n,                                                                                   \
     .doc = d,                                                                                     \
     .propose = propose_exchange,                                                                  \
     .commit = commit_weights,                                                                     \
     .revert = revert_weights,                                                                     \
     .kind = &n},
#define FEATURES(n, d)                                                                             \
    {.name = n,                                                                                    \
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
    SWAPS(WEIGHTS, FEATURES){0},
};

#define WEIGHTS_ROW(n, d)  {#n, d},
#define FEATURES_ROW(n, d) {n, d},

const struct base_row dnn_protocol_rows[] = {
    {"none", "no swaps"},
    SWAPS(WEIGHTS_ROW, FEATURES_ROW){0},
};

const struct base_table dnn_protocols = {"protocol",
                                         "swaps during gradient dynamics, in [swap] protocol",
                                         dnn_protocol_rows, sizeof *dnn_protocol_rows};
