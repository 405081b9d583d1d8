/* Sweeps in domains: spheres outside the domains do not change and none leaves its domain; any number
   of threads, and a restart, give the same bits; energies and lists stay exact; enumerable systems
   are visited with their Boltzmann weights. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "glass/spheres/dynamics/liquid.h"
#include "glass/spheres/dynamics/moves.h"
#include "glass/spheres/system.h"
#include "tests/support.h"

#define MOVES "[move.displace]\nstep = 0.3\n[move.swap]\n[move.swap_places]\n"

static struct mc_chain opened(const char *system, const char *moves, int threads)
{
    return support_chain(&glass_spheres,
                         "[run]\nsweeps = 1\nfolder = x\nseed = 3\ndynamics = domains\n"
                         "threads = %d\n[system]\n%s\n%s",
                         threads, system, moves);
}

static const struct subject { /* table row */
    const char *system;
    int sweeps;
} liquids[] = {
    {"N = 10648\nT = 0.3", 4},
    {"N = 700\ndim = 2\nT = 0.3", 60},
    {"N = 600\ndim = 2\nT = 2\nrho = 0.7", 60},
    {"model = ka3\nN = 1200\ndim = 2\nT = 2", 20},
    {"model = nbc1\nN = 600\ndim = 2\nT = 1", 20},
};

enum { LIQUIDS = sizeof liquids / sizeof liquids[0] };

static uint64_t after(const struct subject *l, int threads)
{
    struct mc_chain c = opened(l->system, MOVES, threads);
    for (int k = 0; k < l->sweeps; k++) domains_sweep(&c);
    const uint64_t value = support_digest(&c);
    mc_clear(&c);
    return value;
}

static void threads_leave_no_trace(void **state)
{
    (void)state;
    for (int k = 0; k < LIQUIDS; k++) {
        const uint64_t one = after(&liquids[k], 1);
        assert_true(one == after(&liquids[k], 2));
        assert_true(one == after(&liquids[k], 5));
    }
}

static void energies_and_counts_are_exact(void **state)
{
    (void)state;
    for (int k = 0; k < LIQUIDS; k++) {
        struct mc_chain c = opened(liquids[k].system, MOVES, 2);
        const struct liquid *const l = c.state;
        const struct spheres *const s = &l->s;
        for (int i = 0; i < liquids[k].sweeps; i++) {
            domains_sweep(&c);
            assert_true(c.energy == spheres_energy(s));
        }
        uint64_t tried = 0;
        for (size_t i = 0; i < c.n; i++) {
            tried += c.entry[i].tried;
            assert_true(c.entry[i].weight == 0 || c.entry[i].accepted > 0);
        }
        assert_true(tried == s->n * (uint64_t)liquids[k].sweeps);
        uint64_t swapped = 0;
        for (size_t i = 0; i < SWAPS_BINS; i++) swapped += l->counts.accepted[i];
        assert_true(swapped ==
                    mc_entry(&c, "swap")->accepted + mc_entry(&c, "swap_places")->accepted);
        mc_clear(&c);
    }
}

/* Renewals by several threads at once leave lists that hold what they should, both ways. */
static void lists_hold_all_near(void **state)
{
    (void)state;
    struct mc_chain c = opened(liquids[1].system, MOVES, 3);
    const struct spheres *const s = liquid_spheres(c.state);
    const struct neighbours *const nb = &s->neighbours;
    for (int k = 0; k < 60; k++) domains_sweep(&c);
    assert_true(nb->refreshed > s->n);
    for (uint32_t i = 0; i < s->n; i++) {
        size_t n, expected = 0;
        const uint32_t *const list = neighbours_of(nb, i, &n);
        for (uint32_t j = 0; j < s->n; j++) {
            const struct sphere a = neighbours_row(nb, i)->reference,
                                b = neighbours_row(nb, j)->reference;
            const double range = neighbours_range(nb, a.s, b.s) + nb->skin;
            if (i == j || potentials_distance2(&nb->view, a.x, b.x) >= range * range) continue;
            expected++;
            bool listed = false;
            for (size_t k = 0; k < n; k++) listed |= list[k] == j;
            assert_true(listed);
        }
        assert_int_equal(n, expected);
    }
    mc_clear(&c);
}

