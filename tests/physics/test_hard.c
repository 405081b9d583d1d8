/* The pressure of hard spheres and discs at fixed volume, from pairs near contact, against equations of
   state: Carnahan, Starling, J. Chem. Phys. 51, 635 (1969); Mansoori et al., J. Chem. Phys. 54, 1523
   (1971) for mixtures (BMCSL); Henderson, Mol. Phys. 30, 971 (1975) for discs, and scaled-particle
   theory for their mixtures. And against the pressure that volume moves hold. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "common/numerics/statistics.h"
#include "glass/spheres/columns.h"
#include "glass/spheres/dynamics/liquid.h"
#include "glass/spheres/system.h"
#include "tests/support.h"

/* Mean of s^k. */
static double moment(const struct spheres *s, int k)
{
    double sum = 0;
    for (size_t i = 0; i < s->n; i++) sum += pow(s->p[i].s, k) / (double)s->n;
    return sum;
}

/* Equal spheres: Carnahan-Starling. */
static double bmcsl(const struct spheres *s, double phi)
{
    const double m1 = moment(s, 1), m2 = moment(s, 2), m3 = moment(s, 3);
    const double D = m1 * m2 / m3, E = m2 * m2 * m2 / (m3 * m3), q = 1 - phi;
    return 1 / q + 3 * phi * D / (q * q) + phi * phi * (3 - phi) * E / (q * q * q);
}

/* Equal discs: Henderson. Mixtures: its excess over scaled-particle theory is that of equal discs. */
static double discs(const struct spheres *s, double phi)
{
    const double m1 = moment(s, 1), m2 = moment(s, 2), q = 1 - phi;
    return 1 / q + (phi * m1 * m1 / m2 + phi * phi / 8) / (q * q);
}

static const struct {
    int dim;
    const char *sizes;
    double phi, known; /* known: accuracy of the equation of state [1] */
} rows[] = {
    {3, "sizes = equal", 0.1, 0.001},
    {3, "sizes = equal", 0.3, 0.001},
    {3, "sizes = equal", 0.4, 0.002},
    {3, "sizes = equal", 0.49, 0.01},
    {3, "sizes = power", 0.5, 0.01},
    {3, "sizes = species\nspecies = 0.7 1, 0.3 1.8", 0.4, 0.003},
    {2, "sizes = equal", 0.5, 0.003},
    {2, "sizes = equal", 0.65, 0.01},
    {2, "sizes = uniform", 0.5, 0.006},
};

static double filling(const char *sizes, int dim, size_t n)
{
    struct mc_chain c =
        support_chain(&glass_spheres,
                      "[run]\nsweeps = 1\nfolder = x\n[system]\nmodel = hard\nN = %zu\n"
                      "dim = %d\nrho = 0.05\nT = 1\n%s\n[move.displace]\nstep = 0.1\n",
                      n, dim, sizes);
    const double m = moment(liquid_spheres(c.state), dim);
    mc_clear(&c);
    return m * (dim == 3 ? M_PI / 6 : M_PI / 4);
}

static void fixed_volume(void **state)
{
    (void)state;
    enum { N = 343, WARM = 800, FRAMES = 800, BLOCK = 40 };
    static double Z[FRAMES];
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++) {
        const double T = 0.7, phi = rows[k].phi, rho = phi / filling(rows[k].sizes, rows[k].dim, N);
        struct mc_chain c = support_chain(
            &glass_spheres,
            "[run]\nsweeps = 1\nfolder = x\nseed = 4\n[system]\nmodel = hard\nN = %d\ndim = %d\n"
            "rho = %.12g\nT = %g\n%s\n[move.displace]\nstep = %g\n[move.swap]\nweight = %g\n",
            N, rows[k].dim, rho, T, rows[k].sizes, phi < 0.3 ? 0.8 : 0.15,
            strstr(rows[k].sizes, "equal") ? 0 : 0.2);
        for (int i = 0; i < WARM; i++) mc_sweep(&c);
        for (int i = 0; i < FRAMES; i++) {
            mc_sweep(&c), mc_sweep(&c);
            Z[i] = glass_pressure(c.state) / (rho * T);
        }
        const struct spheres *const s = liquid_spheres(c.state);
        const double exact = rows[k].dim == 3 ? bmcsl(s, phi) : discs(s, phi);
        const struct statistics_estimate mean = statistics_blocked(FRAMES, Z, BLOCK);
        const double z = (mean.value - exact) / hypot(mean.error, rows[k].known * exact);
        printf("%dD, %.14s, phi = %.2f: Z = %.4f(%.4f), %.4f, z = %.2f\n", rows[k].dim,
               rows[k].sizes, phi, mean.value, mean.error, exact, z);
        assert_true(mean.error < 0.015 * exact && fabs(z) < 4);
        mc_clear(&c);
    }
}

