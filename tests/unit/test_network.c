/* Networks: slopes of every layer and loss against finite differences, slow
   loops as oracle of the fast ones, and symmetries of a network. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "common/core/rng.h"
#include "dnn/network/network_parser.h"
#include "dnn/network/layer_table.h"
#include "dnn/network/losses.h"
#include "dnn/network/network.h"
#include "dnn/kernels/gemm.h"
#include "dnn/kernels/elementwise.h"

enum { FEW = 3, MANY = 17 }; /* samples: what fills a vector, and groups, goes another way */
static size_t B = FEW;

static const struct layer_shape small = {2, 7, 8};

static void assert_near(double a, double b, double tolerance)
{
    if (!(fabs(a - b) <= tolerance))
        fail_msg("%.17g and %.17g differ by more than %g", a, b, tolerance);
}

static void fill(double *x, size_t n, struct rng *rng)
{
    for (size_t i = 0; i < n; i++) x[i] = 2 * rng_uniform(rng) - 1;
}

struct problem { /* a network with its pass, weights, inputs and labels */
    struct network net;
    struct network_work work;
    const struct losses_kind *loss;
    double *w;
    uint8_t label[MANY];
};

static void open_problem(struct problem *p, const char *text, struct layer_shape in, size_t outputs,
                         const struct losses_kind *loss, uint64_t seed)
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

static void close_problem(struct problem *p)
{
    base_free(p->work.dw);
    network_work_clear(&p->work, &p->net);
    base_free(p->w);
}

static double mean_loss(struct problem *p, double *slope)
{
    const double *y = network_forward(&p->net, p->w, &p->work, B);
    return p->loss
               ->measure(y, p->label, p->net.outputs, B, p->loss->parameter, 1.0 / (double)B, slope)
               .loss /
           (double)B;
}

/* Central differences with step h have errors of order h^2 and rounding / h: 1e-9 of the loss for h
   = 1e-5. */
static void check_slopes(const char *text, struct layer_shape in, size_t outputs,
                         const struct losses_kind *loss)
{
    struct problem p;
    open_problem(&p, text, in, outputs, loss, 5);
    const double level = mean_loss(&p, p.work.dy[0]);
    network_backward(&p.net, p.w, &p.work, B);
    double largest = 0;
    for (size_t i = 0; i < p.net.weights; i += B == FEW ? 1 : 7) {
        const double h = 1e-5, kept = p.w[i], slope = p.work.dw[i];
        p.w[i] = kept + h;
        const double up = mean_loss(&p, NULL);
        p.w[i] = kept - h;
        const double down = mean_loss(&p, NULL);
        p.w[i] = kept;
        const double error = fabs((up - down) / (2 * h) - slope);
        if (error > 1e-8 * (1 + level + fabs(slope)))
            fail_msg("%s, %s: weight %zu: slope %.12g, differences %.12g", text, loss->name, i,
                     slope, (up - down) / (2 * h));
        largest = fmax(largest, fabs(slope));
    }
    assert_true(largest > 1e-6); /* a network that does nothing would pass */
    close_problem(&p);
}

/* One network for each layer of the table, with weights above and below it; a new row must be added
   here. */
