/* Implementation of divergence.h. */
#include "dnn/training/divergence.h"

#include <math.h>

static bool all_finite(const real *x, size_t n)
{
    bool all = true;
    for (size_t i = 0; i < n; i++) all &= isfinite(x[i]) != 0;
    return all;
}

/* Index of the first layer with a weight that is not finite; net->depth if there is none. */
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
            "step %lld: layer %zu (%s) has weights that are not finite; no checkpoint is written. "
            "A smaller [train] learning_rate may help",
            (long long)step, i + 1, net->layer[i].kind->name);
}

/* Index of the first layer with a value that is not finite. The values of the shard's pass have
   been overwritten, so they are computed again. */
static size_t sound_values(struct gradient *g, const real *w, size_t s)
{
    struct network_work work = g->memory[0];
    const size_t b = gradient_first(g, s + 1) - gradient_first(g, s);
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
