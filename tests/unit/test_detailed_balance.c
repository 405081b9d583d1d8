/* Detailed balance of the liquid's moves where everything can be enumerated: four different
   diameters on frozen positions have 24 orderings, and swaps must visit them with Boltzmann's
   frequencies; two spheres in a box have an exact mean energy. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "glass/spheres/state/models.h"
#include "glass/spheres/dynamics/liquid.h"
#include "glass/spheres/dynamics/moves.h"
#include "glass/spheres/system.h"
#include "tests/support.h"

enum { N = 4, ORDERINGS = 24 };

static const struct subject { /* table row */
    const char *model;
    int dim;
    double T, cut; /* cut: largest difference of diameters that a swap tries */
    float diameter[N];
} subjects[] = {
    {"nbc8", 3, 0.6, 10, {0.8f, 0.95f, 1.1f, 1.4f}},
    {"nbc8",
     3,
     0.3,
     0.2,
     {0.8f, 0.95f, 1.05f, 1.2f}}, /* some pairs beyond the cut: 24 orderings by 3 kinds of swap */
    {"nbc4", 3, 1.0, 10, {0.8f, 0.95f, 1.1f, 1.4f}},
    {"nbc8", 2, 0.6, 0.3, {0.75f, 0.95f, 1.1f, 1.3f}},
};

/* Four spheres within reach of one another, in the corner of the box so that some bonds cross
   its border. */
static struct liquid *four(const struct subject *c)
{
    const double x3[] = {0.1, 0.2, 0.1, 1.05, 0.1, -0.1, 0.4, 1.1, 0.2, 0.5, 0.4, 0.95};
    const double x2[] = {0.1, 0.2, 1.05, 0.1, 0.5, 1.0, -0.4, -0.6};
    const double L = 6;
    const struct model *const model = base_find(&models_table, c->model);
    struct liquid *const l = liquid_create(model, base_find(&potentials_table, model->potential), N,
                                           c->dim, N / pow(L, c->dim), c->T, c->diameter, "test");
    spheres_set_positions(&l->s, c->dim == 3 ? x3 : x2);
    return l;
}

static struct mc_chain chain_of(struct liquid *l, const char *move, double step)
{
    struct mc_chain c = {
        .system = &glass_spheres, .state = l, .T = l->T, .energy = spheres_energy(&l->s)};
    for (; glass_moves[c.n].name; c.n++)
        c.entry[c.n] = (struct mc_entry){.move = &glass_moves[c.n]};
    mc_entry(&c, move)->weight = 1;
    mc_entry(&c, move)->step = step;
    rng_init(&c.rng, 11, 0, RNG_TEST);
    return c;
}

static void ordering(int k, int *rank) /* number 0...23 -> permutation of 0...3 */
{
    int free[N] = {0, 1, 2, 3};
    for (int i = 0, left = N, f = 6; i<N; k %= f, f /= left> 0 ? left : 1, i++) {
        const int at = k / f;
        rank[i] = free[at];
        left--;
        memmove(&free[at], &free[at + 1], (size_t)(left - at) * sizeof *free);
    }
}

/* The assignment of diameters to sites, independent of particle numbers. */
static int number(const struct spheres *s, const struct sphere *site, const float *diameter)
{
    int rank[N], sought[N];
    for (int i = 0; i < N; i++)
        for (int at = 0; at < N; at++)
            for (int k = 0; k < N; k++)
                if (memcmp(s->p[i].x, site[at].x, sizeof site[at].x) == 0 &&
                    s->p[i].s == diameter[k])
                    sought[at] = k;
    for (int k = 0; k < ORDERINGS; k++) {
        ordering(k, rank);
        if (memcmp(rank, sought, sizeof rank) == 0) return k;
    }
    return -1;
}

