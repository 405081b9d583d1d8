/* Second derivatives of networks: products of the Hessian against differences of the gradient for
   every layer and loss, its eigenvalues and traces against the dense matrix by LAPACK, the same
   bits on any number of threads, and refusal where a layer has none. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <lapacke.h>

#include "common/core/rng.h"
#include "dnn/landscape/hessian_product.h"
#include "dnn/network/network_parser.h"
#include "dnn/network/layer_table.h"
#include "tests/support.h"

enum { SAMPLES = 150 };

struct problem { /* a network, random samples, and random weights */
    struct network net;
    struct data data;
    struct gradient g;
    double *w, *slope;
};

static void fill(double *x, size_t n, struct rng *rng)
{
    for (size_t i = 0; i < n; i++) x[i] = 2 * rng_uniform(rng) - 1;
}

static void problem_open(struct problem *p, const char *text, struct layer_shape in,
                         const struct losses_kind *loss, int threads)
{
    const size_t outputs = loss->binary ? 1 : 4, features = layer_features(in);
    struct rng rng;
    rng_init(&rng, 5, 0, RNG_TEST);
    network_parser_read(&p->net, text, in, outputs, true, "test");
    p->data = (struct data){.shape = in, .classes = loss->binary ? 2 : 4};
    p->data.train.n = SAMPLES;
    p->data.train.value = base_alloc(SAMPLES * features, sizeof(double));
    p->data.train.label = base_alloc(SAMPLES, 1);
    fill(p->data.train.value, SAMPLES * features, &rng);
    for (size_t i = 0; i < SAMPLES; i++)
        p->data.train.label[i] = (uint8_t)rng_below(&rng, (uint32_t)p->data.classes);
    gradient_init(&p->g, &p->net, loss, &p->data, SAMPLES, 0, threads);
    p->w = base_alloc(p->net.weights, sizeof *p->w);
    p->slope = base_alloc(p->net.weights, sizeof *p->w);
    fill(p->w, p->net.weights, &rng);
    static uint32_t all[SAMPLES];
    for (uint32_t i = 0; i < SAMPLES; i++) all[i] = i;
    gradient_gather(&p->g, all);
    gradient_label(&p->g, 0); /* looking at one gathers all, now */
}

static void problem_close(struct problem *p)
{
    gradient_clear(&p->g);
    data_clear(&p->data);
    base_free(p->w), base_free(p->slope);
}

static double norm(size_t n, const double *x)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) sum += x[i] * x[i];
    return sqrt(sum);
}

/* Central differences of the gradient, wrong by order h^2; a kink crossed within h would show as an
   error of order one, and for the seeds here none is. */
static void check_product(const char *text, struct layer_shape in, const struct losses_kind *loss)
{
    struct problem p;
    struct hessian_product c;
    problem_open(&p, text, in, loss, 1);
    hessian_product_init(&c, &p.g, &p.data.train, SAMPLES, text);
    const size_t P = p.net.weights;
    double *const v = base_alloc(P, sizeof *v), *const y = base_alloc(P, sizeof *y),
                  *const w = base_alloc(P, sizeof *w), *const up = base_alloc(P, sizeof *up);
    struct rng rng;
    rng_init(&rng, 6, 0, RNG_TEST);
    fill(v, P, &rng);
    memcpy(c.w, p.w, P * sizeof *w);
    hessian_product_multiply(&c, v, y);
    const double h = 1e-6;
    for (size_t i = 0; i < P; i++) w[i] = p.w[i] + h * v[i];
    gradient_compute(&p.g, w, up);
    for (size_t i = 0; i < P; i++) w[i] = p.w[i] - h * v[i];
    gradient_compute(&p.g, w, p.slope);
    for (size_t i = 0; i < P; i++) up[i] = (up[i] - p.slope[i]) / (2 * h) - y[i];
    const double size = norm(P, y), error = norm(P, up);
    if (!(error < 1e-7 * (size + 0.1)))
        fail_msg("%s, %s: H v of size %g is %g off", text, loss->name, size, error);
    const bool flat = strcmp(loss->name, "hinge") == 0;
    assert_true(flat || size > 1e-3); /* nothing at all would pass */
    base_free(v), base_free(y), base_free(w), base_free(up);
    hessian_product_clear(&c);
    problem_close(&p);
}

