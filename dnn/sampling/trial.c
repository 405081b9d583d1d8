/* Implementation of trial.h. A trial is made at once: trial_propose writes the new values and
   computes the energy, trial_revert puts the same bits back. */
#include "dnn/sampling/trial.h"

#include <math.h>

#include "dnn/sampling/state.h"

static void toggle(struct dnn_state *st)
{
    struct trial *t = &st->sampling.trial;
    if (t->kind == TRIAL_EXCHANGED) {
        weight_swaps_apply(&t->drawn, st->w);
    } else if (t->kind == TRIAL_RESIZED) {
        unit_sizes_exchange(&st->units, &t->pair);
    } else {
        for (const struct trial_run *r = t->run; r < t->run + 2; r++)
            for (size_t i = r->first; i < r->first + r->n; i++) {
                const real now = st->w[i];
                st->w[i] = st->sampling.backup[i];
                st->sampling.backup[i] = now;
            }
    }
}

/* Sum of decay factor times w^2 over the displaced weights, or over all for an exchange. */
static double norm2(const struct dnn_state *st)
{
    const struct trial *const t = &st->sampling.trial;
    if (t->kind != TRIAL_DISPLACED) return unit_sizes_norm2(&st->units, st->w);
    const real *const factor = st->units.kind->role == UNIT_SIZES_DECAY ? st->units.factor : NULL;
    double sum = 0;
    for (const struct trial_run *r = t->run; r < t->run + 2; r++)
        for (size_t i = r->first; i < r->first + r->n; i++)
            sum += (factor ? (double)factor[i] : 1) * (double)st->w[i] * (double)st->w[i];
    return sum;
}

static bool cacheable(const struct dnn_state *st)
{
    return activation_cache_possible(&st->cache.activations) &&
           st->units.kind->role != UNIT_SIZES_GAIN;
}

static struct mc_trial cached_trial(struct dnn_state *st)
{
    const double loss = activation_cache_loss(&st->cache.activations, st->w, st->cache.version),
                 norm = norm2(st), extra = dnn_extra_energy(st, st->w);
    toggle(st);
    const double more =
        activation_cache_try(&st->cache.activations, st->w, &st->sampling.trial.touch) - loss;
    st->sampling.trial.cached = true;
    return (struct mc_trial){st->sampling.scale * (more / (double)st->data.train.n +
                                                   st->training.decay / 2 * (norm2(st) - norm) +
                                                   dnn_extra_energy(st, st->w) - extra),
                             0};
}

struct mc_trial trial_propose(struct dnn_state *st)
{
    if (st->sampling.accept_all) {
        toggle(st);
        return (struct mc_trial){0, 0};
    }
    if (st->sampling.trial.kind != TRIAL_RESIZED && cacheable(st)) return cached_trial(st);
    const double before = dnn_energy_now(st);
    toggle(st);
    st->sampling.trial.U = dnn_energy(st);
    return (struct mc_trial){st->sampling.trial.U - before, 0};
}

/* A trial of kind TRIAL_EXCHANGED with no runs: trial_revert does nothing. */
struct mc_trial trial_refuse(struct dnn_state *st)
{
    st->sampling.trial =
        (struct trial){.kind = TRIAL_EXCHANGED, .drawn.n = 0, .bin = UNIT_SIZES_BINS};
    return (struct mc_trial){INFINITY, 0};
}

/* With a decay as property the energy depends on the two units alone; a gain needs the data. */
struct mc_trial trial_resize(struct dnn_state *st)
{
    if (st->units.kind->role == UNIT_SIZES_GAIN || st->sampling.accept_all)
        return trial_propose(st);
    const double dE = st->sampling.scale * st->training.decay / 2 *
                      unit_sizes_change(&st->units, &st->sampling.trial.pair, st->w);
    st->sampling.trial.cached = cacheable(st);
    if (!st->sampling.trial.cached) st->sampling.trial.U = dnn_energy_now(st) + dE;
    toggle(st);
    return (struct mc_trial){dE, 0};
}

void trial_commit(void *state)
{
    struct dnn_state *st = state;
    const struct trial *const t = &st->sampling.trial;
    if (st->sampling.accept_all) {
        state_changed(st);
    } else if (t->cached) {
        state_changed(st);
        activation_cache_commit(&st->cache.activations, st->cache.version);
    } else {
        state_changed_energy(st, t->U);
    }
}

/* Sizes that are decays or rates leave the activations as they are. */
void trial_commit_sizes(void *state)
{
    struct dnn_state *st = state;
    struct activation_cache *const k = &st->cache.activations;
    const bool valid = st->sampling.trial.cached && k->version == st->cache.version;
    st->units.accepted[st->sampling.trial.bin]++;
    if (!st->sampling.trial.cached) {
        trial_commit(st);
        return;
    }
    state_changed(st);
    if (valid) k->version = st->cache.version;
}

void trial_revert(void *state)
{
    toggle(state);
}

/* The new values are in place. Items are numbered over all copies. */
void trial_changes(const void *state, mc_change *visit, void *context)
{
    const struct dnn_state *const st = state;
    const size_t offset = (size_t)(st->w - st->replicas.w);
    if (st->sampling.trial.kind != TRIAL_DISPLACED) return;
    for (const struct trial_run *r = st->sampling.trial.run; r < st->sampling.trial.run + 2; r++)
        for (size_t i = r->first; i < r->first + r->n; i++) {
            const double w = (double)st->w[i];
            visit(context, offset + i, &w);
        }
}
