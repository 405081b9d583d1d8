/* Data sets: reading, standardising, gathering, and the errors for damaged files. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <cmocka.h>

#include "common/core/base.h"
#include "common/config/runfile.h"
#include "dnn/data/data.h"
#include "dnn/data/preprocess.h"
#include "dnn/system/parts.h"
#include "dnn/system/system.h"
#include "tests/support.h"

static void open_data(struct data *d, const char *section)
{
    struct runfile *const f =
        support_load(&dnn_system_double, "[run]\nsteps = 1\nfolder = x\n[data]\n%s\n", section);
    data_init(d, f, dnn_count_weights);
    runfile_free(f);
}

/* Standardised over the training part: mean 0 and variance 1 of every channel, to rounding. */
static void check_standard(const struct data *d)
{
    const size_t plane = d->shape.height * d->shape.width, features = layer_features(d->shape),
                 n = d->train.n;
    double *x = base_alloc(n * features, sizeof *x);
    uint8_t *label = base_alloc(n, 1);
    data_gather(d, &d->train, NULL, 0, n, x, label);
    assert_memory_equal(label, d->train.label, n);
    for (size_t c = 0; c < d->shape.channels; c++) {
        double sum = 0, squares = 0;
        for (size_t i = c * plane * n; i < (c + 1) * plane * n; i++)
            sum += x[i], squares += x[i] * x[i];
        const double values = (double)(plane * n);
        assert_true(fabs(sum / values) < 1e-9);
        assert_true(fabs(squares / values - 1) < 1e-9);
    }
    base_free(x);
    base_free(label);
}

static void test_fashion_mnist(void **state)
{
    (void)state;
    struct data d;
    open_data(&d, "name = fashion_mnist");
    assert_int_equal(d.train.n, 60000);
    assert_int_equal(d.test.n, 10000);
    size_t count[10] = {0};
    for (size_t i = 0; i < d.train.n; i++) count[d.train.label[i]]++;
    for (int c = 0; c < 10; c++) assert_int_equal(count[c], 6000);
    data_clear(&d);

    open_data(&d, "name = fashion_mnist\ntrain_samples = 500\ntest_samples = 50");
    check_standard(&d);
    const uint64_t digest = data_digest(&d);
    data_clear(&d);
    open_data(&d, "name = fashion_mnist\ntrain_samples = 500\ntest_samples = 50");
    assert_true(data_digest(&d) == digest);
    data_clear(&d);
    open_data(&d, "name = fashion_mnist\ntrain_samples = 500\ntest_samples = 50\nlabels = parity");
    assert_int_equal(d.classes, 2);
    data_clear(&d);
}

/* Complete square blocks of samples, and remainders of 3 and 4. */
static void check_gather(const char *keys, size_t b)
{
    enum { B = 36, F = 784 };
    struct data d;
    open_data(&d, keys);
    const size_t features = layer_features(d.shape);
    static double x[F * B];
    uint8_t label[B];
    uint32_t index[B];
    assert_true(features <= F && b <= B);
    for (uint32_t i = 0; i < b; i++) index[i] = (13 * i + 5) % 100;
    data_gather(&d, &d.train, index, 0, b, x, label);
    for (size_t s = 0; s < b; s++) {
        assert_int_equal(label[s], d.train.label[index[s]]);
        for (size_t i = 0; i < features; i++) {
            const size_t at = index[s] * features + i;
            assert_true(x[i * b + s] ==
                        (d.train.pixel
                             ? ((real)d.train.pixel[at] - d.standard[0].mean) * d.standard[0].factor
                             : d.train.value[at]));
        }
    }
    data_clear(&d);
}

static void test_gather(void **state)
{
    (void)state;
    for (size_t b = 35; b <= 36; b++) {
        check_gather("name = fashion_mnist\ntrain_samples = 100\ntest_samples = 37", b);
        check_gather("name = teacher\ndim = 37\ntrain_samples = 100\ntest_samples = 37", b);
    }
}

/* A perceptron's labels are its own halves: the shares of turned labels and of +1 within 4 standard
   errors. */