/* Event chains with cascades of diameters, against the same equations of state: the pressure of the chains
   themselves, and that of pairs near contact. */
static void chains(void **state)
{
    (void)state;
    enum { N = 343, WARM = 200, FRAMES = 200, BLOCK = 20 };
    static double Z[FRAMES], near[FRAMES];
    static const int of[] = {1, 4, 8};
    for (size_t k = 0; k < sizeof of / sizeof *of; k++) {
        const int dim = rows[of[k]].dim;
        const char *const sizes = rows[of[k]].sizes;
        const double T = 0.7, phi = rows[of[k]].phi, rho = phi / filling(sizes, dim, N);
        struct mc_chain c = support_chain(
            &glass_spheres,
            "[run]\nsweeps = 1\nfolder = x\nseed = 4\n[system]\nmodel = hard\nN = %d\ndim = %d\n"
            "rho = %.12g\nT = %g\n%s\n[move.event_chain]\nstep = 3\n[move.swap_collective]\n",
            N, dim, rho, T, sizes);
        struct liquid *const l = c.state;
        const size_t chain = (size_t)(mc_entry(&c, "event_chain") - c.entry),
                     cascade = (size_t)(mc_entry(&c, "swap_collective") - c.entry);
        for (int i = -WARM; i < FRAMES; i++) {
            l->chain.moved = l->chain.lifted = 0;
            for (int a = 0; a < 100; a++) mc_attempt(&c, chain);
            if (!strstr(sizes, "equal")) mc_attempt(&c, cascade);
            if (i < 0) continue;
            Z[i] = event_chain_compressibility(&l->chain);
            near[i] = glass_pressure(l) / (rho * T);
        }
        assert_true(spheres_energy(&l->s) == 0);
        const double exact = dim == 3 ? bmcsl(&l->s, phi) : discs(&l->s, phi);
        const struct statistics_estimate mean = statistics_blocked(FRAMES, Z, BLOCK),
                                         contact = statistics_blocked(FRAMES, near, BLOCK);
        const double z = (mean.value - exact) / hypot(mean.error, rows[of[k]].known * exact),
                     other =
                         (contact.value - exact) / hypot(contact.error, rows[of[k]].known * exact);
        printf(
            "chains in %dD, %.14s, phi = %.2f: Z = %.4f(%.4f), contact %.4f(%.4f), %.4f, z = %.2f, "
            "%.2f\n",
            dim, sizes, phi, mean.value, mean.error, contact.value, contact.error, exact, z, other);
        assert_true(mean.error < 0.015 * exact && fabs(z) < 4 && fabs(other) < 4);
        mc_clear(&c);
    }
}

/* Soft spheres: energies of event chains and of displacements agree, and the pressure of the chains is that
   of the virial. */