static const struct example {
    const char *layer, *text;
} examples[] = {
    {"dense", "dense 6, tanh, dense 5"},
    {"conv", "conv 3 4, tanh, conv 2 3 2 1, dense 5"},
    {"conv", "conv 3 3 2 2, relu, conv 1 2, dense 5"},
    {"conv", "conv 7 3 nobias, dense 5 nobias"},
    {"conv", "conv 1 16 nobias, tanh, conv 3 17, tanh, conv 3 16 1 1, avgpool 2, dense 5"},
    {"grouped", "conv 2 6, tanh, grouped 3 2 9 1 1, tanh, grouped 3 3 6 2 nobias, dense 5"},
    {"depthwise", "conv 2 3, tanh, depthwise 3 1 1 2, tanh, depthwise 2, dense 5"},
    {"depthwise", "conv 2 3, depthwise 3 2 1 nobias, dense 5"},
    {"layernorm", "dense 9, layernorm, tanh, dense 6, layernorm nobias, dense 5"},
    {"layernorm", "conv 3 3, layernorm, relu, dense 5"},
    {"layernorm_channels", "conv 3 5, layernorm_channels, tanh, conv 2 3, dense 5"},
    {"silu", "dense 9, silu, dense 7, silu, linear 0.5, dense 5"},
    {"gelu", "dense 9, gelu, dense 7, gelu, relu, dense 5"},
    {"gelu_tanh", "dense 9, gelu_tanh, dense 7, relu, gelu_tanh, dense 5"},
    {"rnn", "sequence, rnn 6, rnn 5 nobias, last, dense 5"},
    {"rnn", "sequence, rnn 6, relu, conv 1 4, rnn 3, linear 0.5, dense 5"},
    {"rnn", "flatten, rnn 6, dense 5"},
    {"last", "sequence, conv 1 4, last, rnn 7, last, dense 5"},
    {"sequence", "conv 3 4, sequence, rnn 5, tanh, dense 5"},
    {"maxpool", "conv 2 3, maxpool 3, dense 5"},
    {"maxpool", "conv 1 3 1 0, maxpool 2, relu, dense 5"},
    {"avgpool", "conv 2 3, avgpool 3, dense 5"},
    {"batchnorm", "conv 3 4, batchnorm, tanh, conv 2 3, batchnorm nobias, dense 5"},
    {"batchnorm", "batchnorm, dense 6, batchnorm, dense 5"},
    {"dropout", "dense 20, dropout 0.3, tanh, dense 9, dropout, dense 5"},
    {"flatten", "conv 3 4, flatten, tanh, dense 5"},
    {"tree", "tree 16, tanh, tree 8 nobias, dense 5"},
    {"vote", "dense 7, tanh, vote, tanh, dense 5"},
    {"back", "conv 3 4 1 1, tanh, conv 3 4 2 1, back 2, tanh, conv 1 4 2, add 4, dense 5"},
    {"add", "conv 3 2 1 1, relu, conv 3 2 1 1, tanh, add 3, relu, dense 5"},
    {"add", "dense 6, relu, tanh, add 2, relu, dense 6, add 2, dense 5"},
    {"leaky_relu", "dense 9, leaky_relu, dense 9, leaky_relu 0.2, dense 5"},
    {"linear", "dense 9, linear, dense 5"},
    {"linear", "dense 9, tanh, linear 0.5, dense 9, sigmoid, flatten, linear 0.5, dense 5"},
    {"linear", "conv 2 3, maxpool 3, linear 0.5, dense 5"},
    {"relu", "dense 9, relu, dense 9, relu, dense 5"},
    {"tanh", "dense 4, relu, tanh, relu, dense 5"},
    {"tanh", "tanh, dense 4, tanh, tanh, dense 5"},
    {"sigmoid", "dense 4, sigmoid, relu, sigmoid, dense 5, sigmoid"},
};

static void test_slopes(void **state)
{
    (void)state;
    for (size_t k = 0; k < base_rows(&layer_table); k++) {
        const struct layer_kind *kind = base_row(&layer_table, k);
        int found = 0;
        for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
            if (strcmp(examples[i].layer, kind->name) != 0) continue;
            check_slopes(examples[i].text, small, 5, &losses_kinds[0]);
            found++;
        }
        if (!found) fail_msg("layer '%s' has no example to check its slopes with", kind->name);
    }
    for (const struct losses_kind *loss = losses_kinds; loss->name; loss++) {
        check_slopes("dense 7, tanh, dense classes", small, loss->binary ? 1 : 5, loss);
    }
}

/* Value of channel c, row y, column x of sample s; zero outside. */
static double at(const double *v, struct layer_shape n, long c, long y, long x, size_t s)
{
    if (y < 0 || x < 0 || y >= (long)n.height || x >= (long)n.width) return 0;
    return v[((size_t)(c * (long)n.height + y) * n.width + (size_t)x) * B + s];
}

static double slow_conv(const struct layer *l, const double *w, const double *x, size_t f, long oy,
                        long ox, size_t s)
{
    const long k = (long)l->window;
    double sum = l->bias ? w[l->rows * l->columns + f] : 0;
    for (long c = 0; c < (long)l->in.channels; c++)
        for (long ky = 0; ky < k; ky++)
            for (long kx = 0; kx < k; kx++)
                sum += w[(long)(f * l->columns) + (c * k + ky) * k + kx] *
                       at(x, l->in, c, oy * (long)l->stride + ky - (long)l->padding,
                          ox * (long)l->stride + kx - (long)l->padding, s);
    return sum;
}

