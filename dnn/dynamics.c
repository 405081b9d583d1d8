/* Minibatch gradient descent,  v <- m v - rate (dL/dw + decay w),  w <- w + v,  with swaps
   around it; and Metropolis sweeps. An epoch is a Fisher-Yates permutation of the training
   samples, cut into whole batches; what is left over waits for another epoch. Weight swaps follow
   the step and are trials of the chain, all accepted at T = inf. Overdamped Langevin,
     w <- w - rate (dL/dw + decay w) + sqrt(2 rate T u/U) xi,
   samples e^(-U/T) with errors of the order of the rate if a batch holds all N samples; the noise of
   smaller batches adds to that of T. */
#include "dnn/dynamics.h"

#include <math.h>

#include "dnn/divergence.h"
#include "dnn/protocols.h"

static void update_nesterov(struct dnn_state *st)
{
    const real rate = (real)st->rate, m = (real)st->momentum, decay = (real)st->decay;
    for (size_t i = 0; i < st->net.weights; i++) {
        const real kick = rate * (st->slope[i] + decay * st->w[i]);
        st->velocity[i] = m * st->velocity[i] - kick;
        st->w[i] += m * st->velocity[i] - kick;
    }
}

static void update_langevin(struct dnn_state *st)
{
    const real rate = (real)st->rate, decay = (real)st->decay;
    const double spread = sqrt(2 * st->T * st->rate / st->scale);
    const bool mobile = st->units.kind->role == UNITS_RATE;
    for (size_t i = 0; i < st->net.weights; i++) {
        const double own = mobile ? sqrt((double)st->units.factor[i]) : 1;
        st->w[i] += (real)(spread * own * rng_normal(&st->noise_rng)) -
                    rate * (st->slope[i] + decay * st->w[i]);
    }
}

const struct dynamics_rule dynamics_rules[] = {
    {"sgd", "stochastic gradient descent with momentum", optimisers_sgd},
    {"nesterov", "the same, the slope taken ahead (Nesterov's momentum)", update_nesterov},
    {"adam", "Adam, momentum and memory of mean squares (Kingma and Ba)", optimisers_adam},
    {"langevin", "gradient descent with noise of temperature [system] T (overdamped Langevin)",
     update_langevin},
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
    st->next += batch;
}

static void advance_gradient(struct mc_chain *c)
{
    struct dnn_state *st = c->state;
    const bool due = protocols_due(st);
    next_batch(st);
    protocols_gather(c, due);
    const struct losses_score score = gradient_compute(&st->gradient, dnn_weights(st), st->slope);
    divergence_check_loss(&st->gradient, dnn_weights(st), score.loss, st->step);
    st->rate = optimisers_rate(&st->plan, st->step);
    units_slope(&st->units, st->w, (real)st->decay, st->slope);
    st->rule->update(st);
    st->change++;
    if (due) protocols_after(c);
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
