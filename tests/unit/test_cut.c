/* Solvers of glass cut: exact cuts and ground states, the flow of the coherent Ising machine against its linear
   and uncoupled limits, the Metropolis test against the exponential, intervals against binomial sums. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "common/core/base.h"
#include "common/core/rng.h"
#include "glass/spins/bonds.h"
#include "glass/spins/cuts/coherent.h"
#include "glass/spins/cuts/cut_record.h"
#include "glass/spins/cuts/cut_spins.h"
#include "glass/spins/cuts/solver.h"
#include "glass/spins/cuts/solvers.h"
#include "glass/spins/metropolis.h"
#include "tests/support.h"

static const struct solver_parameters parameters = {.hot = 1.5,
                                                    .cold = 0.1,
                                                    .sb_dt = 1,
                                                    .cim_dt = 0.1,
                                                    .coupling = 0.5,
                                                    .pump_first = -0.5,
                                                    .pump_last = 1,
                                                    .cac_pump = 0.5,
                                                    .cac_rate = 0.25,
                                                    .cac_target = 1};

/* ---- instances ---------------------------------------------------------------------------------- */

/* A graph from the text of its file; J = -w. */
static void read_text(struct bonds *b, const char *text)
{
    char *const folder = support_folder(), path[4200];
    snprintf(path, sizeof path, "%s/graph", folder);
    support_write(path, text, strlen(text));
    bonds_init_file(b, path, -1);
    support_remove(folder);
}

static void ladder(struct bonds *b, int n) /* Moebius: ring and diameters */
{
    char text[4000];
    int at = snprintf(text, sizeof text, "%d %d\n", n, 3 * n / 2);
    for (int i = 1; i <= n; i++)
        at += snprintf(text + at, sizeof text - (size_t)at, "%d %d\n", i, i % n + 1);
    for (int i = 1; i <= n / 2; i++)
        at += snprintf(text + at, sizeof text - (size_t)at, "%d %d\n", i, i + n / 2);
    read_text(b, text);
}

static void torus(struct bonds *b, int L) /* square lattice, periodic: bipartite for even L */
{
    char text[8000];
    int at = snprintf(text, sizeof text, "%d %d\n", L * L, 2 * L * L);
    for (int i = 0; i < L * L; i++) {
        const int x = i % L, y = i / L;
        at += snprintf(text + at, sizeof text - (size_t)at, "%d %d\n%d %d\n", i + 1,
                       y * L + (x + 1) % L + 1, i + 1, (y + 1) % L * L + x + 1);
    }
    read_text(b, text);
}

/* Lowest energy by a Gray code; n <= 20. */
static double ground_state(const struct bonds *b)
{
    struct cut_spins c;
    cut_spins_init(&c, b);
    struct rng rng;
    rng_init(&rng, 1, 0, RNG_TEST);
    cut_spins_start(&c, &rng);
    double least = c.H;
    for (uint32_t code = 1; code < 1u << (b->n - 1); code++) {
        cut_spins_flip(&c, (size_t)__builtin_ctz(code));
        least = fmin(least, c.H);
    }
    cut_spins_clear(&c);
    return least;
}

/* Lowest energy of some runs. */
static double best_of(const struct solver *s, const struct bonds *b, uint32_t runs, size_t steps)
{
    struct cut_spins c;
    double least = INFINITY;
    cut_spins_init(&c, b);
    for (uint32_t run = 0; run < runs; run++) {
        struct rng rng;
        rng_init(&rng, 7, run, RNG_TEST);
        s->solve(&c, &parameters, steps, &rng);
        const double H = cut_spins_energy(&c);
        assert_true(fabs(H - c.lowest) <= 1e-9 * (1 + fabs(H)));
        least = fmin(least, H);
    }
    cut_spins_clear(&c);
    return least;
}

static void every_solver_finds(const struct bonds *b, double exact, const char *name)
{
    for (size_t k = 0; k < base_rows(&solvers_table); k++) {
        const struct solver *const s = base_row(&solvers_table, k);
        const double H = best_of(s, b, 40, 500);
        if (fabs(H - exact) > 1e-9)
            print_message("    %s of %s: H = %.9g, exact %.9g\n", s->name, name, H, exact);
        assert_true(fabs(H - exact) <= 1e-9);
    }
}

