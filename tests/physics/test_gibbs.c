/* The Gibbs ensemble against exact distributions: the ideal gas, whose N_1 is binomial at fixed volumes and
   uniform if they are exchanged; two unequal spheres, by quadrature; insertions. Boxes start far from
   equilibrium. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "common/core/base.h"
#include "common/numerics/statistics.h"
#include "glass/spheres/gibbs/gibbs_system.h"
#include "glass/spheres/gibbs/two_boxes.h"
#include "tests/support.h"

enum { SAMPLES = 20000, IDEAL = 12 };

static double x[SAMPLES];
static int seen[SAMPLES];

static void require_mean(const char *what, double exact)
{
    const struct statistics_estimate e = statistics_correlated(SAMPLES, x);
    const double z = (e.value - exact) / e.error;
    printf("    %s: %.5f(%.5f), exact %.5f, z = %.2f\n", what, e.value, e.error, exact, z);
    assert_true(fabs(z) < 4 && e.error < 0.02 * fmax(1, exact));
}

static void require_probability(const char *what, int value, double exact)
{
    for (int k = 0; k < SAMPLES; k++) x[k] = seen[k] == value;
    require_mean(what, exact);
}

/* ---- ideal gas ------------------------------------------------------------------------------- */

static double binomial(int n, int k, double p)
{
    return exp(lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1) + k * log(p) +
               (n - k) * log1p(-p));
}

static void an_ideal_gas(void **state)
{
    (void)state;
    for (int volumes = 0; volumes < 2; volumes++) {
        struct mc_chain c = support_chain(
            &gibbs_system,
            "[run]\nsweeps = 1\nfolder = x\n[system]\nmodel = hard\nsizes = species\nspecies = 1 "
            "0.001\nN = %d\nrho = 0.5\nspheres_share = 0.9\nvolume_share = 0.3\nT = 2\n"
            "[move.displace]\nweight = 0.1\n[move.transfer]\n[move.volume]\nstep = 2\n"
            "weight = %d\n",
            IDEAL, volumes);
        struct two_boxes *const g = c.state;
        mc_trials(&c, 2000);
        mc_reset_counters(&c);
        for (int k = 0; k < SAMPLES; k++) {
            mc_trials(&c, 60);
            seen[k] = (int)g->box[0].n;
        }
        for (int n = 0; n <= IDEAL; n++) {
            char what[40];
            const double exact = volumes ? 1.0 / (IDEAL + 1) : binomial(IDEAL, n, 0.3);
            snprintf(what, sizeof what, "P(N_1 = %d)%s", n, volumes ? ", volumes exchanged" : "");
            if (exact > 0.005) require_probability(what, n, exact);
        }
        if (!volumes) {
            const double exact = g->V / (IDEAL + 1) * (1 - pow(0.7, IDEAL + 1)),
                         mean = g->activity[0] / (double)g->insertions[0];
            printf("    <V/(N+1)>: %.4f, exact %.4f\n", mean, exact);
            assert_true(fabs(mean / exact - 1) < 0.01);
        }
        assert_true(c.energy == 0);
        mc_clear(&c);
    }
}

/* ---- two spheres ----------------------------------------------------------------------------- */

/* Integral of exp(-v/T) - 1 over space. */
static double cluster_integral(struct two_boxes *g)
{
    enum { STEPS = 200000 };
    const struct potential *const v = g->interaction->potential;
    const float a = g->p[0].s, b = g->p[1].s;
    const struct potentials_bond bond = potentials_bond(&g->box[0].view, a, b);
    const double end = sqrt(potentials_range2(v, bond)), dr = end / STEPS;
    double sum = 0;
    for (int k = 0; k < STEPS; k++) {
        const double r = (k + 0.5) * dr,
                     boltzmann = v->hard ? 0 : exp(-potentials_energy(v, r * r, bond) / g->T);
        sum += 4 * M_PI * r * r * dr * (boltzmann - 1);
    }
    return sum;
}

struct weights {
    double both[2], apart; /* spheres in one box, in different boxes */
};

static struct weights weights_at(double V1, double V, double B)
{
    const double V2 = V - V1;
    return (struct weights){{V1 * (V1 + B), V2 * (V2 + B)}, 2 * V1 * V2};
}

static struct weights exact_weights(struct two_boxes *g, double V1, bool volumes)
{
    enum { STEPS = 20000 };
    const double B = cluster_integral(g), least = pow(2 * g->reach, 3),
                 dV = (g->V - 2 * least) / STEPS;
    struct weights sum = {{0, 0}, 0};
    for (int k = 0; k < STEPS; k++) {
        const struct weights w = weights_at(volumes ? least + (k + 0.5) * dV : V1, g->V, B);
        sum.both[0] += w.both[0], sum.both[1] += w.both[1], sum.apart += w.apart;
    }
    return sum;
}

/* Where the larger sphere is, and whether the other one is in the same box. */
static int class_of(const struct two_boxes *g)
{
    const int large = g->p[1].s > g->p[0].s;
    return 2 * g->in[large] + (g->in[0] != g->in[1]);
}

static void two_spheres(void **state)
{
    (void)state;
    static const char *const cases[] = {"model = hard\nT = 1\nrho = 0.06\n",
                                        "model = harmonic\nT = 0.2\nrho = 0.06\n",
                                        "model = lj\ncut = 2.5\nT = 0.5\nrho = 0.006\n"};
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++)
        for (int volumes = 0; volumes < 2; volumes++) {
            struct mc_chain c = support_chain(
                &gibbs_system,
                "[run]\nsweeps = 1\nfolder = x\n[system]\nN = 2\nvolume_share = 0.42\nsizes = "
                "species\nspecies = 0.5 1, 0.5 0.8\n%s[move.displace]\nstep = 1\n[move.transfer]\n"
                "[move.swap]\n[move.volume]\nstep = 0.5\nweight = %d\n",
                cases[k], volumes);
            struct two_boxes *const g = c.state;
            const struct weights w = exact_weights(g, two_boxes_volume(g, 0), volumes);
            const double all = w.both[0] + w.both[1] + w.apart;
            for (int s = 0; s < SAMPLES; s++) mc_trials(&c, 40), seen[s] = class_of(g);
            printf("  %.*s, volumes %s\n", 12, cases[k], volumes ? "exchanged" : "fixed");
            require_probability("both in the first box", 0, w.both[0] / all);
            require_probability("both in the second box", 2, w.both[1] / all);
            require_probability("the larger one in the first box", 1, w.apart / all / 2);
            require_probability("the smaller one in the first box", 3, w.apart / all / 2);
            mc_clear(&c);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(an_ideal_gas),
                                       cmocka_unit_test(two_spheres)};
    return cmocka_run_group_tests(tests, support_begin, support_end);
}
