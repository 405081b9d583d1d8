/* Implementation of target.h. */
#include "dnn/sampling/target.h"

#include <math.h>
#include <string.h>

#include "dnn/sampling/state.h"

void target_gather(struct dnn_state *st)
{
    if (st->training.full_batch) return;
    gradient_gather(&st->gradient, st->training.order + st->training.next - st->gradient.batch);
    st->training.full_batch = st->gradient.batch == st->data.train.n && !st->training.swaps.in_data;
    if (st->training.full_batch) gradient_pack_inputs(&st->gradient);
}

double target_batch(struct dnn_state *st)
{
    const double loss = gradient_compute(&st->gradient, dnn_weights(st), st->dw).loss;
    unit_sizes_gradient(&st->units, st->w, (real)st->training.decay, st->dw);
    return st->sampling.extra
               ? loss + st->sampling.extra->add(st->sampling.extra_self, st->w, st->dw)
               : loss;
}

double target_gradient(struct dnn_state *st)
{
    target_gather(st);
    st->cache.u = target_batch(st) + st->training.decay / 2 * unit_sizes_norm2(&st->units, st->w);
    st->cache.u_version = st->cache.version;
    return st->cache.u;
}

double target_gradient_once(struct dnn_state *st)
{
    return st->cache.u_version == st->cache.version ? st->cache.u : target_gradient(st);
}

/* ---- stiffness ------------------------------------------------------------------------------- */

/* gradient (weights) of the batch at w + shift x direction */
static void gradient_at(struct dnn_state *st, const real *w, const real *direction, double shift,
                        real *dw)
{
    for (size_t i = 0; i < st->net.weights; i++) st->w[i] = w[i] + (real)shift * direction[i];
    target_batch(st);
    for (size_t i = 0; i < st->net.weights; i++)
        dw[i] = st->dw[i] + (real)st->training.decay * st->w[i];
}

static double normalise(real *v, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) sum += (double)v[i] * (double)v[i];
    for (size_t i = 0; i < n && sum > 0; i++) v[i] /= (real)sqrt(sum);
    return sqrt(sum);
}

double target_stiffness(struct dnn_state *st, const real *w)
{
    enum { ROUNDS = 40 };
    const double shift = 0.01; /* large enough for single precision, small enough for kinks */
    const size_t n = st->net.weights;
    real *const v = base_alloc(n, sizeof *v), *const up = base_alloc(n, sizeof *up),
                *const low = base_alloc(n, sizeof *low);
    for (size_t i = 0; i < n; i++) v[i] = (real)rng_normal(&st->sampling.noise_rng);
    double stiffness = 0;
    for (int k = 0; k < ROUNDS; k++) {
        normalise(v, n);
        gradient_at(st, w, v, shift, up);
        gradient_at(st, w, v, -shift, low);
        for (size_t i = 0; i < n; i++) v[i] = (up[i] - low[i]) / (real)(2 * shift);
        stiffness = normalise(v, n);
    }
    base_free(v), base_free(up), base_free(low);
    return stiffness;
}
