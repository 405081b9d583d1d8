/* Data and networks that can be read in more than one way: taken by one rule, which
   `describe` and the log name, or refused in one line. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <cmocka.h>

#include "common/config/runfile.h"
#include "common/core/base.h"
#include "common/io/npy.h"
#include "dnn/system/parts.h"
#include "dnn/system/system.h"
#include "tests/support.h"

enum { N = 12 };

static void write_array(const char *name, char kind, size_t bytes, size_t rank, const size_t *shape,
                        void *data)
{
    struct npy a = {.kind = kind, .bytes = bytes, .rank = rank, .n = 1, .data = data};
    for (size_t k = 0; k < rank; k++) a.shape[k] = shape[k], a.n *= shape[k];
    char *const path = base_text("%s/%s.npy", support_root, name);
    npy_write(path, &a);
    base_free(path);
}

static void write_inputs(size_t rank, const size_t *shape)
{
    double x[4096];
    for (size_t i = 0; i < 4096; i++) x[i] = (double)(i % 7) / 7;
    write_array("inputs", 'f', 8, rank, shape, x);
    write_array("test_inputs", 'f', 8, rank, shape, x);
}

/* Labels from the digits of a text; - is -1. */
static void write_labels(const char *name, const char *text, bool column)
{
    int32_t label[N];
    for (size_t i = 0; i < N; i++) {
        const char c = text[i % strlen(text)];
        label[i] = c == '-' ? -1 : c - '0';
    }
    write_array(name, 'i', 4, column ? 2 : 1, (const size_t[]){N, 1}, label);
}

static void open_set(void *to)
{
    struct runfile *const f =
        support_load(&dnn_system_double,
                     "[run]\nsteps = 1\nfolder = x\n[data]\nname = npy\npath = %s\n", support_root);
    data_init(to, f, dnn_count_weights);
    runfile_free(f);
}

static void labels(void **state)
{
    (void)state;
    static const struct {
        const char *train, *test;
        size_t classes;
        const char *part; /* of the refusal, or of the notes; NULL: none */
    } cases[] = {
        {"012", "012", 3, NULL},
        {"-1", "-1", 2, NULL},
        {"-1", "1", 2, NULL},
        {"1", "-1", 2, "1 of them without training samples: 0"},
        {"-1", "-", 2, NULL},
        {"-1", "01", 0, "labels are class numbers, those of the training samples -1 and +1"},
        {"01", "-1", 0, "labels are -1 and +1, those of the training samples class numbers"},
        {"012", "-1", 0, "use one convention"},
        {"-01", "012", 0, "is not a class number"},
        {"027", "027", 8, "classes: 8, 5 of them without training samples: 1, 3, 4, 5, 6"},
        {"012", "017", 8, "5 of them without training samples: 3, 4, 5, 6, 7"},
        {"123", "123", 4, "without training samples: 0"},
        {"0", "0", 2, "without training samples: 1"},
    };
    write_inputs(2, (const size_t[]){N, 4});
    for (size_t i = 0; i < 2 * sizeof cases / sizeof *cases; i++) {
        const size_t k = i / 2;
        struct data d = {0};
        write_labels("labels", cases[k].train, i % 2);
        write_labels("test_labels", cases[k].test, i % 2 == 0);
        if (!cases[k].classes) {
            assert_true(support_refuses(open_set, &d, cases[k].part));
            continue;
        }
        open_set(&d);
        assert_int_equal(d.classes, cases[k].classes);
        assert_non_null(strstr(d.notes, "inputs.npy: numbers from 0 to 0.8571"));
        if (cases[k].part)
            assert_non_null(strstr(d.notes, cases[k].part));
        else
            assert_null(strstr(d.notes, "without"));
        data_clear(&d);
    }
}

static void shapes(void **state)
{
    (void)state;
    static const struct {
        size_t shape[4];
        struct layer_shape as;
        bool refused;
    } cases[] = {
        {{N, 3, 6, 6}, {3, 6, 6}, false}, {{N, 1, 6, 6}, {1, 6, 6}, false},
        {{N, 6, 6, 3}, {0}, true},        {{N, 6, 6, 1}, {0}, true},
        {{N, 8, 5, 4}, {0}, true},        {{N, 3, 3, 3}, {3, 3, 3}, false},
        {{N, 2, 6, 3}, {2, 6, 3}, false},
    };
    write_labels("labels", "01", false);
    write_labels("test_labels", "01", false);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct data d = {0};
        write_inputs(4, cases[i].shape);
        if (cases[i].refused) {
            assert_true(support_refuses(open_set, &d, "has the channels last"));
            continue;
        }
        open_set(&d);
        assert_memory_equal(&d.shape, &cases[i].as, sizeof d.shape);
        data_clear(&d);
    }
}

