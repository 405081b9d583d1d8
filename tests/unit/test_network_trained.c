/* What goes in and out of a network besides training: arrays of NumPy's, weights by name, a share of
   the samples held out, confusion matrices, and words about training that diverges. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "common/io/output.h"
#include "common/io/run_contents.h"
#include "common/io/run_folder.h"
#include "common/io/npy.h"
#include "dnn/system/parts.h"
#include "dnn/system/system.h"
#include "tests/support.h"

static char text[4000];

static void open_chain(struct mc_chain *c, const char *rest)
{
    *c = support_chain(&dnn_system_double, "[run]\nsteps = 1\nfolder = x\nseed = 4\n%s", rest);
}

static void advance(struct mc_chain *c, int steps)
{
    for (int i = 0; i < steps; i++) dnn_dynamics[0].advance(c);
}

static void open_and_train(void *rest)
{
    struct mc_chain c;
    open_chain(&c, rest);
    advance(&c, 300);
}

/* ---- arrays ---------------------------------------------------------------------------------- */

static char *folder, *path;

static int open_folder(void **state)
{
    (void)state;
    folder = support_folder();
    path = base_text("%s/a.npy", folder);
    return 0;
}

static int close_folder(void **state)
{
    (void)state;
    base_free(path);
    support_remove(folder);
    return 0;
}

static void test_npy(void **state)
{
    (void)state;
    const float three[] = {1.5f, -2, 3e-7f};
    npy_write(path, &(struct npy){'f', 4, 1, {3}, 3, (void *)three});
    struct npy a = npy_read(path);
    assert_true(a.kind == 'f' && a.bytes == 4 && a.rank == 1 && a.n == 3);
    for (size_t i = 0; i < 3; i++) assert_true(npy_value(&a, i) == (double)three[i]);
    npy_clear(&a);
    const int16_t signs[] = {-1, 1, -300, 7};
    npy_write(path, &(struct npy){'i', 2, 2, {2, 2}, 4, (void *)signs});
    a = npy_read(path);
    assert_true(a.rank == 2 && a.shape[1] == 2 && npy_value(&a, 2) == -300);
    npy_clear(&a);
}

static void read_it(void *unused)
{
    (void)unused;
    struct npy a = npy_read(path);
    npy_clear(&a);
}

/* A file of format 1 with this header, and items of 8 bytes. */
static void put_header(const char *header, size_t items)
{
    unsigned char bytes[1000] = {
        0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (unsigned char)strlen(header)};
    memcpy(bytes + 10, header, strlen(header));
    support_write(path, bytes, 10 + strlen(header) + 8 * items);
}

static void test_npy_refusals(void **state)
{
    (void)state;
    static const struct {
        const char *header, *part;
        size_t items;
    } zoo[] = {
        {"{'descr': '<f8', 'fortran_order': False, 'shape': (3,), }", NULL, 3},
        {"{'descr': '<f8', 'fortran_order': False, 'shape': (3,), }", "truncated", 2},
        {"{'descr': '<f8', 'fortran_order': False, 'shape': (3,), }", "damaged", 4},
        {"{'descr': '>f8', 'fortran_order': False, 'shape': (3,), }", "little-endian", 3},
        {"{'descr': '<c16', 'fortran_order': False, 'shape': (3,), }", "of type", 3},
        {"{'descr': '<f8', 'fortran_order': True, 'shape': (3,), }", "Fortran", 3},
        {"{'descr': '<f8', 'fortran_order': False, 'shape': (-3,), }", "not a shape", 3},
        {"{'descr': '<f8', 'fortran_order': False, 'shape': (x,), }", "not a shape", 3},
        {"{'descr': '<f8', 'fortran_order': False, 'shape': (3000000000, 9000000000), }",
         "not a shape", 3},
        {"{'descr': '<f8', 'fortran_order': False}", "no 'shape'", 3},
    };
    for (size_t i = 0; i < sizeof zoo / sizeof *zoo; i++) {
        put_header(zoo[i].header, zoo[i].items);
        if (!zoo[i].part)
            read_it(NULL);
        else if (!support_refuses(read_it, NULL, zoo[i].part))
            fail_msg("%s: not refused with '%s'", zoo[i].header, zoo[i].part);
    }
    support_write(path, "PK\3\4 an archive", 15);
    assert_true(support_refuses(read_it, NULL, "not a .npy file"));
}

