/* GSD: frames come back within single precision; files written here by the published layout, with the
   names of version 1 and 2 and values that only frame 0 has; damaged files are refused in one line. The
   python package gsd 5.0.1 reads what gsd_writer.c writes, and the reverse (checked by hand). */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "common/core/base.h"
#include "glass/spheres/state/gsd.h"
#include "glass/spheres/state/gsd_writer.h"
#include "tests/support.h"

enum { N = 5 };

static char *path_of(const char *name)
{
    return base_text("%s/%s.gsd", support_root, name);
}

/* Three frames; frame k is displaced by k. */
static char *written(int dim, double x[N * 3], double label[N])
{
    char *const path = path_of("own");
    FILE *const out = base_open(path, "w");
    struct gsd_writer *const w = gsd_writer_create(out);
    for (int k = 0; k < 3; k++) {
        for (int i = 0; i < N * dim; i++) x[i] = -7 + 1.3 * i + k;
        for (int i = 0; i < N; i++) label[i] = i % 2 ? 1.25 : 0.75;
        const struct frame f = {10 * k, NAN, N, dim, x, label, 6.5, false, {0}};
        gsd_writer_add(w, &f);
    }
    gsd_writer_free(w);
    fclose(out);
    return path;
}

static void the_last_frame_comes_back(void **state)
{
    (void)state;
    for (int dim = 2; dim <= 3; dim++) {
        double x[N * 3], label[N];
        char *const path = written(dim, x, label);
        assert_true(gsd_is(path));
        struct owned_frame f = gsd_read_last(path, "test");
        assert_true(f.view.n == N && f.view.dim == dim && f.view.t == 20 && f.view.box == 6.5);
        for (int i = 0; i < N * dim; i++) assert_true(fabs(f.x[i] - x[i]) < 1e-6);
        for (int i = 0; i < N; i++) assert_true(f.label[i] == label[i]);
        frame_clear(&f);
        base_free(path);
    }
}

/* ---- files by the layout --------------------------------------------------------------------- */

static void put(unsigned char *to, size_t *at, uint64_t x, size_t bytes)
{
    for (size_t b = 0; b < bytes; b++) to[(*at)++] = (unsigned char)(x >> 8 * b);
}

static void put_entry(unsigned char *to, size_t *at, uint64_t frame, uint64_t n, uint64_t location,
                      uint32_t m, uint16_t id, uint8_t type)
{
    put(to, at, frame, 8), put(to, at, n, 8), put(to, at, location, 8);
    put(to, at, m, 4), put(to, at, id, 2), put(to, at, type, 1), put(to, at, 0, 1);
}

/* Two spheres in a box of side 4: N, box, diameters (of type double) in frame 0, positions in both. Returns
   the length. */
static size_t fabricated(unsigned char bytes[2048], unsigned version)
{
    static const char *const name[] = {"particles/N", "configuration/box", "particles/diameter",
                                       "particles/position"};
    const float box[6] = {4, 4, 4}, first[6] = {0}, second[6] = {1, -1, 0.5f, -1.5f, 0, 0.25f};
    const double diameter[2] = {1.5, 0.5};
    enum {
        CHUNKS = 5,
        CHUNK = 64,
        INDEX = 256 + CHUNKS * CHUNK,
        NAMES = INDEX + 32 * (CHUNKS + 2)
    };
    size_t at = 0;
    memset(bytes, 0, 2048);
    put(bytes, &at, UINT64_C(0x65DF65DF65DF65DF), 8), put(bytes, &at, INDEX, 8);
    put(bytes, &at, CHUNKS + 2, 8), put(bytes, &at, NAMES, 8), put(bytes, &at, 4, 8);
    put(bytes, &at, 0x10004, 4), put(bytes, &at, version << 16, 4);
    memcpy(bytes + at + 64, "hoomd", 5);
    bytes[256] = 2;
    memcpy(bytes + 256 + CHUNK, box, sizeof box);
    memcpy(bytes + 256 + 2 * CHUNK, diameter, sizeof diameter);
    memcpy(bytes + 256 + 3 * CHUNK, first, sizeof first);
    memcpy(bytes + 256 + 4 * CHUNK, second, sizeof second);
    at = INDEX;
    put_entry(bytes, &at, 0, 1, 256, 1, 0, 3);
    put_entry(bytes, &at, 0, 6, 256 + CHUNK, 1, 1, 9);
    put_entry(bytes, &at, 0, 2, 256 + 2 * CHUNK, 1, 2, 10);
    put_entry(bytes, &at, 0, 2, 256 + 3 * CHUNK, 3, 3, 9);
    put_entry(bytes, &at, 1, 2, 256 + 4 * CHUNK, 3, 3, 9);
    at = NAMES;
    for (int k = 0; k < 4; k++) {
        strcpy((char *)bytes + at, name[k]);
        at += version == 1 ? 64 : strlen(name[k]) + 1;
    }
    return NAMES + 4 * 64;
}

