/* Checkpoints and buffers: loaded values equal saved ones, any damage is detected, a failing disk loses
   nothing, bytes depend on the state alone. */
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xxhash.h>

#include <cmocka.h>

#include "common/core/base.h"
#include "common/io/checkpoint.h"
#include "common/core/rng.h"
#include "tests/support.h"

struct state {
    uint8_t a[3];
    uint32_t b;
    int32_t c[2];
    uint64_t d;
    int64_t e[2];
    float f[2];
    size_t n;
    double *x; /* (n) */
};

static const struct state sample = {
    {1, 2, 255},     0xfffffffe,    {-5, 7}, UINT64_MAX,
    {INT64_MIN, 42}, {0.1f, -0.0f}, 5,       (double[]){0.1, -0.0, 1e308, 5e-324, 3}};

static void visit(struct state *s, struct checkpoint *c)
{
    checkpoint_u8(c, "a", s->a, 3);
    checkpoint_enter(c, "group");
    checkpoint_u32(c, "b", &s->b, 1);
    checkpoint_i32(c, "c", s->c, 2);
    checkpoint_enter(c, "inner");
    checkpoint_u64(c, "a", &s->d, 1);
    checkpoint_leave(c);
    checkpoint_i64(c, "e", s->e, 2);
    checkpoint_leave(c);
    checkpoint_f32(c, "f", s->f, 2);
    checkpoint_count(c, "n", &s->n, 100);
    if (checkpoint_loading(c)) s->x = base_alloc(s->n, sizeof *s->x);
    checkpoint_f64(c, "x", s->x, s->n);
    checkpoint_f64(c, "nothing", NULL, 0);
}

static uint64_t save(struct state s, const char *path, const char *previous)
{
    struct checkpoint *const c = checkpoint_create_saver();
    assert_false(checkpoint_loading(c));
    visit(&s, c);
    checkpoint_write(c, path, previous);
    const uint64_t digest = checkpoint_digest(c);
    checkpoint_free(c);
    return digest;
}

static bool loads(const char *path, struct state *s, uint64_t *digest)
{
    char why[300] = "";
    struct checkpoint *const c = checkpoint_create_loader(path, why, sizeof why);
    if (!c) {
        assert_true(strncmp(why, path, strlen(path)) == 0 && strlen(why) > strlen(path) + 2);
        return false;
    }
    visit(s, c);
    *digest = checkpoint_digest(c);
    checkpoint_free(c);
    return true;
}

static char *folder, *path, *before, *scratch;

static int setup(void **state)
{
    (void)state;
    folder = support_folder();
    path = base_text("%s/checkpoint.h5", folder);
    before = base_text("%s/checkpoint.1.h5", folder);
    scratch = base_text("%s/scratch.h5", folder);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    base_free(path);
    base_free(before);
    base_free(scratch);
    support_remove(folder);
    return 0;
}

static unsigned char *bytes_of(const char *name, size_t *n)
{
    FILE *const in = base_open(name, "rb");
    struct stat about;
    fstat(fileno(in), &about);
    unsigned char *const bytes = base_alloc((size_t)about.st_size, 1);
    *n = fread(bytes, 1, (size_t)about.st_size, in);
    fclose(in);
    return bytes;
}

static void comes_back(void **state)
{
    (void)state;
    const uint64_t saved = save(sample, path, NULL);
    struct state s = {0};
    uint64_t loaded;
    assert_true(loads(path, &s, &loaded));
    assert_true(saved == loaded);
    assert_memory_equal(&s, &sample, offsetof(struct state, n));
    assert_int_equal(s.n, sample.n);
    assert_memory_equal(s.x, sample.x, sample.n * sizeof *s.x);
    struct checkpoint *const c = checkpoint_create_digester();
    visit(&s, c);
    assert_true(checkpoint_digest(c) == saved);
    checkpoint_free(c);
    base_free(s.x);
}

/* Every bit of a state, and every name, changes the digest. */
static void digest_sees_all(void **state)
{
    (void)state;
    const uint64_t whole = save(sample, path, NULL);
    for (size_t bit = 0; bit < 8 * offsetof(struct state, n); bit++) {
        if (bit / 8 == 3) continue; /* padding after a */
        struct state s = sample;
        ((unsigned char *)&s)[bit / 8] ^= (unsigned char)(1 << bit % 8);
        struct checkpoint *const c = checkpoint_create_digester();
        visit(&s, c);
        assert_true(checkpoint_digest(c) != whole);
        checkpoint_free(c);
    }
    uint64_t x = 7, digest[3];
    for (int i = 0; i < 3; i++) {
        struct checkpoint *const c = checkpoint_create_digester();
        if (i == 2)
            checkpoint_i64(c, "x", (int64_t *)&x, 1);
        else
            checkpoint_u64(c, i ? "y" : "x", &x, 1);
        digest[i] = checkpoint_digest(c);
        checkpoint_free(c);
    }
    assert_true(digest[0] != digest[1] && digest[0] != digest[2]);
}