/* ---- data ------------------------------------------------------------------------------------ */

enum { SAMPLES = 60, FEATURES = 4 };

static void put_data(const int64_t *label)
{
    static double x[SAMPLES * FEATURES];
    for (size_t i = 0; i < SAMPLES * FEATURES; i++) x[i] = (double)i;
    char *const inputs = base_text("%s/inputs.npy", folder), *const labels =
                                                                 base_text("%s/labels.npy", folder);
    npy_write(inputs, &(struct npy){'f', 8, 2, {SAMPLES, FEATURES}, SAMPLES * FEATURES, x});
    npy_write(labels, &(struct npy){'i', 8, 1, {SAMPLES}, SAMPLES, (void *)label});
    base_free(inputs);
    base_free(labels);
    snprintf(text, sizeof text,
             "[data]\nname = npy\npath = %s\nvalidation = 0.25\n[network]\nlayers = mlp 3\n"
             "[train]\nbatch_size = 5\n",
             folder);
}

/* Every sample is in one part, with its own label; samples carry their numbers. */
static void test_pair(void **state)
{
    (void)state;
    int64_t label[SAMPLES];
    for (size_t i = 0; i < SAMPLES; i++) label[i] = (int64_t)((i * i + i / 7) % 3);
    put_data(label);
    struct mc_chain c;
    open_chain(&c, text);
    const struct dnn_state *const st = c.state;
    const struct data_part *const parts[] = {&st->data.train, &st->data.test};
    assert_int_equal(parts[0]->n, 45);
    assert_int_equal(parts[1]->n, 15);
    assert_int_equal(st->data.classes, 3);
    bool seen[SAMPLES] = {0};
    for (int p = 0; p < 2; p++)
        for (size_t s = 0; s < parts[p]->n; s++) {
            const size_t i = (size_t)parts[p]->value[s * FEATURES] / FEATURES;
            assert_false(seen[i]);
            seen[i] = true;
            assert_int_equal(parts[p]->label[s], label[i]);
        }
    mc_clear(&c);
    for (size_t i = 0; i < SAMPLES; i++) label[i] = i % 2 ? 1 : -1;
    put_data(label);
    open_chain(&c, text);
    assert_int_equal(((struct dnn_state *)c.state)->data.classes, 2);
    mc_clear(&c);
    label[7] = -2;
    put_data(label);
    assert_true(support_refuses(open_and_train, text, "label -1 of sample 0"));
    label[7] = 256, label[0] = 0;
    for (size_t i = 0; i < SAMPLES; i++) label[i] = i == 7 ? 256 : 1;
    put_data(label);
    assert_true(support_refuses(open_and_train, text, "label 256 of sample 7"));
}

/* ---- weights and classes --------------------------------------------------------------------- */

#define SET                                                                                        \
    "[data]\nname = mixture\nnum_classes = 3\ndim = 128\nchannels = 2\ntrain_samples = "           \
    "300\ntest_samples = 130\n"                                                                    \
    "[train]\nbatch_size = 30\nlearning_rate = 0.05\n"
#define LAYERS "conv 3 4 1 1, batchnorm, relu, maxpool 2, dense 10, relu, dense 3"

static void test_weights(void **state)
{
    (void)state;
    struct mc_chain a, b;
    open_chain(&a, SET "[network]\nlayers = " LAYERS);
    advance(&a, 20);
    const struct dnn_state *const x = a.state;
    const char *const names[] = {"arrays", "weights.h5"};
    for (int i = 0; i < 2; i++) {
        char *const to = base_text("%s/%s", folder, names[i]);
        dnn_actions_double.weights(x, to, &(struct output){0});
        snprintf(text, sizeof text, SET "[network]\nlayers = " LAYERS "\nweights = %s", to);
        open_chain(&b, text);
        const struct dnn_state *const y = b.state;
        assert_memory_equal(x->w, y->w, x->net.weights * sizeof *x->w);
        assert_memory_equal(x->gradient.average, y->gradient.average,
                            x->net.averages * sizeof *x->w);
        mc_clear(&b);
        snprintf(text, sizeof text,
                 SET "[network]\nlayers = conv 3 5 1 1, batchnorm, relu, maxpool 2, dense 10, "
                     "relu, dense 3\nweights = %s",
                 to);
        assert_true(support_refuses(open_and_train, text, "another shape"));
        snprintf(text, sizeof text, SET "[network]\nlayers = mlp 10\nweights = %s", to);
        assert_true(support_refuses(open_and_train, text, "01.dense.weight"));
        base_free(to);
    }
    mc_clear(&a);
}