static void test_teacher(void **state)
{
    (void)state;
    struct data clean, noisy;
    open_data(&clean,
              "name = teacher\ndim = 20\nhidden = 3\ntrain_samples = 4000\ntest_samples = 100");
    open_data(&noisy, "name = teacher\ndim = 20\nhidden = 3\nlabel_noise = 0.2\ntrain_samples = "
                      "4000\ntest_samples = 100");
    double up = 0, turned = 0;
    for (size_t i = 0; i < 4000; i++) {
        up += clean.train.label[i];
        turned += clean.train.label[i] != noisy.train.label[i];
    }
    assert_true(fabs(up - 2000) < 4 * sqrt(1000));
    assert_true(fabs(turned - 800) < 4 * sqrt(640));
    assert_int_equal(clean.classes, 2);
    data_clear(&clean);
    data_clear(&noisy);
}

/* Principal components of the digits, after standardisation pixel by pixel: shares of variance and
   standard deviations as computed with another program, to the digits given. */
static void test_components(void **state)
{
    (void)state;
    if (!getenv("SWAPGLASS_DATA")) {
        print_message("SWAPGLASS_DATA is not set: no digits to take components of\n");
        skip();
    }
    static const double shares[] = {0.0565, 0.0408, 0.0374, 0.0289, 0.0252,
                                    0.0219, 0.0192, 0.0175, 0.0154, 0.0140},
                        spreads[] = {6.36, 5.41, 5.18, 4.55, 4.25, 3.97, 3.71, 3.54, 3.32, 3.17};
    struct data d;
    open_data(&d, "name = mnist\npreprocess = pixels\nlabels = parity");
    double share[10], spread[10];
    preprocess_components(&d, 10, false, share, spread);
    assert_int_equal(layer_features(d.shape), 10);
    for (int k = 0; k < 10; k++) {
        assert_true(fabs(share[k] - shares[k]) < 0.6e-4);
        assert_true(fabs(spread[k] - spreads[k]) < 0.6e-2);
        double squares = 0;
        for (size_t s = 0; s < d.train.n; s++) squares += pow(d.train.value[s * 10 + k], 2);
        assert_true(fabs(sqrt(squares / (double)d.train.n) - spread[k]) < 1e-9);
    }
    data_clear(&d);
}

/* Whitened components of a mixture have variance 1 and are uncorrelated; kept classes are
   renumbered. */
static void test_preparation(void **state)
{
    (void)state;
    struct data d;
    open_data(&d, "name = mixture\nnum_classes = 4\nkeep_classes = 3 1\ndim = 12\ntrain_samples = "
                  "900\ntest_samples = 50\n"
                  "pca_components = 3\nwhiten = yes");
    assert_int_equal(d.classes, 2);
    assert_true(d.train.n > 300 && d.train.n < 600);
    for (int a = 0; a < 3; a++)
        for (int b = 0; b < 3; b++) {
            double sum = 0;
            for (size_t s = 0; s < d.train.n; s++)
                sum += d.train.value[s * 3 + a] * d.train.value[s * 3 + b] / (double)d.train.n;
            assert_true(fabs(sum - (a == b)) < 1e-10);
        }
    data_clear(&d);
    open_data(&d, "name = patterns\ndim = 9\ntrain_samples = 100\ntest_samples = 10");
    for (size_t i = 0; i < 900; i++) assert_true(fabs(d.train.value[i]) == 1);
    data_clear(&d);
}

/* Inputs of variance 1; all that they hold are `hidden` numbers, so their covariance has few large
   eigenvalues: more than half of its trace, where tanh bends little, in the first tenth. */
static void test_manifold(void **state)
{
    (void)state;
    struct data d;
    enum { DIM = 60, HIDDEN = 6, N = 4000 };
    open_data(&d, "name = manifold\ndim = 60\nhidden = 6\ntrain_samples = 4000\ntest_samples = 10");
    double squares = 0, up = 0, share[DIM], spread[DIM];
    for (size_t i = 0; i < N * DIM; i++) squares += pow(d.train.value[i], 2) / (N * DIM);
    for (size_t s = 0; s < N; s++) up += d.train.label[s];
    assert_true(fabs(squares - 1) < 0.1); /* the map is drawn once: some 60 x 6 numbers */
    assert_true(fabs(up / N - 0.5) < 4 * 0.5 / sqrt(N));
    preprocess_components(&d, HIDDEN, false, share, spread);
    double first = 0;
    for (int k = 0; k < HIDDEN; k++) first += share[k];
    assert_true(first > 0.5);
    data_clear(&d);
}

