/* Data sets of sequences: files of numbers and of symbols, refusals in one line, the floor of the
   loss of periodic sequences; and every protocol of [swap] on a recurrent network. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "common/config/runfile.h"
#include "common/io/npy.h"
#include "dnn/network/losses.h"
#include "dnn/system/parts.h"
#include "tests/support.h"

enum { N = 4, T = 3, F = 2 };

static void write_array(const char *name, char kind, size_t rank, const size_t *shape,
                        const double *value)
{
    int32_t whole[100];
    struct npy a = {.kind = kind, .bytes = kind == 'f' ? 8 : 4, .rank = rank, .n = 1};
    for (size_t k = 0; k < rank; k++) a.shape[k] = shape[k], a.n *= shape[k];
    for (size_t i = 0; i < a.n; i++) whole[i] = (int32_t)value[i];
    a.data = kind == 'f' ? (void *)value : whole;
    char *const path = base_text("%s/%s.npy", support_root, name);
    npy_write(path, &a);
    base_free(path);
}

static void write_both(const char *name, char kind, size_t rank, const size_t *shape,
                       const double *value)
{
    char *const test = base_text("test_%s", name);
    write_array(name, kind, rank, shape, value), write_array(test, kind, rank, shape, value);
    base_free(test);
}

static void forget(const char *name)
{
    char *const path = base_text("%s/%s.npy", support_root, name);
    unlink(path);
    base_free(path);
}

static void open_keys(struct data *d, const char *keys)
{
    struct runfile *const f = support_load(
        &dnn_system, "[run]\nsteps = 1\nfolder = x\n[network]\nprecision = double\n[data]\n%s",
        keys);
    data_init(d, f, dnn_count_weights);
    runfile_free(f);
}

static char files[1000];

static void open_files(void *keys)
{
    struct data d;
    char *const text = base_text("%s%s", files, (const char *)keys);
    open_keys(&d, text);
    base_free(text);
    data_clear(&d);
}

/* Value f of step t of sequence i. */
static double value(const struct data *d, size_t i, size_t f, size_t t)
{
    return d->train.value[(i * d->shape.channels + f) * d->shape.width + t];
}

static void numbers_in_files(void **state)
{
    (void)state;
    snprintf(files, sizeof files, "name = sequences\npath = %s\n", support_root);
    double x[N * T * F], label[N * T];
    struct data d;
    for (size_t i = 0; i < N * T * F; i++) x[i] = 10 + (double)i;
    for (size_t i = 0; i < N * T; i++)
        label[i] = i % T == T - 1 && i / T == 1 ? -1 : (double)(i % 3);
    write_both("inputs", 'f', 3, (const size_t[]){N, T, F}, x);
    write_both("labels", 'i', 2, (const size_t[]){N, T}, label);
    open_keys(&d, files);
    assert_memory_equal(&d.shape, (&(struct layer_shape){F, 1, T}), sizeof d.shape);
    assert_int_equal(d.classes, 3), assert_int_equal(d.labels, T);
    assert_true(d.train.labelled == (double)(N * T - 1) / N);
    for (size_t i = 0; i < N * T * F; i++)
        assert_true(value(&d, i / (T * F), i % F, i / F % T) == x[i]);
    for (size_t i = 0; i < N * T; i++)
        assert_int_equal(d.train.label[i], label[i] < 0 ? LOSSES_UNLABELLED : label[i]);
    data_clear(&d);
    assert_true(support_refuses(open_files, "label_steps = last\n", "sequence 1 has no label"));
    assert_true(support_refuses(open_files, "keep_classes = 0 1\n", "classes cannot be chosen"));
    assert_true(support_refuses(open_files, "alpha = 2\n", "fixed number of samples"));
    write_both("labels", 'i', 1, (const size_t[]){N}, label);
    open_keys(&d, files);
    assert_int_equal(d.labels, 1);
    data_clear(&d);
    write_both("labels", 'i', 2, (const size_t[]){N, T - 1}, label);
    assert_true(support_refuses(open_files, "", "labels are (samples) or (samples, steps)"));
    forget("labels"), forget("test_labels");
    assert_true(support_refuses(open_files, "", "only symbols of two steps or more"));
    x[5] = NAN;
    write_both("inputs", 'f', 3, (const size_t[]){N, T, F}, x);
    write_both("labels", 'i', 1, (const size_t[]){N}, label);
    assert_true(support_refuses(open_files, "", "item 5 is nan"));
    write_both("inputs", 'f', 2, (const size_t[]){N, T}, x);
    assert_true(support_refuses(open_files, "", "of an integer type"));
}