static void ladders_and_tori_are_cut_exactly(void **state)
{
    (void)state;
    static const int size[] = {4, 6, 8, 10, 12, 14, 16, 18, 20};
    static const int cut[] = {4, 9, 10, 15, 16, 21, 22, 27, 28};
    struct bonds b;
    for (size_t k = 0; k < 9; k++) {
        ladder(&b, size[k]);
        every_solver_finds(&b, 1.5 * size[k] - 2 * cut[k], "a ladder");
        bonds_clear(&b);
    }
    torus(&b, 8);
    every_solver_finds(&b, -128, "a torus");
    bonds_clear(&b);
}

static void ground_states_are_exact(void **state)
{
    (void)state;
    static const size_t paley[] = {5, 13, 17};
    static const double E[] = {-4, -20, -32};
    struct bonds b;
    for (size_t k = 0; k < 3; k++) {
        bonds_init_complete(&b, paley[k], BONDS_LEGENDRE, NULL);
        every_solver_finds(&b, E[k] / sqrt((double)paley[k]), "a Paley graph");
        bonds_clear(&b);
    }
    for (uint32_t k = 0; k < 3; k++) {
        struct rng rng;
        rng_init(&rng, 3, k, RNG_TEST);
        bonds_init_complete(&b, 16, BONDS_GAUSSIAN, &rng);
        every_solver_finds(&b, ground_state(&b), "a Gaussian sample");
        bonds_clear(&b);
    }
}

static void seeds_are_reproducible(void **state)
{
    (void)state;
    struct rng rng;
    rng_init(&rng, 4, 0, RNG_TEST);
    struct bonds b;
    bonds_init_complete(&b, 60, BONDS_GAUSSIAN, &rng);
    for (size_t k = 0; k < base_rows(&solvers_table); k++) {
        const struct solver *const s = base_row(&solvers_table, k);
        double H[3];
        for (int i = 0; i < 3; i++) {
            struct cut_spins c;
            cut_spins_init(&c, &b);
            rng_init(&rng, i < 2 ? 8 : 9, 0, RNG_TEST);
            s->solve(&c, &parameters, 20, &rng);
            H[i] = c.lowest + 1e-3 * c.s[0] + 2e-3 * c.s[1] + c.h[0]; /* also where it ended */
            cut_spins_clear(&c);
        }
        assert_true(H[0] == H[1] && H[0] != H[2]);
    }
    bonds_clear(&b);
}

/* ---- flow of the coherent Ising machine --------------------------------------------------------- */

static void uncoupled_amplitudes_settle(void **state)
{
    (void)state;
    struct bonds b;
    ladder(&b, 12);
    struct cut_spins c;
    cut_spins_init(&c, &b);
    for (int k = 0; k < 3; k++) {
        double x[12], e[12], work[36];
        const double pump = 1.2 + k;
        for (int i = 0; i < 12; i++) x[i] = 0.05 * (i - 5.5), e[i] = 1;
        for (int t = 0; t < 20000; t++) coherent_step(&c, x, e, pump, 0, 0.01, work);
        for (int i = 0; i < 12; i++) assert_true(fabs(x[i] * x[i] - (pump - 1)) < 1e-10);
    }
    cut_spins_clear(&c);
    bonds_clear(&b);
}

/* The first mode grows at the rate p - 1 + eps l_max: from p = 1 - eps l_max on. l_max of J = -A is 3 for
   the bipartite ladder of 10, whose first mode alternates. */
