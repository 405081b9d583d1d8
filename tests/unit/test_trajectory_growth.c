/* Trajectories of many frames: a file that grows, and one of more frames than any disk holds. */
#include <fcntl.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "common/core/base.h"
#include "common/io/trajectory_writer.h"
#include "tests/support.h"

enum { N = 6 };

/* Its arrays hold until the next call. */
static struct frame sphere(size_t index)
{
    static double x[3 * N], label[N];
    for (int i = 0; i < N * 3; i++) x[i] = sin(1.0 + i + 100.0 * (double)index);
    for (int i = 0; i < N; i++) label[i] = 1 + 0.1 * i;
    return (struct frame){(int64_t)index, -1, N, 3, x, label, 7.5, false, {0}};
}

enum { MANY = 10000 }; /* more than a new file has room for */

static void put_many(struct trajectory_writer *t, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        struct frame f = sphere(i);
        f.t = (int64_t)i;
        trajectory_writer_add(t, &f);
    }
}

/* A file that grows, and one that is resumed before it grows, end in the same bytes. */
static void growth(void **state)
{
    (void)state;
    const struct frame like = sphere(0);
    const struct h5md_about about = {"diameter", "sweep", "glass", 1, MANY};
    char *const folder = support_folder(), *const path = base_text("%s/a.h5", folder),
                *const other = base_text("%s/b.h5", folder);
    struct trajectory_writer *t = trajectory_writer_create(AT_FDCWD, path, &like, &about);
    put_many(t, 0, MANY);
    const uint64_t digest = trajectory_writer_digest(t);
    trajectory_writer_close(t);
    t = trajectory_writer_create(AT_FDCWD, other, &like, &about);
    put_many(t, 0, MANY / 2);
    const uint64_t half = trajectory_writer_digest(t);
    trajectory_writer_close(t);
    t = trajectory_writer_resume(AT_FDCWD, other, &like, &about, MANY / 2, &half, false);
    put_many(t, MANY / 2, MANY);
    assert_true(trajectory_writer_digest(t) == digest);
    trajectory_writer_close(t);
    char *const command = base_text("cmp %s %s", path, other);
    assert_int_equal(system(command), 0);
    base_free(command);
    base_free(path);
    base_free(other);
    support_remove(folder);
}

/* 10^10 planned frames take no room. */
static void far_ahead(void **state)
{
    (void)state;
    const struct frame like = sphere(0);
    const struct h5md_about about = {"diameter", "sweep", "glass", 1, 10000000000};
    char *const folder = support_folder(), *const path = base_text("%s/a.h5", folder);
    struct trajectory_writer *const t = trajectory_writer_create(AT_FDCWD, path, &like, &about);
    struct stat s;
    assert_int_equal(stat(path, &s), 0);
    assert_true(s.st_size < 2000000);
    trajectory_writer_close(t);
    base_free(path);
    support_remove(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(growth),
        cmocka_unit_test(far_ahead),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