/* The lattice of the last sweep is still there when it is over. */
static void walls_rest_and_nobody_leaves(void **state)
{
    (void)state;
    struct mc_chain c = opened(liquids[1].system, MOVES, 2);
    const struct liquid *const l = c.state;
    const struct spheres *const s = &l->s;
    struct sphere *const before = base_alloc(s->n, sizeof *before);
    size_t rested = 0, moved = 0, domains = 0;
    for (int k = 0; k < 30; k++) {
        memcpy(before, s->p, s->n * sizeof *before);
        domains_sweep(&c);
        for (size_t i = 0; i < s->n; i++) {
            const int64_t home = domains_at(l->domains, before[i].x);
            assert_true(domains_at(l->domains, s->p[i].x) == home);
            const bool same = memcmp(&before[i], &s->p[i], sizeof *before) == 0;
            assert_true(same || home != DOMAINS_NONE);
            if (home == DOMAINS_NONE)
                rested++;
            else
                moved += !same, domains++;
        }
    }
    assert_true(moved > domains / 2 && rested > 10 * s->n);
    base_free(before);
    mc_clear(&c);
}

static void restart_continues(void **state)
{
    (void)state;
    const char *const system = liquids[1].system;
    struct mc_chain c = opened(system, MOVES, 1), again = opened(system, MOVES, 2);
    for (int k = 0; k < 50; k++) domains_sweep(&c);
    support_restart(&c, &again);
    for (int k = 0; k < 50; k++) domains_sweep(&c), domains_sweep(&again);
    assert_true(support_digest(&c) == support_digest(&again));
    mc_clear(&c), mc_clear(&again);
}

/* ---- what can be enumerated ------------------------------------------------------------------ */

enum { N = 4 };

/* Spheres of given diameters that domains_sweep may take over. */
static struct mc_chain few(const char *model, uint32_t n, double L, const float *diameter,
                           const double *x, double T, const char *move, double step)
{
    const struct model *const row = base_find(&models_table, model);
    const struct potential *const potential = base_find(&potentials_table, row->potential);
    struct liquid *const l = liquid_create(row, potential, n, 2, n / (L * L), T, diameter, "test");
    spheres_set_positions(&l->s, x);
    l->domains = domains_create(&l->s, 1, "test");
    struct mc_chain c = {
        .system = &glass_spheres, .state = l, .T = T, .energy = spheres_energy(&l->s)};
    for (; glass_moves[c.n].name; c.n++)
        c.entry[c.n] = (struct mc_entry){.move = &glass_moves[c.n]};
    mc_entry(&c, move)->weight = 1;
    mc_entry(&c, move)->step = step;
    rng_init(&c.rng, 12, 0, RNG_TEST);
    return c;
}

static int rank_of(const float *own, float s)
{
    int rank = 0;
    while (own[rank] != s) rank++;
    return rank;
}

/* The ordering of four diameters as a number in base 4. */
static int code(const struct spheres *s, const float *own)
{
    int value = 0;
    for (int i = 0; i < N; i++) value = value * N + rank_of(own, s->p[i].s);
    return value;
}

/* Boltzmann's weight of every ordering, 0 for codes that are none. */
static void weights(struct spheres *s, const float *own, double T, double *w)
{
    double total = 0;
    for (int k = 0; k < N * N * N * N; k++) {
        const int rank[N] = {k / 64, k / 16 % 4, k / 4 % 4, k % 4};
        int seen = 0;
        for (int i = 0; i < N; i++) seen |= 1 << rank[i], s->p[i].s = own[rank[i]];
        w[k] = seen == 15 ? exp(-spheres_energy_direct(s) / T) : 0;
        total += w[k];
    }
    for (int k = 0; k < N * N * N * N; k++) w[k] /= total;
    for (int i = 0; i < N; i++) s->p[i].s = own[i];
}

/* chi^2 of counts against weights as a z-score; orderings expected less than twenty times are
   one. */
static double z_score(const double *count, const double *w, double samples)
{
    double chi2 = 0, rare = 0, rarely = 0;
    int freedom = 0;
    for (int k = 0; k < N * N * N * N; k++) {
        const double expected = w[k] * samples;
        if (expected < 20)
            rare += expected, rarely += count[k];
        else
            chi2 += pow(count[k] - expected, 2) / expected, freedom++;
    }
    if (rare < 20) freedom--;
    if (rare >= 20) chi2 += pow(rarely - rare, 2) / rare;
    return (chi2 - freedom) / sqrt(2.0 * freedom);
}

