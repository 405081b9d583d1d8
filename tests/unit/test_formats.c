/* Files of other programs: written frames are read back unchanged, and every defect is refused in one
   line that names the file and the line. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <zlib.h>

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
    return (struct frame){t, -1.25, N, dim, x, label, 6.5, false, {0}};
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

/* Symbols and types of six items: the most frequent species first, then the smaller. */
static void species_are_written(void **state)
{
    (void)state;
    static const struct {
        double label[6];
        const char *symbols;
    } cases[] = {
        {{1, 1, 1, 1, 1, 1}, "XXXXXX"},       {{1, 0.5, 1, 1, 0.5, 1}, "ABAABA"},
        {{1.2, 1, 1.2, 1, 1.2, 1}, "BABABA"}, {{1, 2, 3, 1, 2, 1}, "ABCABA"},
        {{3, 2, 1, 3, 2, 1}, "CBACBA"},       {{1, 2, 3, 4, 1, 2}, "XXXXXX"},
        {{0.9, 1, 1, 1, 1, 1}, "BAAAAA"},
    };
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++)
        for (const struct formats_row *row = formats_table.rows; row->write; row++) {
            double x[18];
            for (int i = 0; i < 18; i++) x[i] = 0.3 * i;
            const struct frame f = {7, NAN, 6, 3, x, cases[k].label, 6.5, false, {0}};
            char *text = NULL;
            size_t size;
            FILE *const out = open_memstream(&text, &size);
            row->write(out, &f);
            fclose(out);
            assert_null(strstr(text, "nan")); /* an energy that is unknown is not written */
            const bool xyz = strcmp(row->name, "xyz") == 0;
            const char *line = text + size;
            for (size_t i = 6; i-- > 0;) { /* from the last line */
                do line--;
                while (line > text && line[-1] != '\n');
                const char symbol = cases[k].symbols[i];
                const int wanted = symbol == 'X' ? 1 : symbol - 'A' + 1;
                int found = 0;
                if (xyz)
                    assert_int_equal(*line, symbol);
                else
                    assert_true(sscanf(line, "%*d %d", &found) == 1 && found == wanted);
                if (xyz && symbol != 'X')
                    assert_true(sscanf(line, "%*s %*f %*f %*f %*f %d", &found) == 1 &&
                                found == wanted);
            }
            free(text);
        }
}

