/* Minibatch gradient descent,  v <- m v - rate (dL/dw + decay w),  w <- w + v,  with swaps
   around it; and Metropolis sweeps. An epoch is a Fisher-Yates permutation of the training
   samples, cut into whole batches; what is left over waits for another epoch. Feature swaps are
   made on the gathered batch and undone after the step: the data never change. Weight swaps
   follow the step and are trials of the chain, all accepted at T = inf. */
#include "dnn/dynamics.h"

#include <math.h>

static void update_nesterov(struct dnn_state *st)
{
    const real rate = (real)st->rate, m = (real)st->momentum, decay = (real)st->decay;
    for (size_t i = 0; i < st->net.weights; i++) {
        const real kick = rate * (st->slope[i] + decay * st->w[i]);
        st->velocity[i] = m * st->velocity[i] - kick;
        st->w[i] += m * st->velocity[i] - kick;
    }
}

const struct dynamics_rule dynamics_rules[] = {
    {"sgd", "stochastic gradient descent with momentum", optimisers_sgd},
    {"nesterov", "the same, the slope taken ahead (Nesterov's momentum)", update_nesterov},
    {"adam", "Adam, momentum and memory of mean squares (Kingma and Ba)", optimisers_adam},
    {0},
};

const struct base_table dynamics_table = {"optimiser", "update rules, in [train] optimiser",
                                          dynamics_rules, sizeof *dynamics_rules};

static void next_batch(struct dnn_state *st)
{
    const size_t n = st->data.train.n, batch = st->gradient.batch;
    if (st->next + batch > n) {
        if (batch < n) rng_shuffle(&st->batch_rng, st->order, (uint32_t)n);
        st->next = 0;
    }
    gradient_gather(&st->gradient, st->order + st->next);
    st->next += batch;
}

static bool swap_now(struct dnn_state *st)
{
    const struct dnn_swaps *s = &st->swaps;
    return s->move && st->step % s->every == 0 &&
           (s->probability == 1 || rng_uniform(&st->swap_rng) < s->probability);
}

static void swap_features(struct mc_chain *c, struct dnn_state *st)
{
    struct mc_entry *e = &c->entry[st->swaps.entry];
    for (size_t i = 0; i < st->swaps.swaps; i++) {
        e->move->propose(st, e->move, &st->swap_rng, e->step);
        e->tried++, e->accepted++;
    }
}

static void swap_weights(struct mc_chain *c, struct dnn_state *st)
{
    st->blind = isinf(c->T);
    for (size_t i = 0; i < st->swaps.swaps; i++) mc_attempt(c, st->swaps.entry);
    st->blind = false;
}

static void advance_gradient(struct mc_chain *c)
{
    struct dnn_state *st = c->state;
    const bool swaps = swap_now(st), on_data = swaps && dnn_moves_data(st->swaps.move);
    next_batch(st);
    if (on_data) swap_features(c, st);
    const struct losses_score score = gradient_compute(&st->gradient, st->w, st->slope);
    require(isfinite(score.loss),
            "step %lld: the loss of the batch is %g; a smaller [train] rate may help",
            (long long)st->step, score.loss);
    st->rate = optimisers_rate(&st->plan, st->step);
    st->rule->update(st);
    st->change++;
    while (st->n_made) st->swaps.move->revert(st);
    if (swaps && !on_data) swap_weights(c, st);
    c->energy = NAN;
    st->step++;
}

static void advance_metropolis(struct mc_chain *c)
{
    struct dnn_state *st = c->state;
    mc_sweep(c);
    require(isfinite(c->energy), "sweep %lld: the energy is %g", (long long)st->step, c->energy);
    st->step++;
}

const struct mc_dynamics dnn_dynamics[] = {
    {"gradient", "a minibatch step of [train] optimiser, with the swaps of [swap]",
     advance_gradient},
    {"metropolis",
     "a sweep: as many Metropolis trials as there are weights, moves by [move.NAME] weight",
     advance_metropolis},
    {0},
};