/* P = floor(alpha N), N the weights of the network. */
static void test_density(void **state)
{
    (void)state;
    struct data d;
    open_data(&d, "name = random_labels\ndim = 40\nalpha = 1.799\ntest_samples = 1\n[network]\n"
                  "layers = committee 8\n[train]\nloss = logistic");
    assert_int_equal(d.train.n, 71);
    data_clear(&d);
    open_data(&d, "name = patterns\ndim = 10\nalpha = 0.5\ntest_samples = 1\n[network]\n"
                  "layers = full_committee 6\n[train]\nloss = logistic");
    assert_int_equal(d.train.n, 30);
    data_clear(&d);
}

/* ---- damaged files --------------------------------------------------------------------------- */

static void put(const char *folder, const char *name, const void *bytes, size_t n)
{
    char path[600];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    support_write(path, bytes, n);
}

/* Good IDX files of 3 training and 2 test images; `damage` then spoils one. */
static void put_idx(const char *folder, const char *stem, uint8_t n)
{
    static uint8_t images[16 + 3 * 784], labels[8 + 3];
    memcpy(images, (uint8_t[16]){0, 0, 8, 3, 0, 0, 0, n, 0, 0, 0, 28, 0, 0, 0, 28}, 16);
    memcpy(labels, (uint8_t[8]){0, 0, 8, 1, 0, 0, 0, n}, 8);
    for (int i = 0; i < 3; i++) labels[8 + i] = (uint8_t)(i + 7);
    for (size_t i = 16; i < sizeof images; i++) images[i] = (uint8_t)(i * 37);
    char name[64];
    snprintf(name, sizeof name, "%s-images-idx3-ubyte", stem);
    put(folder, name, images, 16 + n * 784u);
    snprintf(name, sizeof name, "%s-labels-idx1-ubyte", stem);
    put(folder, name, labels, 8u + n);
}

struct spoiled {
    const char *name; /* file; NULL: none */
    long at;          /* byte to change, or -1: length n instead */
    long value;
    const char *part; /* of the message */
};

static char folder_section[600];

static void read_folder(void *unused)
{
    (void)unused;
    struct data d;
    open_data(&d, folder_section);
    data_clear(&d);
}

static void spoil(const char *folder, const struct spoiled *s)
{
    char path[600];
    snprintf(path, sizeof path, "%s/%s", folder, s->name);
    if (s->at < 0 && s->value < 0) {
        assert_int_equal(unlink(path), 0);
    } else if (s->at < 0) {
        assert_int_equal(truncate(path, s->value), 0);
    } else {
        FILE *file = fopen(path, "r+b");
        assert_non_null(file);
        fseek(file, s->at, SEEK_SET);
        fputc((int)s->value, file);
        fclose(file);
    }
}

#define IMAGES "train-images-idx3-ubyte"
#define LABELS "train-labels-idx1-ubyte"

static void test_damaged_idx(void **state)
{
    (void)state;
    static const struct spoiled zoo[] = {
        {IMAGES, -1, -1, "is not in"},
        {LABELS, -1, -1, "no such file"},
        {"t10k-images-idx3-ubyte", -1, -1, "no such file"},
        {IMAGES, -1, 10, "truncated"},
        {IMAGES, -1, 2000, "truncated"},
        {IMAGES, -1, 5000, "longer"},
        {LABELS, -1, 0, "truncated"},
        {IMAGES, 2, 13, "not an IDX file"},
        {IMAGES, 3, 1, "not an IDX file"},
        {IMAGES, 11, 27, "size 27"},
        {IMAGES, 15, 32, "size 32"},
        {IMAGES, 7, 0, "0 items"},
        {IMAGES, 4, 255, "items"},
        {LABELS, 7, 2, "2 labels for 3 images"},
        {LABELS, 9, 10, "label 10 of sample 1"},
    };
    for (size_t i = 0; i < sizeof zoo / sizeof *zoo; i++) {
        char *folder = support_folder();
        snprintf(folder_section, sizeof folder_section, "name = mnist\npath = %s", folder);
        put_idx(folder, "train", 3);
        put_idx(folder, "t10k", 2);
        if (i == 0) read_folder(NULL); /* undamaged it reads */
        spoil(folder, &zoo[i]);
        if (!support_refuses(read_folder, NULL, zoo[i].part) ||
            !support_refuses(read_folder, NULL, zoo[i].name))
            fail_msg("%s, byte %ld, value %ld: not refused with '%s'", zoo[i].name, zoo[i].at,
                     zoo[i].value, zoo[i].part);
        support_remove(folder);
    }
}