static double slow_pool(const struct layer *l, const double *w, const double *x, size_t f, long oy,
                        long ox, size_t s)
{
    (void)w;
    const long k = (long)l->window;
    double best = -INFINITY;
    for (long y = 0; y < k; y++)
        for (long i = 0; i < k; i++)
            best = fmax(best, at(x, l->in, (long)f, oy * k + y, ox * k + i, s));
    return best;
}

static double slow_mean(const struct layer *l, const double *w, const double *x, size_t f, long oy,
                        long ox, size_t s)
{
    (void)w;
    const long k = (long)l->window;
    double sum = 0;
    for (long y = 0; y < k; y++)
        for (long i = 0; i < k; i++) sum += at(x, l->in, (long)f, oy * k + y, ox * k + i, s);
    return sum / (double)(k * k);
}

static double slow_batchnorm(const struct layer *l, const double *w, const double *x, size_t f,
                             long oy, long ox, size_t s)
{
    const size_t n = l->in.height * l->in.width * B;
    double mean = 0, variance = 0;
    for (size_t i = 0; i < n; i++) mean += x[f * n + i] / (double)n;
    for (size_t i = 0; i < n; i++) variance += pow(x[f * n + i] - mean, 2) / (double)n;
    return w[f] * (at(x, l->in, (long)f, oy, ox, s) - mean) / sqrt(variance + 1e-5) +
           w[l->rows + f];
}

static double slow_tree(const struct layer *l, const double *w, const double *x, size_t f, long oy,
                        long ox, size_t s)
{
    (void)oy, (void)ox;
    double sum = 0;
    for (size_t i = 0; i < l->columns; i++)
        sum += w[f * l->columns + i] * x[(f * l->columns + i) * B + s];
    return sum / sqrt((double)l->columns) + w[l->rows * l->columns + f];
}

static double slow_vote(const struct layer *l, const double *w, const double *x, size_t f, long oy,
                        long ox, size_t s)
{
    (void)w, (void)f, (void)oy, (void)ox;
    const size_t units = layer_features(l->in);
    double sum = 0;
    for (size_t i = 0; i < units; i++) sum += x[i * B + s] * (i < units / 2 ? 1 : -1);
    return sum / sqrt((double)units);
}

static double slow_sum(const struct layer *l, const double *w, const double *x, size_t f, long oy,
                       long ox, size_t s)
{
    (void)w, (void)f, (void)oy, (void)ox;
    const size_t units = layer_features(l->in);
    double sum = 0;
    for (size_t i = 0; i < units; i++) sum += x[i * B + s];
    return sum / sqrt((double)units);
}

static double slow_multiple(const struct layer *l, const double *w, const double *x, size_t f,
                            long oy, long ox, size_t s)
{
    (void)w;
    return 0.3 * at(x, l->in, (long)f, oy, ox, s);
}

static double slow_leaky(const struct layer *l, const double *w, const double *x, size_t f, long oy,
                         long ox, size_t s)
{
    (void)w;
    const double v = at(x, l->in, (long)f, oy, ox, s);
    return v > 0 ? v : 0.1 * v;
}

static double slow_dense(const struct layer *l, const double *w, const double *x, size_t f, long oy,
                         long ox, size_t s)
{
    (void)oy, (void)ox;
    double sum = l->bias ? w[l->rows * l->columns + f] : 0;
    for (size_t i = 0; i < l->columns; i++) sum += w[f * l->columns + i] * x[i * B + s];
    return sum;
}

/* The convolution whose weights between groups are 0. */
static double slow_grouped(const struct layer *l, const double *w, const double *x, size_t f,
                           long oy, long ox, size_t s)
{
    const long k = (long)l->window;
    const size_t channels = l->in.channels / l->groups,
                 first = f / (l->rows / l->groups) * channels;
    double sum = l->bias ? w[l->rows * l->columns + f] : 0;
    for (size_t i = 0; i < l->columns; i++) {
        const long kx = (long)i % k, ky = (long)i / k % k, c = (long)i / (k * k);
        sum += w[f * l->columns + i] * at(x, l->in, (long)first + c,
                                          oy * (long)l->stride + ky - (long)l->padding,
                                          ox * (long)l->stride + kx - (long)l->padding, s);
    }
    return sum;
}