static void last_frames_come_back(void **state)
{
    (void)state;
    for (const struct formats_row *row = formats_table.rows; row->write; row++)
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

#define TWO                                                                                        \
    "ITEM: TIMESTEP\n0\nITEM: NUMBER OF ATOMS\n2\nITEM: BOX BOUNDS pp pp pp\n0 5\n0 5\n0 5\n"

#define BOX(words, lines)                                                                          \
    "ITEM: TIMESTEP\n0\nITEM: TIME\n0.0\nITEM: NUMBER OF ATOMS\n1\nITEM: BOX BOUNDS " words        \
    "\n" lines "ITEM: ATOMS id x y z radius\n1 1 2 4 0.375\n"

static void hostile_files_are_refused(void **state)
{
    (void)state;
    static const struct bad { /* table row */
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
        {"data", DATA "Atoms # sphere\n\n1.5 1 1 1 1 1 1\n", "whole number"},
        {"dump", TWO "ITEM: ATOMS id x y z radius\n7 1 2 4 1\n7 1 1 1 1\n", "7 is there twice"},
        {"xyz", "1\ncolumns:species,radius cell:5,5,5\nA 1\n", "columns x"},
        {"xyz", "1\ncolumns:position cell:5,5,5\n1 1 1\n", "radius"},
        {"xyz", "1\ncolumns:position,radius cell:5\n1 1 1 1\n", "two or three"},
        {"data", DATA "Atoms # sphere\n\n1 1 0 1 1 1 1\n", "diameter"},
        {"data", DATA "Atoms # sphere\n\n1 1 1 1 1 1\n", "columns"},
        {"data",
         "t\n\n2 atoms\n0 5 xlo xhi\n0 5 ylo yhi\n0 5 zlo zhi\nAtoms # sphere\n\n"
         "1 1 1 1 1 1 1\n1 1 1 1 2 2 2\n",
         "twice"},
        {"dump", "ITEM: NUMBER OF ATOMS\n", "TIMESTEP"},
        {"dump", DUMP "ITEM: ATOMS id x y z\n1 1 1 1\n", "radius"},
        {"dump", DUMP "ITEM: ATOMS id vx vy vz radius\n1 1 1 1 1\n", "columns x"},
        {"dump", DUMP "ITEM: ATOMS id x y radius\n1 1 1 1\n", "column z"},
        {"dump", DUMP "ITEM: ATOMS id x vy vz radius\n1 1 1 1 1\n", "column y"},
        {"dump", DUMP "ITEM: ATOMS id x yu zs radius\n1 1 1 1 1\n", "column"},
        {"dump", DUMP "ITEM: ATOMS id x y z x radius\n1 1 1 1 1 1\n", "twice"},
        {"dump", DUMP "ITEM: ATOMS id x y z ix radius\n1 1 1 1 1 1\n", "column iy"},
        {"dump", DUMP "ITEM: ATOMS id x y z ix iy iz radius\n1 1 1 1 0.5 0 0 1\n", "boxes"},
        {"dump", DUMP "ITEM: ATOMS id x y z radius\n1 1 1 1 1 1\n", "6 columns, not 5"},
        {"xyz", "1\nLattice=\"5 0 0 0 5 0 0 0 5\" Properties=radius:R:1:pos:R:2\n1 1 1\n",
         "column z"},
        {"xyz", "1\nLattice=\"5 0 0 0 5 0 0 0 5\" Properties=pos:R:3:pos:R:3:radius:R:1\n",
         "twice"},
        {"xyz", "1\nLattice=\"5 0 0 0 5 0 0 0 5\" Properties=velo:R:3:radius:R:1\n1 1 1 1\n",
         "columns x"},
        {"dump", BOX("xy xz yz pp pp pp", "0 5 0\n0 5 0\n0 5 0.1\n"), "cubic"},
        {"dump", BOX("abc origin pp pp pp", "5 0 0 0\n1 5 1 0\n0 0 5 0\n"), "cubic"},
        {"data", DATA "1 0 yz xy xz yz\nAtoms # sphere\n\n1 1 1 1 1 1 1\n", "yz"},
        {"data", DATA "Atoms # full\n\n1 1 1 1 1 1 1\n", "sphere"},
        {"data", DATA "Atoms # sphere\n\n1 1 1 1 1 1 1 0 0\n", "9 columns, not 7"},
        {"dump", DUMP "ITEM: ATOMS id x y z radius\n1 1 1 1\n", "columns"},
    };
    for (size_t k = 0; k < sizeof zoo / sizeof *zoo; k++)
        refused(zoo[k].suffix, zoo[k].text, strlen(zoo[k].text), zoo[k].part);
    refused("xyz", "\0\n", 2, "not text");
}

#define XYZ(properties) "1\nLattice=\"5 0 0 0 5 0 0 0 5\" pbc=\"T T T\" Properties=" properties "\n"
#define FLAT                                                                                       \
    "ITEM: TIMESTEP\n0\nITEM: NUMBER OF ATOMS\n1\nITEM: BOX BOUNDS pp pp pp\n0 5\n0 5\n-0.5 0.5\n"

/* One sphere of diameter 0.75 at (1, 2, 4), up to whole boxes, in columns of any order. */
static void columns_are_found_by_name(void **state)
{
    (void)state;
    static const struct {
        const char *suffix, *text;
        int dim;
        double boxes; /* crossed along x */
    } rows[] = {
        {"dump", DUMP "ITEM: ATOMS id x y z radius\n1 1 2 4 0.375\n", 3, 0},
        {"dump", DUMP "ITEM: ATOMS x vx y vy z vz id radius\n1 9 2 9 4 9 1 0.375\n", 3, 0},
        {"dump", DUMP "ITEM: ATOMS radius z y x type id\n0.375 4 2 1 7 1\n", 3, 0},
        {"dump", DUMP "ITEM: ATOMS vx vy vz id zu diameter xu yu\n9 9 9 1 4 0.75 6 2\n", 3, 1},
        {"dump", DUMP "ITEM: ATOMS id zs xs ys radius\n1 0.8 0.2 0.4 0.375\n", 3, 0},
        {"dump", DUMP "ITEM: ATOMS id zsu xsu ysu radius\n1 0.8 -0.8 0.4 0.375\n", 3, -1},
        {"dump", DUMP "ITEM: ATOMS id ix iy iz z y x radius\n1 2 0 0 4 2 1 0.375\n", 3, 2},
        {"dump", DUMP "ITEM: ATOMS id iz iy ix zs ys xs radius\n1 0 0 2 0.8 0.4 0.2 0.375\n", 3, 2},
        {"dump", DUMP "ITEM: ATOMS id x y z xu yu zu radius\n1 1 2 4 6 2 4 0.375\n", 3, 1},
        {"dump", DUMP "ITEM: ATOMS id xu fx x y z radius\n1 9 9 1 2 4 0.375\n", 3, 0},
        {"dump", FLAT "ITEM: ATOMS id type x y radius\n1 1 1 2 0.375\n", 2, 0},
        {"dump", FLAT "ITEM: ATOMS id y x vx ix iy radius\n1 2 1 9 1 0 0.375\n", 2, 1},
        {"dump", FLAT "ITEM: ATOMS id zs ys xs radius\n1 0.5 0.4 0.2 0.375\n", 2, 0},
        {"xyz", XYZ("species:S:1:pos:R:3:radius:R:1") "A 1 2 4 0.375\n", 3, 0},
        {"xyz", XYZ("radius:R:1:velo:R:3:pos:R:3:id:I:1") "0.375 9 9 9 1 2 4 5\n", 3, 0},
        {"xyz", XYZ("z:R:1:diameter:R:1:y:R:1:x:R:1") "4 0.75 2 1\n", 3, 0},
        {"dump", "ITEM: UNITS\nlj\n" DUMP "ITEM: ATOMS id x y z radius\n1 1 2 4 0.375\n", 3, 0},
        {"dump", BOX("xy xz yz pp pp pp", "0 5 0\n0 5 0\n0 5 1e-15\n"), 3, 0},
        {"dump", BOX("abc origin pp pp pp", "5 0 0 0\n0 5 0 0\n0 1e-16 5 0\n"), 3, 0},
        {"xyz", "\xef\xbb\xbf" XYZ("pos:R:3:radius:R:1") "1 2 4 0.375\n", 3, 0},
        {"data",
         "t\n1 atoms # one\n5 0 0 avec\n0 5 0 bvec # b\n0 0 5 cvec\n0 0 0 abc origin\n\n"
         "Atoms  # sphere\n\n1 1 0.75 9 1 2 4 # here\n",
         3, 0},
        {"data", DATA "0 0 1e-20 xy xz yz\nAtoms # sphere\n\n1 1 0.75 9 1 2 4\n", 3, 0},
        {"data", DATA "Atoms # sphere\n\n1 1 0.75 9 1 2 4\n", 3, 0},
        {"data", DATA "Atoms # sphere\n\n12 1 0.75 9 1 2 4\n", 3, 0},
        {"dump", DUMP "ITEM: ATOMS x y z radius\n1 2 4 0.375\n", 3, 0},
        {"dump", DUMP "ITEM: ATOMS id x y z radius\n9007199254740992 1 2 4 0.375\n", 3, 0},
        {"xyz",
         "1\nstep:0 columns:species,position,radius dt:0.1 cell:5.0,5.0,5.0\nA 1 2 4 0.375\n", 3,
         0},
        {"xyz", "1\nstep:0 columns:id,pos,diameter cell:5.0,5.0\n4 1 2 0.75\n", 2, 0},
        {"xyz", "1\ncolumns:velocity,position,radius cell:5.0,5.0,5.0\n9 9 9 1 2 4 0.375\n", 3, 0},
        {"data", DATA "Atoms # sphere\n\n1 1 0.75 9 1 2 4 1 0 0\n", 3, 1},
        {"data", DATA "Atoms # bpm/sphere\n\n1 8 1 0.75 9 1 2 4\n", 3, 0},
        {"data", DATA "Atoms # hybrid sphere\n\n1 1 1 2 4 0.75 9 -1 0 0\n", 3, -1},
    };
    static const double at[] = {1, 2, 4};
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        char *const path = base_text("%s/columns.%s", folder, rows[k].suffix);
        support_write(path, rows[k].text, strlen(rows[k].text));
        struct owned_frame read = formats_read(path, formats_of(path), "test");
        const struct frame f = read.view;
        assert_true(f.n == 1 && f.dim == rows[k].dim && f.label[0] == 0.75);
        for (int d = 0; d < f.dim; d++)
            if (!(fabs(f.x[d] - at[d] - (d ? 0 : 5 * rows[k].boxes)) < 1e-14))
                fail_msg("%s: x[%d] = %g", rows[k].text, d, f.x[d]);
        frame_clear(&read);
        base_free(path);
    }
}

