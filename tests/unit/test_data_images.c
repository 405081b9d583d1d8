/* Files of images: names and conventions of MNIST and EMNIST, the Python form of CIFAR as a stream of
   opcodes written here, archives made by tar; damaged ones. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include <cmocka.h>

#include "common/config/runfile.h"
#include "dnn/data/pickle.h"
#include "dnn/data/tar_archive.h"
#include "dnn/system/parts.h"
#include "tests/support.h"

/* ---- IDX ------------------------------------------------------------------------------------- */

enum { PIXELS = 784 };

static uint8_t pixel(size_t image, size_t row, size_t column)
{
    return (uint8_t)(image * 101 + row * 28 + 3 * column);
}

static void put(const char *name, const uint8_t *bytes, size_t n)
{
    char *const path = base_text("%s/%s", support_root, name);
    gzFile out = gzopen(path, strstr(name, ".gz") ? "wb" : "wbT"); /* T: not compressed */
    assert_int_equal(gzwrite(out, bytes, (unsigned)n), n);
    gzclose(out);
    base_free(path);
}

/* Three images with labels first, first + 1, last. */
static void put_idx(const char *images, const char *labels, uint8_t first, uint8_t last)
{
    uint8_t x[16 + 3 * PIXELS] = {0, 0, 8, 3, 0, 0, 0, 3, 0, 0, 0, 28, 0, 0, 0, 28},
                       y[] = {0, 0, 8, 1, 0, 0, 0, 3, first, (uint8_t)(first + 1), last};
    for (size_t i = 0; i < 3 * PIXELS; i++) x[16 + i] = pixel(i / PIXELS, i % PIXELS / 28, i % 28);
    put(images, x, sizeof x), put(labels, y, sizeof y);
}

static const char *set_name;

static void open_named(void *to)
{
    struct runfile *const f = support_load(
        &dnn_system,
        "[run]\nsteps = 1\nfolder = x\n[data]\nname = %s\npath = %s\npreprocess = none\n", set_name,
        support_root);
    data_init(to, f, dnn_count_weights);
    runfile_free(f);
}

static void forget_files(void)
{
    char *const command = base_text("rm -rf %s/*", support_root);
    assert_int_equal(system(command), 0);
    base_free(command);
}

static void names_of_mnist(void **state)
{
    (void)state;
    static const char *const forms[] = {"-idx", ".idx"}, *const ends[] = {"", ".gz"};
    set_name = "mnist";
    for (int k = 0; k < 4; k++) {
        char name[4][64];
        for (int i = 0; i < 4; i++)
            snprintf(name[i], sizeof name[i], "%s-%s%s%d-ubyte%s", i < 2 ? "train" : "t10k",
                     i % 2 ? "labels" : "images", forms[k / 2], i % 2 ? 1 : 3, ends[k % 2]);
        put_idx(name[0], name[1], 3, 9), put_idx(name[2], name[3], 0, 2);
        struct data d;
        open_named(&d);
        assert_int_equal(d.train.n, 3);
        assert_int_equal(d.train.label[2], 9);
        assert_int_equal(d.train.pixel[PIXELS + 28 * 5 + 2], pixel(1, 5, 2));
        real x[PIXELS];
        uint8_t label;
        data_gather(&d, &d.train, NULL, 1, 1, x, &label);
        assert_true(x[28 * 5 + 2] == (real)pixel(1, 5, 2)); /* preprocess = none */
        data_clear(&d);
        forget_files();
    }
}