static void exact_weights(const struct subject *c, double T, double *w)
{
    struct liquid *const l = four(c);
    struct spheres *const s = &l->s;
    double total = 0;
    for (int k = 0; k < ORDERINGS; k++) {
        int rank[N];
        ordering(k, rank);
        for (int i = 0; i < N; i++) s->p[i].s = c->diameter[rank[i]];
        w[k] = exp(-spheres_energy_direct(s) / T);
        total += w[k];
    }
    for (int k = 0; k < ORDERINGS; k++) w[k] /= total;
    liquid_free(l);
}

/* chi^2 of counts against weights as a z-score; orderings expected less than ten times are taken
   together. */
static double z_score(const uint64_t *count, const double *w, uint64_t samples)
{
    double chi2 = 0, rare = 0, rare_count = 0;
    int freedom = -1;
    for (int k = 0; k < ORDERINGS; k++) {
        const double expected = w[k] * (double)samples;
        if (expected < 10) {
            rare += expected, rare_count += (double)count[k];
            continue;
        }
        chi2 += ((double)count[k] - expected) * ((double)count[k] - expected) / expected;
        freedom++;
    }
    if (rare > 1) chi2 += (rare_count - rare) * (rare_count - rare) / rare, freedom++;
    return (chi2 - freedom) / sqrt(2.0 * freedom);
}

static const struct protocol { /* table row */
    const char *move;
    double step; /* 0: the subject's cut */
    int apart;   /* trials between samples: far enough to count as independent */
} protocols[] = {
    {"swap", 0, 40},        {"swap_near", 1, 160}, {"swap_near", 3, 40},
    {"swap_places", 0, 40}, {"swap_chain", 1, 12}, {"swap_chain", 3, 6},
};

static void orderings(const struct subject *subject, const struct protocol *p)
{
    enum { SAMPLES = 20000 };
    struct liquid *const l = four(subject);
    const struct spheres *const s = &l->s;
    struct sphere site[N];
    memcpy(site, s->p, sizeof site);
    struct mc_chain c = chain_of(l, p->move, p->step > 0 ? p->step : subject->cut);
    const size_t entry = (size_t)(mc_entry(&c, p->move) - c.entry);
    uint64_t count[ORDERINGS] = {0};
    for (int n = 0; n < SAMPLES; n++) {
        for (int a = 0; a < p->apart; a++) mc_attempt(&c, entry);
        assert_true(c.energy == spheres_energy_direct(s));
        count[number(s, site, subject->diameter)]++;
    }
    double w[ORDERINGS], warmer[ORDERINGS];
    exact_weights(subject, subject->T, w);
    exact_weights(subject, 1.1 * subject->T, warmer);
    const double z = z_score(count, w, SAMPLES), wrong = z_score(count, warmer, SAMPLES);
    printf("%-11s %4g  %s in %dD, T = %.1f: z = %5.2f (%.0f for weights of a temperature 10 %% "
           "higher)\n",
           p->move, c.entry[entry].step, subject->model, subject->dim, subject->T, z, wrong);
    assert_true(fabs(z) < 4);
    assert_true(wrong > 8); /* the test is able to fail */
    liquid_free(l);
}

static void swaps_visit_orderings_as_boltzmann_says(void **state)
{
    (void)state;
    for (size_t p = 0; p < sizeof protocols / sizeof protocols[0]; p++)
        for (size_t k = 0; k < sizeof subjects / sizeof subjects[0]; k++)
            orderings(&subjects[k], &protocols[p]);
}

/* ---- hard spheres: cascades of diameters ---------------------------------------------------- */

