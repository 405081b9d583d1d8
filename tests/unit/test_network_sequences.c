/* Sequences: losses with a label at each step against sums by hand, gradients and Hessian products
   against differences, padding, the unrolled network with tied weights, and the storage of random
   sequences against Cover's count. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "common/core/rng.h"
#include "dnn/landscape/hessian_product.h"
#include "dnn/network/network_parser.h"
#include "dnn/system/parts.h"
#include "dnn/training/gradient.h"
#include "tests/support.h"

enum { SAMPLES = 21, T = 6, FEATURES = 3, CLASSES = 4 };

struct problem {
    struct network net;
    struct data data;
    struct gradient g;
    double *w, *dw;
};

static uint32_t order[1000];

/* Labels of later steps of every third sequence are missing. */
static void problem_init(struct problem *p, const char *text, size_t labels)
{
    struct rng rng;
    rng_init(&rng, 17, 0, RNG_TEST);
    const struct layer_shape shape = {FEATURES, 1, T};
    const size_t features = FEATURES * T;
    *p = (struct problem){.data = {.shape = shape, .classes = CLASSES, .labels = labels}};
    struct data_part *const part = &p->data.train;
    *part = (struct data_part){.n = SAMPLES,
                               .value = base_alloc(SAMPLES * features, sizeof(double)),
                               .label = base_alloc(SAMPLES * labels, 1)};
    for (size_t i = 0; i < SAMPLES * features; i++) part->value[i] = rng_normal(&rng);
    size_t n = 0;
    for (size_t i = 0; i < SAMPLES * labels; i++) {
        const bool padded = labels > 1 && i / labels % 3 == 0 && i % labels > 2;
        part->label[i] = padded ? LOSSES_UNLABELLED : (uint8_t)rng_below(&rng, CLASSES);
        n += !padded;
    }
    part->labelled = (double)n / SAMPLES;
    network_parser_read_labels(&p->net, text, shape, CLASSES, labels, true, "test");
    gradient_init(&p->g, &p->net, &losses_kinds[0], &p->data, SAMPLES, 0, 1);
    p->w = base_alloc(2 * p->net.weights, sizeof *p->w), p->dw = p->w + p->net.weights;
    for (size_t i = 0; i < p->net.weights; i++) p->w[i] = 0.5 * rng_normal(&rng);
}

static void problem_clear(struct problem *p)
{
    gradient_clear(&p->g), data_clear(&p->data);
    base_free(p->w);
}

static double loss_of(struct problem *p, double *dw)
{
    gradient_gather(&p->g, order);
    return gradient_compute(&p->g, p->w, dw).loss;
}

static const char *const networks[] = {
    "rnn 7, rnn 5, conv 1 classes", "conv 1 4, gelu, rnn 5 nobias, layernorm_channels, conv 1 4"};

/* -ln softmax of each step that has a label, from one sample at a time. */
static double loss_by_hand(struct problem *p)
{
    struct network_work work;
    double sum = 0;
    size_t n = 0;
    network_work_init(&work, &p->net, 1);
    for (size_t s = 0; s < SAMPLES; s++) {
        memcpy(work.value[0], p->data.train.value + s * FEATURES * T,
               FEATURES * T * sizeof(double));
        const double *const y = network_forward(&p->net, p->w, &work, 1);
        for (size_t t = 0; t < T; t++) {
            const uint8_t label = p->data.train.label[s * T + t];
            double all = 0;
            for (size_t c = 0; c < CLASSES; c++) all += exp(y[c * T + t]);
            if (label != LOSSES_UNLABELLED) sum += log(all) - y[label * T + t], n++;
        }
    }
    network_work_clear(&work, &p->net);
    return sum / (double)n;
}

static void losses_at_each_step(void **state)
{
    (void)state;
    for (size_t k = 0; k < 2; k++) {
        struct problem p;
        problem_init(&p, networks[k], T);
        const double loss = loss_of(&p, p.dw), h = 1e-5;
        double *const slope = base_alloc(p.net.weights, sizeof *slope), largest = 0;
        memcpy(slope, p.dw, p.net.weights * sizeof *slope);
        assert_true(fabs(loss - loss_by_hand(&p)) < 1e-12);
        for (size_t i = 0; i < p.net.weights; i++) {
            const double kept = p.w[i];
            p.w[i] = kept + h;
            const double up = loss_of(&p, p.dw);
            p.w[i] = kept - h;
            const double numeric = (up - loss_of(&p, p.dw)) / (2 * h);
            p.w[i] = kept;
            assert_true(fabs(numeric - slope[i]) < 1e-7 * (1 + fabs(numeric)));
            largest = fmax(largest, fabs(numeric));
        }
        assert_true(largest > 1e-3);
        base_free(slope), problem_clear(&p);
    }
}

