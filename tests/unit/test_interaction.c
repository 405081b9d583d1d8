/* Keys that change a model: presets to the last bit, tables of species against sums over all pairs, digests, nonsense. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "common/config/runfile.h"
#include "common/config/runfile_digest.h"
#include "glass/spheres/dynamics/liquid.h"
#include "glass/spheres/state/interaction.h"
#include "glass/spheres/system.h"
#include "tests/support.h"

#define LJ4 "formula = 4*((s/r)^12 - (s/r)^6)\n"

static struct mc_chain liquid(const char *dynamics, const char *keys, const char *isa)
{
    return support_chain(&glass_spheres,
                         "[run]\nsweeps = 1\nfolder = x\nseed = 3\ndynamics = %s\n[system]\n"
                         "T = 0.8\nisa = %s\n%s%s[md]\ndt = 1e-5\nsteps = 4\n"
                         "[move.displace]\nweight = 0.8\nstep = 0.1\n[move.swap]\nweight = 0.2\n",
                         dynamics, isa, keys, strstr(keys, "\nN = ") ? "" : "N = 400\n");
}

/* ---- species --------------------------------------------------------------------------------- */

static const char five[] =
    "model = nbc8\nrho = 0.7\npotential = lj1\n"
    "sigma_ab = 1 .9 1.1 1 1, .9 .8 1 .9 .9, 1.1 1 1.2 1.1 1.1, 1 .9 1.1 1 1, 1 .9 1.1 1 1.1\n"
    "epsilon_ab = 1 2 1 1 1, 2 .5 1 1 1, 1 1 1 0 1, 1 1 0 1 1, 1 1 1 1 1\n"
    "cut_ab = 2.5 2 2 2 2, 2 2.2 2 2 2, 2 2 1.1 2 1.9, 2 2 2 2 2, 2 2 1.9 2 2\n"
    "composition = 0.4 0.2 0.1 0.2 0.1\nsmoothing = C1\n";

/* v of a pair by a separate formula: (s/r)^12 - (s/r)^6 - value and slope in u = (r/s)^2 at the cut. */
static double lj_c1(double x, double cut, double e)
{
    const double u = x * x, c = cut * cut;
    if (x >= cut) return 0;
    return e * (pow(u, -6) - pow(u, -3) - (pow(c, -6) - pow(c, -3)) -
                (u - c) * (-6 * pow(c, -7) + 3 * pow(c, -4)));
}

static void tables_of_species(void **state)
{
    (void)state;
    static const double sigma[5][5] = {{1, .9, 1.1, 1, 1},
                                       {.9, .8, 1, .9, .9},
                                       {1.1, 1, 1.2, 1.1, 1.1},
                                       {1, .9, 1.1, 1, 1},
                                       {1, .9, 1.1, 1, 1.1}};
    static const double epsilon[5][5] = {
        {1, 2, 1, 1, 1}, {2, .5, 1, 1, 1}, {1, 1, 1, 0, 1}, {1, 1, 0, 1, 1}, {1, 1, 1, 1, 1}};
    static const double cut[5][5] = {{2.5, 2, 2, 2, 2},
                                     {2, 2.2, 2, 2, 2},
                                     {2, 2, 1.1, 2, 1.9},
                                     {2, 2, 2, 2, 2},
                                     {2, 2, 1.9, 2, 2}};
    struct mc_chain c = liquid("metropolis", five, "auto");
    for (int k = 0; k < 40; k++) mc_sweep(&c);
    struct spheres *const s = liquid_spheres(c.state);
    int kinds[5] = {0};
    double sum = 0;
    assert_true(mc_entry(&c, "swap")->accepted > 0);
    assert_true(c.energy == spheres_energy_direct(s));
    for (size_t i = 0; i < s->n; i++) {
        const int a = potentials_kind(s->model->mixture, s->p[i].s);
        assert_true(a >= 0);
        kinds[a]++;
        for (size_t j = 0; j < i; j++) {
            const int b = potentials_kind(s->model->mixture, s->p[j].s);
            const double r = sqrt(potentials_distance2(&s->view, s->p[i].x, s->p[j].x));
            sum += lj_c1(r / sigma[a][b], cut[a][b], epsilon[a][b]);
        }
    }
    assert_true(fabs(sum - c.energy) < 2e-6 * (fabs(sum) + 400));
    assert_true(kinds[0] == 160 && kinds[1] == 80 && kinds[2] == 40 && kinds[3] == 80);
    mc_clear(&c);
}