/* The last symbol of the second sequence is missing. */
static void symbols_in_files(void **state)
{
    (void)state;
    double symbol[N * T] = {0, 1, 2, 3, 1, -1, 2, 2, 0, 1, 0, 3};
    struct data d;
    write_both("inputs", 'i', 2, (const size_t[]){N, T}, symbol);
    forget("labels"), forget("test_labels");
    open_keys(&d, files);
    assert_memory_equal(&d.shape, (&(struct layer_shape){4, 1, T - 1}), sizeof d.shape);
    assert_int_equal(d.classes, 4), assert_int_equal(d.labels, T - 1);
    for (size_t i = 0; i < N; i++)
        for (size_t t = 0; t < T - 1; t++) {
            const double next = symbol[i * T + t + 1];
            for (size_t f = 0; f < 4; f++)
                assert_true(value(&d, i, f, t) == ((double)f == symbol[i * T + t]));
            assert_int_equal(d.train.label[i * (T - 1) + t], next < 0 ? LOSSES_UNLABELLED : next);
        }
    data_clear(&d);
    symbol[0] = -2;
    write_both("inputs", 'i', 2, (const size_t[]){N, T}, symbol);
    assert_true(support_refuses(open_files, "", "item 0 is -2"));
}

static void open_run(void *text)
{
    struct runfile *const f =
        support_load(&dnn_system, "[run]\nsteps = 1\nfolder = x\n%s\n", (const char *)text);
    dnn_free(dnn_create(f));
    runfile_free(f);
}

#define PERIODIC                                                                                   \
    "[data]\nname = periodic\nnum_classes = 3\nperiod = 7\nsteps = 5\ntrain_samples = "            \
    "40\ntest_samples = 10\n[train]\nbatch_size = 8\n[data]\n"

