/* The network of a run file: layers, shapes, weights, memory and arithmetic. Flops are those of
   products, a multiplication and an addition each, of one step; the first layer with weights passes
   no slope down. */
#include <stdio.h>

#include "dnn/layout.h"
#include "dnn/state.h"

static void show_shape(struct layers_shape s)
{
    char text[64];
    snprintf(text, sizeof text, s.height * s.width > 1 ? "%zu x %zu x %zu" : "%zu", s.channels,
             s.height, s.width);
    printf("%-16s", text);
}

static void show_layers(const struct network *net)
{
    printf("%4s  %-12s%-16s%-16s%10s%16s\n", "", "layer", "in", "out", "weights", "flops/sample");
    for (size_t i = 0; i < net->depth; i++) {
        const struct layer *l = &net->layer[i];
        printf("%4zu  %-12s", i + 1, l->kind->name);
        show_shape(l->in);
        show_shape(l->out);
        printf("%10zu%16.4g\n", layers_weights(l), network_layer_flops(net, i));
    }
}

static double megabytes(size_t reals)
{
    return (double)(reals * sizeof(real)) / (1 << 20);
}

/* What the arrays of a run hold [reals]: one set of activations a thread, inputs a batch. */
static void show_memory(const struct dnn_state *st)
{
    const struct gradient *g = &st->gradient;
    const struct network *net = &st->net;
    const size_t capacity = g->memory[0].capacity;
    size_t values = 2 * net->widest;
    for (size_t i = 0; i < net->depth; i++) values += layers_features(net->layer[i].out);
    printf("batch         %zu samples in %zu shards, slopes in %zu groups\n", g->batch, g->shards,
           g->groups);
    printf("memory        %.1f MB: weights and slopes %.1f, activations %.1f, batch %.1f\n",
           megabytes((4 + g->groups) * net->weights + (size_t)g->threads * capacity * values +
                     g->batch * net->inputs),
           megabytes((4 + g->groups) * net->weights),
           megabytes((size_t)g->threads * capacity * values), megabytes(g->batch * net->inputs));
    printf("flops a step  %.4g\n", network_flops(net) * (double)g->batch);
}

void dnn_describe(const void *state)
{
    const struct dnn_state *const st = state;
    show_layers(&st->net);
    printf("inputs        %zu\nweights       %zu\n", st->net.inputs, st->net.weights);
    if (st->net.averages) printf("averages      %zu\n", st->net.averages);
    show_memory(st);
}
