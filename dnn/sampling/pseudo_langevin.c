/* Pseudo-Langevin thermostat: underdamped Langevin dynamics with gradients of minibatches (Zambon,
   Caruso, Zecchina and Tiana, arXiv:2603.15367), in the splitting of dynamics.c, V = v dt, rate =
   dt^2 / m. Let s_i^2 be the variance of gradient i between batches. The kick of a batch has a
   random part of variance rate^2 s_i^2, which moves a free weight by rate (1 + a) / 2(1 - a) in
   the end; added noise n_i moves it by n_i / (1 - a). Both together must give the diffusion of
   temperature T of u:
     n_i^2 + (1 + a_i)^2 rate^2 s_i^2 / 4 = (1 - a_i^2) rate T.
   With a = momentum this determines the added noise. If the batches alone are noisier than that,
   n_i = 0 and friction is raised: a_i = (1 - q) / (1 + q), q = rate s_i^2 / 4T, which needs q < 1.
   s_i^2 is half the mean squared difference of the gradients of successive batches, averaged over
   1 / (1 - memory) steps. Batches of an epoch are anticorrelated, so every batch is drawn
   independently. The noises of different weights are taken as independent; the error is small if q
   is small against 1 - momentum. */
#include "dnn/sampling/pseudo_langevin.h"

#include <math.h>
#include <string.h>

#include "common/io/checkpoint.h"
#include "dnn/sampling/dynamics.h"
#include "dnn/sampling/state.h"

bool pseudo_langevin_used(const struct dnn_state *st)
{
    return st->training.rule->independent_batches;
}

void pseudo_langevin_init(struct dnn_state *st)
{
    if (!pseudo_langevin_used(st)) return;
    st->sampling.pseudo_langevin.last = base_alloc(st->net.weights, sizeof(real));
    st->sampling.pseudo_langevin.variance = base_alloc(st->net.weights, sizeof(real));
}

void pseudo_langevin_clear(struct dnn_state *st)
{
    base_free(st->sampling.pseudo_langevin.last), base_free(st->sampling.pseudo_langevin.variance);
}

void pseudo_langevin_visit(struct dnn_state *st, struct checkpoint *c)
{
    if (!pseudo_langevin_used(st)) return;
    checkpoint_real(c, "last", st->sampling.pseudo_langevin.last, st->net.weights);
    checkpoint_real(c, "variance", st->sampling.pseudo_langevin.variance, st->net.weights);
    checkpoint_u64(c, "seen", &st->sampling.pseudo_langevin.seen, 1);
}

void pseudo_langevin_draw(struct dnn_state *st)
{
    const uint32_t n = (uint32_t)st->data.train.n, batch = (uint32_t)st->gradient.batch;
    for (uint32_t k = 0; batch < n && k < batch; k++) {
        const uint32_t other = k + rng_below(&st->training.batch_rng, n - k),
                       kept = st->training.order[k];
        st->training.order[k] = st->training.order[other], st->training.order[other] = kept;
    }
    st->training.next = batch;
}

/* A plain mean at first, then an exponential average. */
static void measure(struct dnn_state *st)
{
    struct pseudo_langevin *const c = &st->sampling.pseudo_langevin;
    const double share = fmax(1 - st->training.memory, c->seen ? 1 / (double)c->seen : 1);
    for (size_t i = 0; c->seen && i < st->net.weights; i++) {
        const double d = (double)st->dw[i] - (double)c->last[i];
        c->variance[i] += (real)(share * (d * d / 2 - (double)c->variance[i]));
    }
    memcpy(c->last, st->dw, st->net.weights * sizeof *c->last);
    c->seen++;
}

void pseudo_langevin_update(struct dnn_state *st)
{
    measure(st);
    const real rate = (real)st->training.rate, decay = (real)st->training.decay;
    const double T = st->sampling.T / st->sampling.scale;
    for (size_t i = 0; i < st->net.weights; i++) {
        const double q = st->training.rate * (double)st->sampling.pseudo_langevin.variance[i] /
                         (4 * T),
                     keep = fmax(0, fmin(st->training.momentum, (1 - q) / (1 + q))),
                     spread2 = st->training.rate * T * (1 + keep) * (1 - keep - q * (1 + keep));
        const real kicked = st->training.velocity[i] - rate * (st->dw[i] + decay * st->w[i]);
        real v = (real)keep * kicked;
        if (spread2 > 0) v += (real)(sqrt(spread2) * rng_normal(&st->sampling.noise_rng));
        st->w[i] += (kicked + v) / 2;
        st->training.velocity[i] = v;
    }
}