/* Over the values of sample s that share a mean: all, or the channels of a pixel. */
static double slow_layernorm(const struct layer *l, const double *w, const double *x, size_t f,
                             long oy, long ox, size_t s)
{
    const struct layer_shape n = l->in;
    const size_t area = n.height * n.width, pixel = (size_t)oy * n.width + (size_t)ox;
    const bool all = l->rows > n.channels;
    double mean = 0, squares = 0;
    for (size_t i = 0; i < l->rows; i++) {
        const double value = x[(all ? i : i * area + pixel) * B + s];
        mean += value / (double)l->rows, squares += value * value / (double)l->rows;
    }
    const size_t row = all ? f * area + pixel : f;
    const double z = (x[(f * area + pixel) * B + s] - mean) / sqrt(squares - mean * mean + 1e-5);
    return w[row] * z + (l->bias ? w[l->rows + row] : 0);
}

static double slow_silu(const struct layer *l, const double *w, const double *x, size_t f, long oy,
                        long ox, size_t s)
{
    (void)w;
    const double v = at(x, l->in, (long)f, oy, ox, s);
    return v / (1 + exp(-v));
}

static double slow_gelu(const struct layer *l, const double *w, const double *x, size_t f, long oy,
                        long ox, size_t s)
{
    (void)w;
    const double v = at(x, l->in, (long)f, oy, ox, s);
    return v * (1 + erf(v / sqrt(2))) / 2;
}

static double slow_gelu_tanh(const struct layer *l, const double *w, const double *x, size_t f,
                             long oy, long ox, size_t s)
{
    (void)w;
    const double v = at(x, l->in, (long)f, oy, ox, s);
    return v * (1 + tanh(sqrt(2 / M_PI) * (v + 0.044715 * v * v * v))) / 2;
}

/* Of the last layer of the text. */
static void check_layer(const char *text, size_t outputs,
                        double (*slow)(const struct layer *, const double *, const double *, size_t,
                                       long, long, size_t))
{
    struct problem p;
    char all[128];
    sprintf(all, "%s, dense %zu", text, outputs);
    open_problem(&p, all, small, outputs, &losses_kinds[0], 7);
    network_forward(&p.net, p.w, &p.work, B);
    const size_t last = p.net.depth - 2;
    const struct layer *l = &p.net.layer[last];
    for (size_t f = 0; f < l->out.channels; f++)
        for (long oy = 0; oy < (long)l->out.height; oy++)
            for (long ox = 0; ox < (long)l->out.width; ox++)
                for (size_t s = 0; s < B; s++)
                    assert_near(at(p.work.value[last + 1], l->out, (long)f, oy, ox, s),
                                slow(l, p.w + l->offset, p.work.value[last], f, oy, ox, s),
                                1e-13 * (double)(1 + l->columns));
    close_problem(&p);
}

static void test_slow_loops(void **state)
{
    (void)state;
    check_layer("conv 3 4", 2, slow_conv);
    check_layer("conv 3 4 2", 2, slow_conv);
    check_layer("conv 3 2 2 1", 2, slow_conv);
    check_layer("conv 5 2 1 4", 2, slow_conv);
    check_layer("conv 5 2 3 2 nobias", 2, slow_conv);
    check_layer("conv 1 16, conv 3 18", 2, slow_conv); /* windows of 3 over many channels */
    check_layer("conv 1 20, conv 3 16 1 1", 2, slow_conv);
    check_layer("conv 2 17, conv 3 16 1 2 nobias", 2, slow_conv);
    check_layer("maxpool 2", 2, slow_pool);
    check_layer("maxpool 3", 2, slow_pool);
    check_layer("conv 3 40", 2, slow_conv); /* more rows than a tile, several strips */
    check_layer("conv 1 3", 2, slow_conv);
    check_layer("avgpool 2", 2, slow_mean);
    check_layer("batchnorm", 2, slow_batchnorm);
    check_layer("grouped 2 3 4", 2, slow_grouped);
    check_layer("grouped 2 3 6 2 1 nobias", 2, slow_grouped);
    check_layer("conv 1 32, grouped 2 3 36 1 1", 2, slow_grouped);
    check_layer("depthwise 3", 2, slow_grouped);
    check_layer("depthwise 3 1 1 3", 2, slow_grouped);
    check_layer("depthwise 5 2 2 2 nobias", 2, slow_grouped);
    check_layer("layernorm", 2, slow_layernorm);
    check_layer("conv 2 5, layernorm_channels", 2, slow_layernorm);
    check_layer("conv 2 5, layernorm_channels nobias", 2, slow_layernorm);
    check_layer("linear 8, silu", 2, slow_silu);
    check_layer("linear 8, gelu", 2, slow_gelu);
    check_layer("linear 8, gelu_tanh", 2, slow_gelu_tanh);
    check_layer("tree 14", 2, slow_tree);
    check_layer("vote", 2, slow_vote);
    check_layer("vote 1", 2, slow_sum);
    check_layer("linear 0.3", 2, slow_multiple);
    check_layer("leaky_relu 0.1", 2, slow_leaky);
    check_layer("dense 11", 2, slow_dense);
    check_layer("dense 11 nobias", 2, slow_dense);
}

