/* A network with its pass, weights, inputs and labels, for tests of layers. */
#ifndef TESTS_NETWORK_PROBLEM_H
#define TESTS_NETWORK_PROBLEM_H

#include <math.h>
#include <stdint.h>

#include "common/core/rng.h"
#include "dnn/kernels/elementwise.h"
#include "dnn/kernels/gemm.h"
#include "dnn/network/losses.h"
#include "dnn/network/network_parser.h"

enum { FEW = 3, MANY = 17 }; /* samples: what fills a vector, and groups, goes another way */
static size_t B = FEW;

static const struct layer_shape small = {2, 7, 8};

static inline void assert_near(double a, double b, double tolerance)
{
    if (!(fabs(a - b) <= tolerance))
        fail_msg("%.17g and %.17g differ by more than %g", a, b, tolerance);
}

static inline void fill(double *x, size_t n, struct rng *rng)
{
    for (size_t i = 0; i < n; i++) x[i] = 2 * rng_uniform(rng) - 1;
}

struct problem {
    struct network net;
    struct network_work work;
    const struct losses_kind *loss;
    double *w;
    uint8_t label[MANY];
};

static inline void open_problem(struct problem *p, const char *text, struct layer_shape in,
                                size_t outputs, const struct losses_kind *loss, uint64_t seed)
{
    gemm_init();
    elementwise_init();
    network_parser_read(&p->net, text, in, outputs, true, "test");
    network_work_init(&p->work, &p->net, B);
    p->work.dw = base_alloc(p->net.weights, sizeof *p->work.dw);
    struct rng rng;
    rng_init(&rng, seed, 0, RNG_TEST);
    p->loss = loss;
    p->work.training = true;
    rng_init(&p->work.noise, seed, 1, RNG_TEST);
    p->w = base_alloc(p->net.weights, sizeof *p->w);
    fill(p->w, p->net.weights, &rng);
    fill(p->work.value[0], p->net.inputs * B, &rng);
    for (size_t i = 0; i < B; i++)
        p->label[i] = (uint8_t)rng_below(&rng, outputs > 1 ? (uint32_t)outputs : 2);
}

static inline void close_problem(struct problem *p)
{
    base_free(p->work.dw);
    network_work_clear(&p->work, &p->net);
    base_free(p->w);
}

static inline double mean_loss(struct problem *p, double *slope)
{
    const double *y = network_forward(&p->net, p->w, &p->work, B);
    return p->loss
               ->measure(y, p->label, p->net.outputs, B, p->loss->parameter, 1.0 / (double)B, slope)
               .loss /
           (double)B;
}
static inline int few(void **state)
{
    (void)state;
    B = FEW;
    return 0;
}

static inline int many(void **state)
{
    (void)state;
    B = MANY;
    return 0;
}

#endif