static const struct layer_shape small = {2, 7, 8};

/* A network for each row of the table. */
static const char *const examples[] = {
    "dense 6, tanh, dense classes",
    "dense 7, relu, dense 6, relu, dense classes",
    "dense 9, leaky_relu 0.2, dense 5, linear, dense classes",
    "dense 4, sigmoid, dense 5, sigmoid, dense classes nobias",
    "conv 3 4, tanh, conv 2 3 2 1, tanh, flatten, dense classes",
    "conv 3 3 2 2, relu, conv 1 2, dense classes",
    "conv 2 3, maxpool 3, relu, dense classes",
    "conv 3 4 1 1, tanh, maxpool 2, conv 2 3, tanh, dense classes",
    "tanh, conv 2 3, avgpool 3, tanh, dense classes",
    "tree 16, tanh, tree 8 nobias, sigmoid, dense classes",
    "dense 8, tanh, vote, dense classes",
    "conv 2 6, tanh, grouped 3 2 9 1 1, tanh, depthwise 2 1 1 2, tanh, dense classes",
    "dense 9, layernorm, gelu, dense 8, gelu_tanh, dense 7, silu, layernorm nobias, dense classes",
    "conv 3 4, layernorm_channels, sequence, rnn 6, rnn 5 nobias, last, dense classes",
    "dense 6, tanh, dense 6, tanh, add 2, dense 6, add 2, dense classes",
    "conv 3 4 1 1, tanh, conv 3 4 2 1, back 2, tanh, conv 1 4 2, add 4, tanh, dense classes",
};

static void products_are_differences_of_slopes(void **state)
{
    (void)state;
    enum { EXAMPLES = sizeof examples / sizeof *examples };
    for (int i = 0; i < EXAMPLES; i++) check_product(examples[i], small, &losses_kinds[0]);
    for (size_t r = 0; r < base_rows(&layer_table); r++) {
        const struct layer_kind *const kind = base_row(&layer_table, r);
        if (!kind->push) continue;
        bool found = false;
        for (int i = 0; i < EXAMPLES && !found; i++) {
            struct network net;
            network_parser_read(&net, examples[i], small, 4, true, "test");
            for (size_t k = 0; k < net.depth; k++) found = found || net.layer[k].kind == kind;
        }
        if (!found) fail_msg("no network checks the second derivatives of %s", kind->name);
    }
    for (const struct losses_kind *loss = losses_kinds; loss->name; loss++) {
        if (!loss->hvp) fail_msg("loss %s has no second derivative", loss->name);
        check_product("dense 7, tanh, dense classes", small, loss);
        if (loss->binary) check_product("tree 8, relu, vote", small, loss);
    }
}

/* All eigenvalues of the dense Hessian, ascending; its columns are products. */
static void dense(struct hessian_product *c, size_t P, double *H, double *value)
{
    double *const e = base_alloc(P, sizeof *e);
    for (size_t k = 0; k < P; k++) {
        e[k] = 1;
        hessian_product_multiply(c, e, H + k * P);
        e[k] = 0;
    }
    for (size_t i = 0; i < P; i++)
        for (size_t k = 0; k < i; k++) assert_true(fabs(H[i * P + k] - H[k * P + i]) < 1e-12);
    double *const copy = base_alloc(P * P, sizeof *copy);
    memcpy(copy, H, P * P * sizeof *copy);
    assert_int_equal(LAPACKE_dsyevd(LAPACK_COL_MAJOR, 'N', 'U', (int)P, copy, (int)P, value), 0);
    base_free(copy), base_free(e);
}