static void first_mode_grows_at_its_pump(void **state)
{
    (void)state;
    struct bonds b;
    ladder(&b, 10);
    struct cut_spins c;
    cut_spins_init(&c, &b);
    static const double above[] = {-0.2, -0.01, 0.01, 0.2};
    const double eps = 0.15, dt = 0.01;
    for (int k = 0; k < 4; k++) {
        double x[10], e[10], work[30], mode[2] = {0};
        const double pump = 1 - 3 * eps + above[k];
        for (int i = 0; i < 10; i++) x[i] = 1e-8 * (0.3 + i % 3), e[i] = 1;
        for (int t = 0; t <= 4000; t++) {
            if (t % 2000 == 0 && t > 0)
                for (int i = 0; i < 10; i++) mode[t / 2000 - 1] += (i % 2 ? -1 : 1) * x[i];
            coherent_step(&c, x, e, pump, eps, dt, work);
        }
        const double rate = log(mode[1] / mode[0]) / (2000 * dt);
        print_message("    p - p_c = %g: rate %.6f\n", above[k], rate);
        assert_true(fabs(rate - above[k]) < 1e-4 * fmax(0.1, fabs(above[k])));
    }
    cut_spins_clear(&c);
    bonds_clear(&b);
}

/* ---- numbers ------------------------------------------------------------------------------------ */

static void test_equals_exponential(void **state)
{
    (void)state;
    struct metropolis m;
    metropolis_init(&m);
    struct rng rng;
    rng_init(&rng, 2, 0, RNG_TEST);
    for (int k = 0; k < 1000000; k++) {
        const double u = rng_uniform(&rng),
                     x = k % 2 ? -log(u) * (1 + 1e-15 * (k % 7 - 3)) : 10 * rng_uniform(&rng);
        assert_true(metropolis_accepts(&m, x, u) == (u < exp(-x)));
    }
    for (int k = 0; k < METROPOLIS_BINS; k++) { /* edges of the bins */
        const double u = (double)k / METROPOLIS_BINS;
        for (int i = -2; i <= 2; i++) {
            const double x = -log(u) * (1 + i * 0x1p-52);
            assert_true(metropolis_accepts(&m, x, u) == (u < exp(-x)));
        }
    }
    assert_true(metropolis_accepts(&m, 700, 0) && !metropolis_accepts(&m, INFINITY, 0));
}

/* Probability of at most k hits. */
static double binomial(size_t k, size_t n, double p)
{
    double sum = 0;
    for (size_t i = 0; i <= k; i++)
        sum += exp(lgamma((double)n + 1) - lgamma((double)i + 1) - lgamma((double)(n - i) + 1) +
                   (double)i * log(p) + (double)(n - i) * log1p(-p));
    return sum;
}

static void intervals_have_their_tails(void **state)
{
    (void)state;
    static const size_t runs[] = {1, 5, 20, 300};
    for (size_t r = 0; r < 4; r++)
        for (size_t k = 0; k <= runs[r]; k += runs[r] > 20 ? 37 : 1) {
            const struct statistics_interval p = statistics_clopper_pearson(k, runs[r], 0.95);
            assert_true(k == 0 ? p.low == 0
                               : fabs(1 - binomial(k - 1, runs[r], p.low) - 0.025) < 1e-9);
            assert_true(k == runs[r] ? p.high == 1
                                     : fabs(binomial(k, runs[r], p.high) - 0.025) < 1e-9);
        }
    const double times[4] = {2, 2, 2, 2}, cuts[4] = {5, 7, 7, 6};
    const struct cut_record record = {1, 4, (double *)cuts, (double *)times};
    const struct cut_summary s = cut_record_summary(&record, 7, 1e-9);
    assert_true(s.best == 7 && s.hits == 2 && s.cut.value == 6.25 && s.time == 2);
    assert_true(fabs(s.tts - 2 * log(0.01) / log(0.5)) < 1e-12);
    assert_true(s.between.low < s.tts && s.tts < s.between.high && isfinite(s.between.high));
    const struct cut_summary none = cut_record_summary(&record, 8, 1e-9);
    assert_true(isinf(none.tts) && isinf(none.between.high) && none.between.low > 2);
    assert_true(cut_record_summary(&record, 5, 1e-9).tts == 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ladders_and_tori_are_cut_exactly),
        cmocka_unit_test(ground_states_are_exact),
        cmocka_unit_test(seeds_are_reproducible),
        cmocka_unit_test(uncoupled_amplitudes_settle),
        cmocka_unit_test(first_mode_grows_at_its_pump),
        cmocka_unit_test(test_equals_exponential),
        cmocka_unit_test(intervals_have_their_tails),
    };
    return cmocka_run_group_tests(tests, support_begin, support_end);
}