static void soft_chains(void **state)
{
    (void)state;
    enum { N = 200, WARM = 100, FRAMES = 400, BLOCK = 40, WAYS = 2 };
    static double u[WAYS][FRAMES], P[FRAMES], virial[FRAMES];
    static const char *const models[] = {"nbc8", "nbc8\ndim = 2\npotential = harmonic"};
    for (size_t k = 0; k < sizeof models / sizeof *models; k++) {
        struct statistics_estimate mean[WAYS];
        for (int way = 0; way < WAYS; way++) {
            struct mc_chain c = support_chain(
                &glass_spheres,
                "[run]\nsweeps = 1\nfolder = x\nseed = 4\n[system]\nN = %d\nT = %g\nmodel = %s\n"
                "[move.displace]\nstep = 0.12\n[move.event_chain]\nstep = 3\n",
                N, k == 1 ? 0.02 : 0.5, models[k]);
            struct liquid *const l = c.state;
            const size_t entry = (size_t)(mc_entry(&c, way ? "event_chain" : "displace") - c.entry);
            for (int i = -WARM; i < FRAMES; i++) {
                l->chain.moved = l->chain.lifted = 0;
                for (int a = 0; a < (way ? 50 : 12000); a++) mc_attempt(&c, entry);
                if (i < 0) continue;
                u[way][i] = c.energy / N;
                virial[i] = glass_pressure(l);
                if (way)
                    P[i] =
                        event_chain_compressibility(&l->chain) * N * l->T / pow(l->s.L, l->s.dim);
            }
            assert_true(c.energy == spheres_energy(&l->s));
            mean[way] = statistics_blocked(FRAMES, u[way], BLOCK);
            mc_clear(&c);
        }
        const struct statistics_estimate p = statistics_blocked(FRAMES, P, BLOCK),
                                         w = statistics_blocked(FRAMES, virial, BLOCK);
        const double z = (mean[1].value - mean[0].value) / hypot(mean[0].error, mean[1].error),
                     zp = (p.value - w.value) / hypot(p.error, w.error);
        printf("%.4s: u = %.4f(%.4f), chains %.4f(%.4f), z = %.2f; P of chains %.4f(%.4f), virial "
               "%.4f(%.4f), z = %.2f\n",
               models[k], mean[0].value, mean[0].error, mean[1].value, mean[1].error, z, p.value,
               p.error, w.value, w.error, zp);
        assert_true(mean[1].error < 0.02 * mean[1].value && fabs(z) < 4 && fabs(zp) < 4);
    }
}

/* Rules of cross diameters for which no equation of state is known: the mean is the P of volume moves. */
static void fixed_pressure(void **state)
{
    (void)state;
    enum { N = 125, WARM = 1000, FRAMES = 4000, BLOCK = 400 };
    static double P[FRAMES];
    static const struct {
        const char *model;
        double P, rho;
    } cases[] = {{"", 6, 0.72},
                 {"non_additivity = 0.2\n", 5, 0.79},
                 {"sigma_ab = 1 1.2, 1.2 1\ncomposition = 0.5 0.5\n", 1.5, 0.35}};
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        struct mc_chain c = support_chain(
            &glass_spheres,
            "[run]\nsweeps = 1\nfolder = x\nseed = 4\n[system]\nmodel = hard\nN = %d\nrho = %g\n"
            "T = 1\nP = %g\n%s[move.displace]\nstep = 0.12\n[move.swap]\nweight = 0.2\n"
            "[move.volume]\nweight = 0.05\nstep = 0.01\n",
            N, cases[k].rho, cases[k].P, cases[k].model);
        for (int i = 0; i < WARM; i++) mc_sweep(&c);
        double rho = 0;
        for (int i = 0; i < FRAMES; i++) {
            mc_sweep(&c), P[i] = glass_pressure(c.state);
            rho += N / pow(liquid_spheres(c.state)->L, 3) / FRAMES;
        }
        const struct statistics_estimate mean = statistics_blocked(FRAMES, P, BLOCK);
        const double z = (mean.value - cases[k].P) / mean.error;
        printf("P = %.3f(%.3f) of %g at rho = %.3f, z = %.2f\n", mean.value, mean.error, cases[k].P,
               rho, z);
        assert_true(mean.error < 0.05 * cases[k].P && fabs(z) < 4);
        mc_clear(&c);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(fixed_volume), cmocka_unit_test(chains),
                                       cmocka_unit_test(soft_chains),
                                       cmocka_unit_test(fixed_pressure)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
