/* Restricted Boltzmann machines and Hopfield networks: sampling against exact enumeration by every dynamics, laws of
   units against quadrature, the identity of Callen, refusals. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "common/core/base.h"
#include "glass/spins/rbm/rbm_enumeration.h"
#include "glass/spins/rbm/rbm_system.h"
#include "tests/support.h"

#define RUN "[run]\nsweeps = 1\nfolder = x\nseed = 7\n"

/* ---- laws --------------------------------------------------------------------------------------- */

/* Mean of x and ln of the norm of law(x) exp(b x), by the density where there is one. */
static void moments(const struct unit_law *law, double b, double *value)
{
    double norm = 0, weight = 0, first = 0;
    for (int k = -12000; k <= 12000; k++) {
        const double x = k * 1e-3, p = exp(unit_law_log_density(law, x));
        norm += p, weight += p * exp(b * x), first += x * p * exp(b * x);
    }
    value[0] = first / weight, value[1] = log(weight / norm);
}

static void laws_agree_with_quadrature(void **state)
{
    (void)state;
    static const double Omega[] = {0.1, 0.5, 0.9, 1}, field[] = {0, 0.3, -2};
    for (size_t k = 0; k < 4; k++)
        for (size_t i = 0; i < 3; i++) {
            const struct unit_law law = unit_law(Omega[k]);
            double value[2];
            moments(&law, field[i], value);
            assert_true(fabs(unit_law_mean(&law, field[i]) - value[0]) < 1e-9);
            assert_true(fabs(unit_law_log_average(&law, field[i]) - value[1]) < 1e-9);
        }
}

static void draws_have_their_moments(void **state)
{
    (void)state;
    enum { DRAWS = 40000 };
    struct rng rng;
    rng_init(&rng, 3, 0, RNG_TEST);
    for (int k = 0; k <= 4; k++)
        for (int i = 0; i < 2; i++) {
            const struct unit_law law = unit_law(k / 4.0);
            const double b = 0.7 * i, h = 1e-4;
            const double variance =
                (unit_law_mean(&law, b + h) - unit_law_mean(&law, b - h)) / (2 * h);
            double sum = 0, square = 0;
            for (int d = 0; d < DRAWS; d++) {
                const double x = unit_law_draw(&law, b, &rng) - unit_law_mean(&law, b);
                sum += x, square += x * x;
            }
            assert_true(fabs(sum) < 4 * sqrt(variance * DRAWS));
            assert_true(fabs(square / DRAWS - variance) < 4 * variance * sqrt(2.0 / DRAWS));
        }
}

/* ---- sampling against enumeration --------------------------------------------------------------- */

static const struct machine { /* table row */
    const char *name;
    const struct mc_system *system;
    const char *dynamics, *ini;
    enum rbm_layer layer; /* that is enumerated */
} machines[] = {
    {"Gaussian hidden units", &rbm_system, "block_gibbs", "N = 8\nalpha = 0.5\nT = 1\n",
     RBM_VISIBLE},
    {"mixed hidden units and patterns, sizes", &rbm_system, "block_gibbs",
     "N = 10\nalpha = 0.4\nOmega_hidden = 0.5\nOmega_patterns = 0.5\nsize_spread = 0.3\nT = 0.8\n",
     RBM_VISIBLE},
    {"Boolean hidden units", &rbm_system, "block_gibbs",
     "N = 9\nalpha = 0.7\nOmega_hidden = 0\nT = 0.6\n", RBM_VISIBLE},
    {"mixed visible units", &rbm_system, "block_gibbs",
     "N = 12\nalpha = 0.5\nOmega_hidden = 0\nOmega_visible = 0.5\nT = 0.8\n", RBM_HIDDEN},
    {"flips and draws", &rbm_system, "metropolis",
     "N = 8\nalpha = 0.5\nOmega_hidden = 0.5\nT = 0.9\n"
     "[move.flip]\n[move.flip_hidden]\n[move.draw_hidden]\n",
     RBM_VISIBLE},
    {"displacements", &rbm_system, "metropolis",
     "N = 8\nalpha = 0.5\nOmega_hidden = 0.5\nT = 0.9\n"
     "[move.draw]\n[move.displace_hidden]\n",
     RBM_VISIBLE},
    {"displaced visible units", &rbm_system, "metropolis",
     "N = 8\nalpha = 0.5\nOmega_hidden = 0\nOmega_visible = 1\nT = 0.9\n"
     "[move.flip_hidden]\n[move.displace]\n",
     RBM_HIDDEN},
    {"Hopfield, typewriter", &rbm_system_hopfield, "typewriter", "N = 10\nalpha = 0.4\nT = 0.8\n",
     RBM_VISIBLE},
    {"Hopfield, heat bath", &rbm_system_hopfield, "heat_bath",
     "N = 10\nalpha = 0.4\nOmega_patterns = 1\nT = 0.8\n", RBM_VISIBLE},
    {"Hopfield, flips", &rbm_system_hopfield, "metropolis",
     "N = 10\nalpha = 0.4\nT = 0.8\n[move.flip]\n", RBM_VISIBLE},
    {0},
};