/* Frozen positions: now all four are in one domain, now some are in walls. */
static void swaps_visit_orderings_as_boltzmann_says(void **state)
{
    (void)state;
    enum { SAMPLES = 10000, APART = 30 };
    const float own[N] = {0.8f, 0.95f, 1.1f, 1.3f};
    const double x[2 * N] = {0.1, 0.2, 1.05, 0.1, 0.5, 1.0, -0.4, -0.6}, T = 0.6;
    struct mc_chain c = few("nbc8", N, 26, own, x, T, "swap", 0.3);
    double w[256], warmer[256], count[256] = {0};
    struct spheres *const s = liquid_spheres(c.state);
    weights(s, own, T, w);
    weights(s, own, 1.2 * T, warmer);
    for (int n = 0; n < SAMPLES; n++) {
        for (int k = 0; k < APART; k++) domains_sweep(&c);
        assert_true(c.energy == spheres_energy_direct(s));
        count[code(s, own)]++;
    }
    const double z = z_score(count, w, SAMPLES), wrong = z_score(count, warmer, SAMPLES);
    printf("orderings: z = %.2f (%.0f for weights of a temperature 20 %% higher)\n", z, wrong);
    assert_true(fabs(z) < 4);
    assert_true(wrong > 8); /* the test is able to fail */
    mc_clear(&c);
}

/* <v> = Int v e^(-v/T) d^2r / (L^2 - Int (1 - e^(-v/T)) d^2r): two spheres, one of them anywhere. */
static double exact_pair_energy(const struct potential *p, double L, double T)
{
    const double cut = p->cut, h = cut / 20000;
    double with = 0, lost = 0;
    for (double r = h / 2; r < cut; r += h) {
        const double v = potentials_exact(p->energy(r * r, 1));
        with += v * exp(-v / T) * 2 * M_PI * r * h;
        lost += (1 - exp(-v / T)) * 2 * M_PI * r * h;
    }
    return with / (L * L - lost);
}

static void two_spheres_have_the_exact_energy(void **state)
{
    (void)state;
    enum { BLOCKS = 100, LENGTH = 24000 };
    const float own[2] = {1, 1};
    const double x[4] = {0.1, 0.2, 1.4, 1.5}, L = 30, T = 0.3;
    struct mc_chain c = few("lj", 2, L, own, x, T, "displace", 2);
    double sum = 0, square = 0;
    for (int b = 0; b < BLOCKS; b++) {
        double block = 0;
        for (int n = 0; n < LENGTH; n++) domains_sweep(&c), block += c.energy / LENGTH;
        sum += block / BLOCKS, square += block * block / BLOCKS;
    }
    const double error = sqrt((square - sum * sum) / (BLOCKS - 1));
    const double exact = exact_pair_energy(((struct liquid *)c.state)->s.potential, L, T);
    printf("pair: <v> = %.6f(%.6f), exact %.6f\n", sum, error, exact);
    assert_true(error < 0.06 * fabs(exact));
    assert_true(fabs(sum - exact) < 4 * error);
    mc_clear(&c);
}

/* ---- refusals --------------------------------------------------------------------------------- */

static void open_small(void *unused)
{
    (void)unused;
    opened("N = 1500\nT = 0.3", MOVES, 1);
}

static void open_chain(void *unused)
{
    (void)unused;
    opened("N = 700\ndim = 2\nT = 0.3", "[move.displace]\n[move.swap_chain]\n", 1);
}

static void misuse_is_refused(void **state)
{
    (void)state;
    assert_true(support_refuses(open_small, NULL, "N >= "));
    assert_true(support_refuses(open_chain, NULL, "[move.swap_chain]"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(threads_leave_no_trace),
        cmocka_unit_test(energies_and_counts_are_exact),
        cmocka_unit_test(lists_hold_all_near),
        cmocka_unit_test(walls_rest_and_nobody_leaves),
        cmocka_unit_test(restart_continues),
        cmocka_unit_test(swaps_visit_orderings_as_boltzmann_says),
        cmocka_unit_test(two_spheres_have_the_exact_energy),
        cmocka_unit_test(misuse_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