/* All orderings without overlaps are equally likely. */
static void cascades_visit_every_packing_equally(void **state)
{
    (void)state;
    enum { SAMPLES = 20000, APART = 16 };
    const struct subject hard[] = {
        {"hard", 3, 1, 0, {0.7f, 0.85f, 0.95f, 1.1f}},
        {"hard", 2, 1, 0, {0.75f, 0.9f, 1.0f, 1.1f}},
    };
    const double steps[] = {1, 2, 7};
    for (size_t k = 0; k < sizeof hard / sizeof *hard; k++)
        for (size_t p = 0; p < sizeof steps / sizeof *steps; p++) {
            struct liquid *const l = four(&hard[k]);
            const struct spheres *const s = &l->s;
            struct sphere site[N];
            memcpy(site, s->p, sizeof site);
            double w[ORDERINGS];
            uint64_t count[ORDERINGS] = {0};
            exact_weights(&hard[k], 1, w);
            int packings = 0;
            for (int o = 0; o < ORDERINGS; o++) packings += w[o] > 0;
            assert_true(packings > 3 && packings < ORDERINGS); /* some overlap */
            assert_true(spheres_energy(s) == 0);
            struct mc_chain c = chain_of(l, "swap_collective", steps[p]);
            const size_t entry = (size_t)(mc_entry(&c, "swap_collective") - c.entry);
            for (int n = 0; n < SAMPLES; n++) {
                for (int a = 0; a < APART; a++) mc_attempt(&c, entry);
                assert_true(spheres_energy_direct(s) == 0);
                count[number(s, site, hard[k].diameter)]++;
            }
            const double z = z_score(count, w, SAMPLES);
            printf("cascades of %g ranks in %dD, %d of 24 orderings: z = %5.2f\n", steps[p],
                   hard[k].dim, packings, z);
            assert_true(fabs(z) < 4);
            liquid_free(l);
        }
}

/* A cascade of as many ranks as the chain of stride 1 has links leaves the same state, to the last bit. */
static void cascades_equal_chains(void **state)
{
    (void)state;
    enum { TRIALS = 1000 };
    for (int dim = 2; dim <= 3; dim++) {
        struct mc_chain c[2];
        for (int k = 0; k < 2; k++)
            c[k] = support_chain(&glass_spheres,
                                 "[run]\nsweeps = 1\nfolder = x\nseed = 5\n[system]\nmodel = hard\n"
                                 "N = 300\nT = 1\ndim = %d\nrho = %g\n[move.%s]\nstep = %d\n",
                                 dim, dim == 2 ? 0.85 : 0.8, k ? "swap_collective" : "swap_chain",
                                 k ? SWAPS_CHAIN : 1);
        const size_t entry[] = {(size_t)(mc_entry(&c[0], "swap_chain") - c[0].entry),
                                (size_t)(mc_entry(&c[1], "swap_collective") - c[1].entry)};
        size_t changed = 0;
        for (int n = 0; n < TRIALS; n++) {
            for (int k = 0; k < 2; k++) {
                for (int a = 0; a < 100; a++) mc_attempt(&c[k], 0);
                rng_init(&c[k].rng, (uint64_t)n, 0, RNG_TEST);
                assert_true(mc_attempt(&c[k], entry[k]));
                rng_init(&c[k].rng, (uint64_t)n, 1, RNG_TEST);
            }
            const struct spheres *const a = liquid_spheres(c[0].state), *const b = liquid_spheres(
                                                                            c[1].state);
            assert_memory_equal(a->p, b->p, 300 * sizeof *a->p);
            assert_memory_equal(a->ranks.sphere, b->ranks.sphere, 300 * sizeof *a->ranks.sphere);
            changed += ((struct liquid *)c[0].state)->trial.links > 0;
        }
        printf("%zu of %d chains in %dD exchange diameters\n", changed, TRIALS, dim);
        assert_true(changed > TRIALS / 2);
        assert_true(c[1].energy == 0 && spheres_energy(liquid_spheres(c[1].state)) == 0);
        for (int k = 0; k < 2; k++) mc_clear(&c[k]);
    }
}

/* Every proposal's dE is the energy difference of the two orderings, to the last bit, and swaps
   beyond the cut are refused. */
