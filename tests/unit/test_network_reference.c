/* Named networks have as many weights as published, and three networks against PyTorch: outputs,
   every weight's slope, and ten losses of gradient descent as recorded by
   tests/reference/pytorch.py in double precision, thirteen digits. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "dnn/network/network_parser.h"
#include "dnn/network/losses.h"
#include "dnn/network/network.h"
#include "dnn/kernels/gemm.h"
#include "dnn/kernels/elementwise.h"

enum { B = 6, STEPS = 10, CLASSES = 4 };

/* The formula of pytorch.py's inputs and first weights. */
static double wave(size_t i)
{
    const double x = (double)i * 0.6180339887498949;
    return 2 * (x - floor(x)) - 1;
}

struct reference { /* an open file and the network that it names */
    FILE *file;
    struct network net;
    struct network_work work;
    double *w, *velocity, rate, momentum;
};

static void open_reference(struct reference *r, const char *name)
{
    char *const path = base_text("tests/reference/%s.txt", name);
    char line[500], text[500];
    struct layer_shape in;
    size_t weights;
    r->file = base_open(path, "r");
    base_free(path);
    assert_non_null(fgets(line, sizeof line, r->file)); /* the version */
    assert_non_null(fgets(line, sizeof line, r->file));
    assert_int_equal(sscanf(line, "%zu %zu %zu %lf %lf %zu", &in.channels, &in.height, &in.width,
                            &r->rate, &r->momentum, &weights),
                     6);
    assert_non_null(fgets(text, sizeof text, r->file));
    text[strcspn(text, "\n")] = 0;
    gemm_init();
    elementwise_init();
    network_parser_read(&r->net, text, in, CLASSES, true, name);
    assert_int_equal(r->net.weights, weights);
    network_work_init(&r->work, &r->net, B);
    r->work.dw = base_alloc(weights, sizeof *r->work.dw);
    r->work.training = true;
    r->w = base_alloc(weights, sizeof *r->w);
    r->velocity = base_alloc(weights, sizeof *r->velocity);
    for (size_t i = 0; i < weights; i++) r->w[i] = wave(i + 1) / 2;
    for (size_t s = 0; s < B; s++) r->work.label[s] = (uint8_t)(3 * s % CLASSES);
}

static void close_reference(struct reference *r)
{
    fclose(r->file);
    base_free(r->work.dw);
    network_work_clear(&r->work, &r->net);
    base_free(r->w);
    base_free(r->velocity);
}

/* The next number of the file; sums of a few hundred terms leave errors of 1e-13. */
static void expect(struct reference *r, double value, const char *what, size_t i)
{
    double wanted;
    assert_int_equal(fscanf(r->file, "%lf", &wanted), 1);
    if (!(fabs(value - wanted) < 1e-11 * (1 + fabs(wanted))))
        fail_msg("%s %zu: %.13g, PyTorch %.13g", what, i, value, wanted);
}

static double pass(struct reference *r, bool show)
{
    for (size_t s = 0; s < B; s++)
        for (size_t i = 0; i < r->net.inputs; i++)
            r->work.value[0][i * B + s] = wave(7 + s * r->net.inputs + i);
    const double *const y = network_forward(&r->net, r->w, &r->work, B);
    if (show)
        for (size_t s = 0; s < B; s++)
            for (size_t c = 0; c < CLASSES; c++) expect(r, y[c * B + s], "output", s * CLASSES + c);
    const double loss =
        losses_kinds[0].measure(y, r->work.label, CLASSES, B, 0, 1.0 / B, r->work.dy[0]).loss / B;
    network_backward(&r->net, r->w, &r->work, B);
    if (show)
        for (size_t i = 0; i < r->net.weights; i++) expect(r, r->work.dw[i], "slope", i);
    return loss;
}

static void check(const char *name)
{
    struct reference r;
    open_reference(&r, name);
    for (size_t step = 0; step < STEPS; step++) {
        expect(&r, pass(&r, step == 0), "loss of step", step);
        for (size_t i = 0; i < r.net.weights; i++) {
            r.velocity[i] = r.momentum * r.velocity[i] - r.rate * r.work.dw[i];
            r.w[i] += r.velocity[i];
        }
    }
    close_reference(&r);
}

static void test_dense(void **state)
{
    (void)state;
    check("dense");
}

static void test_convolution(void **state)
{
    (void)state;
    check("convolution");
}

static void test_residual(void **state)
{
    (void)state;
    check("residual");
}

static size_t weights_of(const char *text, struct layer_shape in, size_t classes, bool bias)
{
    struct network net;
    network_parser_read(&net, text, in, classes, bias, "test");
    return net.weights;
}

static void test_weights(void **state)
{
    (void)state;
    const struct layer_shape grey = {1, 28, 28}, colour = {3, 32, 32};
    assert_int_equal(weights_of("small_net", colour, 10, true), 56890);
    assert_int_equal(weights_of("small_net", grey, 10, true), 31770);
    assert_int_equal(weights_of("small_net", colour, 100, true), 369292);
    assert_int_equal(weights_of("toy 10", grey, 10, true), 7960);
    assert_int_equal(weights_of("toy 10000", colour, 10, true), 30830010);
    assert_int_equal(weights_of("resnet18", colour, 10, true), 11173962);
    assert_int_equal(weights_of("alexnet 1", colour, 10, true), 3488522);
    assert_int_equal(weights_of("alexnet", colour, 10, true),
                     3488522 + 2 * (64 + 128 + 512 + 128)); /* of batchnorm */
    assert_int_equal(weights_of("lenet5", colour, 10, true), 62006);
    assert_int_equal(weights_of("lenet5", grey, 10, true), 61706);
    const struct layer_shape thousand = {1, 1, 1000};
    assert_int_equal(weights_of("committee 50", thousand, 1, true), 1000);
    assert_int_equal(weights_of("committee_tanh 50", thousand, 1, true), 1000);
    assert_int_equal(weights_of("full_committee 7", thousand, 1, true), 7000);
    assert_int_equal(weights_of("full_committee_tanh 7", thousand, 1, true), 7000);
    const struct layer_shape ten = {1, 1, 10};
    const size_t widths[] = {30, 54, 72, 81};
    for (int i = 0; i < 4; i++) {
        const size_t w = widths[i];
        char text[32];
        sprintf(text, "kwj %zu", w);
        assert_int_equal(weights_of(text, ten, 1, true), 10 * w + 5 * w * w + w);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_weights),
        cmocka_unit_test(test_dense),
        cmocka_unit_test(test_convolution),
        cmocka_unit_test(test_residual),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