static void bytes_depend_on_state_alone(void **state)
{
    (void)state;
    save(sample, path, NULL);
    sleep(1); /* a time of creation would show */
    save(sample, scratch, NULL);
    size_t n, m;
    unsigned char *const a = bytes_of(path, &n), *const b = bytes_of(scratch, &m);
    assert_int_equal(n, m);
    assert_memory_equal(a, b, n);
    base_free(a);
    base_free(b);
}

static void damage_is_seen(void **state)
{
    (void)state;
    save(sample, path, NULL);
    size_t n;
    unsigned char *const bytes = bytes_of(path, &n);
    struct state s = {0};
    uint64_t digest;
    char why[300];
    for (size_t i = 0; i < n;
         i += i < 200 || i + 40 > n ? 1 : 31) { /* all bits of a sample of bytes, ends included */
        for (int bit = 0; bit < 8; bit++) {
            bytes[i] ^= (unsigned char)(1 << bit);
            support_write(scratch, bytes, n);
            assert_null(checkpoint_create_loader(scratch, why, sizeof why));
            bytes[i] ^= (unsigned char)(1 << bit);
        }
    }
    assert_non_null(strstr(why, "damaged"));
    for (size_t cut = 0; cut < n; cut += cut < 100 || cut + 100 > n ? 1 : 37) {
        support_write(scratch, bytes, cut);
        assert_false(loads(scratch, &s, &digest));
    }
    support_write(scratch, bytes, n);
    assert_true(loads(scratch, &s, &digest));
    base_free(s.x);
    base_free(bytes);
    assert_false(loads(folder, &s, &digest));
    assert_false(loads("/nowhere/at/all.h5", &s, &digest));
}

/* n arbitrary bytes with a valid checksum are refused. */
static void refused_though_sealed(unsigned char *bytes, size_t n)
{
    char why[300];
    XXH128_canonicalFromHash((XXH128_canonical_t *)(bytes + n - 16), XXH3_128bits(bytes, n - 16));
    support_write(scratch, bytes, n);
    assert_null(checkpoint_create_loader(scratch, why, sizeof why));
    assert_non_null(strstr(why, "not of the format that this version reads"));
}

static void foreign_content_is_seen(void **state)
{
    (void)state;
    unsigned char foreign[3 + 4 + 16] = {'a', 'b', 'c', 2};
    refused_though_sealed(foreign, sizeof foreign);
}

/* A whole checkpoint of another version's. */
static void other_format_is_seen(void **state)
{
    (void)state;
    save(sample, path, NULL);
    size_t n;
    unsigned char *const bytes = bytes_of(path, &n);
    bytes[n - 20]++;
    refused_though_sealed(bytes, n);
    base_free(bytes);
}

static void previous_is_kept(void **state)
{
    (void)state;
    unlink(path);
    unlink(before);
    struct state s = sample;
    s.b = 1;
    save(s, path, before);
    assert_int_equal(access(before, F_OK), -1);
    s.b = 2;
    save(s, path, before);
    uint64_t digest;
    assert_true(loads(path, &s, &digest));
    assert_int_equal(s.b, 2);
    base_free(s.x);
    assert_true(loads(before, &s, &digest));
    assert_int_equal(s.b, 1);
    base_free(s.x);
    char *const fresh = base_text("%s.tmp", path);
    assert_int_equal(access(fresh, F_OK), -1);
    base_free(fresh);
}

static void save_on_small_disk(void *argument)
{
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &(struct rlimit){1000, 1000});
    save(sample, argument, before);
}

static void save_there(void *argument)
{
    save(sample, argument, NULL);
}

static void refusing_disk(void **state)
{
    (void)state;
    save(sample, path, NULL);
    save(sample, before, NULL);
    struct stat was[2], is[2];
    stat(path, &was[0]), stat(before, &was[1]);
    assert_true(support_refuses(save_on_small_disk, path,
                                "checkpoint.h5: cannot be written: File too large"));
    stat(path, &is[0]), stat(before, &is[1]);
    assert_true(was[0].st_ino == is[0].st_ino && was[1].st_ino == is[1].st_ino);
    char *const fresh = base_text("%s.tmp", path);
    assert_int_equal(access(fresh, F_OK), -1);
    base_free(fresh);
    assert_true(support_refuses(save_there, "/nowhere/at/all.h5",
                                "/nowhere/at/all.h5: cannot be written: No such file"));
}

