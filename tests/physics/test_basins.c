/* Barriers between inherent structures: what a band climbs to is a saddle (no force, one direction
   down), the way back finds the same one, and sliding down from it on both sides ends in the two
   structures. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "glass/spheres/structure/barrier.h"
#include "glass/spheres/structure/energy_surface.h"
#include "glass/spheres/structure/minimise.h"
#include "glass/spheres/structure/modes.h"
#include "glass/spheres/dynamics/liquid.h"
#include "glass/spheres/system.h"
#include "tests/support.h"

enum { N = 120, M = 3 * N };

static struct mc_chain opened(void)
{
    struct mc_chain c = support_chain(
        &glass_spheres, "[run]\nsweeps = 1\nfolder = x\nseed = 3\n[system]\nN = 120\nT = 0.1\n"
                        "[move.displace]\nweight = 1\n[move.swap]\nweight = 0\n");
    for (int k = 0; k < 1000; k++) mc_sweep(&c);
    return c;
}

/* Down from x (M) as far as it goes; x becomes the minimum. */
static double quench(const struct spheres *s, double *x)
{
    struct energy_surface l;
    energy_surface_init(&l, s);
    memcpy(l.x, x, M * sizeof *x);
    const struct minimise_method *const way = base_find(&minimise_table, "lbfgs");
    const struct minimise_result r = way->down(&l, 1e-10, 100000);
    assert_true(r.force <= 1e-10);
    memcpy(x, l.x, M * sizeof *x);
    energy_surface_clear(&l);
    return r.energy;
}

static void stand(const struct spheres *s, double *x)
{
    struct energy_surface l;
    energy_surface_init(&l, s);
    memcpy(x, l.x, M * sizeof *x);
    energy_surface_clear(&l);
}

/* The lowest mode at x, and how many go down. */
static int directions_down(const struct spheres *s, const double *x, double *mode)
{
    static double H[M * M];
    struct energy_surface l;
    energy_surface_init(&l, s);
    memcpy(l.x, x, M * sizeof *x);
    energy_surface_hessian(&l, H);
    static struct mode all[M];
    modes_all(&l, all);
    int down = 0;
    for (int k = 0; k < M; k++) down += all[k].eigenvalue < -1e-6;
    for (int k = 0; k < M; k++) mode[k] = sin(1 + 1.7 * k); /* inverse iteration is not needed: */
    for (int step = 0; step < 6000; step++) {               /* power of (top - H) */
        double y[M], size = 0;
        energy_surface_multiply(&l, mode, y);
        for (int k = 0; k < M; k++) y[k] = all[M - 1].eigenvalue * mode[k] - y[k];
        for (int k = 0; k < M; k++) size += y[k] * y[k];
        for (int k = 0; k < M; k++) mode[k] = y[k] / sqrt(size);
    }
    energy_surface_clear(&l);
    return down;
}

static void bands_find_saddles(void **state)
{
    (void)state;
    struct mc_chain c = opened();
    const struct spheres *const s = liquid_spheres(c.state);
    static double a[M], b[M], d[M], back[M], saddle[M], mode[M], x[M];
    stand(s, b);
    double to = quench(s, b), from = to, overlap, way = 0;
    for (int k = 0; k < 300 && !(way > 0.3 && way < 1.5); k++) { /* until the next is near by */
        mc_sweep(&c);
        memcpy(a, b, sizeof a), from = to;
        stand(s, b);
        to = quench(s, b);
        way = barrier_displacement(s, a, b, 0.3, d, &overlap);
    }
    assert_true(way > 0.3 && way < 1.5);
    const struct barrier q = barrier_find(s, a, d, 15, 1e-5, 4000, saddle);
    barrier_displacement(s, b, a, 0.3, back, &overlap);
    const struct barrier r = barrier_find(s, b, back, 15, 1e-5, 4000, NULL);
    printf("ends %.6f, %.6f, %.3f apart; saddle %.6f (%d steps), from the other side %.6f\n", from,
           to, way, q.top, q.steps, r.top);
    assert_true(q.force <= 1e-5 && q.at > 0 && q.at < 14);
    assert_true(q.top > from + 1e-4 && q.top > to + 1e-4);
    assert_true(fabs(q.top - r.top) < 1e-6);
    assert_int_equal(directions_down(s, saddle, mode), 1);
    double ends[2];
    for (int side = 0; side < 2; side++) {
        for (int k = 0; k < M; k++) x[k] = saddle[k] + (side ? 0.02 : -0.02) * mode[k];
        ends[side] = quench(s, x);
    }
    printf("down from the saddle: %.6f, %.6f\n", ends[0], ends[1]);
    assert_true(fabs(fmin(ends[0], ends[1]) - fmin(from, to)) < 1e-7);
    assert_true(fabs(fmax(ends[0], ends[1]) - fmax(from, to)) < 1e-7);
    mc_clear(&c);
}

/* Ways are to the nearest image, and know nothing of drift. */
static void ways_are_the_shortest(void **state)
{
    (void)state;
    struct mc_chain c = opened();
    const struct spheres *const s = liquid_spheres(c.state);
    static double a[M], b[M], d[M];
    stand(s, a);
    for (int k = 0; k < M; k++) b[k] = a[k] + 0.37 + (k % 7 == 0 ? s->L : 0);
    double overlap;
    assert_true(barrier_displacement(s, a, b, 0.3, d, &overlap) < 1e-10 && overlap == 1);
    b[5] += 0.5;
    const double moved = barrier_displacement(s, a, b, 0.3, d, &overlap);
    assert_true(fabs(moved - 0.5 * sqrt(1 - 1.0 / N)) < 1e-9);
    assert_true(fabs(overlap - (1 - 1.0 / N)) < 1e-12);
    mc_clear(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(bands_find_saddles),
                                       cmocka_unit_test(ways_are_the_shortest)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
