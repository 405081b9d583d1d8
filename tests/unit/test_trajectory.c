/* Trajectories: frames come back bit by bit, an interrupted run ends in the same bytes, others
   read the file as H5MD, strange and damaged files are refused in one line, never a crash. */
#include <fcntl.h>
#include <math.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>
#include <hdf5.h>
#include <hdf5_hl.h>

#include "common/core/base.h"
#include "common/core/version.h"
#include "common/io/trajectory.h"
#include "common/io/trajectory_writer.h"
#include "tests/support.h"

enum { N = 6, FRAMES = 5 };

static char *folder, *path, *other;

static int setup(void **state)
{
    (void)state;
    folder = support_folder();
    path = base_text("%s/trajectory.h5", folder);
    other = base_text("%s/other.h5", folder);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    base_free(path);
    base_free(other);
    support_remove(folder);
    return 0;
}

/* Frame `index` of a made-up run; arrays hold until the next call. A box below 0 breathes. */
static struct frame made(size_t index, int dim, double box, bool labelled)
{
    static double x[3 * N], label[N];
    for (int i = 0; i < N * dim; i++) x[i] = sin(1.0 + i + 100.0 * (double)index) * 20;
    for (int i = 0; i < N; i++) label[i] = 0.7 + 0.1 * i + 0.01 * (double)index;
    const int64_t t = index ? 1 << index : 0;
    const double edge = box < 0 ? 0.1 * (double)index - box : box;
    return (struct frame){.t = t,
                          .energy = -1.5 / (double)(index + 1),
                          .n = N,
                          .dim = dim,
                          .x = x,
                          .label = labelled ? label : NULL,
                          .box = edge};
}

static struct frame sphere(size_t index)
{
    return made(index, 3, 7.5, true);
}

static struct trajectory_writer *create(const char *name)
{
    const struct frame f = sphere(0);
    return trajectory_writer_create(
        AT_FDCWD, name, &f,
        &(struct h5md_about){"diameter", "sweep", "glass", 12345678901234567890u, FRAMES});
}

static void put(struct trajectory_writer *t, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        const struct frame f = sphere(i);
        trajectory_writer_add(t, &f);
    }
}

static void assert_same(const struct frame *a, const struct frame *b)
{
    assert_true(a->t == b->t && a->energy == b->energy && a->n == b->n && a->dim == b->dim &&
                a->box == b->box);
    assert_memory_equal(a->x, b->x, a->n * (size_t)a->dim * sizeof *a->x);
    assert_true(!a->label == !b->label);
    if (a->label) assert_memory_equal(a->label, b->label, a->n * sizeof *a->label);
}

/* The file as readers see it now. */
static void assert_shown(size_t frames, int dim, double box, bool labelled)
{
    struct trajectory *const t = trajectory_open(path);
    assert_int_equal(trajectory_frames(t), frames);
    assert_int_equal(trajectory_planned(t), FRAMES);
    for (size_t i = frames; i-- > 0;) {
        const struct frame f = made(i, dim, box, labelled);
        struct frame g;
        trajectory_read(t, i, &g);
        assert_same(&f, &g);
    }
    trajectory_close(t);
}

static void come_back(int dim, double box, const char *label)
{
    const struct frame like = made(0, dim, box, label);
    struct trajectory_writer *t = trajectory_writer_create(
        AT_FDCWD, path, &like, &(struct h5md_about){label, "step", "dnn", 1, FRAMES});
    assert_shown(0, dim, box, label);
    for (size_t i = 0; i < FRAMES; i++) {
        const struct frame f = made(i, dim, box, label);
        trajectory_writer_add(t, &f);
        assert_int_equal(trajectory_writer_frames(t), i + 1);
        trajectory_writer_sync(t);
        assert_shown(i + 1, dim, box, label);
    }
    trajectory_writer_close(t);
    assert_shown(FRAMES, dim, box, label);
}