static void emnist(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        uint8_t first, last; /* labels in the file */
        size_t classes;
        bool allowed;
    } cases[] = {
        {"balanced", 0, 46, 47, true}, {"balanced", 0, 47, 47, false},
        {"byclass", 0, 61, 62, true},  {"bymerge", 0, 46, 47, true},
        {"digits", 0, 9, 10, true},    {"digits", 0, 10, 10, false},
        {"letters", 1, 26, 26, true},  {"letters", 0, 26, 26, false},
        {"letters", 1, 27, 26, false}, {"mnist", 0, 9, 10, true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char name[4][64], set[32];
        for (int k = 0; k < 4; k++)
            snprintf(name[k], sizeof name[k], "emnist-%s-%s-%s-idx%d-ubyte.gz", cases[i].name,
                     k < 2 ? "train" : "test", k % 2 ? "labels" : "images", k % 2 ? 1 : 3);
        snprintf(set, sizeof set, "emnist_%s", cases[i].name);
        put_idx(name[0], name[1], cases[i].first, cases[i].last);
        put_idx(name[2], name[3], cases[i].first, cases[i].last);
        set_name = set;
        struct data d;
        if (!cases[i].allowed) {
            assert_true(support_refuses(open_named, &d, "label"));
            continue;
        }
        open_named(&d);
        assert_int_equal(d.classes, cases[i].classes);
        assert_int_equal(d.train.label[0], 0);
        assert_int_equal(d.test.label[2], cases[i].classes - 1);
        assert_int_equal(d.train.pixel[2 * PIXELS + 28 * 7 + 19], pixel(2, 19, 7)); /* upright */
        data_clear(&d);
        forget_files();
    }
}

/* ---- pickles --------------------------------------------------------------------------------- */

enum { N = 3, FEATURES = 12 };

struct stream {
    uint8_t byte[4096];
    size_t n;
};

static void add(struct stream *s, const void *bytes, size_t n)
{
    memcpy(s->byte + s->n, bytes, n);
    s->n += n;
}

static void text(struct stream *s, const char *t) /* SHORT_BINSTRING */
{
    const uint8_t head[] = {'U', (uint8_t)strlen(t)};
    add(s, head, 2), add(s, t, strlen(t));
}

#define OPS(s, ...) add(s, (const uint8_t[]){__VA_ARGS__}, sizeof(const uint8_t[]){__VA_ARGS__})

static const struct spoil {
    const char *from, *to; /* replaced in the stream, same length */
    const char *part;
} spoils[] = {
    {"numpy\nndarray", "posix\nsystem\n", "nothing is executed"},
    {"multiarray\n_reconstruct", "multiarray\n_reconstrucT", "nothing is executed"},
    {"u1", "f8", "not of bytes"},
    {"labels", "lables", "has no 'labels'"},
    {"data", "dota", "has no 'data'"},
};

/* What Python 2 writes for {'batch_label': ..., 'labels': [...], 'data': array, 'filenames': ...} in
   protocol 2. */
static struct stream python2(void)
{
    struct stream s = {.n = 0};
    OPS(&s, 0x80, 2, '}', 'q', 1, '(');
    text(&s, "batch_label"), OPS(&s, 'q', 2), text(&s, "training batch 1 of 5"), OPS(&s, 'q', 3);
    text(&s, "labels"), OPS(&s, 'q', 4, ']', 'q', 5, '(', 'K', 6, 'K', 9, 'e');
    OPS(&s, '(', 'M', 4, 0, 'e'); /* lists come in pieces */
    text(&s, "data"), OPS(&s, 'q', 6);
    add(&s, "cnumpy.core.multiarray\n_reconstruct\n", 36), OPS(&s, 'q', 7);
    add(&s, "cnumpy\nndarray\n", 15), OPS(&s, 'q', 8, 'K', 0, 0x85, 'q', 9);
    text(&s, "b"), OPS(&s, 'q', 10, 0x87, 'q', 11, 'R', 'q', 12);
    OPS(&s, '(', 'K', 1, 'K', N, 'M', FEATURES, 0, 0x86, 'q', 13);
    add(&s, "cnumpy\ndtype\n", 13), OPS(&s, 'q', 14), text(&s, "u1");
    OPS(&s, 'q', 15, 'K', 0, 'K', 1, 0x87, 'q', 16, 'R', 'q', 17, '(', 'K', 3);
    text(&s, "|"),
        OPS(&s, 'q', 18, 'N', 'N', 'N', 'J', 255, 255, 255, 255, 'J', 255, 255, 255, 255);
    OPS(&s, 'K', 0, 't', 'q', 19, 'b', 0x89, 'T', N * FEATURES, 0, 0, 0);
    for (uint8_t i = 0; i < N * FEATURES; i++) add(&s, &i, 1);
    OPS(&s, 'q', 20, 't', 'q', 21, 'b');
    text(&s, "filenames"), OPS(&s, 'q', 22, ']', 'q', 23, '(');
    for (int i = 0; i < N; i++) text(&s, "a.png");
    OPS(&s, 'e', 'u', '.');
    return s;
}

