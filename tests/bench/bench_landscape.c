/* What geometry of landscapes costs. A product of the Hessian with a vector, in gradients of the
   same samples, one thread, weights in double: median of ratios of pairs measured one after the
   other. */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "common/core/base.h"
#include "common/numerics/interpolation.h"
#include "dnn/landscape/hessian_product.h"
#include "dnn/network/network_parser.h"
#include "dnn/landscape/unit_alignment.h"
#include "common/core/vector.h"

enum { PAIRS = 9 };

static const struct load { /* table row */
    const char *name, *text;
    struct layer_shape in;
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

static void product(const struct load *load)
{
    struct network net;
    struct gradient g;
    struct hessian_product c;
    struct rng rng;
    rng_init(&rng, 1, 0, RNG_TEST);
    network_parser_read(&net, load->text, load->in, 10, true, "bench");
    const size_t features = layer_features(load->in);
    struct data data = {.shape = load->in, .classes = 10, .train = {.n = load->samples}};
    data.train.value = base_alloc(load->samples * features, sizeof(real));
    data.train.label = base_alloc(load->samples, 1);
    uint32_t *const all = base_alloc(load->samples, sizeof *all);
    for (size_t i = 0; i < load->samples * features; i++)
        data.train.value[i] = (real)rng_normal(&rng);
    for (size_t i = 0; i < load->samples; i++)
        all[i] = (uint32_t)i, data.train.label[i] = (uint8_t)rng_below(&rng, 10);
    gradient_init(&g, &net, &losses_kinds[0], &data, load->samples, 0, 1);
    hessian_product_init(&c, &g, &data.train, load->samples, "bench");
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
        hessian_product_multiply(&c, v, slope);
        ratio[i] = (base_clock() - middle) / (middle - begin);
        if (middle - begin < shortest) shortest = middle - begin;
    }
    qsort(ratio, PAIRS, sizeof *ratio, vector_compare);
    printf("landscape.product.%-20s %8zu weights  gradient %7.2f ms  product %.2f gradients\n",
           load->name, net.weights, 1e3 * shortest, ratio[PAIRS / 2]);
    base_free(slope), base_free(v), base_free(all);
    hessian_product_clear(&c), gradient_clear(&g), data_clear(&data);
}

/* Overlaps of 100 networks with 1e5 weights, raw and aligned in both ways. Some pairs are timed; the time of
   all 4950 is extrapolated. */
static void alignment(void)
{
    enum { SOME = 6, ROUNDS = 3, INPUTS = 1000, ALL = 4950 };
    struct network net;
    struct unit_alignment y;
    struct rng rng;
    rng_init(&rng, 1, 0, RNG_TEST);
    network_parser_read(&net, "dense 126, relu, dense classes", (struct layer_shape){1, 28, 28}, 10,
                        true, "bench");
    unit_alignment_init(&y, &net, "bench");
    const size_t P = net.weights, size = unit_alignment_profile_size(&y, INPUTS);
    double *w[SOME], *z[SOME], *const out = base_alloc(P, sizeof *out), best = 1e9, sum = 0;
    for (int i = 0; i < SOME; i++) {
        w[i] = base_alloc(P, sizeof *w[i]), z[i] = base_alloc(size, sizeof *z[i]);
        for (size_t k = 0; k < P; k++) w[i][k] = rng_normal(&rng);
        for (size_t k = 0; k < size; k++) z[i][k] = rng_normal(&rng);
    }
    for (int round = 0; round < ROUNDS; round++) {
        const clock_t begin = clock();
        for (int i = 0; i < SOME; i++)
            for (int j = 0; j < i; j++) {
                sum += interpolation_overlap(P, w[i], w[j]);
                unit_alignment_align(&y, w[i], w[j], out);
                sum += interpolation_overlap(P, w[i], out);
                unit_alignment_align_profiles(&y, INPUTS, z[i], z[j], w[j], out);
                sum += interpolation_overlap(P, w[i], out);
            }
        const double time = (double)(clock() - begin) / CLOCKS_PER_SEC / (SOME * (SOME - 1) / 2);
        if (time < best) best = time;
    }
    printf("landscape.overlaps 100 networks of %zu weights: %.1f s of one core (%.2f ms a pair; "
           "sum %.3f)\n",
           P, best * ALL, 1e3 * best, sum);
    for (int i = 0; i < SOME; i++) base_free(w[i]), base_free(z[i]);
    base_free(out);
}

int main(void)
{
    alignment();
    for (size_t i = 0; i < sizeof loads / sizeof *loads; i++) product(&loads[i]);
    return 0;
}