enum { BLOCKS = 50, LENGTH = 1000, VALUES = 3 };

static double layer_overlap(const struct rbm *g, enum rbm_layer layer)
{
    const size_t n = layer == RBM_VISIBLE ? g->n : g->m;
    const double *const x = layer == RBM_VISIBLE ? g->s : g->z;
    double sum = 0;
    for (size_t k = 0; k < n; k++) sum += x[k] * x[n + k];
    return sum / (double)n;
}

static void measure(const struct mc_chain *c, enum rbm_layer layer, double *value)
{
    const struct rbm *const g = c->state;
    const double m = g->y[0] * g->patterns.scale, m_other = g->y[g->m] * g->patterns.scale;
    const double q = layer_overlap(g, layer);
    value[0] += c->energy / 2 / LENGTH;
    value[1] += q * q / LENGTH;
    value[2] += (m * m + m_other * m_other) / 2 / LENGTH;
}

static void enumerate(const struct machine *k, double *expected)
{
    struct mc_chain c =
        support_chain(k->system, RUN "dynamics = %s\n[system]\n%s", k->dynamics, k->ini);
    const struct rbm_enumeration exact = rbm_enumeration(c.state, k->layer);
    expected[0] = exact.energy, expected[1] = exact.overlap2, expected[2] = exact.m2;
    mc_clear(&c);
}

/* z of the means over blocks, of a chain whose dynamics runs at T times `warmer`. */
static void compare(const struct machine *k, double warmer, const double *expected, double *z)
{
    struct mc_chain c =
        support_chain(k->system, RUN "dynamics = %s\n[system]\n%s", k->dynamics, k->ini);
    static double value[VALUES][BLOCKS];
    mc_set_temperature(&c, c.T * warmer);
    support_advance(&c, k->dynamics, 200);
    for (int b = 0; b < BLOCKS; b++) {
        double sum[VALUES] = {0};
        for (int t = 0; t < LENGTH; t++)
            support_advance(&c, k->dynamics, 1), measure(&c, k->layer, sum);
        for (int v = 0; v < VALUES; v++) value[v][b] = sum[v];
    }
    for (int v = 0; v < VALUES; v++) {
        const struct support_average a = support_average(value[v], BLOCKS);
        z[v] = (a.mean - expected[v]) / a.error;
    }
    mc_clear(&c);
}

static void sampling_agrees_with_enumeration(void **state)
{
    (void)state;
    for (const struct machine *k = machines; k->name; k++) {
        double expected[VALUES], z[VALUES];
        enumerate(k, expected);
        compare(k, 1, expected, z);
        print_message("    %s: z of e %.1f, q^2 %.1f, m^2 %.1f\n", k->name, z[0], z[1], z[2]);
        for (int v = 0; v < VALUES; v++) assert_true(isnan(z[v]) ? v == 2 : fabs(z[v]) < 4);
    }
}