static void swap_energies_are_exact(void **state)
{
    (void)state;
    for (size_t k = 0; k < sizeof subjects / sizeof subjects[0]; k++) {
        struct liquid *const l = four(&subjects[k]);
        const struct spheres *const s = &l->s;
        struct rng rng;
        rng_init(&rng, 5, 0, RNG_TEST);
        for (int n = 0; n < 500; n++) {
            const double before = spheres_energy_direct(s);
            const struct mc_trial trial =
                glass_moves[1].propose(l, &glass_moves[1], &rng, subjects[k].cut);
            const float a = s->p[l->trial.i].s, b = s->p[l->trial.j].s;
            assert_true(l->trial.i != l->trial.j && trial.log_q == 0);
            assert_true(isinf(trial.dE) == (fabs((double)a - b) > subjects[k].cut));
            if (isinf(trial.dE)) continue;
            glass_moves[1].commit(l);
            assert_true(s->p[l->trial.i].s == b && s->p[l->trial.j].s == a);
            assert_true(spheres_energy_direct(s) - before == trial.dE);
        }
        liquid_free(l);
    }
}

/* <v> = Int v e^(-v/T) d^dim r / (V - Int (1 - e^(-v/T)) d^dim r): two spheres, one of them
   anywhere. */
static double exact_pair_energy(int dim, double L, double T, double sij)
{
    const double cut = potentials_base[0].cut * sij, h = cut / 20000;
    double with = 0, lost = 0;
    for (double r = h / 2; r < cut; r += h) {
        const double shell = dim == 3 ? 4 * M_PI * r * r * h : 2 * M_PI * r * h;
        const double v = potentials_exact(potentials_base[0].energy(r * r, sij * sij)),
                     w = exp(-v / T);
        with += v * w * shell;
        lost += (1 - w) * shell;
    }
    return with / (pow(L, dim) - lost);
}

static void displacements_give_the_exact_pair_energy(void **state)
{
    (void)state;
    enum { BLOCKS = 100 };
    const float diameter[2] = {1.0f, 1.3f};
    const struct {
        const char *move;
        double step;
        int block; /* trials */
    } ways[] = {{"displace", 0.5, 20000},
                {"displace", 2.0, 20000}, /* within a list, and longer than any */
                {"event_chain", 0.3, 6000},
                {"event_chain", 4.0, 1500}};
    for (int dim = 2; dim <= 3; dim++)
        for (size_t k = 0; k < sizeof ways / sizeof *ways; k++) {
            const double L = 3.4, T = 0.7, x[] = {0.1, 0.2, 0.3, 1.4, 1.5, 1.6};
            const struct model *const model = base_find(&models_table, "nbc8");
            struct liquid *const l =
                liquid_create(model, potentials_base, 2, dim, 2 / pow(L, dim), T, diameter, "test");
            spheres_set_positions(&l->s, x);
            struct mc_chain c = chain_of(l, ways[k].move, ways[k].step);
            const size_t entry = (size_t)(mc_entry(&c, ways[k].move) - c.entry);
            double sum = 0, square = 0;
            for (int b = 0; b < BLOCKS; b++) {
                double block = 0;
                for (int n = 0; n < ways[k].block; n++)
                    mc_attempt(&c, entry), block += c.energy / ways[k].block;
                sum += block / BLOCKS, square += block * block / BLOCKS;
            }
            const double error = sqrt((square - sum * sum) / (BLOCKS - 1));
            const double exact =
                exact_pair_energy(dim, L, T, potentials_cross(1.0f, 1.3f, model->eps / 2));
            printf("pair in %dD, %s %.1f: <v> = %.5f(%.5f), exact %.5f\n", dim, ways[k].move,
                   ways[k].step, sum, error, exact);
            assert_true(error < 0.05 * exact);
            assert_true(fabs(sum - exact) < 4 * error);
            liquid_free(l);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(swaps_visit_orderings_as_boltzmann_says),
        cmocka_unit_test(cascades_visit_every_packing_equally),
        cmocka_unit_test(cascades_equal_chains),
        cmocka_unit_test(swap_energies_are_exact),
        cmocka_unit_test(displacements_give_the_exact_pair_energy),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
