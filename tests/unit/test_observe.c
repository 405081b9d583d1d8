/* Two-time observables on free diffusion, whose answers are closed formulas, and the bookkeeping
   against the obvious loops over stored frames; a restart in the middle changes nothing. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "common/io/checkpoint.h"
#include "common/observe/two_time.h"
#include "common/core/rng.h"
#include "common/config/runfile.h"
#include "tests/support.h"

static const struct observe_row *row(const char *name)
{
    const struct base_table t = {"observable", "", observe_rows, sizeof *observe_rows};
    return base_find(&t, name);
}

/* The first column of the total. */
static double value(const char *name, const struct frame *now, const struct frame *origin,
                    const double *parameter)
{
    double all[OBSERVE_COLUMNS];
    struct observe_pair p;
    observe_pair_init(&p, now, origin);
    observe_measure(row(name), &p, parameter, NULL, all);
    return all[0];
}

/* N Gaussian displacements of variance s2 a component; with a period, a common drift must not
   matter. */
static void diffusion(int dim, double box)
{
    enum { N = 200000 };
    const double s2 = 0.04, a = 0.3, k = 5;
    struct rng r;
    rng_init(&r, 1, 0, RNG_TEST);
    double *const x = base_alloc((size_t)(N * dim), sizeof *x), *const y = base_alloc(
                                                                    (size_t)(N * dim), sizeof *y);
    for (int i = 0; i < N * dim; i++)
        x[i] = rng_uniform(&r), y[i] = x[i] + sqrt(s2) * rng_normal(&r) + (box > 0 ? 7 : 0);
    const struct frame origin = {.n = N, .dim = dim, .x = x, .box = box},
                       now = {.t = 1, .n = N, .dim = dim, .x = y, .box = box};
    const double msd = value("msd", &now, &origin, NULL);
    assert_true(fabs(msd / (dim * s2) - 1) / sqrt(2.0 / (N * dim)) < 4);
    const double fs = value("fs", &now, &origin, (double[]){k}), expected = exp(-k * k * s2 / 2);
    assert_true(fabs(fs - expected) < 4 / sqrt(2.0 * N * dim));
    const double s = a / sqrt(2 * s2);
    const double q = dim == 1   ? erf(s)
                     : dim == 2 ? 1 - exp(-s * s)
                                : erf(s) - 2 / sqrt(M_PI) * s * exp(-s * s);
    const double overlap = value("overlap", &now, &origin, (double[]){a, 0, 0});
    assert_true(fabs(overlap - q) / sqrt(q * (1 - q) / N) < 4);
    base_free(x);
    base_free(y);
}

static void free_diffusion(void **state)
{
    (void)state;
    diffusion(1, 0);
    diffusion(2, 10);
    diffusion(3, 10);
}

/* The fraction rule takes its length from the spread of the origin. */
static void overlap_by_fraction(void **state)
{
    (void)state;
    const double x[4] = {-1, 1, -1, 1}, y[4] = {-0.95, 1.2, -1.11, 1};
    const struct frame origin = {.n = 4, .dim = 1, .x = x}, now = {.n = 4, .dim = 1, .x = y};
    assert_true(value("overlap", &now, &origin, (double[]){9, 10, 0}) == 0.5); /* length 0.1 */
    assert_true(value("overlap", &now, &origin, (double[]){9, 0, 0}) == 1);
}

/* Items of the largest label count neither as unmoved nor for the spread. */
static void overlap_without_the_last(void **state)
{
    (void)state;
    const double x[5] = {-1, 1, -1, 1, 50}, y[5] = {-0.95, 1.2, -1.11, 1, 50},
                 label[5] = {1, 1, 2, 2, 3};
    const struct frame origin = {.n = 5, .dim = 1, .x = x, .label = label},
                       now = {.n = 5, .dim = 1, .x = y, .label = label};
    assert_true(value("overlap", &now, &origin, (double[]){9, 10, 1}) == 0.5);
    assert_true(value("overlap", &now, &origin, (double[]){0.01, 0, 1}) == 0.25);
    assert_true(value("overlap", &now, &origin, (double[]){0.01, 0, 0}) == 0.4);
}

/* ---- bookkeeping ----------------------------------------------------------------------------- */

enum { ITEMS = 20, END = 400 };

static const char ini[] =
    "[observe.msd]\nschedule = log 5\nwaiting = every 37\nmax_lag = 150\n"
    "[observe.overlap]\nschedule = every 20\nwaiting = at 0 40 222\nlength = 1\n";

static struct runfile *load(void)
{
    char *const folder = support_folder(), *const path = base_text("%s/x.ini", folder);
    support_write(path, ini, sizeof ini - 1);
    struct runfile *const f = runfile_read(path, 0, NULL);
    two_time_declare(f, observe_rows);
    runfile_check(f);
    base_free(path);
    support_remove(folder);
    return f;
}

