/* Description of a run file's network: layers, shapes, weights, memory and arithmetic. Flops are
   multiplications and additions of the products of one step. The first layer with weights computes
   no gradient at its input. */
#include <stdio.h>

#include "dnn/network/network_parser.h"
#include "dnn/system/parts.h"

static void show_shape(struct layer_shape s)
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
        printf("%10zu%16.4g\n", layer_weights(l), network_layer_flops(net, i));
    }
}

static double megabytes(size_t reals)
{
    return (double)(reals * sizeof(real)) / (1 << 20);
}

static size_t data_bytes(const struct data *d)
{
    const size_t n = d->train.n + d->test.n + d->validation.n,
                 of_item = d->train.pixel ? 1 : sizeof(real);
    return n * layer_features(d->shape) * of_item;
}

/* Number of values in arrays of the size of the weights: weights, velocities, copies, gradients,
   and frames in double. */
static size_t weight_arrays(const struct dnn_state *st) /* [reals] */
{
    const size_t P = st->net.weights, copies = st->replicas.n, wide = sizeof(double) / sizeof(real),
                 spare = st->gradient.spare[0] ? (size_t)st->gradient.threads : 0,
                 single = 1 + st->gradient.groups + spare + (size_t)(st->training.square != NULL) +
                          (size_t)(st->sampling.backup != NULL) +
                          (size_t)(st->training.initial != NULL) +
                          3 * (size_t)(st->sampling.hmc.w != NULL),
                 shown = 2 * copies + 2 * (size_t)(st->replicas.centre != NULL);
    return P * (copies + single + wide * shown);
}

/* Values and gradients of a pass, and scratch of the layers. */
static size_t pass_arrays(const struct network *net, size_t capacity)
{
    size_t values = net->inputs + 2 * net->widest, scratch = 0;
    for (size_t i = 0; i < net->depth; i++) {
        const struct layer *const l = &net->layer[i];
        const size_t need = l->kind->scratch ? l->kind->scratch(l, capacity) : 0;
        values += network_shares(net, i) ? 0 : layer_features(l->out);
        if (need > scratch) scratch = need;
    }
    return capacity * values + scratch;
}

/* Memory of a run: data in the form in which they were read, passes once per thread. */
static void show_memory(const struct dnn_state *st)
{
    const struct gradient *g = &st->gradient;
    const size_t weights = weight_arrays(st), batch = g->batch * st->net.inputs,
                 active = (size_t)g->threads * pass_arrays(&st->net, g->memory[0].capacity);
    const double data = (double)data_bytes(&st->data) / (1 << 20);
    printf("batch         %zu samples in %zu shard%s, gradients in %zu group%s\n", g->batch,
           g->shards, g->shards == 1 ? "" : "s", g->groups, g->groups == 1 ? "" : "s");
    printf("memory        %.1f MB: weights and gradients %.1f, activations %.1f, batch %.1f, data "
           "%.1f\n",
           megabytes(weights + active + batch) + data, megabytes(weights), megabytes(active),
           megabytes(batch), data);
    printf("flops a step  %.4g\n", network_flops(&st->net) * (double)g->batch);
}

void dnn_describe(const void *state)
{
    const struct dnn_state *const st = state;
    show_layers(&st->net);
    printf("inputs        %zu\nweights       %zu\n", st->net.inputs, st->net.weights);
    if (st->net.labels > 1)
        printf("labels        %zu per sample, %.4g of them with a class\n", st->net.labels,
               st->data.train.labelled);
    if (st->net.averages) printf("averages      %zu\n", st->net.averages);
    show_memory(st);
    if (st->data.notes) printf("%s\n", st->data.notes);
}
