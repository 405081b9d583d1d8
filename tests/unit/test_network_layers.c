/* The contract of a layer's row (dnn/network/layer.h), for every row of the table: the gradient is
   that of the loss; second derivatives, exchanges of units and cached trials are right where the row
   declares them, and refused or done from scratch where it does not; weights written to files, in
   arrays of the row's shape, are those read from them. The table has two layers more
   than the program's (tests/plugins): a layer is one file and one row. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "common/io/npy.h"
#include "common/io/output.h"
#include "dnn/landscape/hessian_product.h"
#include "dnn/landscape/unit_alignment.h"
#include "dnn/network/layer_table.h"
#include "dnn/network/network_parser.h"
#include "dnn/network/weight_files.h"
#include "dnn/system/parts.h"
#include "tests/kept_trials.h"
#include "tests/support.h"

enum { SAMPLES = 40, CLASSES = 4 };

static const struct layer_shape image = {2, 7, 7};

static const struct example {
    const char *layer, *text;
} examples[] = {
    {"dense", "dense 8, tanh, dense classes"},
    {"tree", "tree 14, tanh, dense classes"},
    {"vote", "dense 8, tanh, vote, dense classes"},
    {"conv", "conv 3 4, tanh, conv 2 3, tanh, dense classes"},
    {"grouped", "conv 2 6, tanh, grouped 3 2 9 1 1, tanh, dense classes"},
    {"depthwise", "conv 2 3, tanh, depthwise 3 2 1 2, tanh, dense classes"},
    {"layernorm", "dense 8, layernorm, tanh, dense 6, tanh, layernorm, dense classes"},
    {"layernorm_channels", "conv 3 4, layernorm_channels, tanh, dense classes"},
    {"silu", "dense 9, silu, dense 7, silu, dense classes"},
    {"gelu", "dense 9, gelu, dense 7, gelu, dense classes"},
    {"gelu_tanh", "dense 9, gelu_tanh, dense 7, gelu_tanh, dense classes"},
    {"rnn", "sequence, rnn 6, conv 1 5, rnn 5 nobias, dense classes"},
    {"last", "sequence, rnn 5, tanh, last, dense classes"},
    {"sequence", "conv 2 3, sequence, conv 1 3, tanh, dense classes"},
    {"maxpool", "conv 2 3, maxpool 3, tanh, dense classes"},
    {"avgpool", "conv 2 3, avgpool 3, tanh, dense classes"},
    {"batchnorm", "dense 8, batchnorm, tanh, dense classes"},
    {"dropout", "dense 12, dropout 0.3, tanh, dense classes"},
    {"flatten", "conv 3 4, flatten, tanh, dense classes"},
    {"back", "dense 8, tanh, dense 8, back 2, tanh, dense 8, add 3, dense classes"},
    {"add", "dense 6, tanh, dense 6, add 2, dense classes"},
    {"relu", "dense 9, relu, dense classes"},
    {"leaky_relu", "dense 9, leaky_relu 0.2, dense classes"},
    {"tanh", "dense 9, tanh, dense 7, tanh, dense classes"},
    {"sigmoid", "dense 9, sigmoid, dense classes"},
    {"linear", "dense 9, linear 0.7, tanh, dense classes"},
    {"square", "dense 9, linear 0.2, square, dense 6, square, dense classes"},
    {"reverse", "dense 9, tanh, reverse, dense classes"},
};

struct problem {
    struct network net;
    struct data data;
    struct gradient g;
    struct rng rng;
    double *w, *dw, *other;
};

static void problem_init(struct problem *p, const char *text)
{
    static uint32_t all[SAMPLES];
    const size_t features = layer_features(image);
    rng_init(&p->rng, 5, 0, RNG_TEST);
    network_parser_read(&p->net, text, image, CLASSES, true, "test");
    p->data = (struct data){.shape = image, .classes = CLASSES, .train = {.n = SAMPLES}};
    p->data.train.value = base_alloc(SAMPLES * features, sizeof(double));
    p->data.train.label = base_alloc(SAMPLES, 1);
    for (size_t i = 0; i < SAMPLES * features; i++) p->data.train.value[i] = rng_normal(&p->rng);
    for (size_t i = 0; i < SAMPLES; i++)
        p->data.train.label[i] = (uint8_t)rng_below(&p->rng, CLASSES);
    gradient_init(&p->g, &p->net, &losses_kinds[0], &p->data, SAMPLES, 0, 1);
    p->w = base_alloc(p->net.weights, sizeof *p->w);
    p->dw = base_alloc(p->net.weights, sizeof *p->dw);
    p->other = base_alloc(p->net.weights, sizeof *p->other);
    for (size_t i = 0; i < p->net.weights; i++) p->w[i] = 0.3 * rng_normal(&p->rng);
    for (uint32_t i = 0; i < SAMPLES; i++) all[i] = i;
    gradient_gather(&p->g, all);
    gradient_label(&p->g, 0); /* gathers the batch now */
}

