/* Sizes of sites: visits of all spins and orders follow Boltzmann's law at N = 3 and 4; fields and energies after swaps;
   refusals. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "glass/spins/ising.h"
#include "glass/spins/ising_system.h"
#include "tests/support.h"

#define RUN "[run]\nsweeps = 1\nfolder = x\nseed = 5\ndynamics = metropolis\n"

enum { STATES = 16 * 256 };

/* Number of a state: signs, and the rank of the size of each site. */
static size_t code_of(const struct ising *g, const double *sorted)
{
    size_t code = 0;
    for (size_t i = 0; i < g->n; i++) {
        size_t rank = 0;
        while (sorted[rank] != g->d[i]) rank++;
        code = code * 8 + 2 * rank + (g->s[i] > 0);
    }
    return code;
}

/* All orders and signs in turn, to weights by code; returns their number. */
static size_t weigh(const struct ising *given, const double *sorted, double T, double *weight)
{
    struct ising g = *given;
    int8_t s[4];
    double d[4], sum = 0;
    size_t n = 0;
    g.s = s, g.d = d, g.replicas = 1;
    for (size_t order = 0; order < 256; order++) {
        unsigned used = 0;
        for (size_t i = 0; i < g.n; i++) {
            const size_t rank = order >> 2 * i & 3;
            d[i] = rank < g.n ? sorted[rank] : 0, used |= 1u << rank;
        }
        if (used != (1u << g.n) - 1 || order >> 2 * g.n) continue;
        for (unsigned signs = 0; signs < 1u << g.n; signs++) {
            for (size_t i = 0; i < g.n; i++) s[i] = signs >> i & 1 ? 1 : -1;
            const double w = exp(-ising_energy(&g) / T);
            weight[code_of(&g, sorted)] = w, sum += w, n++;
        }
    }
    for (size_t k = 0; k < STATES; k++) weight[k] /= sum;
    return n;
}

static double z_of(const double *count, const double *weight, double samples, size_t states)
{
    double chi2 = 0;
    for (size_t k = 0; k < STATES; k++)
        if (weight[k] > 0) chi2 += pow(count[k] - samples * weight[k], 2) / (samples * weight[k]);
    const double freedom = (double)states - 1;
    return (chi2 - freedom) / sqrt(2 * freedom);
}

static void visits_follow_boltzmann(void **state)
{
    (void)state;
    enum { SAMPLES = 120000 };
    static const char *const keys[] = {"N = 3\nsizes = uniform\nspread = 0.8\nT = 0.9\n",
                                       "N = 4\nsizes = power\nspread = 6\nT = 1\n"};
    for (size_t m = 0; m < 2; m++) {
        struct mc_chain c = support_chain(&ising_system_complete,
                                          RUN "[system]\ncouplings = gaussian\nreplicas = "
                                              "1\nsample = 3\n%s[move.flip]\n[move.swap]\n",
                                          keys[m]);
        struct ising *const g = c.state;
        double sorted[4], weight[STATES] = {0}, hot[STATES] = {0};
        static double count[STATES];
        memset(count, 0, sizeof count);
        memcpy(sorted, g->d, g->n * sizeof *sorted);
        const size_t states = weigh(g, sorted, c.T, weight);
        weigh(g, sorted, 1.1 * c.T, hot);
        for (int k = 0; k < SAMPLES; k++) {
            mc_trials(&c, 40);
            count[code_of(g, sorted)]++;
        }
        const double z = z_of(count, weight, SAMPLES, states),
                     wrong = z_of(count, hot, SAMPLES, states);
        print_message(
            "    N = %zu: z = %.2f over %zu states (%.0f for a temperature 10 %% higher)\n", g->n,
            z, states, wrong);
        assert_true(fabs(z) < 4 && wrong > 10);
        mc_clear(&c);
    }
}

static void swaps_keep_fields_and_sizes(void **state)
{
    (void)state;
    struct mc_chain c = support_chain(&ising_system_lattice,
                                      RUN "[system]\nL = 4\nsizes = gaussian\nspread = 0.3\nT = "
                                          "2\n[move.flip]\n[move.swap]\n[move.exchange]\n");
    struct ising *const g = c.state;
    double square = 0, before = 0, h[128];
    for (size_t i = 0; i < g->n; i++) before += pow(g->d[i], 4), square += g->d[i] * g->d[i];
    assert_true(fabs(square / (double)g->n - 1) < 1e-6);
    for (int k = 0; k < 50; k++) mc_sweep(&c);
    for (size_t i = 0; i < g->n; i++) before -= pow(g->d[i], 4);
    assert_true(c.entry[3].accepted > 100 && fabs(before) < 1e-9);
    memcpy(h, g->h, sizeof h);
    ising_set_fields(g);
    for (size_t k = 0; k < 128; k++) assert_true(fabs(h[k] - g->h[k]) < 1e-10);
    mc_clear(&c);
}

static void create_from(void *text)
{
    struct mc_chain c = support_chain(&ising_system_complete, "%s", (const char *)text);
    mc_clear(&c);
}

static void contradictions_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *text, *part;
    } row[] = {
        {RUN "[system]\nT = 1\n[move.flip]\n[move.swap]\n", "needs sizes that differ"},
        {RUN "[system]\nT = 1\nsizes = species\n[move.flip]\n",
         "must be equal, power, uniform or gaussian"},
        {RUN "[system]\nT = 1\nsizes = model\n[move.flip]\n",
         "must be equal, power, uniform or gaussian"},
        {RUN "[system]\nT = 1\nsizes = uniform\nspread = 2\n[move.flip]\n", "at most 0.9"},
        {RUN "[system]\nT = 1\nsizes = power\nclusters = 2\n[move.flip]\n",
         "cluster moves need sizes = equal"},
        {RUN "[system]\nT = 1\nsizes = power\n[move.cluster]\n",
         "cluster moves need sizes = equal"},
    };
    for (size_t k = 0; k < sizeof row / sizeof *row; k++)
        assert_true(support_refuses(create_from, (void *)(size_t)row[k].text, row[k].part));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(visits_follow_boltzmann),
        cmocka_unit_test(swaps_keep_fields_and_sizes),
        cmocka_unit_test(contradictions_are_refused),
    };
    return cmocka_run_group_tests(tests, support_begin, support_end);
}
