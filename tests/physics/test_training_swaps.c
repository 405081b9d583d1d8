/* Swaps as Monte Carlo. Detailed balance where all can be enumerated: weights that only change
   places have finitely many orders, and so have the sizes of hidden units; trials at temperature T
   must visit them with Boltzmann's frequencies. Langevin dynamics of a network whose energy is known
   exactly, with and without accepted swaps between its steps. And histograms of the energy of a
   network that is not: trials, Langevin, and Langevin with every kind of swap draw the same one. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "dnn/system/parts.h"
#include "dnn/system/system.h"
#include "tests/support.h"

static void open_chain(struct mc_chain *c, const char *rest)
{
    *c = support_chain(&dnn_system_double, "[run]\nsteps = 1\nfolder = x\nseed = 3\n%s", rest);
}

/* ---- enumeration ----------------------------------------------------------------------------- */

enum { ORDERS = 5100, NUMBERS = 8, BLOCKS = 40, LENGTH = 25000, OFTEN = 8 };

struct orders { /* found so far, of n numbers each */
    size_t n, found;
    double x[ORDERS][NUMBERS], U[ORDERS];
};

/* Number of the order that the weights, or the sizes, are in. */
static size_t find(struct orders *o, const double *now, const struct dnn_state *st)
{
    static size_t last;
    if (last < o->found && memcmp(o->x[last], now, o->n * sizeof *now) == 0) return last;
    for (last = 0; last < o->found; last++)
        if (memcmp(o->x[last], now, o->n * sizeof *now) == 0) return last;
    assert_true(o->found < ORDERS);
    memcpy(o->x[o->found], now, o->n * sizeof *now);
    o->U[o->found] = dnn_system_double.energy(st);
    return last = o->found++;
}

static double exact_mean(const struct orders *o, double T)
{
    double sum = 0, total = 0;
    for (size_t k = 0; k < o->found; k++) {
        const double w = exp(-(o->U[k] - o->U[0]) / T);
        sum += w * o->U[k], total += w;
    }
    return sum / total;
}

static double exact_share(const struct orders *o, double T, size_t k)
{
    double total = 0;
    for (size_t i = 0; i < o->found; i++) total += exp(-(o->U[i] - o->U[k]) / T);
    return 1 / total;
}

/* The orders that Boltzmann visits most, most visited first. */
static size_t most_visited(const struct orders *o, size_t *often)
{
    size_t n = 0;
    for (; n < OFTEN && n < o->found; n++) {
        often[n] = SIZE_MAX;
        for (size_t k = 0; k < o->found; k++) {
            bool taken = false;
            for (size_t i = 0; i < n; i++) taken = taken || often[i] == k;
            if (!taken && (often[n] == SIZE_MAX || o->U[k] < o->U[often[n]])) often[n] = k;
        }
    }
    return n;
}

/* z of block means against an exact value. */
static double z_of(const double *mean, double exact)
{
    double sum = 0, squares = 0;
    for (int b = 0; b < BLOCKS; b++) sum += mean[b] / BLOCKS;
    for (int b = 0; b < BLOCKS; b++) squares += (mean[b] - sum) * (mean[b] - sum);
    const double error = sqrt(squares / (BLOCKS - 1) / BLOCKS);
    return error > 1e-12 ? (sum - exact) / error : fabs(sum - exact) < 1e-9 ? 0 : INFINITY;
}

struct sampled { /* block means: energy, share of trials in the often visited orders */
    double U[BLOCKS], share[OFTEN][BLOCKS];
};

static void sample(struct mc_chain *c, size_t entry, struct orders *o, const double *now,
                   const size_t *often, struct sampled *s)
{
    *s = (struct sampled){0};
    for (int i = 0; i < BLOCKS * LENGTH; i++) {
        mc_attempt(c, entry);
        const size_t k = find(o, now, c->state);
        s->U[i / LENGTH] += o->U[k] / LENGTH;
        for (int n = 0; n < OFTEN; n++)
            if (often[n] == k) s->share[n][i / LENGTH] += 1.0 / LENGTH;
    }
}

