/* Dynamics. Minibatch gradient descent, v <- m v - rate (dL/dw + decay w), w <- w + v, with swaps
   around it; and Metropolis sweeps. An epoch is a Fisher-Yates permutation of the set of the
   training samples cut into whole batches; the remaining samples are not used in it. Weight swaps
   follow the step and are trials of the chain, all accepted at T = inf. Overdamped Langevin
   dynamics,
     w <- w - rate (dL/dw + decay w) + sqrt(2 rate T u/U) xi,
   samples e^(-U/T) with errors of the order of the rate if a batch has all N samples. The noise of
   smaller batches is added to that of T. Underdamped Langevin dynamics, dw = v dt, m dv = -(du/dw)
   dt - g m v dt + noise, uses the splitting B A O A of Leimkuhler and Matthews (Appl. Math. Res.
   eXpress 2013, 34). Two successive half kicks are one kick; V = v dt, rate = dt^2 / m, momentum =
   e^(-g dt):
     V <- V - rate du/dw,  w <- w + V/2,  V <- momentum V + sqrt((1 - momentum^2) rate T u/U) xi,
     w <- w + V/2;
   momentum 0 is overdamped motion at rate/2, of second order. */
#include "dnn/sampling/dynamics.h"

#include <math.h>

#include "common/mc/needs.h"
#include "dnn/sampling/entropy_sgd.h"
#include "dnn/sampling/pseudo_langevin.h"
#include "dnn/training/divergence.h"
#include "dnn/sampling/swap_protocols.h"
#include "dnn/sampling/spherical.h"
#include "dnn/sampling/target.h"

static void update_langevin(struct dnn_state *st)
{
    const real rate = (real)st->training.rate, decay = (real)st->training.decay;
    const double spread = sqrt(2 * st->sampling.T * st->training.rate / st->sampling.scale);
    const bool mobile = st->units.kind->role == UNIT_SIZES_RATE;
    for (size_t i = 0; i < st->net.weights; i++) {
        const double own = mobile ? sqrt((double)st->units.factor[i]) : 1;
        st->w[i] += (real)(spread * own * rng_normal(&st->sampling.noise_rng)) -
                    rate * (st->dw[i] + decay * st->w[i]);
    }
}

static void update_underdamped(struct dnn_state *st)
{
    const real rate = (real)st->training.rate, keep = (real)st->training.momentum,
               decay = (real)st->training.decay;
    const double m2 = st->training.momentum * st->training.momentum,
                 spread = sqrt((1 - m2) * st->training.rate * st->sampling.T / st->sampling.scale);
    for (size_t i = 0; i < st->net.weights; i++) {
        const real kicked = st->training.velocity[i] - rate * (st->dw[i] + decay * st->w[i]),
                   v = keep * kicked + (real)(spread * rng_normal(&st->sampling.noise_rng));
        st->w[i] += (kicked + v) / 2;
        st->training.velocity[i] = v;
    }
}

static struct optimisers_update update_of(const struct dnn_state *st)
{
    const struct dnn_training *const t = &st->training;
    return (struct optimisers_update){.n = st->net.weights,
                                      .threads = st->gradient.threads,
                                      .w = st->w,
                                      .dw = st->dw,
                                      .velocity = t->velocity,
                                      .square = t->square,
                                      .rate = t->rate,
                                      .momentum = t->momentum,
                                      .decay = t->decay,
                                      .memory = t->memory,
                                      .step = t->step};
}

/* The rule on all weights at once, or by layer if layers have rates. */
static void update(const struct dnn_state *st, void (*rule)(const struct optimisers_update *u))
{
    const struct optimisers_update u = update_of(st);
    if (st->training.layer_rate)
        optimisers_each(&u, &st->net, st->training.layer_rate, rule);
    else
        rule(&u);
}

static void update_sgd(struct dnn_state *st)
{
    update(st, optimisers_sgd);
}

static void update_nesterov(struct dnn_state *st)
{
    update(st, optimisers_nesterov);
}

static void update_adam(struct dnn_state *st)
{
    update(st, optimisers_adam);
}

static void update_adamw(struct dnn_state *st)
{
    update(st, optimisers_adamw);
}

const struct dynamics_rule dynamics_rules[] = {
    {.name = "sgd", .doc = "stochastic gradient descent with momentum", .update = update_sgd},
    {.name = "nesterov",
     .doc = "the same with the gradient at the next position (Nesterov's momentum)",
     .update = update_nesterov},
    {.name = "adam",
     .doc = "Adam, momentum and memory of mean squares (Kingma and Ba)",
     .update = update_adam,
     .squares = true},
    {.name = "adamw",
     .doc = "Adam with weight decay apart from the gradient (Loshchilov and Hutter)",
     .update = update_adamw,
     .squares = true,
     .decays_apart = true},
    {.name = "entropy_sgd",
     .doc = "Entropy-SGD: entropy_steps noisy steps, then the weights move to their mean",
     .update = entropy_sgd_update},
    {.name = "langevin",
     .doc = "gradient descent with noise of temperature [system] T (overdamped Langevin)",
     .update = update_langevin,
     .thermal = true},
    {.name = "underdamped",
     .doc =
         "Langevin with inertia (BAOAB): rate dt^2 / mass, momentum e^(-friction dt), [system] T",
     .update = update_underdamped,
     .thermal = true,
     .inertia = true},
    {.name = "pseudo_langevin",
     .doc = "the same on minibatches; their noise is measured and counted as part of [system] T",
     .update = pseudo_langevin_update,
     .thermal = true,
     .inertia = true,
     .independent_batches = true},
    {0},
};

