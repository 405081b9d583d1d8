/* Entropy-SGD (Chaudhari et al., arXiv:1611.01838). Local entropy is ln of the integral over w' of
   e^(-L(w') - pull |w' - x|^2 / 2), and its gradient at x is pull (x - <w'>). Each exploration begins at
   w' = x and makes `steps` steps on successive batches,
     v <- m v - rate (dL/dw' + decay w' + pull (w' - x)),  w' <- w' + v + sqrt(rate) noise xi,
     mean <- 3/4 mean + 1/4 w';
   then x = mean, the authors' step of rate 1. pull grows by a factor 1 + growth per exploration. */
#include "dnn/sampling/entropy_sgd.h"

#include <math.h>
#include <string.h>

#include "common/io/checkpoint.h"
#include "dnn/sampling/dynamics.h"
#include "dnn/sampling/state.h"

void entropy_sgd_init(struct dnn_state *st, const struct runfile *f)
{
    struct entropy_sgd *const e = &st->training.entropy;
    if (st->training.rule->update != entropy_sgd_update) return;
    *e = (struct entropy_sgd){.steps = runfile_int(f, "train", "entropy_steps"),
                              .pull = runfile_real(f, "train", "entropy_pull"),
                              .growth = runfile_real(f, "train", "entropy_growth"),
                              .noise = runfile_real(f, "train", "entropy_noise"),
                              .centre = base_alloc(st->net.weights, sizeof(real)),
                              .mean = base_alloc(st->net.weights, sizeof(real))};
}

void entropy_sgd_clear(struct dnn_state *st)
{
    base_free(st->training.entropy.centre), base_free(st->training.entropy.mean);
}

void entropy_sgd_visit(struct dnn_state *st, struct checkpoint *c)
{
    if (!st->training.entropy.centre) return;
    checkpoint_real(c, "centre", st->training.entropy.centre, st->net.weights);
    checkpoint_real(c, "mean", st->training.entropy.mean, st->net.weights);
}

void entropy_sgd_update(struct dnn_state *st)
{
    const struct entropy_sgd *const e = &st->training.entropy;
    const size_t n = st->net.weights, bytes = n * sizeof *st->w;
    const int64_t at = st->training.step % e->steps, before = st->training.step / e->steps;
    if (at == 0) memcpy(e->centre, st->w, bytes), memcpy(e->mean, st->w, bytes);
    const real rate = (real)st->training.rate, m = (real)st->training.momentum,
               decay = (real)st->training.decay,
               pull = (real)(e->pull * pow(1 + e->growth, (double)before));
    const double spread = sqrt(st->training.rate) * e->noise;
    for (size_t i = 0; i < n; i++) {
        real *const v = &st->training.velocity[i], *const w = &st->w[i];
        *v = m * *v - rate * (st->dw[i] + decay * *w + pull * (*w - e->centre[i]));
        *w += *v + (real)(spread * rng_normal(&st->sampling.noise_rng));
        e->mean[i] += (*w - e->mean[i]) / 4;
    }
    if (at == e->steps - 1) memcpy(st->w, e->mean, bytes);
}