static uint8_t x[N * FEATURES], y[N];

static void read_stream(void *argument)
{
    const struct stream *const s = argument;
    uint8_t *const exact = base_alloc(s->n ? s->n : 1, 1); /* reads beyond the end are seen */
    memcpy(exact, s->byte, s->n);
    pickle_images(exact, s->n, "labels", &(struct pickle_arrays){N, FEATURES, x, y}, "batch");
    base_free(exact);
}

static void pickles(void **state)
{
    (void)state;
    struct stream s = python2();
    read_stream(&s);
    assert_memory_equal(y, ((uint8_t[]){6, 9, 4}), N);
    for (size_t i = 0; i < N * FEATURES; i++) assert_int_equal(x[i], i);
    for (size_t k = 0; k < sizeof spoils / sizeof *spoils; k++) {
        struct stream bad = python2();
        uint8_t *const at = memmem(bad.byte, bad.n, spoils[k].from, strlen(spoils[k].from));
        assert_non_null(at);
        memcpy(at, spoils[k].to, strlen(spoils[k].to));
        assert_true(support_refuses(read_stream, &bad, spoils[k].part));
    }
    for (size_t n = 0; n < s.n; n += 7) { /* cut anywhere */
        struct stream bad = python2();
        bad.n = n;
        assert_true(support_refuses(read_stream, &bad, "batch: "));
    }
}

/* ---- archives -------------------------------------------------------------------------------- */

struct archive {
    char *path;
    const char *names[2];
};

static void read_archive(void *argument)
{
    const struct archive *const a = argument;
    struct tar_archive_member member[2] = {0};
    tar_archive_read(a->path, a->names, 2, member);
    assert_int_equal(member[0].n, 7);
    assert_memory_equal(member[0].bytes, "seventh", 7);
    assert_int_equal(member[1].n, 0);
    base_free(member[0].bytes), base_free(member[1].bytes);
}

static void archives(void **state)
{
    (void)state;
    char *const make =
        base_text("cd %s && mkdir -p in/deep && printf seventh >in/deep/one && "
                  ": >in/two && head -c 70000 /dev/zero >in/else && tar -czf a.tgz in && "
                  "tar -cf b.tar --format=v7 in && head -c 300 a.tgz >c.tgz",
                  support_root);
    assert_int_equal(system(make), 0);
    base_free(make);
    static const char *const good[] = {"a.tgz", "b.tar"};
    for (int k = 0; k < 2; k++) {
        struct archive a = {base_text("%s/%s", support_root, good[k]), {"one", "two"}};
        read_archive(&a);
        a.names[1] = "three";
        assert_true(support_refuses(read_archive, &a, "does not contain three"));
        base_free(a.path);
    }
    struct archive cut = {base_text("%s/c.tgz", support_root), {"one", "two"}},
                   other = {base_text("%s/in/else", support_root), {"one", "two"}};
    assert_true(support_refuses(read_archive, &cut, "truncated or damaged"));
    assert_true(support_refuses(read_archive, &other, "does not contain one"));
    put("in/else", (const uint8_t[1024]){1, 2, 3}, 1024);
    assert_true(support_refuses(read_archive, &other, "not a tar archive"));
    base_free(cut.path), base_free(other.path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_of_mnist),
        cmocka_unit_test(emnist),
        cmocka_unit_test(pickles),
        cmocka_unit_test(archives),
    };
    return cmocka_run_group_tests(tests, support_begin, support_end);
}