static void other_programs_are_read(void **state)
{
    (void)state;
    static const double x[] = {3, 1, 2.5, 0.5, 2, 2.25};
    for (unsigned version = 1; version <= 2; version++) {
        unsigned char bytes[2048];
        const size_t n = fabricated(bytes, version);
        char *const path = path_of("foreign");
        support_write(path, bytes, n);
        struct owned_frame f = gsd_read_last(path, "test");
        assert_true(f.view.n == 2 && f.view.dim == 3 && f.view.t == 0 && f.view.box == 4);
        for (int i = 0; i < 6; i++) assert_true(f.x[i] == x[i]);
        assert_true(f.label[0] == 1.5 && f.label[1] == 0.5);
        frame_clear(&f);
        base_free(path);
    }
}

/* ---- damage ---------------------------------------------------------------------------------- */

static void read_it(void *path)
{
    struct owned_frame f = gsd_read_last(path, "test");
    frame_clear(&f);
}

static void damaged_files_are_refused(void **state)
{
    (void)state;
    unsigned char bytes[2048];
    char *const path = path_of("damaged");
    static const struct {
        size_t at;
        unsigned char to;
        const char *says;
    } damage[] = {
        {0, 0, "is no GSD file"},
        {15, 1, "ends too early"},
        {23, 1, "index is longer"},
        {39, 1, "names are longer"},
        {46, 7, "version of GSD"},
        {112, 'x', "schema"},
        {256 + 64 + 6, 9, "not cubic"},
        {256, 0, "no particle"},
        {256, 3, "not an array of 3"},
        {256 + 64 + 15, 0x7f, "tilted"},
        {256 + 2 * 64 + 7, 0xbf, "a diameter"},
    };
    for (size_t k = 0; k < sizeof damage / sizeof *damage; k++) {
        const size_t n = fabricated(bytes, 2);
        bytes[damage[k].at] = damage[k].to;
        support_write(path, bytes, n);
        if (!support_refuses(read_it, path, damage[k].says)) fail_msg("case %zu", k);
    }
    const size_t n = fabricated(bytes, 2);
    for (size_t length = 0; length < n; length += 1 + n / 30) {
        support_write(path, bytes, length);
        assert_true(support_refuses(read_it, path, path));
    }
    base_free(path);
}

/* Any changed byte: read, or refused. */
static void changed_bytes_do_no_harm(void **state)
{
    (void)state;
    unsigned char bytes[2048];
    char *const path = path_of("changed"), message[4096];
    const size_t n = fabricated(bytes, 2);
    for (size_t at = 0; at < n; at += 5) {
        const unsigned char was = bytes[at];
        bytes[at] = (unsigned char)(was ^ (at % 3 ? 0xff : 0x80));
        support_write(path, bytes, n);
        const int status = support_dies(read_it, path, message, sizeof message);
        if (status != 0 && status != 2) fail_msg("byte %zu: status %d: %s", at, status, message);
        bytes[at] = was;
    }
    base_free(path);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_last_frame_comes_back),
        cmocka_unit_test(other_programs_are_read),
        cmocka_unit_test(damaged_files_are_refused),
        cmocka_unit_test(changed_bytes_do_no_harm),
    };
    return cmocka_run_group_tests(tests, support_begin, support_end);
}