/* v(r; s) that does not scale: Yukawa of a fixed length, by tables of pairs, against sums over all pairs. */
static void fixed_lengths(void **state)
{
    (void)state;
    struct mc_chain c = liquid("metropolis",
                               "rho = 0.5\nsizes = species\nspecies = 0.5 1, 0.5 1.4\ncut = 2\n"
                               "non_additivity = 0.1\nsmoothing = C0\npotential = formula\n"
                               "formula = (s/r)^12 + a*exp(-r/xi)/r\nparameters = a=2, xi=0.4\n",
                               "auto");
    for (int k = 0; k < 20; k++) mc_sweep(&c);
    struct spheres *const s = liquid_spheres(c.state);
    double sum = 0;
    for (size_t i = 0; i < s->n; i++)
        for (size_t j = 0; j < i; j++) {
            const double sij = potentials_cross(s->p[i].s, s->p[j].s, 0.05), end = 2 * sij;
            const double r = sqrt(potentials_distance2(&s->view, s->p[i].x, s->p[j].x));
            if (r >= end) continue;
            sum += pow(sij / r, 12) + 2 * exp(-r / 0.4) / r - pow(sij / end, 12) -
                   2 * exp(-end / 0.4) / end;
        }
    assert_true(c.energy == spheres_energy_direct(s));
    assert_true(fabs(sum - c.energy) < 2e-6 * (fabs(sum) + 400));
    mc_clear(&c);
}

/* ---- built-in potentials as formulas --------------------------------------------------------- */

static struct interaction *built_in(const char *name, const char *more)
{
    struct runfile *const f = support_load(
        &glass_spheres,
        "[run]\nsweeps = 1\nfolder = x\n[system]\nT = 1\nsizes = equal\npotential = %s\n%s", name,
        more);
    struct interaction *const n = interaction_create(f);
    runfile_free(f);
    return n;
}

/* Every row has a formula, whose table is the potential. */
static void every_potential(void **state)
{
    (void)state;
    const struct potentials_bond b = {1, 1, 0};
    for (const struct potential *v = potentials_base; v->name; v++) {
        assert_non_null(base_find(interaction_keys[0].table, v->name));
        struct interaction *const n = built_in(v->name, "tabulate = yes\n");
        const struct potential *const t = n->potential;
        assert_true(t->tabulated && t->cut == v->cut && t->smooth == v->smooth &&
                    t->hard == v->hard);
        for (double r = 0.6; r < v->cut * 1.1; r += 0.00071) {
            const double e = potentials_energy(v, r * r, b), w = potentials_virial(v, r * r, b);
            if (!(fabs(potentials_energy(t, r * r, b) - e) < 1e-9 * (1 + fabs(e))) ||
                !(fabs(potentials_virial(t, r * r, b) - w) < 1e-8 * (1 + fabs(w))))
                fail_msg("%s at r = %g: %.12g, not %.12g", v->name, r,
                         potentials_energy(t, r * r, b), e);
        }
        for (int k = 0; k < 2; k++)
            assert_true(t->tail[k].a == v->tail[k].a && t->tail[k].n == v->tail[k].n);
        interaction_free(n);
    }
    struct interaction *const n = built_in("lj", "amplitude = 0.5\n");
    assert_true(n->potential->tail[0].a == 2 && n->potential->tail[1].a == -2);
    interaction_free(n);
}