static void frames_come_back(void **state)
{
    (void)state;
    come_back(3, 7.5, "diameter");
    come_back(3, -7.5, "diameter");
    come_back(2, -7.5, NULL);
    come_back(2, 3.25, "diameter");
    come_back(1, 0, "layer");
    come_back(1, 0, NULL);
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

static void assert_same_files(const char *one, const char *two)
{
    size_t n, m;
    unsigned char *const a = bytes_of(one, &n), *const b = bytes_of(two, &m);
    assert_int_equal(n, m);
    assert_memory_equal(a, b, n);
    base_free(a);
    base_free(b);
}

static struct trajectory_writer *resume(const char *name, size_t frames, const uint64_t *digest)
{
    const struct frame f = sphere(0);
    return trajectory_writer_resume(
        AT_FDCWD, name, &f,
        &(struct h5md_about){"diameter", "sweep", "glass", 12345678901234567890u, FRAMES}, frames,
        digest, false);
}

static void interrupted_ends_in_same_bytes(void **state)
{
    (void)state;
    struct trajectory_writer *t = create(path);
    put(t, 0, FRAMES);
    trajectory_writer_close(t);
    sleep(1); /* a time of creation would show */
    for (size_t seen = 0; seen < FRAMES; seen++)
        for (size_t kept = 0; kept <= seen; kept++) {
            if (fork() == 0) {
                t = create(other);
                put(t, 0, seen);
                trajectory_writer_sync(t);
                put(t, seen, seen + 1);
                raise(SIGKILL);
            }
            int status;
            wait(&status);
            assert_true(WIFSIGNALED(status));
            t = resume(other, kept, NULL); /* the run continues from a checkpoint */
            put(t, kept, FRAMES);
            trajectory_writer_close(t);
            assert_same_files(path, other);
        }
}

static void open_read(void *name)
{
    struct trajectory *const t = trajectory_open(name);
    struct frame f;
    for (size_t i = 0; i < trajectory_frames(t); i++) trajectory_read(t, i, &f);
    trajectory_close(t);
}

/* Ends with another status if the frames are not those of sphere(). */
static void open_same(void *name)
{
    struct trajectory *const t = trajectory_open(name);
    struct frame f;
    bool same = trajectory_frames(t) == FRAMES;
    for (size_t i = 0; same && i < FRAMES; i++) {
        const struct frame g = sphere(i);
        trajectory_read(t, i, &f);
        same = f.t == g.t && f.energy == g.energy && f.box == g.box && f.label &&
               memcmp(f.x, g.x, sizeof *f.x * 3 * N) == 0 &&
               memcmp(f.label, g.label, sizeof *f.label * N) == 0;
    }
    trajectory_close(t);
    if (!same) _exit(9);
}

static void open_update(void *name)
{
    struct trajectory_writer *const t = resume(name, FRAMES, NULL);
    trajectory_writer_close(t);
}

static void not_trajectories(void **state)
{
    (void)state;
    assert_true(
        support_refuses(open_read, "/nowhere/at/all.h5", "/nowhere/at/all.h5: No such file"));
    assert_true(support_refuses(open_read, folder, "Is a directory"));
    support_write(other, "garbage", 7);
    assert_true(support_refuses(open_read, other, "other.h5: not an HDF5 file, or damaged"));
    H5Fclose(H5Fcreate(other, H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT));
    assert_true(
        support_refuses(open_read, other, "not a trajectory: has no particles/all/position/value"));
}

/* Every truncation is refused. A flipped bit is refused, or does no harm: the frames stay. */
static void damage(void **state)
{
    (void)state;
    struct trajectory_writer *const t = create(path);
    put(t, 0, FRAMES);
    trajectory_writer_close(t);
    size_t n;
    unsigned char *const bytes = bytes_of(path, &n);
    char message[4096];
    for (size_t cut = 0; cut < n; cut += cut + 20 < n ? 61 : 1) {
        support_write(other, bytes, cut);
        assert_int_equal(support_dies(open_read, other, message, sizeof message), 2);
        assert_int_equal(support_dies(open_update, other, message, sizeof message), 2);
    }
    size_t refused = 0, harmless = 0;
    for (size_t i = 0, k = 0; i < n; i += i < H5MD_HEAD ? 13 : 1, k++) {
        bytes[i] ^= (unsigned char)(1 << k % 8);
        support_write(other, bytes, n);
        const int status =
            support_dies(k % 2 ? open_same : open_update, other, message, sizeof message);
        if (status != 0 && status != 2) fail_msg("byte %zu: status %d, %s", i, status, message);
        /* every bit of a frame counts, and the message names the frame */
        if (i >= H5MD_HEAD && (status != 2 || !strstr(message, "frame ")))
            fail_msg("byte %zu: %d %s", i, status, message);
        *(status ? &refused : &harmless) += 1;
        bytes[i] ^= (unsigned char)(1 << k % 8);
    }
    print_message("%zu flipped bits refused, %zu without harm\n", refused, harmless);
    base_free(bytes);
}

static void fill_small_disk(void *name)
{
    struct trajectory_writer *const t = create(name);
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &(struct rlimit){H5MD_HEAD + 300, H5MD_HEAD + 300});
    put(t, 0, FRAMES);
}

static void create_there(void *name)
{
    create(name);
}

static void refusing_disk(void **state)
{
    (void)state;
    assert_true(
        support_refuses(fill_small_disk, other, "other.h5: cannot be written: File too large"));
    assert_true(
        support_refuses(create_there, "/nowhere/at/all.h5", "/nowhere/at/all.h5: cannot be made"));
}