static void hessian_at_each_step(void **state)
{
    (void)state;
    struct problem p;
    struct hessian_product c;
    problem_init(&p, networks[0], T);
    const size_t P = p.net.weights;
    const double h = 1e-6;
    double *const v = base_alloc(3 * P, sizeof *v), *const y = v + P, *const up = v + 2 * P;
    for (size_t i = 0; i < P; i++) v[i] = cos((double)i);
    hessian_product_init(&c, &p.g, &p.data.train, SAMPLES, "test");
    memcpy(c.w, p.w, P * sizeof *c.w);
    hessian_product_multiply(&c, v, y);
    for (size_t i = 0; i < P; i++) p.w[i] += h * v[i];
    loss_of(&p, up);
    for (size_t i = 0; i < P; i++) p.w[i] -= 2 * h * v[i];
    loss_of(&p, p.dw);
    for (size_t i = 0; i < P; i++) assert_true(fabs((up[i] - p.dw[i]) / (2 * h) - y[i]) < 1e-7);
    hessian_product_clear(&c), base_free(v), problem_clear(&p);
}

/* Inputs after the last label change neither loss nor gradient, to the last bit. */
static void padding_has_no_effect(void **state)
{
    (void)state;
    struct problem p;
    problem_init(&p, networks[0], T);
    const double before = loss_of(&p, p.dw);
    double *const slope = base_alloc(p.net.weights, sizeof *slope);
    memcpy(slope, p.dw, p.net.weights * sizeof *slope);
    for (size_t k = 0; k < FEATURES; k++)
        for (size_t t = 3; t < T; t++) p.data.train.value[k * T + t] = 100;
    assert_true(loss_of(&p, p.dw) == before);
    assert_memory_equal(slope, p.dw, p.net.weights * sizeof *slope);
    base_free(slope), problem_clear(&p);
}

/* Two steps of a recurrent layer are two dense layers of tied weights: block (W 0; 0 W) and a
   residual step are not needed, h(1) = tanh(W x(1) + U tanh(W x(0) + b) + b) by the chain rule. */
static void unrolled_network(void **state)
{
    (void)state;
    enum { H = 3, F = 2, ALL = H * (F + H) + H };
    const struct layer_shape shape = {F, 1, 2};
    struct network net;
    struct network_work work;
    double w[ALL], dw[ALL], x[F][2], h[2][H], d[2][H], expected[ALL] = {0};
    network_parser_read(&net, "rnn 3, last", shape, H, true, "test");
    network_work_init(&work, &net, 1);
    for (size_t i = 0; i < ALL; i++) w[i] = sin(3.0 * (double)i + 1) / 2;
    for (size_t i = 0; i < F * 2; i++) work.value[0][i] = x[i / 2][i % 2] = cos(2.0 * (double)i);
    for (size_t t = 0; t < 2; t++)
        for (size_t i = 0; i < H; i++) {
            double z = w[H * (F + H) + i];
            for (size_t k = 0; k < F; k++) z += w[i * (F + H) + k] * x[k][t];
            for (size_t k = 0; t && k < H; k++) z += w[i * (F + H) + F + k] * h[0][k];
            h[t][i] = tanh(z);
        }
    for (size_t i = 0; i < H; i++) d[1][i] = (1 - h[1][i] * h[1][i]) * (double)(i + 1);
    for (size_t k = 0; k < H; k++) {
        d[0][k] = 0;
        for (size_t i = 0; i < H; i++) d[0][k] += w[i * (F + H) + F + k] * d[1][i];
        d[0][k] *= 1 - h[0][k] * h[0][k];
    }
    for (size_t i = 0; i < H; i++) { /* the sum of the gradients of both copies */
        for (size_t k = 0; k < F; k++)
            expected[i * (F + H) + k] = d[0][i] * x[k][0] + d[1][i] * x[k][1];
        for (size_t k = 0; k < H; k++) expected[i * (F + H) + F + k] = d[1][i] * h[0][k];
        expected[H * (F + H) + i] = d[0][i] + d[1][i];
    }
    const double *const y = network_forward(&net, w, &work, 1);
    for (size_t i = 0; i < H; i++) assert_true(fabs(y[i] - h[1][i]) < 1e-14);
    for (size_t i = 0; i < H; i++) work.dy[0][i] = (double)(i + 1);
    work.dw = dw;
    network_backward(&net, w, &work, 1);
    for (size_t i = 0; i < ALL; i++) assert_true(fabs(dw[i] - expected[i]) < 1e-14);
    network_work_clear(&work, &net);
}

