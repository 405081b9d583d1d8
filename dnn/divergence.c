/* Implementation of divergence.h. */
#include "dnn/divergence.h"

#include <math.h>

static bool all_finite(const real *x, size_t n)
{
    bool all = true;
    for (size_t i = 0; i < n; i++) all &= isfinite(x[i]) != 0;
    return all;
}

static const char advice[] = "a smaller [train] rate may help; the last checkpoint is sound";

void divergence_check_weights(const struct network *net, const real *w, int64_t step)
{
    for (size_t i = 0; i < net->depth; i++) {
        const struct layer *const l = &net->layer[i];
        require(all_finite(w + l->offset, layers_weights(l)),
                "step %lld: layer %zu (%s) has weights that are not finite; %s", (long long)step,
                i + 1, l->kind->name, advice);
    }
}

/* The samples that a pass of shard s left in its thread's memory are gone: the pass is made again. */
static void check_values(struct gradient *g, const real *w, size_t s, int64_t step)
{
    struct network_work work = g->memory[0];
    const size_t b = gradient_start(g, s + 1) - gradient_start(g, s);
    work.value[0] = g->work[s].value[0];
    work.average = g->average;
    for (size_t i = 0; i < g->net->depth; i++) {
        const struct layer *const l = &g->net->layer[i];
        network_forward_layer(g->net, w, &work, i, b);
        require(all_finite(work.value[i + 1], layers_features(l->out) * b),
                "step %lld: layer %zu (%s) makes values that are not finite; %s", (long long)step,
                i + 1, l->kind->name, advice);
    }
}

void divergence_check_loss(struct gradient *g, const real *w, double loss, int64_t step)
{
    if (isfinite(loss)) return;
    divergence_check_weights(g->net, w, step);
    for (size_t s = 0; s < g->shards; s++) check_values(g, w, s, step);
    base_die("step %lld: the loss of the batch is %g; %s", (long long)step, loss, advice);
}