/* Identities only have to differ: rows come in their order, without identities in that of the file. */
static void rows_come_in_the_order_of_identities(void **state)
{
    (void)state;
    static const struct {
        const char *suffix, *text;
        double first; /* x of the first sphere */
    } rows[] = {
        {"dump", TWO "ITEM: ATOMS id x y z radius\n90 1 1 1 1\n7 2 2 2 1\n", 2},
        {"dump", TWO "ITEM: ATOMS x y z radius\n1 1 1 1\n2 2 2 1\n", 1},
        {"data",
         "t\n\n2 atoms\n0 5 xlo xhi\n0 5 ylo yhi\n0 5 zlo zhi\nAtoms # sphere\n\n"
         "5 1 1 1 1 1 1\n3 1 1 1 2 2 2\n",
         2},
    };
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        char *const path = base_text("%s/order.%s", folder, rows[k].suffix);
        support_write(path, rows[k].text, strlen(rows[k].text));
        struct owned_frame f = formats_read(path, formats_of(path), "test");
        assert_true(f.view.n == 2 && f.x[0] == rows[k].first && f.x[3] == 3 - rows[k].first);
        frame_clear(&f);
        base_free(path);
    }
}

/* Every format compressed: read as the plain file; cut, refused in one line. */
static void compressed_files(void **state)
{
    (void)state;
    for (const struct formats_row *row = formats_table.rows; row->write; row++) {
        char *const path = written(row, 3), *const zipped = base_text("%s.gz", path), text[8192];
        FILE *const in = base_open(path, "r");
        const size_t n = fread(text, 1, sizeof text, in);
        fclose(in);
        const gzFile out = gzopen(zipped, "wb");
        assert_true(gzwrite(out, text, (unsigned)n) == (int)n && gzclose(out) == Z_OK);
        assert_ptr_equal(formats_of(zipped), row);
        struct owned_frame plain = formats_read(path, row, "test"),
                           f = formats_read(zipped, row, "test");
        assert_true(f.view.n == plain.view.n);
        assert_memory_equal(f.x, plain.x, 3 * N * sizeof *f.x);
        frame_clear(&f), frame_clear(&plain);
        FILE *const bytes = base_open(zipped, "r");
        const size_t length = fread(text, 1, sizeof text, bytes);
        fclose(bytes);
        support_write(zipped, text, length / 2);
        assert_true(support_refuses(read_it, &(struct file){zipped, ""}, "damaged or incomplete"));
        base_free(path), base_free(zipped);
    }
}