enum mismatch { MISSING, MISSING_GROUP, SIZE, TYPE };

static void load_wrongly(void *argument)
{
    char why[300];
    struct checkpoint *const c = checkpoint_create_loader(path, why, sizeof why);
    double x[9];
    float y[9];
    switch (*(const enum mismatch *)argument) {
    case MISSING:
        checkpoint_f64(c, "z", x, 5);
        break;
    case MISSING_GROUP:
        checkpoint_enter(c, "grup");
        checkpoint_f64(c, "x", x, 5);
        break;
    case SIZE:
        checkpoint_f64(c, "x", x, 4);
        break;
    case TYPE:
        checkpoint_f32(c, "x", y, 5);
        break;
    }
}

static void wrong_fields(void **state)
{
    (void)state;
    save(sample, path, NULL);
    static const char *const part[] = {
        [MISSING] = "checkpoint.h5: field z is missing",
        [MISSING_GROUP] = "checkpoint.h5: field grup/x is missing",
        [SIZE] = "checkpoint.h5: field x has 5 items, not 4",
        [TYPE] = "checkpoint.h5: field x is not of type f32",
    };
    for (enum mismatch m = MISSING; m <= TYPE; m++)
        assert_true(support_refuses(load_wrongly, &m, part[m]));
}

/* Others read it too. */
static void python_reads_it(void **state)
{
    (void)state;
    if (system("/usr/bin/python3 -c 'import h5py' 2>/dev/null")) {
        print_message("python3-h5py is not installed: not looked at from outside\n");
        skip();
    }
    save(sample, path, NULL);
    char *const command =
        base_text("/usr/bin/python3 -c '\n"
                  "import h5py; f = h5py.File(\"%s\", \"r\")\n"
                  "assert list(f[\"x\"][...]) == [0.1, -0.0, 1e308, 5e-324, 3]\n"
                  "assert f[\"group/inner/a\"][0] == 2**64 - 1 and f[\"x\"].dtype == \"<f8\"\n"
                  "assert f[\"nothing\"].shape == (0,)'",
                  path);
    assert_int_equal(system(command), 0);
    base_free(command);
}

/* A buffer is reused for one state after another; packing it again ends its branching. */
static void parcels(void **unused)
{
    (void)unused;
    struct checkpoint *const p = checkpoint_create_buffer(), *const q = checkpoint_create_buffer();
    struct state from = sample;
    struct rng stream, other;
    rng_init(&stream, 1, 2, RNG_TEST);
    for (int round = 0; round < 3; round++) {
        size_t n;
        struct state to = {0};
        checkpoint_pack(p);
        visit(&from, p);
        checkpoint_rng(p, &stream);
        const unsigned char *const bytes = checkpoint_bytes(p, &n);
        memcpy(checkpoint_reserve(q, n), bytes, n);
        checkpoint_unpack(q);
        assert_true(checkpoint_loading(q));
        visit(&to, q);
        checkpoint_rng(q, &other);
        assert_memory_equal(to.a, from.a, sizeof to.a); /* padding follows */
        assert_memory_equal(&to.b, &from.b, offsetof(struct state, n) - offsetof(struct state, b));
        assert_memory_equal(to.x, from.x, from.n * sizeof *from.x);
        assert_int_equal(other.replica, 2);
        base_free(to.x);
        checkpoint_unpack(p);
        checkpoint_branch(p, 7);
        visit(&to, p);
        checkpoint_rng(p, &other);
        assert_int_equal(other.replica, 7);
        assert_int_equal(stream.replica, 2);
        base_free(to.x);
    }
    checkpoint_free(p);
    checkpoint_free(q);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(comes_back),
        cmocka_unit_test(digest_sees_all),
        cmocka_unit_test(damage_is_seen),
        cmocka_unit_test(bytes_depend_on_state_alone),
        cmocka_unit_test(previous_is_kept),
        cmocka_unit_test(foreign_content_is_seen),
        cmocka_unit_test(other_format_is_seen),
        cmocka_unit_test(refusing_disk),
        cmocka_unit_test(wrong_fields),
        cmocka_unit_test(python_reads_it),
        cmocka_unit_test(parcels),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
