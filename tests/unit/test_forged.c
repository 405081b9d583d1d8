/* Crafted checkpoints with a valid checksum. Each field in turn of checkpoints of real runs gets extreme
   numbers. The resumed run ends or is refused; it never crashes or hangs (more under SANITIZE=1).
   FORGED=N: one number in every N-th field (default 5); 0: all numbers in all fields. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include <cmocka.h>
#include <hdf5.h>
#include <hdf5_hl.h>
#include <xxhash.h>

#include "common/core/base.h"
#include "tests/support.h"

enum { SEAL = sizeof(XXH128_canonical_t), TAIL = 4 + SEAL, VALUES = 7, PLACES = 3, NAME = 200 };

struct forger {
    unsigned char *bytes; /* (size) of an image, in it others may lie */
    size_t size;
    int wanted, seen; /* fields so far */
    int value, place;
    char name[NAME]; /* of what was forged */
};

/* Whole numbers, of any width: the lowest bytes. Real ones are of their own. */
static const uint64_t whole[VALUES] = {
    0, 1, 1000, UINT64_MAX, INT64_MAX, (uint64_t)INT64_MAX + 1, UINT64_C(0x7fffffff7fffffff)};
static const double real[VALUES] = {0, -1, 1e-30, 1e30, 1e300 * 1e300, -1e300 * 1e300, 0};

static void write_value(unsigned char *at, size_t width, bool floats, int k)
{
    const double x = k == VALUES - 1 ? __builtin_nan("") : real[k];
    const float f = (float)x;
    memcpy(at, floats ? width == 4 ? (const void *)&f : &x : &whole[k], width);
}

static void seal(unsigned char *bytes, size_t size)
{
    XXH128_canonicalFromHash((XXH128_canonical_t *)(bytes + size - SEAL),
                             XXH3_128bits(bytes, size - SEAL));
}

static void visit(struct forger *f);

static void forge(struct forger *f, const char *name, hid_t type, unsigned char *at, size_t bytes)
{
    const size_t width = H5Tget_size(type), n = bytes / width;
    const bool floats = H5Tget_class(type) == H5T_FLOAT;
    const size_t from = f->place == 1 ? n - 1 : 0, to = f->place == 0 ? 1 : n;
    for (size_t i = from; i < to; i++) write_value(at + i * width, width, floats, f->value);
    snprintf(f->name, NAME, "%s, number %d, place %d", name, f->value, f->place);
}

static herr_t field(hid_t root, const char *name, const H5O_info_t *info, void *forger)
{
    struct forger *const f = forger;
    if (info->type != H5O_TYPE_DATASET) return 0;
    const hid_t set = H5Dopen2(root, name, H5P_DEFAULT), type = H5Dget_type(set);
    const size_t bytes = H5Dget_storage_size(set);
    unsigned char *const at = f->bytes + H5Dget_offset(set);
    const char *const last = strrchr(name, '/');
    if (last && strcmp(last, "/image") == 0 &&
        H5Tget_size(type) == 1) { /* a run's checkpoint within that of a ladder */
        struct forger within = *f;
        within.bytes = at, within.size = bytes;
        visit(&within);
        f->seen = within.seen;
        memcpy(f->name, within.name, NAME);
    } else if (bytes > 0 && f->seen++ == f->wanted) {
        forge(f, name, type, at, bytes);
    }
    H5Tclose(type);
    H5Dclose(set);
    return 0;
}

static void visit(struct forger *f)
{
    const hid_t file = H5LTopen_file_image(f->bytes, f->size - TAIL, 0);
    assert_true(file >= 0);
    H5Ovisit(file, H5_INDEX_NAME, H5_ITER_NATIVE, field, f);
    H5Fclose(file);
    seal(f->bytes, f->size);
}

static int run(const char *format, ...)
{
    char command[1000];
    va_list args;
    va_start(args, format);
    vsnprintf(command, sizeof command, format, args);
    va_end(args);
    const int status = system(command);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static unsigned char *read_all(const char *path, size_t *n)
{
    enum { MOST = 1 << 24 };
    FILE *const in = base_open(path, "rb");
    unsigned char *const bytes = base_alloc(MOST, 1);
    *n = fread(bytes, 1, MOST, in);
    fclose(in);
    return bytes;
}

/* Writes the number into the field and resumes the run. Returns the name of the field, "" after the
   last. */
static void one(struct forger *f, const char *program, const char *path)
{
    unsigned char *const kept = f->bytes;
    f->bytes = memcpy(base_alloc(f->size, 1), kept, f->size);
    f->seen = 0, *f->name = 0;
    visit(f);
    if (*f->name) {
        assert_int_equal(
            run("rm -rf %s/run && cp -r %s/kept %s/run", support_root, support_root, support_root),
            0);
        support_write(path, f->bytes, f->size);
        const int status = run("timeout -s KILL 20 %s resume %s/run >%s/said 2>&1", program,
                               support_root, support_root);
        if (status != 0 && status != 2) {
            run("tail -20 %s/said", support_root);
            fail_msg("%s: exit status %d", f->name, status);
        }
    }
    base_free(f->bytes);
    f->bytes = kept;
}

/* The run is left at its last checkpoint but one. */
static void all(const char *name, const char *ini, const char *keys)
{
    const char *const bin = getenv("BIN"), *const much = getenv("FORGED");
    const int step = much ? atoi(much) : 5;
    char *const program = base_text("%s/%s", bin ? bin : "bin", name);
    char *const path = base_text("%s/run/checkpoint.h5", support_root);
    const char *const s = support_root;
    assert_int_equal(run("rm -rf %s/*; %s run tests/faults/%s run.folder=%s/kept %s >%s/said 2>&1",
                         s, program, ini, s, keys, s),
                     0);
    assert_int_equal(run("cd %s/kept && mv checkpoint.previous.h5 checkpoint.h5 && "
                         "sed -i 's/^finished/interrupted/' status",
                         s),
                     0);
    char *const kept = base_text("%s/kept/checkpoint.h5", s);
    struct forger f = {.name = "first"};
    f.bytes = read_all(kept, &f.size);
    int tried = 0;
    for (int k = 0; *f.name; k++, tried++) {
        f.wanted = step ? step * k : k / (VALUES * PLACES);
        f.value = k % VALUES, f.place = k / VALUES % PLACES;
        one(&f, program, path);
    }
    print_message("%s: %d numbers in %d fields\n", ini, tried - 1, f.seen);
    assert_true(tried > 10);
    base_free(f.bytes);
    base_free(kept);
    base_free(path);
    base_free(program);
}

static void liquid(void **state)
{
    (void)state;
    all("glass", "kill_glass.ini",
        "run.sweeps=60 run.warmup=10 system.N=64 run.checkpoint_every=25");
}

static void network(void **state)
{
    (void)state;
    all("dnn", "kill_dnn.ini", "run.steps=60 run.checkpoint_every=25");
}

static void ladder(void **state)
{
    (void)state;
    all("glass", "kill_ladder.ini",
        "run.sweeps=60 run.warmup=10 system.N=64 run.checkpoint_every=25");
}

static void population(void **state)
{
    (void)state;
    all("glass", "kill_population.ini",
        "run.sweeps=60 run.warmup=10 system.N=64 tempering.every=10 run.checkpoint_every=25");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(liquid),
        cmocka_unit_test(network),
        cmocka_unit_test(ladder),
        cmocka_unit_test(population),
    };
    return cmocka_run_group_tests_name("forged", tests, support_begin, support_end);
}