struct network_case {
    const char *layers, *keys;
    const char *part; /* of the refusal; NULL: accepted */
    size_t shards;    /* 0: any */
    const char *note; /* NULL: none */
};

static void create(void *of)
{
    const struct network_case *const c = of;
    struct runfile *const f = support_load(
        &dnn_system_double,
        "[run]\nsteps = 1\nfolder = x\n[data]\nname = mixture\ndim = 48\nchannels = 3\n"
        "num_classes = 3\ntrain_samples = 1200\ntest_samples = 30\n[network]\nlayers = %s\n%s",
        c->layers, c->keys);
    struct dnn_state *const st = dnn_create(f);
    if (c->shards) assert_int_equal(st->gradient.shards, c->shards);
    if (c->note) assert_non_null(strstr(st->data.notes, c->note));
    dnn_free(st);
    runfile_free(f);
}

#define SAMPLED "[system]\nT = 0.1\n"

static void networks(void **state)
{
    (void)state;
    static const char dense[] = "dense 9, batchnorm, relu, dense 3",
                      conv[] = "conv 3 4, batchnorm, relu, dense 3",
                      drop[] = "dense 9, relu, dropout 0.5, dense 3",
                      plain[] = "dense 9, relu, dense 3";
    static const struct network_case cases[] = {
        {dense, "[train]\nbatch_size = 1000\n", NULL, 1, NULL},
        {dense, "[train]\nbatch_size = 0\n", NULL, 1, NULL},
        {dense, "[train]\nbatch_size = 1000\nshards = 5\n", NULL, 5,
         "batchnorm: over each of 5 shards of a batch of 1000"},
        {dense, "[train]\nbatch_size = 2\n", NULL, 1, NULL},
        {dense, "[train]\nbatch_size = 1\n", "batchnorm needs at least two samples", 0, NULL},
        {dense, "[train]\nbatch_size = 8\nshards = 8\n", "batchnorm needs at least two samples", 0,
         NULL},
        {dense, "[train]\nbatch_size = 9\nshards = 5\n", "batchnorm needs at least two samples", 0,
         NULL},
        {conv, "[train]\nbatch_size = 1\n", NULL, 1, NULL},
        {plain, "[train]\nbatch_size = 1\n", NULL, 1, NULL},
        {drop, "[train]\nbatch_size = 10\n", NULL, 0, NULL},
        {drop, "[train]\nbatch_size = 10\noptimiser = langevin\n" SAMPLED, "without dropout", 0,
         NULL},
        {drop, "[train]\nbatch_size = 10\noptimiser = underdamped\n" SAMPLED, "without dropout", 0,
         NULL},
        {plain, "[train]\nbatch_size = 10\noptimiser = langevin\n" SAMPLED, NULL, 0, NULL},
        {plain, "[train]\nbatch_size = 10\noptimiser = langevin\nmomentum = 0.5\n" SAMPLED, NULL, 0,
         "momentum = 0.5: no effect, as langevin has no inertia"},
        {plain, "[train]\nbatch_size = 10\n" SAMPLED, NULL, 0,
         "T = 0.1: no effect, as sgd has no temperature"},
        {"mpl 9", "[train]\nbatch_size = 10\n", "nearest: mlp", 0, NULL},
        {"dense 9, rela, dense 3", "[train]\nbatch_size = 10\n", "nearest: relu", 0, NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        if (cases[i].part)
            assert_true(support_refuses(create, (void *)&cases[i], cases[i].part));
        else
            create((void *)&cases[i]);
    }
}

static void samplers(void **state)
{
    (void)state;
    static const char *const dynamics[] = {"hmc", "mala", "metropolis"},
                             *const layers[] = {"dense 9, relu, dropout 0.5, dense 3",
                                                "dense 9, batchnorm, relu, dense 3"};
    for (size_t i = 0; i < 6; i++) {
        const char *const d = dynamics[i / 2];
        char *const keys =
            base_text("[train]\nbatch_size = 0\n" SAMPLED "[run]\ndynamics = %s\n[move.%s]\n%s\n",
                      d, strcmp(d, "metropolis") ? d : "displace",
                      strcmp(d, "metropolis") ? "step = 0.01" : "weight = 1\nstep = 0.1");
        const struct network_case c = {layers[i % 2], keys, NULL, 0, NULL};
        if (i < 5)
            assert_true(support_refuses(create, (void *)&c, "for which U is not defined"));
        else
            create((void *)&c); /* averages are constants of U */
        base_free(keys);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(labels),
        cmocka_unit_test(shapes),
        cmocka_unit_test(networks),
        cmocka_unit_test(samplers),
    };
    return cmocka_run_group_tests(tests, support_begin, support_end);
}
