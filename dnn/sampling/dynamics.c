/* Minibatch gradient descent,  v <- m v - rate (dL/dw + decay w),  w <- w + v,  with swaps
   around it; and Metropolis sweeps. An epoch is a Fisher-Yates permutation of the training
   samples, cut into whole batches; what is left over waits for another epoch. Weight swaps follow
   the step and are trials of the chain, all accepted at T = inf. Overdamped Langevin,
     w <- w - rate (dL/dw + decay w) + sqrt(2 rate T u/U) xi,
   samples e^(-U/T) with errors of the order of the rate if a batch holds all N samples; the noise of
   smaller batches adds to that of T. Underdamped Langevin, dw = v dt, m dv = -(du/dw) dt - g m v dt +
   noise, in the splitting B A O A of Leimkuhler and Matthews (Appl. Math. Res. eXpress 2013, 34), the
   two half kicks that meet made at once, V = v dt, rate = dt^2 / m, momentum = e^(-g dt):
     V <- V - rate du/dw,  w <- w + V/2,  V <- momentum V + sqrt((1 - momentum^2) rate T u/U) xi,
     w <- w + V/2;
   momentum 0 is overdamped motion at rate/2, of second order. */
#include "dnn/sampling/dynamics.h"

#include <math.h>

#include "dnn/sampling/pseudo_langevin.h"
#include "dnn/training/divergence.h"
#include "dnn/sampling/swap_protocols.h"
#include "dnn/sampling/spherical.h"
#include "dnn/sampling/target.h"

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
    const bool mobile = st->units.kind->role == UNIT_SIZES_RATE;
    for (size_t i = 0; i < st->net.weights; i++) {
        const double own = mobile ? sqrt((double)st->units.factor[i]) : 1;
        st->w[i] += (real)(spread * own * rng_normal(&st->gradient_noise_rng)) -
                    rate * (st->slope[i] + decay * st->w[i]);
    }
}

static void update_underdamped(struct dnn_state *st)
{
    const real rate = (real)st->rate, keep = (real)st->momentum, decay = (real)st->decay;
    const double m2 = st->momentum * st->momentum,
                 spread = sqrt((1 - m2) * st->rate * st->T / st->scale);
    for (size_t i = 0; i < st->net.weights; i++) {
        const real kicked = st->velocity[i] - rate * (st->slope[i] + decay * st->w[i]),
                   v = keep * kicked + (real)(spread * rng_normal(&st->gradient_noise_rng));
        st->w[i] += (kicked + v) / 2;
        st->velocity[i] = v;
    }
}

const struct dynamics_rule dynamics_rules[] = {
    {"sgd", "stochastic gradient descent with momentum", optimisers_sgd, false, false},
    {"nesterov", "the same, the slope taken ahead (Nesterov's momentum)", update_nesterov, false,
     false},
    {"adam", "Adam, momentum and memory of mean squares (Kingma and Ba)", optimisers_adam, false,
     false},
    {"langevin", "gradient descent with noise of temperature [system] T (overdamped Langevin)",
     update_langevin, true, false},
    {"underdamped",
     "Langevin with inertia (BAOAB): rate dt^2 / mass, momentum e^(-friction dt), [system] T",
     update_underdamped, true, true},
    {"pseudo_langevin",
     "the same on minibatches, whose noise is measured and counted as heat of [system] T",
     pseudo_langevin_update, true, true},
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
    if (st->next + batch > n) {
        if (batch < n) rng_shuffle(&st->batch_rng, st->order, (uint32_t)n);
        st->next = 0;
    }
    st->next += batch;
}

/* Steps beyond 2 / curvature grow in a quadratic landscape; momentum bears (1 + m) times more. Where
   the first weights of this process are lost already, their curvature says nothing. */
static void diverged(struct dnn_state *st, double loss)
{
    char *const where = divergence_place(&st->gradient, dnn_weights(st));
    const double stiffness = st->begun ? target_stiffness(st, st->begun) : NAN;
    char *const stable =
        isfinite(stiffness)
            ? base_text(", and the largest stable one near the first weights is about %.2g",
                        2 * (1 + st->momentum) / stiffness)
            : base_text("%s", "");
    require(false, "step %lld: the loss of the batch is %g, %s; [train] learning_rate = %g%s",
            (long long)st->step, loss, where, st->rate, stable);
}

static void advance_gradient(struct mc_chain *c)
{
    struct dnn_state *st = c->state;
    const bool due = swap_protocols_due(st);
    next_batch(st);
    swap_protocols_gather(c, due);
    const double loss = target_batch(st);
    if (!isfinite(loss)) diverged(st, loss);
    st->rate = optimisers_rate(&st->plan, st->step);
    if (st->rule->thermal && st->n_made == 0)
        diagnostics_step(st, loss + st->decay / 2 * unit_sizes_norm2(&st->units, st->w));
    st->rule->update(st);
    if (st->radius > 0) spherical_project(st->w, st->net.weights, st->radius);
    st->change++;
    if (due) swap_protocols_after(c);
    c->energy = NAN;
    st->step++;
}

static void advance_metropolis(struct mc_chain *c)
{
    struct dnn_state *st = c->state;
    mc_sweep(c);
    require(isfinite(c->energy), "sweep %lld: the energy is %g", (long long)st->step, c->energy);
    diagnostics_sweep(c);
    st->step++;
}

/* Of each copy in turn. Swaps of weights or sizes are trials like the trajectory itself. */
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
    st->step++;
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
     advance_gradient, false},
    {"metropolis",
     "a sweep: as many Metropolis trials as there are weights, moves by [move.NAME] weight",
     advance_metropolis, true},
    {"hmc", "a trajectory of hybrid Monte Carlo, [move.hmc] and [hmc], with swaps of weights",
     advance_hmc, false},
    {"mala", "a step of the Metropolis-adjusted Langevin algorithm, [move.mala], likewise",
     advance_mala, false},
    {0},
};
