/* Trajectories by others: plain ones are read, what HDF5 would believe and should not is refused. */
#include <fcntl.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>
#include <hdf5.h>
#include <hdf5_hl.h>

#include "common/core/base.h"
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

static void read_all(void *name)
{
    struct trajectory *const t = trajectory_open(name);
    struct frame f;
    for (size_t i = 0; i < trajectory_frames(t); i++) trajectory_read(t, i, &f);
    trajectory_close(t);
}

static void open_update(void *name)
{
    const double nothing[3 * N] = {0};
    const struct frame like = {0, 0, N, 3, nothing, nothing, 7.5, false, {0}};
    trajectory_writer_resume(AT_FDCWD, name, &like,
                             &(struct h5md_about){"diameter", "sweep", "glass", 1, 2}, 1, NULL,
                             false);
}

/* A file by others: big-endian single precision, nothing but step and value of the positions, in
   chunks if chunks; shape of rank 2 or 3. */
static void make_foreign(const char *name, const hsize_t *shape, int rank, hsize_t steps,
                         bool chunks)
{
    const hid_t file = H5Fcreate(name, H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
    const hid_t parents = H5Pcreate(H5P_LINK_CREATE), list = H5Pcreate(H5P_DATASET_CREATE);
    H5Pset_create_intermediate_group(parents, 1);
    if (chunks) H5Pset_chunk(list, rank, (const hsize_t[]){1, 2, 1}), H5Pset_deflate(list, 6);
    const hid_t space = H5Screate_simple(rank, shape, NULL);
    const hid_t set = H5Dcreate2(file, "particles/all/position/value", H5T_IEEE_F32BE, space,
                                 parents, list, H5P_DEFAULT);
    float x[FRAMES * N * 3];
    int step[FRAMES];
    for (int i = 0; i < FRAMES * N * 3; i++) x[i] = (float)i / 4;
    for (int i = 0; i < FRAMES; i++) step[i] = 10 * i;
    H5Dwrite(set, H5T_NATIVE_FLOAT, H5S_ALL, H5S_ALL, H5P_DEFAULT, x);
    if (steps) H5LTmake_dataset_int(file, "particles/all/position/step", 1, &steps, step);
    H5Dclose(set);
    H5Sclose(space);
    H5Pclose(list);
    H5Pclose(parents);
    H5Fclose(file);
}

static void foreign_files(void **state)
{
    (void)state;
    const hsize_t shape[] = {FRAMES, N, 3};
    make_foreign(other, shape, 3, FRAMES, false);
    struct trajectory *const t = trajectory_open(other);
    assert_int_equal(trajectory_frames(t), FRAMES);
    struct frame f;
    trajectory_read(t, 2, &f);
    assert_true(f.t == 20 && f.n == N && f.dim == 3 && f.box == 0 && !f.label && isnan(f.energy));
    for (int i = 0; i < N * 3; i++) assert_true(f.x[i] == (2 * N * 3 + i) / 4.0);
    trajectory_close(t);
    assert_true(support_refuses(open_update, other, "frame 0 does not have the shape of this run"));
    make_foreign(other, shape, 3, 0, false);
    assert_true(
        support_refuses(read_all, other, "not a trajectory: has no particles/all/position/step"));
    make_foreign(other, shape, 3, FRAMES - 1, false);
    assert_true(support_refuses(read_all, other, "step is not shaped like the positions"));
    make_foreign(other, (const hsize_t[]){FRAMES, N * 3}, 2, FRAMES, false);
    assert_true(
        support_refuses(read_all, other, "position/value is not a data set of 3 dimensions"));
    make_foreign(other, shape, 3, FRAMES, true);
    assert_true(
        support_refuses(read_all, other, "position/value is not an array of numbers in one piece"));
}

/* Positions that are not what they say, as hostile files have them. */
static void make_hostile(const char *name, hid_t type, const hsize_t *shape, hid_t list)
{
    const hid_t file = H5Fcreate(name, H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
    const hid_t parents = H5Pcreate(H5P_LINK_CREATE), space = H5Screate_simple(3, shape, NULL);
    H5Pset_create_intermediate_group(parents, 1);
    H5Dclose(
        H5Dcreate2(file, "particles/all/position/value", type, space, parents, list, H5P_DEFAULT));
    H5LTmake_dataset_int(file, "particles/all/position/step", 1, shape, (const int[]){0, 1});
    H5Sclose(space);
    H5Pclose(parents);
    H5Pclose(list);
    H5Fclose(file);
}

/* A link to the positions of another file. */
static void make_link(const char *name, const char *to)
{
    const hid_t file = H5Fcreate(name, H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
    H5Lcreate_external(to, "particles", file, "particles", H5P_DEFAULT, H5P_DEFAULT);
    H5Fclose(file);
}

static void hostile_files(void **state)
{
    (void)state;
    enum { LISTS = 5 };
    const hsize_t shape[] = {2, N, 3}, large[] = {2, 1ull << 40, 3}, odd[] = {2, 1ull << 62, 2};
    hid_t list[LISTS];
    for (int i = 0; i < LISTS; i++) list[i] = H5Pcreate(H5P_DATASET_CREATE);
    H5Pset_external(list[0], "/dev/zero", 0, H5F_UNLIMITED);
    const hid_t space = H5Screate_simple(3, shape, NULL);
    H5Pset_virtual(list[1], space, path, "particles/all/position/value", space);
    H5Sclose(space);
    const hid_t letters = H5Tcopy(H5T_C_S1), bits = H5Tcopy(H5T_STD_I64LE);
    H5Tset_size(letters, 8);
    H5Tset_precision(bits, 40);
    const struct {
        hid_t type;
        const hsize_t *shape;
    } made[LISTS] = {{H5T_IEEE_F64LE, shape},
                     {H5T_IEEE_F64LE, shape},
                     {letters, shape},
                     {bits, shape},
                     {H5T_IEEE_F64LE, large}};
    for (int i = 0; i < LISTS; i++) {
        if (i > 1) H5Pset_alloc_time(list[i], H5D_ALLOC_TIME_LATE);
        make_hostile(other, made[i].type, made[i].shape, list[i]);
        assert_true(support_refuses(read_all, other, "is not an array of numbers in one piece"));
    }
    make_hostile(other, H5T_IEEE_F64LE, odd,
                 H5Pcreate(H5P_DATASET_CREATE)); /* 2^64 numbers: none */
    assert_true(support_refuses(read_all, other, "is not an array of numbers in one piece"));
    H5Tclose(letters);
    H5Tclose(bits);
    make_foreign(path, shape, 3, FRAMES, false);
    make_link(other, path);
    assert_true(support_refuses(read_all, other, "not a trajectory"));
    unlink(other);
    mkfifo(other, 0600);
    assert_true(support_refuses(read_all, other, "not a regular file"));
    unlink(other);
}

/* Writes one of two frames: of time t, all positions x, all diameters s. */
static void put(struct trajectory_writer *to, int64_t t, double x, double s)
{
    double position[3 * N], diameter[N];
    for (int i = 0; i < 3 * N; i++) position[i] = x;
    for (int i = 0; i < N; i++) diameter[i] = s;
    trajectory_writer_add(to, &(struct frame){t, -1, N, 3, position, diameter, 7.5, false, {0}});
}

static void refuses_frame(int64_t t, double x, double s, const char *why)
{
    const double nothing[3 * N] = {0};
    const struct frame like = {0, 0, N, 3, nothing, nothing, 7.5, false, {0}};
    struct trajectory_writer *const to = trajectory_writer_create(
        AT_FDCWD, path, &like, &(struct h5md_about){"diameter", "sweep", "glass", 1, 2});
    put(to, 0, 1, 1);
    put(to, t, x, s);
    trajectory_writer_close(to);
    assert_true(support_refuses(read_all, path, why));
}

static void impossible_frames(void **state)
{
    (void)state;
    refuses_frame(0, 1, 1, "frame 1 is of step 0, after one of 0");
    refuses_frame(1, NAN, 1, "frame 1 holds nan");
    refuses_frame(1, 1, INFINITY, "frame 1 holds inf");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(foreign_files),
        cmocka_unit_test(hostile_files),
        cmocka_unit_test(impossible_frames),
    };
    return cmocka_run_group_tests_name("foreign", tests, setup, teardown);
}
