/* Last frames of H5MD files as other programs write them: layouts, filters, names of groups, boxes, sizes
   and steps. Damaged files are refused in one line. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <hdf5.h>
#include <hdf5_hl.h>

#include "common/core/base.h"
#include "common/io/h5md_input.h"
#include "tests/support.h"

enum { N = 50, FRAMES = 3, DIM = 3 };

static char *path;

static double x[FRAMES * N * DIM], size[FRAMES * N];

struct kind { /* a row; 0 or NULL: as most programs do */
    const char *group;
    hsize_t chunk[3];
    bool shuffle, deflate, checksum, single, big_endian;
    enum { EDGES, EDGES_MATRIX, EDGES_FIXED, EDGES_FIXED_MATRIX } edges;
    enum { SIZES, SIZES_FIXED, RADII, SIZES_ONE, SIZES_NONE } sizes;
    enum { STEPS, STEPS_SCALAR, STEPS_NONE, STEPS_REAL } steps;
};

static void put(hid_t file, const char *group, const char *name, hid_t type, hid_t list, int rank,
                const hsize_t *shape, const void *values)
{
    char *const at = base_text("particles/%s/%s", group, name);
    const hid_t parents = H5Pcreate(H5P_LINK_CREATE);
    H5Pset_create_intermediate_group(parents, 1);
    hsize_t most[3];
    for (int k = 0; k < rank; k++)
        most[k] = k == 0 && H5Pget_layout(list) == H5D_CHUNKED ? H5S_UNLIMITED : shape[k];
    const hid_t space = H5Screate_simple(rank, shape, most);
    const hid_t set = H5Dcreate2(file, at, type, space, parents, list, H5P_DEFAULT);
    assert_true(set >= 0);
    H5Dwrite(set, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values);
    H5Dclose(set), H5Sclose(space), H5Pclose(parents);
    base_free(at);
}

static void put_edges(hid_t file, const struct kind *k, const char *group)
{
    static double vector[FRAMES * DIM], matrix[FRAMES * DIM * DIM];
    for (int i = 0; i < FRAMES * DIM; i++) vector[i] = 6.5;
    for (int i = 0; i < FRAMES * DIM * DIM; i++) matrix[i] = i % (DIM * DIM) % (DIM + 1) ? 0 : 6.5;
    const bool square = k->edges == EDGES_MATRIX || k->edges == EDGES_FIXED_MATRIX;
    const bool fixed = k->edges == EDGES_FIXED || k->edges == EDGES_FIXED_MATRIX;
    const hsize_t shape[] = {FRAMES, DIM, DIM};
    put(file, group, fixed ? "box/edges" : "box/edges/value", H5T_IEEE_F64LE, H5P_DEFAULT,
        1 + square + !fixed, fixed ? shape + 1 : shape, square ? matrix : vector);
}

static void put_steps(hid_t file, const struct kind *k, const char *group)
{
    const double step[FRAMES] = {0, 10, 20};
    const hsize_t shape[] = {FRAMES};
    if (k->steps == STEPS_NONE) return;
    put(file, group, "position/step", k->steps == STEPS_REAL ? H5T_IEEE_F64LE : H5T_STD_I32LE,
        H5P_DEFAULT, k->steps != STEPS_SCALAR, shape, step);
}

