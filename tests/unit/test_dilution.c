/* Diluted p-spin models: derivatives, the exact paramagnet of random hypergraphs, sums over states, refusals. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "glass/spins/pspin.h"
#include "glass/spins/pspin_system.h"
#include "glass/spins/sparse_couplings.h"
#include "tests/support.h"

#define RUN "[run]\nsweeps = 1\nfolder = x\nseed = 5\n"

static void derivatives_and_changes_are_differences(void **state)
{
    (void)state;
    enum { N = 7 };
    struct rng rng;
    rng_init(&rng, 6, 0, RNG_TEST);
    for (int p = 2; p <= 4; p++) {
        struct sparse_couplings *const t = sparse_couplings_create(p, N, 20, 1, &rng, NULL, 0);
        double s[N], g[N] = {0}, hessian[N * N] = {0}, r[N];
        for (int i = 0; i < N; i++) s[i] = rng_normal(&rng);
        const double form = sparse_couplings_gradient(t, s, g), h = 1e-5;
        assert_true(form == sparse_couplings_form(t, s));
        sparse_couplings_hessian(t, s, hessian);
        for (size_t i = 0; i < N; i++) {
            double up[N] = {0}, down[N] = {0};
            memcpy(r, s, sizeof r);
            r[i] = s[i] + h;
            const double above = sparse_couplings_gradient(t, r, up);
            r[i] = s[i] - h;
            const double below = sparse_couplings_gradient(t, r, down);
            assert_true(fabs((above - below) / (2 * h) - g[i]) < 1e-8);
            for (size_t j = 0; j < N; j++) {
                assert_true(fabs((up[j] - down[j]) / (2 * h) - hessian[i * N + j]) < 1e-8);
                memcpy(r, s, sizeof r);
                r[j] = -1.1, r[i] = 0.3;
                const double change = sparse_couplings_change(t, s, i, 0.3, j, i == j ? 0.3 : -1.1);
                assert_true(fabs(sparse_couplings_form(t, r) - form - change) < 1e-12);
            }
        }
        sparse_couplings_free(t);
    }
}

static struct support_average energy(struct mc_chain *c, int blocks, int sweeps)
{
    double mean[64] = {0};
    for (int b = 0; b < blocks; b++)
        for (int i = 0; i < sweeps; i++) mc_sweep(c), mean[b] += c->energy / sweeps;
    return support_average(mean, blocks);
}

/* N = 8: all 256 states. */
static void means_are_sums_over_states(void **state)
{
    (void)state;
    struct mc_chain c =
        support_chain(&pspin_system_ising,
                      RUN "[system]\nN = 8\nT = 0.6\ncouplings_per_spin = 1.5\n[move.flip]\n");
    const struct support_average a = energy(&c, 40, 1000);
    struct pspin s = *(struct pspin *)c.state;
    double x[8], weight = 0, exact = 0;
    s.s = x;
    for (unsigned code = 0; code < 256; code++) {
        for (unsigned i = 0; i < 8; i++) x[i] = code >> i & 1 ? 1 : -1;
        const double H = pspin_energy(&s);
        weight += exp(-H / 0.6), exact += H * exp(-H / 0.6);
    }
    print_message("    <H> = %.4f(%.4f), exact %.4f\n", a.mean, a.error, exact / weight);
    assert_true(fabs(a.mean - exact / weight) < 4 * a.error);
    mc_clear(&c);
}

/* High T, few loops: couplings are independent, E = -sum J tanh(J/T) but for terms of order 1 (loops). */
static void the_paramagnet_is_exact(void **state)
{
    (void)state;
    const double T = 1.2;
    struct mc_chain c =
        support_chain(&pspin_system_ising,
                      RUN "[system]\nN = 4000\nT = %g\ncouplings_per_spin = 1.5\n[move.flip]\n", T);
    const struct sparse_couplings *const t = ((struct pspin *)c.state)->term[0].sparse;
    double exact = 0;
    for (size_t k = 0; k < t->count; k++) exact -= t->value[k] * tanh(t->value[k] / T);
    energy(&c, 1, 100);
    const struct support_average a = energy(&c, 10, 50);
    print_message("    e = %.5f(%.5f), exact %.5f; all index sets: %.5f\n", a.mean / 4000,
                  a.error / 4000, exact / 4000, -0.5 / T);
    assert_true(fabs(a.mean - exact) < 4 * a.error + 4);
    mc_clear(&c);
}

static void create_from(void *text)
{
    struct mc_chain c = support_chain(&pspin_system_spherical, "%s", (const char *)text);
    mc_clear(&c);
}

static void what_condenses_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *text, *part;
    } row[] = {
        {RUN "[system]\nT = 1\nN = 1000\ncouplings_per_spin = 4\n", "at least N^(p - 2) = 1e+03"},
        {RUN "[system]\nT = 1\nN = 2\ncouplings_per_spin = 4\n", "need N >= 3"},
        {RUN "[system]\nT = 1\nN = 1000000\np = 4\n", "couplings_per_spin with kind"},
        {RUN "[system]\nT = 1\nN = 1000\ncouplings_per_spin = -1\n",
         "must be a number in [0, 1000000]"},
    };
    for (size_t k = 0; k < sizeof row / sizeof *row; k++)
        assert_true(support_refuses(create_from, (void *)(size_t)row[k].text, row[k].part));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(derivatives_and_changes_are_differences),
        cmocka_unit_test(means_are_sums_over_states),
        cmocka_unit_test(the_paramagnet_is_exact),
        cmocka_unit_test(what_condenses_is_refused),
    };
    return cmocka_run_group_tests(tests, support_begin, support_end);
}
