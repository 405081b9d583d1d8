/* Starts of liquids: random points, the last frame of another run, and refusals. */
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "common/io/trajectory.h"
#include "common/io/trajectory_writer.h"
#include "glass/spheres/dynamics/liquid.h"
#include "glass/spheres/system.h"
#include "tests/support.h"

#define RUN   "[run]\nsweeps = 1\nfolder = x\nseed = 3\n"
#define MOVES "[move.displace]\nweight = 0.8\n[move.swap]\nweight = 0.2\n"

static struct mc_chain opened(const char *system, const char *moves)
{
    return support_chain(&glass_spheres, "%s[system]\n%s\n%s", RUN, system, moves);
}

static void sweeps(struct mc_chain *c, int n)
{
    for (int k = 0; k < n; k++) mc_sweep(c);
}

/* Random points lose their overlaps, and differ from replica to replica. */
static void random_starts_are_liquid(void **state)
{
    (void)state;
    struct mc_chain a = opened("N = 300\nT = 1\nstart = random", MOVES);
    struct mc_chain b = opened("N = 300\nT = 1\nstart = random\n[run]\nreplica = 1", MOVES);
    assert_true(a.energy < 10 * 300 && b.energy < 10 * 300);
    assert_true(a.energy == spheres_energy_direct(a.state) && a.energy != b.energy);
    mc_clear(&a), mc_clear(&b);
}

static char *
stored(struct mc_chain *c,
       const char *folder) /* a run folder with one earlier frame, and the present one */
{
    char *const path = base_text("%s/trajectory.h5", folder);
    struct frame f = {0};
    spheres_view(liquid_spheres(c->state), &f);
    struct trajectory_writer *const t = trajectory_writer_create(
        AT_FDCWD, path, &f, &(struct h5md_about){"diameter", "sweep", "test", 1, 3});
    trajectory_writer_add(t, &f);
    sweeps(c, 20);
    spheres_view(liquid_spheres(c->state), &f);
    f.t = 20;
    trajectory_writer_add(t, &f);
    trajectory_writer_close(t);
    return path;
}

static void a_run_starts_where_another_ended(void **state)
{
    (void)state;
    char *const folder = support_folder();
    struct mc_chain c = opened("N = 200\nT = 0.3", MOVES);
    char *const path = stored(&c, folder);
    const char *const ways[] = {folder, path};
    for (int k = 0; k < 2; k++) {
        char *const system = base_text("N = 200\nT = 0.3\nstart = %s", ways[k]);
        struct mc_chain d = opened(system, MOVES);
        const struct spheres *const a = liquid_spheres(c.state), *const b = liquid_spheres(d.state);
        assert_memory_equal(a->p, b->p, a->n * sizeof *a->p);
        assert_memory_equal(a->image, b->image, 3 * a->n * sizeof *a->image);
        assert_true(d.energy == c.energy);
        mc_clear(&d);
        base_free(system);
    }
    mc_clear(&c);
    base_free(path);
    support_remove(folder);
}

static void open_and_close(void *system)
{
    struct mc_chain c = opened(system, MOVES);
    mc_clear(&c);
}

static void bad_input_is_refused(void **state)
{
    (void)state;
    char *const folder = support_folder();
    struct mc_chain c = opened("N = 100\nT = 0.3", MOVES);
    char *const path = stored(&c, folder), *const text = base_text("%s/text.h5", folder);
    mc_clear(&c);
    support_write(text, "no trajectory", 13);
    const struct {
        char *system;
        const char *part;
    } zoo[] = {
        {base_text("N = 1\nT = 1"), "[system] N"},
        {base_text("N = 60\nT = 1"), "[system] N"},
        {base_text("N = 100"), "T"},
        {base_text("N = 100\nT = 0"), "T"},
        {base_text("N = 100\nT = -1"), "T"},
        {base_text("N = 100\nT = 1\nmodel = nbc80"), "nbc8"},
        {base_text("N = 100\nT = 1\nstart = nowhere"), "nowhere"},
        {base_text("N = 100\nT = 1\nstart = %s", text), "text.h5"},
        {base_text("N = 101\nT = 1\nstart = %s", path), "100"},
        {base_text("N = 100\nT = 1\nrho = 0.9\nstart = %s", folder), "rho"},
        {base_text("N = 100\nT = 1\ndim = 2\nstart = %s", folder), "dimensions"},
        {base_text("N = 500\nT = 1\nrho = 900\nstart = random"), "cut-off"},
    };
    for (size_t k = 0; k < sizeof zoo / sizeof zoo[0]; k++) {
        assert_true(support_refuses(open_and_close, zoo[k].system, zoo[k].part));
        base_free(zoo[k].system);
    }
    base_free(text);
    base_free(path);
    support_remove(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_starts_are_liquid),
        cmocka_unit_test(a_run_starts_where_another_ended),
        cmocka_unit_test(bad_input_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