/* ---- Cover's count --------------------------------------------------------------------------- */

/* Inputs, and units. With fewer, patterns of -1 and +1 are often equal or opposite, which is not the
   general position that the count assumes: of 12 inputs fewer dichotomies are separable. */
enum { N = 20 };

/* Share of the dichotomies of P points in general position that a perceptron of N weights separates:
   2^(1 - P) sum over k < N of binom(P - 1, k); T. M. Cover, IEEE Trans. EC-14, 326 (1965) */
static double cover(size_t P)
{
    double term = pow(2, 1 - (double)P), sum = 0;
    for (size_t k = 0; k < N && k < P; k++) {
        sum += term;
        term *= (double)(P - 1 - k) / (double)(k + 1);
    }
    return sum;
}

static size_t units_learnt(const struct gradient *g, const double *w, size_t P)
{
    const struct data_part *const part = &g->data->train;
    size_t learnt = 0;
    for (size_t i = 0; i < N; i++) {
        size_t right = 0;
        for (size_t mu = 0; mu < P; mu++) {
            double z = 0;
            for (size_t k = 0; k < N; k++) z += w[i * N + k] * part->value[mu * N + k];
            right += (part->label[mu * N + i] ? z : -z) > 0;
        }
        learnt += right == P;
    }
    return learnt;
}

/* Gradient descent with momentum on N perceptrons at once, each with its own label; returns the number
   of those that ever classified all patterns. */
static size_t train(struct gradient *g, struct rng *rng, size_t P, int steps)
{
    double w[N * N], v[N * N] = {0}, dw[N * N];
    size_t most = 0;
    for (size_t i = 0; i < N * N; i++) w[i] = 0.1 * rng_normal(rng);
    for (int t = 1; t <= steps && most < N; t++) {
        gradient_gather(g, t == 1 ? order : NULL);
        gradient_compute(g, w, dw);
        for (size_t i = 0; i < N * N; i++) v[i] = 0.99 * v[i] - 2.0 * dw[i], w[i] += v[i];
        if (t % 100 == 0) {
            const size_t now = units_learnt(g, w, P);
            if (now > most) most = now;
        }
    }
    return most;
}

/* independent: normal inputs and independent labels, to which the count applies exactly; otherwise
   a random sequence, whose labels are the inputs of the next pattern. */
static void compare_with_cover(size_t P, int networks_, bool independent)
{
    const struct losses_kind *const hinge = base_find(&losses_table, "quadratic_hinge");
    struct rng rng;
    size_t learnt = 0;
    rng_init(&rng, 40 + P, 0, RNG_TEST);
    for (int k = 0; k < networks_; k++) {
        struct network net;
        struct data d = {0};
        struct gradient g;
        sequences_random(&d, &(struct data_request){.name = "random_sequence",
                                                    .seed = (uint64_t)k + 100 * P,
                                                    .dim = N,
                                                    .train = P,
                                                    .test = 1});
        d.train.labelled = N;
        for (size_t i = 0; independent && i < P * N; i++) {
            d.train.value[i] = rng_normal(&rng);
            d.train.label[i] = (uint8_t)rng_below(&rng, 2);
        }
        network_parser_read_labels(&net, "dense 20 nobias", d.shape, 1, N, true, "test");
        gradient_init(&g, &net, hinge, &d, P, 1, 1);
        learnt += train(&g, &rng, P, 5000);
        gradient_clear(&g), data_clear(&d);
    }
    const double share = cover(P), n = N * networks_,
                 z = ((double)learnt - n * share) / sqrt(n * share * (1 - share));
    print_message("    %s, P = %zu, N = %d: %zu of %g perceptrons learnt, Cover %.4f, z = %.2f\n",
                  independent ? "independent" : "sequence", P, N, learnt, n, share, z);
    assert_true(fabs(z) < 4);
}

static void storage_of_random_sequences(void **state)
{
    (void)state;
    assert_true(fabs(cover(2 * N) - 0.5) < 1e-12);
    assert_true(fabs(cover(N) - 1) < 1e-12);
    for (size_t P = 34; P <= 46; P += 6)
        for (int independent = 0; independent < 2; independent++)
            compare_with_cover(P, 12, independent);
}

int main(void)
{
    for (uint32_t i = 0; i < sizeof order / sizeof *order; i++) order[i] = i;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(losses_at_each_step),         cmocka_unit_test(hessian_at_each_step),
        cmocka_unit_test(padding_has_no_effect),       cmocka_unit_test(unrolled_network),
        cmocka_unit_test(storage_of_random_sequences),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