/* A core inside which the formula falls again: no pair gets there, in either precision. */
static void poles(void **state)
{
    (void)state;
    struct interaction *const n =
        built_in("formula", "formula = 1e-9*(r/s - 0.9)^-12\ncut = 1.5\n");
    const struct potentials_bond b = {1, 1, 0};
    for (double r = 0.05; r < 0.9; r += 0.001)
        assert_true(potentials_energy(n->potential, r * r, b) > POTENTIALS_CAP);
    assert_true(potentials_energy(n->potential, 1.3 * 1.3, b) < 1);
    interaction_free(n);
}

/* ---- keys ------------------------------------------------------------------------------------ */

static uint64_t bits_of(const char *keys)
{
    struct mc_chain c = liquid("metropolis", keys, "auto");
    for (int k = 0; k < 5; k++) mc_sweep(&c);
    const uint64_t bits = support_digest(&c);
    mc_clear(&c);
    return bits;
}

#define AT "rho = 1\n"

/* Keys that spell out a model are that model, to the last bit. */
static void presets(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {AT "model = nbc8\n", AT "exponent = 12\nnon_additivity = 0.2\ncut = 1.25\nsmoothing = C2\n"
                                 "amplitude = 1\n"},
        {AT "model = nbc7\n", AT "model = nbc8\nnon_additivity = 0.1\n"},
        {AT "model = nbc5\n", AT "model = nbc8\nexponent = 18\nnon_additivity = 0\n"},
        {AT "model = nbc3\n", AT "potential = ipl8\nnon_additivity = 0\n"},
        {"model = ka\nrho = 1.1\n",
         "model = nbc8\nrho = 1.1\npotential = ka\nsigma_ab = 1 0.8, 0.8 0.88\n"
         "epsilon_ab = 1 1.5, 1.5 0.5\ncomposition = 0.8 0.2\n"},
        {"model = ka3\nrho = 1.1\n",
         "model = ka\nrho = 1.1\nsigma_ab = 1 .8 .9, .8 .88 .84, .9 .84 .94\n"
         "epsilon_ab = 1 1.5 1.25, 1.5 .5 1, 1.25 1 .75\ncomposition = 0.64 0.16 0.2\n"},
        {AT "model = nbc8\n", AT "potential = formula\nformula = (s/r)^12\n"},
        {"model = ka\nrho = 1.1\n", "model = ka\nrho = 1.1\npotential = formula\n" LJ4},
    };
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++)
        if (bits_of(rows[k][0]) != bits_of(rows[k][1])) fail_msg("%s is not preset", rows[k][0]);
}

static uint64_t digest_of(const char *keys)
{
    struct runfile *const f =
        support_load(&glass_spheres, "[run]\nsweeps = 1\nfolder = x\n[system]\nT = 1\n%s\n", keys);
    const uint64_t digest = runfile_digest(f);
    runfile_free(f);
    return digest;
}

/* Absent keys and their defaults are one run, which runs of earlier versions were. */
static void digests(void **state)
{
    (void)state;
    const uint64_t none = digest_of("");
    assert_true(none == digest_of("exponent = model\npotential = model\nsigma_ab = model\n"));
    static const char *const others[] = {"exponent = 13\n", "cut = 1.5\n",
                                         "potential = formula\nformula = (s/r)^12\n",
                                         "potential = formula\nformula = (s/r)^13\n"};
    for (size_t k = 0; k < 4; k++)
        for (size_t j = 0; j < k; j++) assert_true(digest_of(others[k]) != digest_of(others[j]));
    for (size_t k = 0; k < 4; k++) assert_true(digest_of(others[k]) != none);
}

static void open_liquid(void *keys)
{
    struct mc_chain c = liquid("metropolis", keys, "auto");
    mc_clear(&c);
    _exit(0);
}