static void test_damaged_gzip(void **state)
{
    (void)state;
    char *folder = support_folder(), path[600];
    put_idx(folder, "train", 3);
    put_idx(folder, "t10k", 2);
    snprintf(folder_section, sizeof folder_section, "name = mnist\npath = %s", folder);
    snprintf(path, sizeof path, "%s/" LABELS, folder);
    assert_int_equal(unlink(path), 0);
    snprintf(path, sizeof path, "%s/" LABELS ".gz", folder);
    gzFile file = gzopen(path, "wb");
    gzwrite(file, (uint8_t[]){0, 0, 8, 1, 0, 0, 0, 3, 1, 2, 3}, 11);
    gzclose(file);
    read_folder(NULL);
    struct stat s;
    assert_int_equal(stat(path, &s), 0);
    assert_int_equal(truncate(path, s.st_size - 9), 0);
    assert_true(support_refuses(read_folder, NULL, "truncated or damaged"));
    support_remove(folder);
}

static void test_cifar10(void **state)
{
    (void)state;
    char *folder = support_folder(), name[64];
    const size_t bytes = 10000 * 3073;
    uint8_t *records = base_alloc(bytes, 1);
    for (size_t i = 0; i < 10000; i++) {
        records[i * 3073] = (uint8_t)(i % 10);
        for (size_t k = 1; k < 3073; k++)
            records[i * 3073 + k] = (uint8_t)(i * 31 + k * 7 + k / 1024 * 50);
    }
    for (int i = 1; i <= 5; i++) {
        snprintf(name, sizeof name, "data_batch_%d.bin", i);
        put(folder, name, records, bytes);
    }
    put(folder, "test_batch.bin", records, bytes);
    struct data d;
    snprintf(folder_section, sizeof folder_section,
             "name = cifar10\npath = %s\ntrain_samples = 400\ntest_samples = 20", folder);
    open_data(&d, folder_section);
    assert_int_equal(d.shape.channels, 3);
    check_standard(&d);
    data_clear(&d);
    put(folder, "data_batch_4.bin", records, bytes - 1);
    assert_true(support_refuses(read_folder, NULL, "data_batch_4.bin: truncated"));
    records[3073 * 77] = 11;
    put(folder, "data_batch_4.bin", records, bytes);
    assert_true(support_refuses(read_folder, NULL, "label 11 of sample 77"));
    records[3073 * 77] = 1;
    put(folder, "data_batch_4.bin", records, 0);
    assert_true(support_refuses(read_folder, NULL, "data_batch_4.bin"));
    base_free(records);
    support_remove(folder);
}

static void test_missing(void **state)
{
    (void)state;
    snprintf(folder_section, sizeof folder_section, "name = cifar10\npath = /nowhere/at/all");
    assert_true(support_refuses(read_folder, NULL, "cs.toronto.edu"));
    snprintf(folder_section, sizeof folder_section, "name = fashion_mnist\npath = /nowhere/at/all");
    assert_true(support_refuses(read_folder, NULL, "dataset-fashion-mnist"));
    snprintf(folder_section, sizeof folder_section, "name = cifar11");
    assert_true(support_refuses(read_folder, NULL, "cifar10"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_fashion_mnist), cmocka_unit_test(test_gather),
        cmocka_unit_test(test_teacher),       cmocka_unit_test(test_components),
        cmocka_unit_test(test_preparation),   cmocka_unit_test(test_damaged_idx),
        cmocka_unit_test(test_damaged_gzip),  cmocka_unit_test(test_cifar10),
        cmocka_unit_test(test_missing),       cmocka_unit_test(test_manifold),
        cmocka_unit_test(test_density),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