static void python_reads_h5md(void **state)
{
    (void)state;
    if (system("python3 -c 'import h5py' 2>/dev/null")) {
        print_message("python3-h5py is not installed: not looked at from outside\n");
        skip();
    }
    struct trajectory_writer *const t = create(path);
    put(t, 0, FRAMES - 1);
    trajectory_writer_sync(t);
    char *const script = base_text("%s/check.py", folder), *const command =
                                                               base_text("python3 %s", script);
    char *const text = base_text(
        "import h5py, math\n"
        "f = h5py.File('%s', 'r')\n" /* while the run still has it open */
        "string = lambda x: x.decode() if isinstance(x, bytes) else x\n"
        "assert list(f['h5md'].attrs['version']) == [1, 1]\n"
        "assert string(f['h5md/creator'].attrs['name']) == 'glass' and 'name' in "
        "f['h5md/author'].attrs\n"
        "assert string(f['h5md/creator'].attrs['version']) == '%s'\n"
        "assert f['h5md/creator'].attrs['seed'] == 12345678901234567890\n"
        "a = f['particles/all']\n"
        "assert a['box'].attrs['dimension'] == 3 and a['box'].attrs['dimension'].shape == ()\n"
        "assert [string(b) for b in a['box'].attrs['boundary']] == ['periodic'] * 3\n"
        "assert (a['box/edges/value'][:4] == 7.5).all() and a['box/edges/step'] == "
        "a['position/step']\n"
        "assert list(a['position/step']) == [0, 2, 4, 8]\n"
        "assert list(a['position/time']) == [0, 2, 4, 8]\n"
        "assert string(a['position/time'].attrs['clock']) == 'sweep'\n"
        "for e in a['diameter'], f['observables/energy']:\n"
        "    assert e['step'] == a['position/step'] and e['time'] == a['position/time']\n"
        "x = a['position/value']\n"
        "assert x.shape == (4, 6, 3) and x.dtype == 'float64' and x.chunks is None\n"
        "assert abs(x[1, 0, 2] - 20 * math.sin(103)) < 1e-12\n"
        "assert abs(a['diameter/value'][2, 5] - 1.22) < 1e-12\n"
        "e = f['observables/energy/value']\n"
        "assert list(e) == [-1.5, -0.75, -0.5, -0.375]\n",
        path, version_text);
    support_write(script, text, strlen(text));
    assert_int_equal(system(command), 0);
    trajectory_writer_close(t);
    base_free(script);
    base_free(command);
    base_free(text);
}

/* The first Python that has MDAnalysis (Debian: python3-mdanalysis); NULL: none has. */
static const char *with_mdanalysis(void)
{
    static const char *const python[] = {"python3", "/usr/bin/python3"};
    for (size_t k = 0; k < sizeof python / sizeof *python; k++) {
        char *const asks = base_text("%s -c 'import MDAnalysis, h5py' 2>/dev/null", python[k]);
        const bool has = system(asks) == 0;
        base_free(asks);
        if (has) return python[k];
    }
    return NULL;
}

static void mdanalysis_reads_h5md(void **state)
{
    (void)state;
    const char *const python = with_mdanalysis();
    if (!python) skip();
    struct trajectory_writer *const t = create(path);
    put(t, 0, FRAMES);
    trajectory_writer_close(t);
    char *const script = base_text("%s/md.py", folder), *const command =
                                                            base_text("%s %s", python, script);
    char *const text =
        base_text("import math\n"
                  "from MDAnalysis.coordinates.H5MD import H5MDReader\n"
                  "r = H5MDReader('%s', convert_units=False)\n"
                  "assert r.n_atoms == 6 and r.n_frames == 5\n"
                  "for k, ts in enumerate(r):\n"
                  "    assert all(abs(L - 7.5) < 1e-6 for L in ts.dimensions[:3])\n"
                  "    assert abs(ts.positions[0, 2] - 20 * math.sin(3 + 100 * k)) < 1e-5\n"
                  "    assert ts.time == (2 ** k if k else 0)\n",
                  path);
    support_write(script, text, strlen(text));
    assert_int_equal(system(command), 0);
    base_free(script);
    base_free(command);
    base_free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(frames_come_back),
        cmocka_unit_test(damage),
        cmocka_unit_test(interrupted_ends_in_same_bytes),
        cmocka_unit_test(not_trajectories),
        cmocka_unit_test(refusing_disk),
        cmocka_unit_test(python_reads_h5md),
        cmocka_unit_test(mdanalysis_reads_h5md),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
