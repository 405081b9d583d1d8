/* Other people's files: what is written comes back, and whatever is wrong is refused in one line
   that names the file and the line. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "glass/spheres/state/formats.h"
#include "tests/support.h"

enum { N = 7 };

static char *folder;

static int setup(void **state)
{
    (void)state, folder = support_folder();
    return 0;
}

static int teardown(void **state)
{
    (void)state, support_remove(folder);
    return 0;
}

static struct frame made(int dim, int64_t t)
{
    static double x[3 * N], label[N];
    for (int i = 0; i < N * dim; i++) x[i] = 9 * sin(1 + 1.3 * i + (double)t);
    for (int i = 0; i < N; i++) label[i] = 0.7 + 0.1 * i;
    x[0] = -1e-300;
    return (struct frame){t, -1.25, N, dim, x, label, 6.5};
}

static char *written(const struct formats_row *row, int dim)
{
    char *const path =
        base_text("%s/test%.*s", folder, (int)strcspn(row->suffixes, " "), row->suffixes);
    FILE *const out = base_open(path, "w");
    for (int64_t t = row->many ? 0 : 2; t <= 2; t++) {
        const struct frame f = made(dim, t);
        row->write(out, &f);
    }
    fclose(out);
    return path;
}

static void last_frames_come_back(void **state)
{
    (void)state;
    for (const struct formats_row *row = formats_table.rows; row->name; row++)
        for (int dim = 2; dim <= 3; dim++) {
            char *const path = written(row, dim);
            assert_ptr_equal(formats_of(path), row);
            struct owned_frame read = formats_read(path, row, "test");
            const struct frame f = read.view;
            const struct frame g = made(dim, 2);
            assert_true(f.n == N && f.dim == dim && f.box == 6.5);
            assert_memory_equal(f.label, g.label, N * sizeof *g.label);
            for (int k = 0; k < N * dim; k++) {
                const double turns = (f.x[k] - g.x[k]) / g.box;
                assert_true(fabs(turns - round(turns)) < 1e-14);
                assert_true(strcmp(row->name, "xyz") == 0 || fabs(turns) < 1e-14);
            }
            frame_clear(&read);
            base_free(path);
        }
}

struct file {
    const char *name, *text;
};

static void read_it(void *file)
{
    const struct file *const f = file;
    struct owned_frame read = formats_read(f->name, formats_of(f->name), "test");
    frame_clear(&read);
}

static void refused(const char *suffix, const char *text, size_t n, const char *part)
{
    char *const path = base_text("%s/bad.%s", folder, suffix);
    support_write(path, text, n);
    if (!support_refuses(read_it, &(struct file){path, text}, part)) fail_msg("read: %s", text);
    base_free(path);
}

#define HEAD "Lattice=\"5 0 0 0 5 0 0 0 5\" Properties=species:S:1:pos:R:3:radius:R:1\n"
#define DATA "title\n\n1 atoms\n1 atom types\n0 5 xlo xhi\n0 5 ylo yhi\n0 5 zlo zhi\n\n"
#define DUMP                                                                                       \
    "ITEM: TIMESTEP\n0\nITEM: NUMBER OF ATOMS\n1\nITEM: BOX BOUNDS pp pp pp\n0 5\n0 5\n0 5\n"

static void hostile_files_are_refused(void **state)
{
    (void)state;
    static const struct bad { /* a row */
        const char *suffix, *text, *part;
    } zoo[] = {
        {"xyz", "", "empty"},
        {"xyz", "none\n" HEAD, "not a number"},
        {"xyz", "1e12\n" HEAD "A 1 1 1 0.5\n", "line 1"},
        {"xyz", "-3\n" HEAD, "line 1"},
        {"xyz", "2\n" HEAD "A 1 1 1 0.5\n", "too early"},
        {"xyz", "1\n" HEAD "A 1 1 nan 0.5\n", "line 3"},
        {"xyz", "1\n" HEAD "A 1 1 1 -0.5\n", "diameter"},
        {"xyz", "1\n" HEAD "A 1 1 1\n", "columns"},
        {"xyz", "1\nProperties=species:S:1:pos:R:3:radius:R:1\nA 1 1 1 1\n", "Lattice"},
        {"xyz", "1\nLattice=\"5 0 0 0 5 0 0 0 5\" Properties=species:S:1:pos:R:3\nA 1 1 1\n",
         "radius"},
        {"xyz", "1\nLattice=\"5 0 0 0 4 0 0 0 5\" Properties=pos:R:3:radius:R:1\n1 1 1 1\n",
         "cubic"},
        {"xyz", "1\nLattice=\"5 1 0 0 5 0 0 0 5\" Properties=pos:R:3:radius:R:1\n1 1 1 1\n",
         "cubic"},
        {"xyz", "1\nLattice=\"5\" Properties=pos:R:3:radius:R:1\n1 1 1 1\n", "nine"},
        {"data", "", "empty"},
        {"data", "title\n\n1 atoms\n", "too early"},
        {"data", DATA "Atoms # atomic\n\n1 1 1 1 1\n", "sphere"},
        {"data", DATA "Atoms # sphere\n\n2 1 1 1 1 1 1\n", "whole number"},
        {"data", DATA "Atoms # sphere\n\n1 1 0 1 1 1 1\n", "diameter"},
        {"data", DATA "Atoms # sphere\n\n1 1 1 1 1 1\n", "columns"},
        {"data",
         "t\n\n2 atoms\n0 5 xlo xhi\n0 5 ylo yhi\n0 5 zlo zhi\nAtoms # sphere\n\n"
         "1 1 1 1 1 1 1\n1 1 1 1 2 2 2\n",
         "twice"},
        {"dump", "ITEM: NUMBER OF ATOMS\n", "TIMESTEP"},
        {"dump", DUMP "ITEM: ATOMS id x y z\n1 1 1 1\n", "radius"},
        {"dump", DUMP "ITEM: ATOMS x y z radius\n1 1 1 1\n", "id"},
        {"dump", DUMP "ITEM: ATOMS id xs ys zs radius\n1 1 1 1 1\n", "columns x"},
        {"dump", DUMP "ITEM: ATOMS id x y z radius\n1 1 1 1\n", "columns"},
    };
    for (size_t k = 0; k < sizeof zoo / sizeof *zoo; k++)
        refused(zoo[k].suffix, zoo[k].text, strlen(zoo[k].text), zoo[k].part);
    refused("xyz", "\0\n", 2, "not text");
}

/* Cut anywhere, a file is refused in one line or, cut between frames or in its last number, read. */
static void cut_files_do_no_harm(void **state)
{
    (void)state;
    for (const struct formats_row *row = formats_table.rows; row->name; row++) {
        char *const path = written(row, 3), text[8192], message[4096];
        FILE *const in = base_open(path, "r");
        const size_t n = fread(text, 1, sizeof text, in);
        fclose(in);
        for (size_t length = 0; length < n; length += 1 + n / 40) {
            support_write(path, text, length);
            const int status =
                support_dies(read_it, &(struct file){path, ""}, message, sizeof message);
            const char *const end = strchr(message, '\n');
            assert_true(status == 0 || (status == 2 && end && !end[1]));
        }
        base_free(path);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(last_frames_come_back),
                                       cmocka_unit_test(hostile_files_are_refused),
                                       cmocka_unit_test(cut_files_do_no_harm)};
    return cmocka_run_group_tests(tests, setup, teardown);
}