/* A box that is not periodic is read with a warning, but for the third axis of a flat one. */
static void open_boxes_are_taken_as_periodic(void **state)
{
    (void)state;
    static const struct {
        const char *suffix, *text;
        bool warns;
    } rows[] = {
        {"dump", BOX("ff ff ff", "0 5\n0 5\n0 5\n"), true},
        {"dump", BOX("pp pp ss", "0 5\n0 5\n0 5\n"), true},
        {"dump", BOX("pp pp pp", "0 5\n0 5\n0 5\n"), false},
        {"dump", BOX("pp pp ff", "0 5\n0 5\n0 1\n"), false},
        {"xyz",
         "1\nLattice=\"5 0 0 0 5 0 0 0 5\" pbc=\"T F T\" Properties=pos:R:3:radius:R:1\n1 1 1 1\n",
         true},
        {"xyz",
         "1\nLattice=\"5 0 0 0 5 0 0 0 1\" pbc=\"T T F\" Properties=pos:R:3:radius:R:1\n1 1 1 1\n",
         false},
    };
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        char *const path = base_text("%s/open.%s", folder, rows[k].suffix), message[500];
        support_write(path, rows[k].text, strlen(rows[k].text));
        assert_int_equal(support_dies(read_it, &(struct file){path, ""}, message, 500), 0);
        assert_true((strstr(message, "taken as periodic") != NULL) == rows[k].warns);
        base_free(path);
    }
}

/* Cut anywhere, a file is refused in one line or, cut between frames or in its last number, read. */
static void cut_files_do_no_harm(void **state)
{
    (void)state;
    for (const struct formats_row *row = formats_table.rows; row->write; row++) {
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
    const struct CMUnitTest tests[] = {cmocka_unit_test(species_are_written),
                                       cmocka_unit_test(last_frames_come_back),
                                       cmocka_unit_test(columns_are_found_by_name),
                                       cmocka_unit_test(rows_come_in_the_order_of_identities),
                                       cmocka_unit_test(compressed_files),
                                       cmocka_unit_test(open_boxes_are_taken_as_periodic),
                                       cmocka_unit_test(hostile_files_are_refused),
                                       cmocka_unit_test(cut_files_do_no_harm)};
    return cmocka_run_group_tests(tests, setup, teardown);
}
