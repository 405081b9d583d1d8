/* Updates of the weights from the gradient g = dL/dw + decay w of a batch:
     sgd       v <- m v - rate g,  w <- w + v
     nesterov  v <- m v - rate g,  w <- w + m v - rate g
     adam      v <- m v + (1 - m) g,  s <- q s + (1 - q) g^2,
               w <- w - rate v / (1 - m^t) / (sqrt(s / (1 - q^t)) + 1e-8);  decay is part of g
     adamw     the same with g = dL/dw; the weights decay apart: w <- (1 - rate decay) w first */
#include "dnn/training/optimisers.h"

#include <math.h>

#include "dnn/kernels/elementwise.h"
#include "dnn/kernels/weight_vector.h"

enum {
    PIECE = 1 << 12,
    SHARED = 1 << 18
}; /* weights per piece; weights that pay off on several threads */

void optimisers_sgd(const struct optimisers_update *u)
{
    const struct elementwise_step s = {(real)u->rate, (real)u->momentum, (real)u->decay};
    const size_t n = u->n, pieces = (n + PIECE - 1) / PIECE;
#pragma omp parallel for num_threads(u->threads) schedule(static) if (n > SHARED)
    for (size_t p = 0; p < pieces; p++) {
        const size_t i = p * PIECE, length = n - i < PIECE ? n - i : PIECE;
        elementwise()->descend(&s, u->dw + i, u->velocity + i, u->w + i, length);
    }
}

void optimisers_nesterov(const struct optimisers_update *u)
{
    const real rate = (real)u->rate, m = (real)u->momentum, decay = (real)u->decay;
    for (size_t i = 0; i < u->n; i++) {
        const real kick = rate * (u->dw[i] + decay * u->w[i]);
        u->velocity[i] = m * u->velocity[i] - kick;
        u->w[i] += m * u->velocity[i] - kick;
    }
}

/* decay: part of the gradient; shrink: share of w that it loses apart from that. */
static void adam(const struct optimisers_update *u, real decay, double shrink)
{
    const double m = u->momentum, q = u->memory, t = (double)(u->step + 1);
    const real keep = (real)m, take = (real)(1 - m), keep2 = (real)q, take2 = (real)(1 - q),
               rate = (real)(u->rate / (1 - pow(m, t))), scale = (real)(1 / (1 - pow(q, t))),
               stay = (real)(1 - shrink);
    real *const w = u->w, *const v = u->velocity, *const s = u->square;
    for (size_t i = 0; i < u->n; i++) {
        const real g = u->dw[i] + decay * w[i];
        v[i] = keep * v[i] + take * g;
        s[i] = keep2 * s[i] + take2 * g * g;
        w[i] = stay * w[i] - rate * v[i] / ((real)sqrt((double)(scale * s[i])) + (real)1e-8);
    }
}

void optimisers_adam(const struct optimisers_update *u)
{
    adam(u, (real)u->decay, 0);
}

void optimisers_adamw(const struct optimisers_update *u)
{
    adam(u, 0, u->rate * u->decay);
}

void optimisers_each(const struct optimisers_update *u, const struct network *net,
                     const double *factor, void (*rule)(const struct optimisers_update *u))
{
    for (size_t i = 0; i < net->depth; i++) {
        const size_t at = net->layer[i].offset, n = layer_weights(&net->layer[i]);
        struct optimisers_update part = *u;
        if (!n) continue;
        part.n = n, part.w += at, part.dw += at, part.velocity += at, part.rate *= factor[i];
        if (part.square) part.square += at;
        rule(&part);
    }
}

void optimisers_clip(size_t n, real *g, double value, double norm)
{
    for (size_t i = 0; value > 0 && i < n; i++)
        if (fabs((double)g[i]) > value) g[i] = (real)copysign(value, (double)g[i]);
    const double length = norm > 0 ? sqrt(weight_vector_dot(n, g, g)) : 0;
    if (length <= norm) return;
    const real scale = (real)(norm / length);
    for (size_t i = 0; i < n; i++) g[i] *= scale;
}