/* All orders are found at T = inf, where the chain is fast; then it is cooled. */
static void check_orders(const char *ini, const char *move, double T)
{
    static struct orders o;
    static struct sampled s;
    struct mc_chain c;
    open_chain(&c, ini);
    const struct dnn_state *st = c.state;
    const bool sizes = strcmp(move, "swap") == 0;
    const double *const now = sizes ? st->units.size : st->w;
    o = (struct orders){.n = sizes ? st->units.n : st->net.weights};
    assert_true(o.n <= NUMBERS);
    struct mc_entry *const e = mc_entry(&c, move);
    const size_t entry = (size_t)(e - c.entry);
    c.T = INFINITY;
    for (int k = 0; k < 60000; k++) mc_attempt(&c, entry), find(&o, now, st);
    const size_t found = o.found;
    c.T = T, c.energy = dnn_system_double.energy(st);
    size_t often[OFTEN];
    const size_t n = most_visited(&o, often);
    sample(&c, entry, &o, now, often, &s);
    assert_int_equal(o.found, found);
    double worst = z_of(s.U, exact_mean(&o, T));
    for (size_t i = 0; i < n; i++) {
        const double z = z_of(s.share[i], exact_share(&o, T, often[i]));
        if (fabs(z) > fabs(worst)) worst = z;
    }
    print_message("    %-13s %4zu orders, accepted %.2f, largest z of %zu: %5.2f\n", move, found,
                  (double)e->accepted / (double)e->tried, n + 1, worst);
    assert_true(found >= 2 && fabs(worst) < 4);
    mc_clear(&c);
}

#define TINY                                                                                       \
    "dynamics = metropolis\n[data]\nname = teacher\nlabel_noise = 0.3\ntrain_samples = "           \
    "8\ntest_samples = 1\n[train]\n"                                                               \
    "loss = quadratic_hinge\nbatch_size = 0\nweight_decay = 0.1\n[system]\nT = 1\n[network]\n"
#define DIM(n) "[data]\ndim = " n "\n"

static void test_weights(void **state)
{
    (void)state;
    static const char plain[] = TINY "layers = dense 2, tanh, dense classes\nbias = no\n" DIM("2"),
                      biased[] = TINY "layers = dense 2, tanh, dense classes\n" DIM("1"),
                      narrow[] =
                          TINY "layers = dense 1, tanh, dense 1, tanh, dense classes\n" DIM("2");
    static const struct {
        const char *ini, *kind;
    } rows[] = {
        {plain, "row"},           {plain, "column"}, {plain, "in_row"},       {plain, "in_column"},
        {plain, "mixed"},         {plain, "inter"},  {plain, "inter_row"},    {plain, "anywhere"},
        {narrow, "inter_column"}, {biased, "bias"},  {biased, "bias_weight"}, {0},
    };
    for (size_t i = 0; rows[i].kind; i++) check_orders(rows[i].ini, rows[i].kind, 1);
}

/* Five units, 120 orders of their sizes; weights stay. */
static void test_sizes(void **state)
{
    (void)state;
    static const char *const properties[] = {"gain", "decay", "prior", "rate", NULL};
    for (const char *const *p = properties; *p; p++) {
        char ini[800];
        snprintf(ini, sizeof ini,
                 TINY "layers = dense 5, tanh, dense classes\n[units]\nproperty = %s\n" DIM("3"),
                 *p);
        check_orders(ini, "swap", 0.3);
    }
}

/* A linear network with U = N (mean square + decay w^2 / 2) is a Gaussian: <U> = U_min + P T / 2,
   whatever swaps are accepted. Discrete steps raise it by a share of the order of the rate. */
static void check_langevin(const char *protocol)
{
    enum { STEPS = 1000 };
    char ini[800];
    snprintf(
        ini, sizeof ini,
        "[system]\nT = 2\n[data]\nname = teacher\ndim = 3\ntrain_samples = 30\ntest_samples = 1\n"
        "[network]\nlayers = dense classes\n[train]\noptimiser = langevin\n"
        "loss = mean_square\nweight_decay = 0.1\nbatch_size = 0\nlearning_rate = "
        "0.01\n[swap]\nswaps = 3\nprotocol "
        "= %s\n",
        protocol);
    struct mc_chain c;
    open_chain(&c, ini);
    struct dnn_state *st = c.state;
    st->sampling.T = c.T = 0;
    for (int i = 0; i < 4000; i++) dnn_dynamics[0].advance(&c);
    const double bottom = dnn_system_double.energy(st);
    st->sampling.T = c.T = 2;
    for (int i = 0; i < 1000; i++) dnn_dynamics[0].advance(&c);
    double mean[BLOCKS] = {0}, sum = 0;
    for (int b = 0; b < BLOCKS; b++)
        for (int i = 0; i < STEPS; i++) {
            dnn_dynamics[0].advance(&c);
            mean[b] += (dnn_system_double.energy(st) - bottom) / STEPS;
        }
    for (int b = 0; b < BLOCKS; b++) sum += mean[b] / BLOCKS;
    const double z = z_of(mean, (double)st->net.weights);
    print_message("    langevin, %s: <U> - U_min = %.3f, P T / 2 = %zu, z = %.2f\n", protocol, sum,
                  st->net.weights, z);
    assert_true(fabs(z) < 4);
    mc_clear(&c);
}

