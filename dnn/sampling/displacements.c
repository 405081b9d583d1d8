/* Displacements: one weight, or all weights of a unit or of a layer, each by a uniform step; or a
   rotation of two weights. New values are in sampling.backup until trial_propose exchanges them;
   trial.touch describes the changed part of the network to the activation cache. All proposals are
   symmetric. */
#include "dnn/sampling/displacements.h"

#include <math.h>

#include "dnn/sampling/state.h"

static struct mc_trial displaced(struct dnn_state *st, struct trial trial, struct rng *rng,
                                 double step)
{
    st->sampling.trial = trial;
    for (const struct trial_run *r = trial.run; r < trial.run + 2; r++)
        for (size_t i = r->first; i < r->first + r->n; i++)
            st->sampling.backup[i] = (real)((double)st->w[i] + step * (2 * rng_uniform(rng) - 1));
    const size_t first = trial.run[0].first;
    st->sampling.trial.touch.change = (double)st->sampling.backup[first] - (double)st->w[first];
    return trial_propose(st);
}

size_t displacements_layer(const struct network *net, size_t weight)
{
    size_t i = 0;
    while (weight >= net->layer[i].offset + layer_weights(&net->layer[i])) i++;
    return i;
}

struct mc_trial displacements_weight(void *state, const struct mc_move *self, struct rng *rng,
                                     double step)
{
    (void)self;
    struct dnn_state *st = state;
    const size_t i = rng_below(rng, (uint32_t)st->net.weights),
                 number = displacements_layer(&st->net, i);
    const struct layer *const l = &st->net.layer[number];
    const size_t k = i - l->offset, n = l->rows * l->columns;
    return displaced(st,
                     (struct trial){.kind = TRIAL_DISPLACED,
                                    .run = {{i, 1}},
                                    .touch = {.layer = number,
                                              .row = k < n ? k / l->columns : k - n,
                                              .column = k < n ? k % l->columns : l->columns}},
                     rng, step);
}

/* Draws a layer with weights, with probability proportional to its units, or all layers with equal
   probability. */
static size_t draw_layer(const struct network *net, bool by_units, struct rng *rng, size_t *unit)
{
    size_t all = 0, i = 0;
    for (size_t k = 0; k < net->depth; k++)
        all += by_units ? net->layer[k].rows : net->layer[k].rows > 0;
    *unit = rng_below(rng, (uint32_t)all);
    for (;; i++) {
        const size_t here = by_units ? net->layer[i].rows : net->layer[i].rows > 0;
        if (*unit < here) return i;
        *unit -= here;
    }
}

struct mc_trial displacements_unit(void *state, const struct mc_move *self, struct rng *rng,
                                   double step)
{
    (void)self;
    struct dnn_state *st = state;
    size_t row;
    const size_t number = draw_layer(&st->net, true, rng, &row);
    const struct layer *const l = &st->net.layer[number];
    const size_t bias = l->offset + l->rows * l->columns + row;
    return displaced(
        st,
        (struct trial){.kind = TRIAL_DISPLACED,
                       .run = {{l->offset + row * l->columns, l->columns}, {bias, l->bias}},
                       .touch = {.layer = number, .row = row, .column = LAYER_ALL}},
        rng, step);
}

struct mc_trial displacements_layer_whole(void *state, const struct mc_move *self, struct rng *rng,
                                          double step)
{
    (void)self;
    struct dnn_state *st = state;
    size_t none;
    const size_t number = draw_layer(&st->net, false, rng, &none);
    const struct layer *const l = &st->net.layer[number];
    return displaced(st,
                     (struct trial){.kind = TRIAL_DISPLACED,
                                    .run = {{l->offset, layer_weights(l)}},
                                    .touch = {.layer = number, .row = LAYER_ALL}},
                     rng, step);
}

struct mc_trial displacements_rotate(void *state, const struct mc_move *self, struct rng *rng,
                                     double step)
{
    (void)self;
    struct dnn_state *st = state;
    const uint32_t n = (uint32_t)st->net.weights;
    if (n < 2) return trial_refuse(st);
    const size_t i = rng_below(rng, n), k = rng_below(rng, n - 1), j = k + (k >= i);
    const double angle = step * (2 * rng_uniform(rng) - 1), c = cos(angle), s = sin(angle),
                 x = (double)st->w[i], y = (double)st->w[j];
    st->sampling.backup[i] = (real)(c * x - s * y);
    st->sampling.backup[j] = (real)(s * x + c * y);
    const size_t lowest = displacements_layer(&st->net, i < j ? i : j);
    st->sampling.trial = (struct trial){.kind = TRIAL_DISPLACED,
                                        .run = {{i, 1}, {j, 1}},
                                        .touch = {.layer = lowest, .row = LAYER_ALL}};
    return trial_propose(st);
}