static void problem_clear(struct problem *p)
{
    gradient_clear(&p->g), data_clear(&p->data);
    base_free(p->w), base_free(p->dw), base_free(p->other);
}

static bool all_layers(const struct network *net, bool (*has)(const struct layer_kind *))
{
    for (size_t i = 0; i < net->depth; i++)
        if (!has(net->layer[i].kind)) return false;
    return true;
}

static bool has_rates(const struct layer_kind *k)
{
    return k->push && k->pull;
}

static bool has_symmetry(const struct layer_kind *k)
{
    return k->channels != LAYER_FIXES;
}

static bool has_cache(const struct layer_kind *k)
{
    return k->elementwise || k->propagate;
}

/* With the same noise of dropout every time. */
static double loss_of(struct problem *p, const double *w, double *dw)
{
    gradient_seed(&p->g, 1, 0);
    return gradient_compute(&p->g, w, dw).loss;
}

static void gradient_is_that_of_the_loss(struct problem *p, const char *text)
{
    const double h = 1e-5;
    double *const dw = p->other, largest = 0;
    loss_of(p, p->w, dw);
    for (size_t i = 0; i < p->net.weights; i += 1 + p->net.weights / 150) {
        const double kept = p->w[i];
        p->w[i] = kept + h;
        const double up = loss_of(p, p->w, p->dw);
        p->w[i] = kept - h;
        const double slope = (up - loss_of(p, p->w, p->dw)) / (2 * h);
        p->w[i] = kept;
        if (!(fabs(slope - dw[i]) < 1e-7 * (1 + fabs(slope))))
            fail_msg("%s: weight %zu: gradient %.10g, differences %.10g", text, i, dw[i], slope);
        largest = fmax(largest, fabs(slope));
    }
    assert_true(largest > 1e-4);
}

static void open_product(void *text)
{
    struct problem p;
    struct hessian_product c;
    problem_init(&p, text);
    hessian_product_init(&c, &p.g, &p.data.train, SAMPLES, "test");
}

static void second_derivatives(struct problem *p, const char *text)
{
    if (!all_layers(&p->net, has_rates)) {
        assert_true(support_refuses(open_product, (char *)text, "has no second derivatives"));
        return;
    }
    struct hessian_product c;
    const size_t P = p->net.weights;
    const double h = 1e-6;
    double *const v = base_alloc(3 * P, sizeof *v), *const y = v + P, *const up = v + 2 * P;
    for (size_t i = 0; i < P; i++) v[i] = rng_normal(&p->rng);
    hessian_product_init(&c, &p->g, &p->data.train, SAMPLES, "test");
    memcpy(c.w, p->w, P * sizeof *c.w);
    hessian_product_multiply(&c, v, y);
    for (size_t i = 0; i < P; i++) p->other[i] = p->w[i] + h * v[i];
    loss_of(p, p->other, up);
    for (size_t i = 0; i < P; i++) p->other[i] = p->w[i] - h * v[i];
    loss_of(p, p->other, p->dw);
    double size = 0, error = 0;
    for (size_t i = 0; i < P; i++) {
        size = fmax(size, fabs(y[i]));
        error = fmax(error, fabs((up[i] - p->dw[i]) / (2 * h) - y[i]));
    }
    if (!(size > 1e-3 && error < 1e-6 * (1 + size)))
        fail_msg("%s: H v of size %g is %g off", text, size, error);
    hessian_product_clear(&c);
    base_free(v);
}

static void open_alignment(void *text)
{
    struct problem p;
    struct unit_alignment s;
    problem_init(&p, text);
    unit_alignment_init(&s, &p.net, "test");
}

static void exchanges_leave_the_function(struct problem *p, const char *text)
{
    if (!all_layers(&p->net, has_symmetry)) {
        assert_true(support_refuses(open_alignment, (char *)text, "cannot be exchanged"));
        return;
    }
    struct unit_alignment s;
    unit_alignment_init(&s, &p->net, "test");
    const double before = gradient_measure(&p->g, p->w, &p->data.train, SAMPLES).loss;
    for (size_t g = 0; g < s.n; g++) {
        const size_t n = s.group[g].units, classes = s.group[g].classes;
        uint32_t order[64];
        for (uint32_t i = 0; i < n; i++) order[i] = i;
        for (size_t k = 0; k < classes; k++)
            rng_shuffle(&p->rng, order + k * (n / classes), (uint32_t)(n / classes));
        unit_alignment_permute(&s, g, order, p->w, p->other);
        const double after = gradient_measure(&p->g, p->other, &p->data.train, SAMPLES).loss;
        if (!(fabs(after - before) < 1e-12 * fabs(before)))
            fail_msg("%s: group %zu: loss %.15g becomes %.15g", text, g, before, after);
    }
}