static void eigenvalues_are_those_of_the_dense_matrix(void **state)
{
    (void)state;
    enum { TOP = 8, STEPS = 12 };
    struct problem p;
    struct hessian_product c;
    problem_open(&p, "dense 9, tanh, dense 5, tanh, dense classes", (struct layer_shape){1, 3, 3},
                 &losses_kinds[0], 1);
    hessian_product_init(&c, &p.g, &p.data.train, SAMPLES, "test");
    const size_t P = p.net.weights;
    memcpy(c.w, p.w, P * sizeof *p.w);
    double *const H = base_alloc(P * P, sizeof *H), *const all = base_alloc(P, sizeof *all);
    dense(&c, P, H, all);
    struct lanczos_matrix A = hessian_product_matrix(&c);
    double top[TOP], low[TOP];
    lanczos_extremes(&A, LANCZOS_HIGHEST, TOP, 1e-12, top, NULL, "test");
    lanczos_extremes(&A, LANCZOS_LOWEST, TOP, 1e-12, low, NULL, "test");
    double worst = 0;
    for (size_t k = 0; k < TOP; k++)
        worst = fmax(worst, fmax(fabs(top[k] - all[P - TOP + k]), fabs(low[k] - all[k])));
    printf("%zu weights, eigenvalues %.4f ... %.4f; extremes off by %.1e\n", P, all[0], all[P - 1],
           worst);
    assert_true(worst < 1e-8);
    /* At any tolerance the true eigenvalue is no further away than the residual. */
    double *const vector = base_alloc(TOP * P, sizeof *vector), residual[TOP];
    for (double tolerance = 1e-1; tolerance > 1e-12; tolerance /= 100) {
        lanczos_extremes(&A, LANCZOS_LOWEST, TOP, tolerance, low, vector, "test");
        lanczos_residuals(&A, TOP, low, vector, residual);
        for (size_t k = 0; k < TOP; k++) {
            double nearest = INFINITY;
            for (size_t j = 0; j < P; j++) nearest = fmin(nearest, fabs(low[k] - all[j]));
            assert_true(nearest <= residual[k] + 1e-12 * all[P - 1]);
            assert_true(residual[k] < 2 * tolerance * all[P - 1] + 1e-12 * all[P - 1]);
        }
    }
    base_free(vector);

    /* Moments of the density from one start are s H^k s exactly, up to degree 2 STEPS - 1. */
    double node[STEPS],
        weight[STEPS], *const s = base_alloc(P, sizeof *s), *const x = base_alloc(P, sizeof *x),
                              *const y = base_alloc(P, sizeof *y);
    struct rng rng;
    rng_init(&rng, 8, 0, RNG_TEST);
    fill(s, P, &rng);
    const size_t m = lanczos_quadrature(&A, STEPS, s, node, weight);
    assert_int_equal(m, STEPS);
    memcpy(x, s, P * sizeof *x);
    for (int k = 0; k < 2 * STEPS; k++) {
        double exact = 0, sum = 0, size = 0;
        for (size_t i = 0; i < P; i++) exact += s[i] * x[i] / pow(norm(P, s), 2);
        for (size_t j = 0; j < m; j++)
            sum += weight[j] * pow(node[j], k), size += weight[j] * pow(fabs(node[j]), k);
        assert_true(fabs(sum - exact) < 1e-10 * size);
        A.multiply(A.context, x, y);
        memcpy(x, y, P * sizeof *x);
    }

    /* The first layer alone, and traces layer by layer: |z| < 4. */
    const size_t begin[] = {0, 90, 140, P};
    struct statistics_estimate trace[3], total;
    lanczos_trace(&A, 400, &rng, 3, begin, trace, &total);
    double exact = 0;
    for (int k = 0; k < 3; k++) {
        double sum = 0;
        for (size_t i = begin[k]; i < begin[k + 1]; i++) sum += H[i * P + i];
        printf("trace of layer %d: %.4f +- %.4f, exact %.4f\n", k + 1, trace[k].value,
               trace[k].error, sum);
        assert_true(fabs(trace[k].value - sum) < 4 * trace[k].error);
        exact += sum;
    }
    assert_true(fabs(total.value - exact) < 4 * total.error && total.error < 0.1 * exact);
    c.end = begin[1];
    A = hessian_product_matrix(&c);
    lanczos_extremes(&A, LANCZOS_HIGHEST, TOP, 1e-12, top, NULL, "test");
    double *const block = base_alloc(90 * 90, sizeof *block);
    for (size_t i = 0; i < 90; i++)
        for (size_t k = 0; k < 90; k++) block[i * 90 + k] = H[i * P + k];
    assert_int_equal(LAPACKE_dsyevd(LAPACK_COL_MAJOR, 'N', 'U', 90, block, 90, all), 0);
    for (size_t k = 0; k < TOP; k++) assert_true(fabs(top[k] - all[90 - TOP + k]) < 1e-8);
    base_free(H), base_free(all), base_free(s), base_free(x), base_free(y), base_free(block);
    hessian_product_clear(&c);
    problem_close(&p);
}

