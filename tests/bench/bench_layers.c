/* Passes of single layers in double precision: depthwise convolution against a direct loop over an
   image that is padded already (backward against two: gradients of weights and of inputs), smooth functions against libm, normalisation against a copy,
   recurrent layers against the multiply-add peak. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "common/core/base.h"
#include "dnn/kernels/elementwise.h"
#include "dnn/kernels/gemm.h"
#include "dnn/network/network_parser.h"
#include "tests/peak.h"

enum { ROUNDS = 60 };

struct load { /* table row */
    const char *text;
    struct layer_shape in;
    size_t b;
    double (*reference)(const struct layer *l, const double *x, double *y, size_t b); /* [s] */
    const char *what;
};

/* y = sum over a window of 3 x 3; x (channels, height + 2, width + 2, b) */
__attribute__((target("avx2,fma"))) static void direct(const struct layer *l, const double *x,
                                                       double *y, size_t b)
{
    const size_t H = l->out.height, run = l->out.width * b, row = run + 2 * b;
    for (size_t c = 0; c < l->rows; c++)
        for (size_t i = 0; i < H; i++, y += run) {
            const double *const at = x + (c * (H + 2) + i) * row,
                                w[9] = {1, 2, 3, 4, 5, 6, 7, 8, 9};
#pragma omp simd
            for (size_t j = 0; j < run; j++) {
                double sum = w[0] * at[j];
                sum = __builtin_fma(w[1], at[j + b], sum);
                sum = __builtin_fma(w[2], at[j + 2 * b], sum);
                sum = __builtin_fma(w[3], at[row + j], sum);
                sum = __builtin_fma(w[4], at[row + j + b], sum);
                sum = __builtin_fma(w[5], at[row + j + 2 * b], sum);
                sum = __builtin_fma(w[6], at[2 * row + j], sum);
                sum = __builtin_fma(w[7], at[2 * row + j + b], sum);
                y[j] = __builtin_fma(w[8], at[2 * row + j + 2 * b], sum);
            }
        }
}

static double direct_time(const struct layer *l, const double *x, double *y, size_t b)
{
    (void)x;
    const size_t n = l->in.channels * (l->in.height + 2) * (l->in.width + 2) * b;
    double *const padded = base_alloc(n, sizeof *padded), start = base_clock();
    for (size_t i = 0; i < n; i++) padded[i] = 0.1;
    start = base_clock();
    direct(l, padded, y, b);
    const double time = base_clock() - start;
    base_free(padded);
    return time;
}

static double libm_time(const struct layer *l, const double *x, double *y, size_t b)
{
    const double start = base_clock();
    for (size_t i = 0; i < layer_features(l->in) * b; i++) y[i] = x[i] / (1 + exp(-x[i]));
    return base_clock() - start;
}

static double copy_time(const struct layer *l, const double *x, double *y, size_t b)
{
    const double start = base_clock();
    memcpy(y, x, layer_features(l->in) * b * sizeof *y);
    return base_clock() - start;
}

#define IMAGE  {64, 16, 16}, 32
#define VECTOR {4096, 1, 1}, 64
#define STEPS  {64, 1, 50}, 64

static const struct load loads[] = {
    {"depthwise 3 1 1 nobias", IMAGE, direct_time, "direct loop"},
    {"depthwise 3 1 1 nobias", {32, 32, 32}, 8, direct_time, "direct loop"},
    {"depthwise 3 2 1 nobias", IMAGE, NULL, ""},
    {"grouped 4 3 64 1 1", IMAGE, NULL, ""},
    {"silu", VECTOR, libm_time, "libm"},
    {"gelu", VECTOR, libm_time, "libm's exp"},
    {"gelu_tanh", VECTOR, libm_time, "libm's exp"},
    {"layernorm", VECTOR, copy_time, "copy"},
    {"layernorm_channels", IMAGE, copy_time, "copy"},
    {"rnn 64", STEPS, NULL, ""},
    {"rnn 256", STEPS, NULL, ""},
};

static double *numbers(size_t n)
{
    double *const x = base_alloc(n, sizeof *x);
    for (size_t i = 0; i < n; i++) x[i] = (double)(i * 37 % 101) / 50 - 1;
    return x;
}

static void measure(const struct load *k, double peak)
{
    char *const text = base_text("%s, dense 1 nobias", k->text);
    struct network net;
    network_parser_read(&net, text, k->in, 1, true, "bench");
    const struct layer *const l = &net.layer[0];
    const size_t in = layer_features(l->in) * k->b, out = layer_features(l->out) * k->b;
    double *const x = numbers(in), *const y = numbers(out), *const dy = numbers(out),
                  *const dx = numbers(in), *const w = numbers(layer_weights(l) + 1),
                  *const dw = numbers(layer_weights(l) + 1),
                  *const scratch = numbers(l->kind->scratch ? l->kind->scratch(l, k->b) : 1);
    const struct layer_pass p = {
        .b = k->b, .w = w, .x = x, .y = y, .dy = dy, .dx = dx, .dw = dw, .scratch = scratch};
    double best[3] = {INFINITY, INFINITY, INFINITY};
    for (int i = 0; i < ROUNDS; i++) {
        const double start = base_clock();
        l->kind->forward(l, &p);
        const double middle = base_clock();
        l->kind->backward(l, &p);
        best[0] = fmin(best[0], middle - start), best[1] = fmin(best[1], base_clock() - middle);
        if (k->reference) best[2] = fmin(best[2], k->reference(l, x, y, k->b));
    }
    printf("bench layers.%s, b = %zu: forward %.3f ms, backward %.3f ms", k->text, k->b,
           1e3 * best[0], 1e3 * best[1]);
    if (k->reference)
        printf(", %.2f and %.2f of a %s\n", best[0] / best[2],
               best[1] / best[2] / (k->reference == direct_time ? 2 : 1), k->what);
    else {
        const double work =
            2e-9 * (double)(l->rows * l->columns * l->out.height * l->out.width * k->b);
        printf(", %.0f and %.0f %% of peak\n", 100 * work / best[0] / peak,
               200 * work / best[1] / peak);
    }
    double *const owned[] = {x, y, dy, dx, w, dw, scratch};
    for (size_t i = 0; i < sizeof owned / sizeof *owned; i++) base_free(owned[i]);
    base_free(text);
}

int main(void)
{
    base_program("bench");
    gemm_init(), elementwise_init();
    const double peak = 0.5e-9 * peak_rate(); /* in double precision */
    for (size_t i = 0; i < sizeof loads / sizeof *loads; i++) measure(&loads[i], peak);
    return 0;
}