#define F "potential = formula\n"

static void nonsense(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"exponent = 0", "[0.5, 64] or model"},
        {"exponent = words", "or model"},
        {"cut = -1", "[0.1, 20]"},
        {"cut = 9", "needs N >="},
        {"smoothing = C4", "none, C0"},
        {"amplitude = 0", "amplitude"},
        {"non_additivity = -0.1", "[0, 1]"},
        {"non_additivity = 1", "allows (0, 0.5)"},
        {"model = r12\nexponent = 3", "converges"},
        {"model = ka\nexponent = 9", "no such key"},
        {"model = hard\ncut = 2", "no such key"},
        {"model = hertz\nsmoothing = C0", "no such key"},
        {"model = ka\nnon_additivity = 0.1", "sigma_ab"},
        {"model = bss\nexponent = 9\nsizes = uniform", "species"},
        {"model = bss\nexponent = 9\nGamma = 1", "Gamma"},
        {"model = ka\nsigma_ab = 1 2, 3 1", "not symmetric: 2 for AB, 3 for BA"},
        {"model = ka\nsigma_ab = 1 2, 2", "square"},
        {"model = ka\nsigma_ab = 1 2 3, 2 1 1", "square"},
        {"model = ka\nsigma_ab = 1 x, x 1", "square"},
        {"model = ka\nsigma_ab = 0 1, 1 1", "positive"},
        {"model = ka\nepsilon_ab = 1 -1, -1 1", "0 or more"},
        {"model = ka\nepsilon_ab = 1", "for 1 species; there are 2"},
        {"model = ka\ncut_ab = 2 2 2, 2 2 2, 2 2 2", "for 3 species; there are 2"},
        {"model = ka\ncomposition = 0.5 0.4", "add up to 0.9"},
        {"model = ka\ncomposition = 0.5 0.3 0.2", "for 3 species; there are 2"},
        {"model = ka\ncomposition = 1.5 -0.5", "fraction"},
        {"model = ka\ncomposition = half", "fraction for each species"},
        {"epsilon_ab = 1", "needs species"},
        {"sigma_ab = 1 1, 1 1", "composition"},
        {"sizes = uniform\nsigma_ab = 1", "leave one of the two out"},
        {"model = hard\nepsilon_ab = 1", "hard spheres have none"},
        {F, "needs one"},
        {"formula = (s/r)^12", "must be formula"},
        {"parameters = a=1", "only for potential = formula"},
        {F "formula = (s/r)^", "column 7"},
        {F "formula = k*(s/r)^12", "'k' is no variable"},
        {F "formula = (s/r)^12\nparameters = a=1", "a is not in the formula"},
        {F "formula = a*(s/r)^12\nparameters = a", "name = number"},
        {F "formula = a*(s/r)^12\nparameters = a=x", "must be a number"},
        {F "formula = a*(s/r)^12\nparameters = a=1, a=2", "given twice"},
        {F "formula = r*(s/r)^12\nparameters = r=1", "'r' is the distance"},
        {F "formula = -(s/r)^12", "collapse"},
        {F "formula = (s/r)^12 + log(r/s - 1)", "finite"},
        {F "formula = (s/r)^12 + max(0, 1.1 - r/s)", "jumps or has a kink"},
        {F "formula = 1/r^12", "at most 5 species"},
        {F "formula = (s/r)^12\nexponent = 8", "no such key"},
        {"potential = yukawa", "known: model, formula"},
    };
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++)
        if (!support_refuses(open_liquid, base_text("%s\n", rows[k][0]), rows[k][1]))
            fail_msg("not refused with '%s': %s", rows[k][1], rows[k][0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tables_of_species), cmocka_unit_test(fixed_lengths),
        cmocka_unit_test(every_potential),   cmocka_unit_test(poles),
        cmocka_unit_test(presets),           cmocka_unit_test(digests),
        cmocka_unit_test(nonsense),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
