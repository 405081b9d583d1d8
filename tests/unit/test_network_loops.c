/* Slow loops, written from the definition of each layer, as oracle of the fast passes. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "tests/network_problem.h"

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

/* h(t) = tanh(W x(t) + U h(t - 1) + b), step by step. */
static double slow_rnn(const struct layer *l, const double *w, const double *x, size_t f, long oy,
                       long ox, size_t s)
{
    enum { UNITS = 16 };
    double h[UNITS] = {0}, next[UNITS];
    (void)oy;
    for (long t = 0; t <= ox; t++) {
        for (size_t i = 0; i < l->rows; i++) {
            const double *const row = w + i * l->columns;
            double z = l->bias ? w[l->rows * l->columns + i] : 0;
            for (size_t k = 0; k < l->in.channels; k++)
                z += row[k] * at(x, l->in, (long)k, 0, t, s);
            for (size_t k = 0; k < l->rows; k++) z += row[l->in.channels + k] * h[k];
            next[i] = tanh(z);
        }
        memcpy(h, next, sizeof h);
    }
    return h[f];
}

static double slow_last(const struct layer *l, const double *w, const double *x, size_t f, long oy,
                        long ox, size_t s)
{
    (void)w, (void)ox;
    return at(x, l->in, (long)f, oy, (long)l->in.width - 1, s);
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
    check_layer("sequence, rnn 9", 2, slow_rnn);
    check_layer("sequence, conv 1 3, rnn 16 nobias", 2, slow_rnn);
    check_layer("flatten, rnn 5", 2, slow_rnn);
    check_layer("sequence, rnn 6, last", 2, slow_last);
    check_layer("tree 14", 2, slow_tree);
    check_layer("vote", 2, slow_vote);
    check_layer("vote 1", 2, slow_sum);
    check_layer("linear 0.3", 2, slow_multiple);
    check_layer("leaky_relu 0.1", 2, slow_leaky);
    check_layer("dense 11", 2, slow_dense);
    check_layer("dense 11 nobias", 2, slow_dense);
}
int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(test_slow_loops, few),
        cmocka_unit_test_setup(test_slow_loops, many),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
