/* Noise of the gradient g of a batch: the variance between disjoint random batches, mean over the
   weights,
     D = (1/P) sum over i of var(g_i).
   The estimate is unbiased for batches of that size, and equals that of Baity-Jesi et al.,
   arXiv:1803.06969, up to their normalisation. Stochastic gradient descent, w <- w - rate g, is
   then as noisy as Langevin dynamics of temperature T = (U/u) rate D / 2; its noise is neither
   white nor isotropic. The measurement changes no state except the gathered batch, which every step
   gathers again. */
#include "dnn/sampling/gradient_noise.h"

#include <math.h>
#include <string.h>

#include "dnn/sampling/state.h"

enum { MOST = 64 }; /* batches */

/* The first n of a permutation; a pure function of the step. */
static uint32_t *draw(const struct dnn_state *st, size_t n)
{
    struct rng rng;
    rng_init(&rng, st->sampling.noise_rng.seed, st->sampling.noise_rng.replica, RNG_PROBE);
    rng.block = (uint64_t)st->training.step << 24;
    const size_t all = st->data.train.n;
    uint32_t *const order = base_alloc(all, sizeof *order);
    for (size_t i = 0; i < all; i++) order[i] = (uint32_t)i;
    for (size_t i = 0; i < n; i++) {
        const size_t j = i + rng_below(&rng, (uint32_t)(all - i));
        const uint32_t kept = order[i];
        order[i] = order[j];
        order[j] = kept;
    }
    return order;
}

/* Sums of the gradient and its square over batches. */
static void add_up(struct dnn_state *st, size_t batches, double *sum, double *square)
{
    const size_t P = st->net.weights, B = st->gradient.batch;
    struct gradient g = st->gradient; /* a copy: the random stream of dropout does not advance */
    real *const dw = base_alloc(P, sizeof *dw);
    uint32_t *const order = draw(st, batches * B);
    for (size_t b = 0; b < batches; b++) {
        gradient_gather(&g, order + b * B);
        gradient_compute(&g, dnn_weights(st), dw);
        unit_sizes_gradient(&st->units, st->w, (real)st->training.decay, dw);
        for (size_t i = 0; i < P; i++)
            sum[i] += (double)dw[i], square[i] += (double)dw[i] * (double)dw[i];
    }
    base_free(order);
    base_free(dw);
    st->training.full_batch = false;
}

static void measure(struct dnn_state *st, size_t batches)
{
    const size_t P = st->net.weights, averages = st->net.averages * sizeof(real);
    const double n = (double)batches;
    double *const sum = base_alloc(P, sizeof *sum), *const square = base_alloc(P, sizeof *square);
    real *const kept = base_alloc(st->net.averages + 1, sizeof *kept);
    memcpy(kept, st->gradient.average, averages);
    add_up(st, batches, sum, square);
    memcpy(st->gradient.average, kept, averages);
    double variance = 0, mean_square = 0;
    for (size_t i = 0; i < P; i++) {
        const double mean = sum[i] / n, spread = (square[i] - n * mean * mean) / (n - 1);
        variance += spread / (double)P;
        mean_square += (mean * mean - spread / n) / (double)P;
    }
    st->cache.noise = (struct gradient_noise){st->cache.version, variance, mean_square};
    base_free(sum), base_free(square), base_free(kept);
}

static const struct gradient_noise *gradient_noise_now(struct dnn_state *st)
{
    const size_t most = st->data.train.n / st->gradient.batch;
    if (most < 2)
        st->cache.noise = (struct gradient_noise){st->cache.version, NAN, NAN};
    else if (st->cache.noise.version != st->cache.version)
        measure(st, most < MOST ? most : MOST);
    return &st->cache.noise;
}

double gradient_noise_variance(void *state)
{
    return gradient_noise_now(state)->variance;
}

double gradient_noise_mean_square(void *state)
{
    return gradient_noise_now(state)->mean_square;
}

double gradient_noise_temperature(void *state)
{
    struct dnn_state *const st = state;
    return st->sampling.scale * st->training.rate * gradient_noise_now(st)->variance / 2;
}