const struct base_table dynamics_table = {"optimiser", "update rules, in [train] optimiser",
                                          dynamics_rules, sizeof *dynamics_rules};

static void next_batch(struct dnn_state *st)
{
    const size_t n = st->data.train.n, batch = st->gradient.batch;
    if (pseudo_langevin_used(st)) {
        pseudo_langevin_draw(st);
        return;
    }
    if (st->training.next + batch > n) {
        if (batch < n) rng_shuffle(&st->training.batch_rng, st->training.order, (uint32_t)n);
        st->training.next = 0;
    }
    st->training.next += batch;
}

/* In a quadratic landscape steps above 2 / curvature grow; with momentum m the limit is (1 + m)
   times larger. The curvature is measured at the first weights of this process; if those have
   diverged, there is no estimate. */
static void diverged(struct dnn_state *st, double loss)
{
    char *const where = divergence_place(&st->gradient, dnn_weights(st));
    const double stiffness =
        st->training.initial ? target_stiffness(st, st->training.initial) : NAN;
    char *const stable =
        isfinite(stiffness)
            ? base_text(", and the largest stable one near the first weights is about %.2g",
                        2 * (1 + st->training.momentum) / stiffness)
            : base_text("%s", "");
    require(false, "step %lld: the loss of the batch is %g, %s; [train] learning_rate = %g%s",
            (long long)st->training.step, loss, where, st->training.rate, stable);
}

static void end_step(struct dnn_state *st)
{
    st->training.step++;
    validation_step(st);
}

static void advance_gradient(struct mc_chain *c)
{
    struct dnn_state *st = c->state;
    const bool due = swap_protocols_due(st);
    next_batch(st);
    swap_protocols_gather(c, due);
    const double loss = target_batch(st);
    if (!isfinite(loss)) diverged(st, loss);
    batch_losses_add(&st->training.batches, st->training.step, loss);
    st->training.rate = rate_schedule_rate(&st->training.plan, st->training.step);
    optimisers_clip(st->net.weights, st->dw, st->training.clip_value, st->training.clip_norm);
    if (st->training.rule->thermal && st->training.swaps.n_made == 0)
        diagnostics_step(st, loss + st->training.decay / 2 * unit_sizes_norm2(&st->units, st->w));
    st->training.rule->update(st);
    if (st->sampling.radius > 0) spherical_project(st->w, st->net.weights, st->sampling.radius);
    state_changed(st);
    if (due) swap_protocols_after(c);
    c->energy = NAN;
    end_step(st);
}

static void advance_metropolis(struct mc_chain *c)
{
    struct dnn_state *st = c->state;
    mc_sweep(c);
    require(isfinite(c->energy), "sweep %lld: the energy is %g", (long long)st->training.step,
            c->energy);
    diagnostics_sweep(c);
    end_step(st);
}

/* One trajectory of each moving copy. Swaps of weights or sizes are trials like the trajectory
   itself. */
static void advance_trajectory(struct mc_chain *c, const char *move)
{
    struct dnn_state *const st = c->state;
    const bool due = swap_protocols_due(st);
    for (size_t k = 0; k < st->replicas.moving && !coupled_replicas_rest(st); k++) {
        coupled_replicas_select(st, k);
        diagnostics_trajectory(c, mc_attempt(c, (size_t)(mc_entry(c, move) - c->entry)));
    }
    coupled_replicas_select(st, 0);
    if (due) swap_protocols_after(c);
    end_step(st);
}

static void advance_hmc(struct mc_chain *c)
{
    advance_trajectory(c, "hmc");
}

static void advance_mala(struct mc_chain *c)
{
    advance_trajectory(c, "mala");
}

const struct mc_dynamics dnn_dynamics[] = {
    {"gradient", "a minibatch step of [train] optimiser, with the swaps of [swap]",
     advance_gradient, 0},
    {"metropolis",
     "a sweep: as many Metropolis trials as there are weights, moves by [move.NAME] weight",
     advance_metropolis, NEEDS_MOVES},
    {"hmc", "a trajectory of hybrid Monte Carlo, [move.hmc] and [hmc], with swaps of weights",
     advance_hmc, 0},
    {"mala", "a step of the Metropolis-adjusted Langevin algorithm, [move.mala], likewise",
     advance_mala, 0},
    {0},
};
