/* Implementation of divergence.h. */
#include "dnn/training/divergence.h"

#include <math.h>

static bool all_finite(const real *x, size_t n)
{
    bool all = true;
    for (size_t i = 0; i < n; i++) all &= isfinite(x[i]) != 0;
    return all;
}

/* Layers before it; net->depth if all weights are finite. */
static size_t sound_weights(const struct network *net, const real *w)
{
    size_t i = 0;
    while (i < net->depth && all_finite(w + net->layer[i].offset, layer_weights(&net->layer[i])))
        i++;
    return i;
}

void divergence_check_weights(const struct network *net, const real *w, int64_t step)
{
    const size_t i = sound_weights(net, w);
    require(i == net->depth,
            "step %lld: layer %zu (%s) has weights that are not finite, which are not kept; a "
            "smaller [train] learning_rate may help",
            (long long)step, i + 1, net->layer[i].kind->name);
}

/* Layers before it; what the shard's pass left in its thread's memory is gone, so it is made
   again. */
static size_t sound_values(struct gradient *g, const real *w, size_t s)
{
    struct network_work work = g->memory[0];
    const size_t b = gradient_start(g, s + 1) - gradient_start(g, s);
    work.value[0] = g->work[s].value[0];
    work.average = g->average;
    for (size_t i = 0; i < g->net->depth; i++) {
        network_forward_layer(g->net, w, &work, i, b);
        if (!all_finite(work.value[i + 1], layer_features(g->net->layer[i].out) * b)) return i;
    }
    return g->net->depth;
}

char *divergence_place(struct gradient *g, const real *w)
{
    const size_t n = g->net->depth;
    size_t i = sound_weights(g->net, w);
    if (i < n)
        return base_text("layer %zu (%s) has weights that are not finite", i + 1,
                         g->net->layer[i].kind->name);
    for (size_t s = 0; s < g->shards && i == n; s++) i = sound_values(g, w, s);
    if (i == n) return base_text("from finite outputs");
    return base_text("layer %zu (%s) makes values that are not finite", i + 1,
                     g->net->layer[i].kind->name);
}
