/* Exchanges of hidden units: the loss stays to rounding, whatever the order; a network and a copy of
   it with its units in disorder are brought to one another exactly, by weights and by values; what
   alignment gains is the most there is to gain. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "common/numerics/interpolation.h"
#include "dnn/network/network_parser.h"
#include "dnn/kernels/gemm.h"
#include "dnn/landscape/unit_alignment.h"
#include "tests/support.h"

enum { SAMPLES = 60 };

static const struct layer_shape image = {2, 9, 9};

struct problem {
    struct network net;
    struct unit_alignment s;
    struct data data;
    struct gradient g;
    double *w, *other, *out;
    struct rng rng;
};

static void problem_open(struct problem *p, const char *text)
{
    const size_t features = layer_features(image);
    rng_init(&p->rng, 3, 0, RNG_TEST);
    network_parser_read(&p->net, text, image, 1, true, "test");
    unit_alignment_init(&p->s, &p->net, "test");
    p->data = (struct data){.shape = image, .classes = 2, .train = {.n = SAMPLES}};
    p->data.train.value = base_alloc(SAMPLES * features, sizeof(double));
    p->data.train.label = base_alloc(SAMPLES, 1);
    for (size_t i = 0; i < SAMPLES * features; i++) p->data.train.value[i] = rng_normal(&p->rng);
    for (size_t i = 0; i < SAMPLES; i++) p->data.train.label[i] = (uint8_t)rng_below(&p->rng, 2);
    const struct base_row *const loss = base_find(&losses_table, "logistic");
    gradient_init(&p->g, &p->net, (const void *)loss, &p->data, SAMPLES, 0, 1);
    double **const all[] = {&p->w, &p->other, &p->out};
    for (int k = 0; k < 3; k++) {
        *all[k] = base_alloc(p->net.weights, sizeof(double));
        for (size_t i = 0; i < p->net.weights; i++) (*all[k])[i] = rng_normal(&p->rng);
    }
}

static void problem_close(struct problem *p)
{
    gradient_clear(&p->g), data_clear(&p->data);
    base_free(p->w), base_free(p->other), base_free(p->out);
}

static double loss(struct problem *p, const double *w)
{
    return gradient_measure(&p->g, w, &p->data.train, SAMPLES).loss / SAMPLES;
}

static void disorder(struct problem *p, const double *w, double *out)
{
    double *const work = base_alloc(p->net.weights, sizeof *work);
    memcpy(out, w, p->net.weights * sizeof *w);
    for (size_t g = 0; g < p->s.n; g++) {
        const size_t n = p->s.group[g].units, kinds = p->s.group[g].classes;
        uint32_t order[64];
        for (uint32_t i = 0; i < n; i++) order[i] = i;
        for (size_t k = 0; k < kinds; k++)
            rng_shuffle(&p->rng, order + k * (n / kinds), (uint32_t)(n / kinds));
        for (size_t k = n / kinds; kinds > 1 && k < n; k++) assert_true(order[k] >= n / kinds);
        unit_alignment_permute(&p->s, g, order, out, work);
        memcpy(out, work, p->net.weights * sizeof *w);
    }
    base_free(work);
}

static const char *const examples[] = {
    "dense 24, relu, dense 1",
    "dense 20, tanh, dense 16, relu, dense 12, sigmoid, dense 1",
    "conv 3 8, relu, maxpool 2, conv 2 6, tanh, flatten, dense 10, relu, dense 1",
    "dense 20, relu, vote",
};

static void orders_leave_the_function(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
        struct problem p;
        problem_open(&p, examples[i]);
        disorder(&p, p.w, p.other);
        const double before = loss(&p, p.w), after = loss(&p, p.other);
        assert_true(fabs(before - after) < 1e-13 * fabs(before));
        assert_true(interpolation_overlap(p.net.weights, p.w, p.other) < 0.6); /* it is elsewhere */

        unit_alignment_align(&p.s, p.w, p.other, p.out);
        if (p.s.n == 1) assert_memory_equal(p.out, p.w, p.net.weights * sizeof *p.w);
        const size_t size = unit_alignment_profile_size(&p.s, SAMPLES);
        double *const za = base_alloc(size, sizeof *za), *const zb = base_alloc(size, sizeof *zb);
        unit_alignment_profile(&p.s, &p.g, p.w, &p.data.train, SAMPLES, za);
        unit_alignment_profile(&p.s, &p.g, p.other, &p.data.train, SAMPLES, zb);
        unit_alignment_align_profiles(&p.s, SAMPLES, za, zb, p.other, p.out);
        assert_memory_equal(p.out, p.w, p.net.weights * sizeof *p.w);
        base_free(za), base_free(zb);
        problem_close(&p);
    }
}

/* All 120 orders of five units. */
static double best_of_all(struct problem *p, uint32_t *order, size_t k)
{
    if (k == 5) {
        unit_alignment_permute(&p->s, 0, order, p->other, p->out);
        return interpolation_overlap(p->net.weights, p->w, p->out);
    }
    double best = -1;
    for (size_t i = k; i < 5; i++) {
        const uint32_t kept = order[k];
        order[k] = order[i], order[i] = kept;
        best = fmax(best, best_of_all(p, order, k + 1));
        order[i] = order[k], order[k] = kept;
    }
    return best;
}

static void alignment_is_the_best_order(void **state)
{
    (void)state;
    struct problem p;
    problem_open(&p, "dense 5, relu, dense 1");
    uint32_t order[5] = {0, 1, 2, 3, 4};
    const double best = best_of_all(&p, order, 0), before = loss(&p, p.other);
    unit_alignment_align(&p.s, p.w, p.other, p.out);
    assert_true(fabs(interpolation_overlap(p.net.weights, p.w, p.out) - best) < 1e-14);
    assert_true(fabs(loss(&p, p.out) - before) < 1e-13 * before);
    problem_close(&p);
}

/* Deep networks: the overlap with alignment is never below that without, and the function stays. */
static void deep_alignment_gains(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
        struct problem p;
        problem_open(&p, examples[i]);
        const double raw = interpolation_overlap(p.net.weights, p.w, p.other),
                     before = loss(&p, p.other);
        unit_alignment_align(&p.s, p.w, p.other, p.out);
        assert_true(interpolation_overlap(p.net.weights, p.w, p.out) > raw + 0.01);
        assert_true(fabs(loss(&p, p.out) - before) < 1e-12 * fabs(before));
        problem_close(&p);
    }
}

static void open_refused(void *text)
{
    struct problem p;
    problem_open(&p, text);
}

static void others_are_refused(void **state)
{
    (void)state;
    assert_true(support_refuses(open_refused, "tree 6, relu, vote", "layer 1, tree"));
    assert_true(support_refuses(open_refused, "dense 6, batchnorm, dense 1", "layer 2, batchnorm"));
    assert_true(support_refuses(open_refused, "dense 6, relu, dense 6, add 2, dense 1", "add"));
    assert_true(support_refuses(open_refused, "dense 1", "no layer has exchangeable hidden units"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(orders_leave_the_function), cmocka_unit_test(alignment_is_the_best_order),
        cmocka_unit_test(deep_alignment_gains), cmocka_unit_test(others_are_refused)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
