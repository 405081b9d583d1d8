/* What geometry of landscapes costs. A product of the Hessian with a vector, in gradients of the same
   samples, one thread, weights in double: median of ratios of pairs measured one after the other. */
#include <stdio.h>
#include <stdlib.h>

#include "common/base.h"
#include "dnn/curvature.h"
#include "dnn/layout.h"

enum { PAIRS = 9 };

static const struct load { /* a row */
    const char *name, *text;
    struct layers_shape in;
    size_t samples;
} loads[] = {
    {"mlp_784_100_10", "dense 100, relu, dense classes", {1, 28, 28}, 1000},
    {"mlp_784_100_100_10", "dense 100, relu, dense 100, relu, dense classes", {1, 28, 28}, 1000},
    {"kwj_72", "kwj 72", {1, 1, 10}, 4000},
    {"lenet5", "lenet5", {3, 32, 32}, 200},
    {"conv_32_64_128",
     "conv 3 32, relu, maxpool 2, conv 3 64, relu, maxpool 2, dense 128, relu, dense classes",
     {3, 32, 32},
     64},
};

static int larger(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void product(const struct load *load)
{
    struct network net;
    struct gradient g;
    struct curvature c;
    struct rng rng;
    rng_open(&rng, 1, 0, RNG_TEST);
    layout_parse(&net, load->text, load->in, 10, true, "bench");
    const size_t features = layers_features(load->in);
    struct data data = {.shape = load->in, .classes = 10, .train = {.n = load->samples}};
    data.train.value = base_alloc(load->samples * features, sizeof(real));
    data.train.label = base_alloc(load->samples, 1);
    uint32_t *const all = base_alloc(load->samples, sizeof *all);
    for (size_t i = 0; i < load->samples * features; i++)
        data.train.value[i] = (real)rng_normal(&rng);
    for (size_t i = 0; i < load->samples; i++)
        all[i] = (uint32_t)i, data.train.label[i] = (uint8_t)rng_below(&rng, 10);
    gradient_open(&g, &net, &losses_kinds[0], &data, load->samples, 0, 1);
    curvature_open(&c, &g, &data.train, load->samples, "bench");
    network_draw(&net, c.w, &network_starts[0], &rng);
    real *const slope = base_alloc(net.weights, sizeof *slope), *const v = base_alloc(net.weights,
                                                                                      sizeof *v);
    for (size_t i = 0; i < net.weights; i++) v[i] = (real)rng_normal(&rng);
    double ratio[PAIRS], shortest = 1e9;
    for (int i = 0; i < PAIRS; i++) {
        const double begin = base_clock();
        gradient_gather(&g, all);
        gradient_compute(&g, c.w, slope);
        const double middle = base_clock();
        curvature_multiply(&c, v, slope);
        ratio[i] = (base_clock() - middle) / (middle - begin);
        if (middle - begin < shortest) shortest = middle - begin;
    }
    qsort(ratio, PAIRS, sizeof *ratio, larger);
    printf("landscape.product.%-20s %8zu weights  gradient %7.2f ms  product %.2f gradients\n",
           load->name, net.weights, 1e3 * shortest, ratio[PAIRS / 2]);
    base_free(slope), base_free(v), base_free(all);
    curvature_close(&c), gradient_close(&g), data_close(&data);
}

int main(void)
{
    for (size_t i = 0; i < sizeof loads / sizeof *loads; i++) product(&loads[i]);
    return 0;
}
