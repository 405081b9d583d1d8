/* Networks: slopes of every layer and loss against finite differences, first weights, and
   symmetries of a network. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "dnn/network/layer_table.h"
#include "tests/network_problem.h"

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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_slopes, few),
        cmocka_unit_test_setup(test_slopes, many),
        cmocka_unit_test(test_null_swap),
        cmocka_unit_test(test_first_weights),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