static void test_langevin(void **state)
{
    (void)state;
    check_langevin("none");
    check_langevin("mixed");
    check_langevin("anywhere");
}

/* ---- histograms ------------------------------------------------------------------------------ */

enum { BINS = 16, SAMPLES = 400, APART = 10 };

static const double energy_most = 16; /* of the last bin, which holds all beyond */

struct histogram { /* shares of each block */
    double share[BINS][BLOCKS];
};

static struct histogram histogram_of(double T, const char *dynamics, const char *rest)
{
    static struct histogram h;
    char ini[800];
    snprintf(ini, sizeof ini,
             "%s[data]\nname = teacher\nlabel_noise = 0.3\ndim = 2\ntrain_samples = "
             "8\ntest_samples = 1\n[system]\nT = %g\n"
             "[network]\nlayers = dense 3, tanh, dense classes\n[train]\nloss = quadratic_hinge\n"
             "batch_size = 0\nweight_decay = 0.3\noptimiser = langevin\nlearning_rate = 0.02\n%s",
             dynamics, T, rest);
    struct mc_chain c;
    open_chain(&c, ini);
    h = (struct histogram){0};
    const bool trials = *dynamics != 0;
    for (int i = -100; i < BLOCKS * SAMPLES; i++) {
        for (int k = 0; k < APART; k++)
            if (trials)
                mc_sweep(&c);
            else
                dnn_dynamics[0].advance(&c);
        const double at = dnn_system_double.energy(c.state) * BINS / energy_most;
        if (i >= 0) h.share[at < BINS ? (int)at : BINS - 1][i / SAMPLES] += 1.0 / SAMPLES;
    }
    mc_clear(&c);
    return h;
}

/* Sum over bins of z^2 of the difference, less its mean, over its spread. */
static double difference(const struct histogram *a, const struct histogram *b)
{
    double chi2 = 0, bins = 0;
    for (int k = 0; k < BINS; k++) {
        double d[BLOCKS], filled = 0;
        for (int i = 0; i < BLOCKS; i++)
            d[i] = a->share[k][i] - b->share[k][i], filled += a->share[k][i];
        if (filled < 0.1) continue;
        chi2 += pow(z_of(d, 0), 2), bins++;
    }
    return (chi2 - bins) / sqrt(2 * bins);
}

static void test_histograms(void **state)
{
    (void)state;
    static const char trials[] = "dynamics = metropolis\n[move.displace]\nweight = 1\nstep = 1\n",
                      langevin[] = "";
    static const struct {
        const char *name, *ini;
    } rows[] = {
        {"no swaps", ""},
        {"mixed", "[swap]\nprotocol = mixed\n"},
        {"row", "[swap]\nprotocol = row\n"},
        {"anywhere", "[swap]\nprotocol = anywhere\n"},
        {"bias_weight", "[swap]\nprotocol = bias_weight\n"},
        {"swap of rates", "[swap]\nprotocol = swap\n[units]\nproperty = rate\n"},
        {0},
    };
    const struct histogram exact = histogram_of(1, trials, ""), hot = histogram_of(1.1, trials, "");
    assert_true(difference(&exact, &hot) > 8); /* the test is able to fail */
    for (size_t r = 0; rows[r].name; r++) {
        const struct histogram h = histogram_of(1, langevin, rows[r].ini);
        const double z = difference(&exact, &h);
        print_message("    histogram of the energy, langevin, %s: z = %.2f\n", rows[r].name, z);
        assert_true(fabs(z) < 4);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_weights),
        cmocka_unit_test(test_sizes),
        cmocka_unit_test(test_langevin),
        cmocka_unit_test(test_histograms),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