/* Exchanges of sizes: the exact averages are over the orders of the sizes as well. */
static void exchanges_of_sizes_agree_with_enumeration(void **state)
{
    (void)state;
    static const struct machine k = {
        "exchanges of sizes", &rbm_system, "metropolis",
        "N = 6\nalpha = 0.5\nOmega_hidden = 0.5\nsize_spread = 0.5\nT = 0.8\n"
        "[move.draw]\n[move.draw_hidden]\n[move.swap]\n",
        RBM_VISIBLE};
    struct mc_chain c =
        support_chain(k.system, RUN "dynamics = %s\n[system]\n%s", k.dynamics, k.ini);
    static const size_t order[6][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2},
                                       {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
    struct rbm *const g = c.state;
    const double size[3] = {g->size[0], g->size[1], g->size[2]};
    double Z = 0, energy = 0, m2 = 0;
    for (size_t p = 0; p < 6; p++) {
        for (size_t mu = 0; mu < 3; mu++) g->size[mu] = size[order[p][mu]];
        const struct rbm_enumeration e = rbm_enumeration(g, RBM_VISIBLE);
        Z += exp(e.lnZ), energy += exp(e.lnZ) * e.energy, m2 += exp(e.lnZ) * e.m2;
    }
    mc_clear(&c);
    double z[VALUES];
    compare(&k, 1, (double[VALUES]){energy / Z, NAN, m2 / Z}, z);
    print_message("    z of e %.1f, m^2 %.1f\n", z[0], z[2]);
    assert_true(fabs(z[0]) < 4 && fabs(z[2]) < 4);
}

static void a_warmer_chain_is_seen(void **state)
{
    (void)state;
    double expected[VALUES], z[VALUES];
    enumerate(machines, expected);
    compare(machines, 1.05, expected, z);
    assert_true(fabs(z[0]) > 4);
}

/* Z of units without couplings is 1; d ln Z / d(1/T) = -<H>. */
static void enumeration_is_consistent(void **state)
{
    (void)state;
    for (const struct machine *k = machines; k->name; k++) {
        struct mc_chain c =
            support_chain(k->system, RUN "dynamics = %s\n[system]\n%s", k->dynamics, k->ini);
        struct rbm *const g = c.state;
        const double beta = 1 / g->T, d = 1e-5;
        const double e = rbm_enumeration(g, k->layer).energy;
        g->T = 1 / (beta + d);
        const double up = rbm_enumeration(g, k->layer).lnZ;
        g->T = 1 / (beta - d);
        const double down = rbm_enumeration(g, k->layer).lnZ;
        assert_true(fabs(-(up - down) / (2 * d) - e) < 1e-6 * fmax(1, fabs(e)));
        g->T = 1e9;
        assert_true(fabs(rbm_enumeration(g, k->layer).lnZ) < 1e-6);
        mc_clear(&c);
    }
}

/* ---- the identity of Callen --------------------------------------------------------------------- */

static double callen_z(const char *ini, double warmer, int sweeps)
{
    struct mc_chain c = support_chain(&rbm_system, RUN "[system]\n%s", ini);
    struct rbm *const g = c.state;
    for (int t = 0; t < sweeps; t++) {
        const double T = g->T;
        support_advance(&c, "block_gibbs", 1);
        g->T = T * warmer;
        if (warmer != 1) support_advance(&c, "block_gibbs", 1);
        g->T = T;
    }
    const struct statistics_estimate e = callen_mean(&g->callen);
    mc_clear(&c);
    return e.value / e.error;
}

static void identity_holds_in_equilibrium_alone(void **state)
{
    (void)state;
    static const char ini[] = "N = 200\nalpha = 0.1\nOmega_hidden = 0.5\nT = 0.6\n";
    const double right = callen_z(ini, 1, 1000), warm = callen_z(ini, 1.3, 1000);
    print_message("    z = %.1f, every other sweep 30 %% too warm: %.1f\n", right, warm);
    assert_true(fabs(right) < 4 && fabs(warm) > 4);
}

/* ---- refusals ----------------------------------------------------------------------------------- */

static void open_chain(void *ini)
{
    struct mc_chain c = support_chain(&rbm_system, RUN "%s", (const char *)ini);
    mc_clear(&c);
}

static void senseless_keys_are_refused(void **state)
{
    (void)state;
    static const struct {
        char *ini;
        const char *part;
    } cases[] = {
        {"[system]\nT = 1\nN = 10\nalpha = 0.1\n", "alpha = 0.1: makes 1 patterns"},
        {"[system]\nT = 1\nOmega_hidden = 1.5\n", "Omega_hidden"},
        {"[system]\nT = 1\nOmega_visible = -0.1\n", "Omega_visible"},
        {"[system]\nT = 0.9\nN = 100\nalpha = 0.2\nOmega_visible = 1\n", "have no sum"},
        {"[system]\nT = 1\nN = 1000000\nalpha = 1000\n", "patterns take"},
        {"[system]\nT = 1\nsize_spread = 0.6\n", "size_spread"},
        {"[system]\nT = 1\nstart = middle\n", "start"},
        {"[system]\nT = 0\n", "T"},
    };
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++)
        assert_true(support_refuses(open_chain, cases[k].ini, cases[k].part));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(laws_agree_with_quadrature),
        cmocka_unit_test(draws_have_their_moments),
        cmocka_unit_test(sampling_agrees_with_enumeration),
        cmocka_unit_test(exchanges_of_sizes_agree_with_enumeration),
        cmocka_unit_test(a_warmer_chain_is_seen),
        cmocka_unit_test(enumeration_is_consistent),
        cmocka_unit_test(identity_holds_in_equilibrium_alone),
        cmocka_unit_test(senseless_keys_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