static void exchange(double *a, double *b)
{
    const double kept = *a;
    *a = *b;
    *b = kept;
}

/* Two units of a hidden layer with all their weights, in and out, change places: another point, the
   same function. */
static void test_null_swap(void **state)
{
    (void)state;
    struct problem p;
    open_problem(&p, "dense 9, relu, dense 5", small, 5, &losses_kinds[0], 11);
    const struct layer *a = &p.net.layer[0], *b = &p.net.layer[2];
    const double before = mean_loss(&p, NULL);
    for (size_t i = 0; i < a->columns; i++)
        exchange(&p.w[a->offset + 2 * a->columns + i], &p.w[a->offset + 7 * a->columns + i]);
    const size_t bias = a->offset + a->rows * a->columns;
    exchange(&p.w[bias + 2], &p.w[bias + 7]);
    assert_true(fabs(mean_loss(&p, NULL) - before) >
                1e-6); /* without the columns it is another function */
    for (size_t i = 0; i < b->rows; i++)
        exchange(&p.w[b->offset + i * b->columns + 2], &p.w[b->offset + i * b->columns + 7]);
    assert_near(mean_loss(&p, NULL), before, 1e-13 * fabs(before) * 10);
    close_problem(&p);
}

/* First weights: the variance of n uniform numbers in +-a is a^2/3, its error a^2 sqrt(4/45/n); of
   normal ones s^2, s^2 sqrt(2/n). */
static void test_first_weights(void **state)
{
    (void)state;
    struct network net;
    network_parser_read(&net, "dense 400, relu, dense 10", (struct layer_shape){1, 28, 28}, 10,
                        true, "test");
    double *w = base_alloc(net.weights, sizeof *w);
    for (const struct network_start *start = network_starts; start->name; start++) {
        struct rng rng;
        rng_init(&rng, 3, 0, RNG_TEST);
        network_draw(&net, w, start, &rng);
        double sum = 0, squares = 0;
        const double n = 784 * 400;
        for (size_t i = 0; i < 784 * 400; i++) sum += w[i], squares += w[i] * w[i];
        const bool torch = strcmp(start->name, "pytorch") == 0,
                   narrow = strcmp(start->name, "narrow") == 0,
                   wide = strcmp(start->name, "wide") == 0, unit = strcmp(start->name, "unit") == 0,
                   positive = strcmp(start->name, "positive") == 0,
                   glorot = strcmp(start->name, "glorot") == 0;
        const double variance = torch                       ? 1 / (3 * 784.0)
                                : narrow                    ? 0.0004 / 3
                                : wide                      ? 1 / 3.0
                                : unit                      ? 1
                                : positive                  ? 1 / 12.0
                                : glorot                    ? 2 / (784 + 400.0)
                                : strcmp(start->name, "he") ? 1 / 784.0
                                                            : 2 / 784.0;
        const double error =
            variance *
            (torch || narrow || wide || positive || glorot ? sqrt(0.8 / n) : sqrt(2 / n));
        const double mean = positive ? 0.5 : 0;
        assert_true(fabs(sum / n - mean) < 4 * sqrt(variance / n));
        if (!positive) assert_true(fabs(squares / n - variance) < 4 * error);
    }
    base_free(w);
}

static int few(void **state)
{
    (void)state;
    B = FEW;
    return 0;
}

static int many(void **state)
{
    (void)state;
    B = MANY;
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_slopes, few),  cmocka_unit_test_setup(test_slow_loops, few),
        cmocka_unit_test_setup(test_slopes, many), cmocka_unit_test_setup(test_slow_loops, many),
        cmocka_unit_test(test_null_swap),          cmocka_unit_test(test_first_weights),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