static void make(const struct kind *k)
{
    const char *const group = k->group ? k->group : "all";
    const hid_t file = H5Fcreate(path, H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
    const hid_t list = H5Pcreate(H5P_DATASET_CREATE);
    if (k->chunk[0]) H5Pset_chunk(list, 3, k->chunk);
    if (k->shuffle) H5Pset_shuffle(list);
    if (k->deflate) H5Pset_deflate(list, 6);
    if (k->checksum) H5Pset_fletcher32(list);
    const hid_t type = k->single       ? (k->big_endian ? H5T_IEEE_F32BE : H5T_IEEE_F32LE)
                       : k->big_endian ? H5T_IEEE_F64BE
                                       : H5T_IEEE_F64LE;
    const hsize_t positions[] = {FRAMES, N, DIM}, sizes[] = {FRAMES, N};
    put(file, group, "position/value", type, list, 3, positions, x);
    if (k->sizes == SIZES)
        put(file, group, "diameter/value", H5T_IEEE_F64LE, H5P_DEFAULT, 2, sizes, size);
    else if (k->sizes == SIZES_ONE)
        put(file, group, "diameter", H5T_IEEE_F64LE, H5P_DEFAULT, 0, sizes, size);
    else if (k->sizes != SIZES_NONE)
        put(file, group, k->sizes == RADII ? "radius" : "diameter", H5T_IEEE_F64LE, H5P_DEFAULT, 1,
            sizes + 1, size + (FRAMES - 1) * N);
    put_edges(file, k, group);
    put_steps(file, k, group);
    H5Pclose(list);
    H5Fclose(file);
}

static const struct kind kinds[] = {
    {0},
    {.group = "atoms"},
    {.chunk = {1, N, DIM}},
    {.chunk = {1, 7, 2}},
    {.chunk = {1000, N, DIM}},
    {.chunk = {2, 16, 1}, .deflate = true},
    {.chunk = {1, N, DIM}, .shuffle = true, .deflate = true, .checksum = true},
    {.chunk = {1, 9, DIM}, .shuffle = true, .single = true, .big_endian = true},
    {.big_endian = true},
    {.single = true},
    {.edges = EDGES_MATRIX},
    {.edges = EDGES_FIXED},
    {.edges = EDGES_FIXED_MATRIX},
    {.sizes = SIZES_FIXED},
    {.sizes = RADII},
    {.sizes = SIZES_ONE},
    {.sizes = SIZES_NONE},
    {.chunk = {1, 16, DIM}, .checksum = true},
    {.chunk = {3, 7, 1}, .checksum = true, .single = true},
    {.steps = STEPS_SCALAR},
    {.steps = STEPS_NONE},
    {.steps = STEPS_REAL},
};

static void every_kind_is_read(void **state)
{
    (void)state;
    for (size_t row = 0; row < sizeof kinds / sizeof *kinds; row++) {
        const struct kind *const k = &kinds[row];
        make(k);
        struct owned_frame read = h5md_input_last(path, "test");
        const struct frame f = read.view;
        const double factor = k->sizes == RADII ? 2 : 1;
        assert_true(f.n == N && f.dim == DIM && f.box == 6.5);
        for (int i = 0; i < N * DIM; i++) {
            const double expected = x[(FRAMES - 1) * N * DIM + i];
            if (fabs(f.x[i] - expected) > (k->single ? 1e-6 : 0))
                fail_msg("row %zu: coordinate %d is %g, not %g", row, i, f.x[i], expected);
        }
        assert_true(!f.label == (k->sizes == SIZES_NONE));
        for (int i = 0; f.label && i < N; i++)
            assert_true(f.label[i] ==
                        (k->sizes == SIZES_ONE ? size[0] : factor * size[(FRAMES - 1) * N + i]));
        frame_clear(&read);
    }
}

static void read_it(void *unused);

/* A bit of the last frame's coordinates, under Fletcher's checksum. */
static void flipped_bits_are_refused(void **state)
{
    (void)state;
    enum { ROOM = 200000 };
    static char bytes[ROOM], message[4096];
    const double *const last = x + (FRAMES - 1) * N * DIM;
    make(&(struct kind){.chunk = {1, N, DIM}, .checksum = true});
    FILE *const in = base_open(path, "r");
    const size_t n = fread(bytes, 1, sizeof bytes, in);
    fclose(in);
    char *const at = memmem(bytes, n, last, 64);
    assert_true(at);
    for (int bit = 0; bit < 200; bit++) {
        char *const byte = at + 5 * bit;
        *byte = (char)(*byte ^ 1 << bit % 8);
        support_write(path, bytes, n);
        assert_int_equal(support_dies(read_it, NULL, message, sizeof message), 2);
        assert_non_null(strstr(message, "is damaged"));
        *byte = (char)(*byte ^ 1 << bit % 8);
    }
}

static void read_it(void *unused)
{
    (void)unused;
    struct owned_frame f = h5md_input_last(path, "test");
    frame_clear(&f);
}

/* Cut anywhere or with bytes changed, a file is read or refused in one line. */
static void damage_does_no_harm(void **state)
{
    (void)state;
    enum { ROOM = 2000000 };
    static char bytes[ROOM], changed[ROOM], message[4096];
    for (int row = 2; row < 7; row++) {
        make(&kinds[row]);
        FILE *const in = base_open(path, "r");
        const size_t n = fread(bytes, 1, sizeof bytes, in);
        fclose(in);
        assert_true(n < sizeof bytes);
        for (size_t i = 0; i < 60; i++) {
            const size_t at = n * i / 60;
            memcpy(changed, bytes, n);
            if (i % 2) memset(changed + at, 0xff, n - at < 3 ? n - at : 3);
            support_write(path, changed, i % 2 ? n : at);
            const int status = support_dies(read_it, NULL, message, sizeof message);
            const char *const end = strchr(message, '\n');
            if (status != 0 && !(status == 2 && end && !end[1]))
                fail_msg("row %d, byte %zu of %zu: status %d: %s", row, at, n, status, message);
        }
    }
}

static int setup(void **state)
{
    support_begin(state);
    path = base_text("%s/other.h5", support_root);
    for (int i = 0; i < FRAMES * N * DIM; i++) x[i] = 9 * sin(1 + 1.3 * i);
    for (int i = 0; i < FRAMES * N; i++) size[i] = 0.7 + 0.01 * (i % N);
    H5Eset_auto2(H5E_DEFAULT, NULL, NULL);
    return 0;
}

static int teardown(void **state)
{
    base_free(path);
    return support_end(state);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_kind_is_read),
                                       cmocka_unit_test(flipped_bits_are_refused),
                                       cmocka_unit_test(damage_does_no_harm)};
    return cmocka_run_group_tests(tests, setup, teardown);
}