static double walk[END + 1][ITEMS];

static void make_walk(void)
{
    struct rng r;
    rng_init(&r, 2, 0, RNG_TEST);
    for (int t = 1; t <= END; t++)
        for (int i = 0; i < ITEMS; i++) walk[t][i] = walk[t - 1][i] + 0.1 * rng_normal(&r);
}

static struct frame at(int64_t t)
{
    return (struct frame){.t = t, .n = ITEMS, .dim = 1, .x = walk[t]};
}

/* What the tables must hold, by the obvious loops. */
static void expect(FILE *out, const char *name, int64_t t)
{
    const struct runfile *const f = load();
    char section[32];
    struct schedule lags, waiting;
    const char *why;
    snprintf(section, sizeof section, "observe.%s", name);
    schedule_parse(&lags, runfile_text(f, section, "schedule"), &why);
    schedule_parse(&waiting, runfile_text(f, section, "waiting"), &why);
    const int64_t span = runfile_int(f, section, "max_lag");
    for (int64_t tw = 0; tw < t; tw++)
        if (schedule_has(&waiting, tw) && schedule_has(&lags, t - tw) &&
            (span == 0 || t - tw <= span)) {
            const struct frame now = at(t), origin = at(tw);
            fprintf(out, "%lld %lld %.10g\n", (long long)tw, (long long)(t - tw),
                    value(name, &now, &origin, (double[]){1, 0, 0}));
        }
    runfile_free((struct runfile *)f);
}

static void reload(struct two_time **c, const struct runfile *f, int64_t t)
{
    char *const folder = support_folder(), *const path = base_text("%s/c.h5", folder), why[100];
    const struct frame like = at(t);
    struct checkpoint *const saver = checkpoint_create_saver();
    two_time_visit(*c, saver, &like);
    checkpoint_write(saver, path, NULL);
    checkpoint_free(saver);
    two_time_free(*c);
    *c = two_time_create(f, observe_rows, NULL, END);
    struct checkpoint *const loader = checkpoint_create_loader(path, why, sizeof why);
    assert_non_null(loader);
    two_time_visit(*c, loader, &like);
    checkpoint_free(loader);
    base_free(path);
    support_remove(folder);
}

static void bookkeeping(void **state)
{
    (void)state;
    make_walk();
    struct runfile *const f = load();
    struct two_time *c = two_time_create(f, observe_rows, NULL, END);
    assert_int_equal(two_time_count(c), 2);
    assert_true(two_time_memory(c, ITEMS, 1) > 0);
    char *text[2], *wanted[2];
    size_t size[2], wanted_size[2];
    FILE *out[2], *expected[2];
    for (int i = 0; i < 2; i++)
        out[i] = open_memstream(&text[i], &size[i]),
        expected[i] = open_memstream(&wanted[i], &wanted_size[i]);
    int frames = 0;
    for (int64_t t = two_time_next(c, -1); t <= END; t = two_time_next(c, t)) {
        const struct frame now = at(t);
        two_time_add(c, &now, out);
        if (frames++ % 10 == 3) reload(&c, f, t);
    }
    assert_true(frames < END);
    for (int64_t t = 0; t <= END; t++)
        expect(expected[0], "msd", t), expect(expected[1], "overlap", t);
    for (int i = 0; i < 2; i++) {
        fclose(out[i]), fclose(expected[i]);
        assert_true(wanted_size[i] > 100);
        assert_string_equal(text[i], wanted[i]);
        free(text[i]), free(wanted[i]);
    }
    two_time_free(c);
    runfile_free(f);
}

/* A copy keeps its values when the source changes, and takes another shape. */
static void owned_frames(void **state)
{
    (void)state;
    double x[] = {1, 2, 3, 4}, label[] = {5, 6};
    struct frame f = {.t = 3, .energy = 0.5, .n = 2, .dim = 2, .x = x, .label = label, .box = 7};
    struct owned_frame own = {0};
    frame_copy(&own, &f);
    const double *const kept = own.x;
    x[0] = label[0] = 9;
    assert_true(own.view.x[0] == 1 && own.view.label[0] == 5 && own.view.box == 7);
    frame_copy(&own, &f);
    assert_true(own.x == kept && own.view.x[0] == 9 && own.view.t == 3);
    f.n = 1, f.label = NULL;
    frame_copy(&own, &f);
    assert_true(own.view.n == 1 && !own.view.label && own.view.x[1] == 2);
    frame_clear(&own);
    assert_true(!own.x && !own.view.x && own.view.n == 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(owned_frames), cmocka_unit_test(free_diffusion),
        cmocka_unit_test(overlap_by_fraction), cmocka_unit_test(overlap_without_the_last),
        cmocka_unit_test(bookkeeping)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