static void cached_trials_are_right(const struct network *net, const char *text)
{
    struct mc_chain c = support_chain(
        &dnn_system,
        "[run]\nsteps = 1\nfolder = x\nseed = 5\ndynamics = metropolis\n[system]\nT = 3\n"
        "[data]\nname = mixture\nnum_classes = 4\ndim = 98\nchannels = 2\ntrain_samples = "
        "30\ntest_samples = 10\n"
        "[train]\nbatch_size = 10\nweight_decay = 0.1\n[network]\nprecision = double\nlayers = "
        "%s\n",
        text);
    const struct dnn_state *const st = c.state;
    const bool expected = all_layers(net, has_cache);
    assert_int_equal(activation_cache_possible(&st->cache.activations), expected);
    const double worst = kept_trials(&c, 400);
    if (!(worst < 1e-10)) fail_msg("%s: energy of trials is off by %g", text, worst);
    mc_clear(&c);
}

static void files_hold_all_weights(struct problem *p, const char *text)
{
    static const char *const end[] = {"", ".h5"};
    const size_t n = p->net.weights;
    double *const average = base_alloc(p->net.averages + 1, sizeof *average);
    for (int k = 0; k < 2; k++) {
        char *const folder = support_folder(), *const path = base_text("%s/w%s", folder, end[k]);
        weight_files_write(&p->net, p->w, average, path, &(struct output){0});
        for (size_t i = 0; i < n; i++) p->other[i] = NAN;
        weight_files_read(&p->net, p->other, average, path, "here");
        if (memcmp(p->w, p->other, n * sizeof *p->w) != 0) fail_msg("%s: other weights", text);
        base_free(path), support_remove(folder);
    }
    base_free(average);
}

static void arrays_have_the_shapes_of_pytorch(void **state)
{
    (void)state;
    static const struct {
        const char *text, *array;
        size_t rank, shape[4];
    } cases[] = {
        {"conv 3 5, dense classes", "01.conv.weight", 4, {5, 2, 3, 3}},
        {"conv 2 6, grouped 3 2 9, dense classes", "02.grouped.weight", 4, {9, 2, 2, 2}},
        {"conv 2 3, depthwise 3 1 1 2, dense classes", "02.depthwise.weight", 4, {6, 1, 3, 3}},
        {"sequence, rnn 6, last, dense classes", "02.rnn.weight", 2, {6, 20}},
        {"conv 1 1, flatten, dense 7, dense classes", "03.dense.weight", 2, {7, 49}},
        {"tree 14, dense classes", "01.tree.weight", 2, {14, 7}},
        {"conv 3 5, layernorm_channels, dense classes", "02.layernorm_channels.weight", 1, {5}},
    };
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        struct problem p;
        problem_init(&p, cases[k].text);
        char *const folder = support_folder(),
                    *const path = base_text("%s/w/%s.npy", folder, cases[k].array),
                    *const to = base_text("%s/w", folder);
        weight_files_write(&p.net, p.w, NULL, to, &(struct output){0});
        struct npy a = npy_read(path);
        assert_int_equal(a.rank, cases[k].rank);
        for (size_t r = 0; r < a.rank; r++) assert_int_equal(a.shape[r], cases[k].shape[r]);
        npy_clear(&a), problem_clear(&p);
        base_free(path), base_free(to), support_remove(folder);
    }
}

static void check(const char *text)
{
    struct problem p;
    problem_init(&p, text);
    gradient_is_that_of_the_loss(&p, text);
    second_derivatives(&p, text);
    exchanges_leave_the_function(&p, text);
    files_hold_all_weights(&p, text);
    if (!p.net.noisy) cached_trials_are_right(&p.net, text); /* samplers refuse dropout */
    problem_clear(&p);
}

static void every_row_keeps_its_contract(void **state)
{
    (void)state;
    for (size_t k = 0; k < base_rows(&layer_table); k++) {
        const struct layer_kind *const kind = base_row(&layer_table, k);
        bool found = false;
        for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
            if (strcmp(examples[i].layer, kind->name) != 0) continue;
            print_message("    %s\n", examples[i].text);
            check(examples[i].text);
            found = true;
        }
        if (!found) fail_msg("layer %s has no example", kind->name);
    }
    assert_non_null(base_find(&layer_table, "square"));
    assert_non_null(base_find(&layer_table, "reverse"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_row_keeps_its_contract),
                                       cmocka_unit_test(arrays_have_the_shapes_of_pytorch)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