/* With full reorthogonalisation a density of as many steps as eigenvalues is the spectrum itself,
   no eigenvalue twice. */
static void multiply_diagonal(void *context, const double *v, double *y)
{
    const double *const d = context;
    for (int i = 0; i < 40; i++) y[i] = d[i] * v[i];
}

static void quadrature_ends_with_the_spectrum(void **state)
{
    (void)state;
    double d[40], s[40], node[60], weight[60];
    for (int i = 0; i < 40; i++) d[i] = pow(2, i - 30), s[i] = 1 + i % 3;
    const struct lanczos_matrix A = {40, multiply_diagonal, d};
    const size_t m = lanczos_quadrature(&A, 60, s, node, weight);
    assert_int_equal(m, 40);
    double sum = 0;
    for (int i = 0; i < 40; i++) sum += s[i] * s[i];
    for (int i = 10; i < 40; i++) {
        assert_true(fabs(node[i] - d[i]) < 1e-9 * d[39]);
        if (i > 35) assert_true(fabs(weight[i] - s[i] * s[i] / sum) < 1e-9);
    }
    for (int i = 0; i < 40; i++) d[i] = i % 4; /* four eigenvalues: four steps say all */
    assert_int_equal(lanczos_quadrature(&A, 60, s, node, weight), 4);
}

static void threads_change_no_bit(void **state)
{
    (void)state;
    double *result[3];
    for (int threads = 1; threads <= 3; threads++) {
        struct problem p;
        struct hessian_product c;
        problem_open(&p, "conv 3 4, tanh, dense classes", small, &losses_kinds[0], threads);
        hessian_product_init(&c, &p.g, &p.data.train, SAMPLES, "test");
        const size_t P = p.net.weights;
        memcpy(c.w, p.w, P * sizeof *p.w);
        result[threads - 1] = base_alloc(P, sizeof(double));
        hessian_product_multiply(&c, p.w, result[threads - 1]);
        if (threads > 1) assert_memory_equal(result[0], result[threads - 1], P * sizeof(double));
        hessian_product_clear(&c);
        problem_close(&p);
    }
    for (int i = 0; i < 3; i++) base_free(result[i]);
}

static void open_refused(void *text)
{
    struct problem p;
    struct hessian_product c;
    problem_open(&p, text, small, &losses_kinds[0], 1);
    hessian_product_init(&c, &p.g, &p.data.train, SAMPLES, "run.ini: [network] layers");
}

static void layers_without_are_refused(void **state)
{
    (void)state;
    assert_true(support_refuses(open_refused, "conv 3 4, batchnorm, dense classes",
                                "layer 2, batchnorm, has no second derivatives"));
    assert_true(support_refuses(open_refused, "dense 5, dropout, dense classes", "dropout"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(products_are_differences_of_slopes),
        cmocka_unit_test(eigenvalues_are_those_of_the_dense_matrix),
        cmocka_unit_test(quadrature_ends_with_the_spectrum),
        cmocka_unit_test(threads_change_no_bit),
        cmocka_unit_test(layers_without_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