/* Rows of the matrix add up to the samples of a class, its diagonal to the column of series.dat. */
static void test_classes(void **state)
{
    (void)state;
    struct mc_chain c;
    open_chain(&c, SET "[network]\nlayers = " LAYERS);
    advance(&c, 50);
    struct dnn_state *const st = c.state;
    struct run_folder d;
    char *const run = base_text("%s/run", folder), *const file = base_text("%s/confusion.dat", run);
    run_contents_claim(&d, run, false);
    dnn_actions_double.classify(st, &d, false);
    run_folder_close(&d);
    size_t samples[3] = {0}, right = 0, row = 0;
    for (size_t s = 0; s < st->data.test.n; s++) samples[st->data.test.label[s]]++;
    FILE *const table = fopen(file, "r");
    for (char line[300]; fgets(line, sizeof line, table);) {
        size_t class, n, as[3];
        double share;
        if (*line == '#') continue;
        assert_int_equal(
            sscanf(line, "%zu %zu %lf %zu %zu %zu", &class, &n, &share, as, as + 1, as + 2), 6);
        assert_true(class == row && n == samples[row] && as[0] + as[1] + as[2] == n);
        right += as[row++];
    }
    fclose(table);
    assert_int_equal(row, 3);
    for (const struct mc_column *k = dnn_columns; k->name; k++)
        if (strcmp(k->name, "test_accuracy") == 0)
            assert_true((double)right / (double)st->data.test.n == k->value(st));
    assert_true(right > st->data.test.n / 3);
    base_free(run);
    base_free(file);
    mc_clear(&c);
}

/* ---- order of layers, and divergence --------------------------------------------------------- */

static void test_exchanged(void **state)
{
    (void)state;
    struct mc_chain a, b;
    open_chain(&a, SET "[network]\nlayers = conv 3 4, relu, maxpool 2, dense 3");
    open_chain(&b, SET "[network]\nlayers = conv 3 4, maxpool 2, relu, dense 3");
    advance(&a, 10);
    advance(&b, 10);
    const struct dnn_state *const x = a.state, *const y = b.state;
    assert_memory_equal(x->w, y->w, x->net.weights * sizeof *x->w);
    mc_clear(&a);
    /* here a later layer wants the value between them */
    open_chain(&a, SET "[network]\nlayers = conv 3 4, relu, maxpool 2, back 2, dense 3");
    assert_string_equal(((struct dnn_state *)a.state)->net.layer[1].kind->name, "relu");
    mc_clear(&a);
    mc_clear(&b);
}

static void test_divergence(void **state)
{
    (void)state;
    assert_true(support_refuses(open_and_train,
                                SET "[network]\nlayers = dense 5, relu, dense 5, relu, dense 3\n"
                                    "[train]\noptimiser = sgd\nweight_decay = 1000000\n",
                                "step "));
    assert_true(support_refuses(open_and_train,
                                SET "[network]\nlayers = dense 5, relu, dense 5, relu, dense 3\n"
                                    "[train]\noptimiser = sgd\nweight_decay = 1000000\n",
                                "(dense) makes values that are not finite"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(test_npy, open_folder, close_folder),
        cmocka_unit_test_setup_teardown(test_npy_refusals, open_folder, close_folder),
        cmocka_unit_test_setup_teardown(test_pair, open_folder, close_folder),
        cmocka_unit_test_setup_teardown(test_weights, open_folder, close_folder),
        cmocka_unit_test_setup_teardown(test_classes, open_folder, close_folder),
        cmocka_unit_test(test_exchanged),
        cmocka_unit_test(test_divergence),
    };
    base_program("test");
    return cmocka_run_group_tests(tests, NULL, NULL);
}