static void refusals(void **state)
{
    (void)state;
    static const struct {
        const char *text, *part;
    } cases[] = {
        {PERIODIC "[network]\nprecision = double\nlayers = rnn 4, dense classes\n",
         "has 3 outputs, data and loss need 15 (3 of each of 5 labels)"},
        {PERIODIC "channels = 3\n", "has no images"},
        {PERIODIC "alpha = 3\n", "samples per weight"},
        {PERIODIC "[network]\nprecision = double\nlayers = rnn 4, conv 1 classes\n[swap]\nprotocol "
                  "= mixup\n",
         "needs one label per sample"},
        {PERIODIC "[network]\nprecision = double\nlayers = rnn 4, conv 1 classes\n[swap]\nprotocol "
                  "= SAA\nlabels = follow\n",
         "needs one label per sample"},
        {PERIODIC "[network]\nprecision = double\nlayers = rnn 4, conv 1 classes\n[swap]\nprotocol "
                  "= null\n",
         "no dense or convolutional layer"},
        {"[data]\nname = teacher\nlabel_steps = last\n", "has no sequences"},
        {"[data]\nname = mixture\ndim = 16\nchannels = 1\n[network]\nprecision = double\nlayers = "
         "rnn "
         "4, dense classes\n",
         "a sequence has the shape"},
        {"[data]\nname = mixture\ndim = 16\n[network]\nprecision = double\nlayers = "
         "layernorm_channels, "
         "dense classes\n",
         "one value has no variance"},
        {"[data]\nname = mixture\ndim = 48\nchannels = 3\n[network]\nprecision = double\nlayers = "
         "grouped 2 3 4, dense classes\n",
         "the number of groups must divide"},
        {"[data]\nname = mixture\ndim = 48\nchannels = 3\n[network]\nprecision = double\nlayers = "
         "depthwise 3 1 1 0.5, dense classes\n",
         "must be whole"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (!support_refuses(open_run, (void *)cases[i].text, cases[i].part))
            fail_msg("case %zu is not refused with \"%s\"", i, cases[i].part);
}

/* The symbols of a period from labels of the sample; then, over all places, the entropy of the next
   symbol given those before, by comparing strings. */
static void floor_of_the_loss(void **state)
{
    (void)state;
    struct data d;
    double mean, last, expected = 0, h = 0;
    char text[64] = "";
    open_keys(&d, "name = periodic\nnum_classes = 3\nperiod = 13\nsteps = 6\ntrain_samples = "
                  "500\ntest_samples = 10\nchannels = 0\n");
    assert_int_equal(sscanf(d.notes, "least loss: %lf (label_steps = last: %lf)", &mean, &last), 2);
    char seen[13][8];
    size_t n = 0;
    for (size_t i = 0; i < d.train.n && n < 13; i++) { /* the 13 different samples */
        for (size_t t = 0; t < 6; t++) {
            text[t] = '?';
            for (size_t f = 0; f < 3; f++)
                if (value(&d, i, f, t) == 1) text[t] = (char)('a' + f);
        }
        text[6] = (char)('a' + d.train.label[i * 6 + 5]), text[7] = 0;
        bool known = false;
        for (size_t k = 0; k < n; k++) known = known || strcmp(seen[k], text) == 0;
        if (!known) strcpy(seen[n++], text);
    }
    assert_int_equal(n, 13); /* no string of seven symbols occurs twice */
    for (size_t t = 1; t <= 6; t++, expected += h / 6) {
        h = 0;
        for (size_t i = 0; i < n; i++) {
            double alike = 0, next = 0;
            for (size_t k = 0; k < n; k++) {
                alike += strncmp(seen[i], seen[k], t) == 0;
                next += strncmp(seen[i], seen[k], t + 1) == 0;
            }
            h += log(alike / next) / 13;
        }
    }
    assert_true(fabs(mean - expected) < 1e-5 && fabs(last - h) < 1e-5 && mean > 0.05);
    data_clear(&d);
}

/* Every row of [swap] protocol on a recurrent network: it steps and restarts, or is refused. */
static void protocols(void **state)
{
    (void)state;
    for (const struct swap_protocols_row *row = swap_protocols_rows; row->name; row++) {
        static const char *const refused[] = {"null",         "mixup",       "label_noise",
                                              "flip_crop",    "joint_pixel", "joint_channel",
                                              "patch_shuffle"};
        bool skip = row->maps; /* of feed-forward layers */
        for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
            skip = skip || strcmp(refused[i], row->name) == 0;
        if (skip) continue;
        struct mc_chain c[2];
        for (int k = 0; k < 2; k++)
            c[k] = support_chain(
                &dnn_system,
                "[run]\nsteps = 1\nfolder = x\nseed = 5\n" PERIODIC
                "[units]\nproperty = rate\n[network]\nprecision = double\nlayers = rnn 6, rnn 6, "
                "rnn 6, "
                "conv 1 classes\n[train]\nlearning_rate = 0.1\n[swap]\nprotocol = "
                "%s\n",
                row->name);
        support_advance(&c[0], "gradient", 7);
        support_restart(&c[0], &c[1]);
        support_advance(&c[0], "gradient", 7), support_advance(&c[1], "gradient", 7);
        if (support_digest(&c[0]) != support_digest(&c[1]))
            fail_msg("%s: does not continue", row->name);
        mc_clear(&c[0]), mc_clear(&c[1]);
    }
}

int main(void)
{
    base_program("test");
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_in_files), cmocka_unit_test(symbols_in_files),
        cmocka_unit_test(refusals),         cmocka_unit_test(floor_of_the_loss),
        cmocka_unit_test(protocols),
    };
    return cmocka_run_group_tests(tests, support_begin, support_end);
}
