/* One's own potential: formulas as text, keys that change a model, tables of species. Built-in potentials are
   the oracle of their formulas; sums over all pairs in double precision are that of species. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "common/config/runfile.h"
#include "common/config/runfile_digest.h"
#include "common/numerics/expression.h"
#include "common/run/requirements.h"
#include "glass/spheres/dynamics/liquid.h"
#include "glass/spheres/state/forces.h"
#include "glass/spheres/state/interaction.h"
#include "glass/spheres/state/reference.h"
#include "glass/spheres/state/tabulated.h"
#include "glass/spheres/structure/energy_surface.h"
#include "glass/spheres/system.h"
#include "tests/potential_contract.h"
#include "tests/support.h"

/* ---- the parser ------------------------------------------------------------------------------ */

static const char *const names[] = {"r", "s", "a"};

static struct taylor at(const char *text, double r)
{
    const struct taylor x[] = {{{r, 1}}, {{1.3}}, {{-0.7}}};
    struct expression *const e = expression_create(text, 3, names, "test");
    const struct taylor v = expression_series(e, x);
    expression_free(e);
    return v;
}

static void values(void **state)
{
    (void)state;
    const double r = 1.1, s = 1.3, a = -0.7;
    const struct {
        const char *text;
        double value;
    } rows[] = {
        {"1 + 2*3 - 4/8", 6.5},
        {"-r^2", -r * r},
        {"2^3^2", 512},
        {"2**-1", 0.5},
        {"(s/r)^12-(s/r)^6", pow(s / r, 12) - pow(s / r, 6)},
        {"a*exp(-r/s)/r", a * exp(-r / s) / r},
        {"- - r", r},
        {"min(r, s) + max(r, s)", r + s},
        {"pow(r, s) - r^s", 0},
        {"log(r) + sqrt(s) + abs(a)", log(r) + sqrt(s) + 0.7},
        {"sin(r)*cos(s)+tanh(a)", sin(r) * cos(s) + tanh(a)},
        {"sinh(r)/cosh(r) - tanh(r)", 0},
        {"erf(r) + erfc(r)", 1},
        {"atan(r)*pi", atan(r) * M_PI},
        {"1e-3*.5+2.", 2.0005},
    };
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++)
        if (!(fabs(at(rows[k].text, r).c[0] - rows[k].value) < 1e-14 * (1 + fabs(rows[k].value))))
            fail_msg("%s = %.17g, not %.17g", rows[k].text, at(rows[k].text, r).c[0],
                     rows[k].value);
}

/* Each coefficient k is the slope of the one before, over k. */
static void derivatives(void **state)
{
    (void)state;
    static const char *const rows[] = {
        "(s/r)^12",  "r^3",       "r^2.5",     "r^0",         "exp(-r/s)/r",     "log(r)*r",
        "sqrt(r+2)", "sin(r)/r",  "cos(2*r)",  "tanh(r-1)",   "sinh(r)*cosh(r)", "atan(r^2)",
        "erf(r)",    "erfc(r/s)", "abs(r-3)",  "min(r^2, 9)", "max(r, 0.1)",     "r^r",
        "2^r",       "(1-r)^2",   "1/(1+r^2)",
    };
    const double h = 1e-6;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (double r = 0.55; r < 2; r += 0.3) {
            const struct taylor v = at(rows[i], r), a = at(rows[i], r - h), b = at(rows[i], r + h);
            for (int k = 1; k < TAYLOR_N; k++)
                if (!(fabs((b.c[k - 1] - a.c[k - 1]) / (2 * h) - k * v.c[k]) <
                      1e-7 * (1 + fabs(v.c[k - 1]) + 100 * fabs(v.c[k]))))
                    fail_msg("%s: derivative %d at %g", rows[i], k, r);
        }
}

static void parse(void *text)
{
    at(text, 1);
    _exit(0);
}

static void mistakes(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {"", "column 1"},          {"r +", "column 4"},    {"r s", "column 3"},
        {"(r", "column 1"},        {"r)", "column 2"},     {"2*x", "column 3"},
        {"exp r", "column 1"},     {"exp()", "column 5"},  {"pow(r)", "column 6"},
        {"exp(r, s)", "column 6"}, {"r ^^ 2", "column 4"}, {"1..2", "column 3"},
        {"r $ 2", "column 3"},     {"R", "column 1"},      {"1e999", "column 1"},
    };
    for (size_t k = 0; k < sizeof rows / sizeof *rows; k++)
        if (!support_refuses(parse, (void *)rows[k][0], rows[k][1]))
            fail_msg("'%s' is not refused at %s", rows[k][0], rows[k][1]);
    char deep[400] = "";
    for (int k = 0; k < 150; k++) strcat(deep, "(-");
    assert_true(support_refuses(parse, deep, "too deeply"));
}

/* ---- tables against built-in potentials ------------------------------------------------------- */

#define LJ4 "formula = 4*((s/r)^12 - (s/r)^6)\n"

static const struct twin { /* a model, and keys that make its potential from a formula */
    const char *model, *keys;
} twins[] = {
    {"nbc3", "formula = (s/r)^8\n"},
    {"nbc8", "formula = (s/r)^12\n"},
    {"nbc8", "formula = eps*(sigma/r)^n\nparameters = eps = 1, n = 12\n"},
    {"nbc5", "formula = (s/r)^18\n"},
    {"nbc6", "formula = exp(24*log(s/r))\n"},
    {"nbc11", "formula = (s/r)^12 - (s/r)^6\n"},
    {"ka", LJ4},
    {"ka3", LJ4},
    {"lj", LJ4},
    {"r12", "formula = 1/(r/s)^12\n"},
    {"harmonic", "formula = (1 - r/s)^2/2\nsmoothing = C1\n"},
};

static struct runfile *file_of(const struct twin *t, bool own, const char *isa)
{
    return support_load(&glass_spheres,
                        "[run]\nsweeps = 1\nfolder = x\n[system]\nmodel = %s\nT = 1\nisa = %s\n"
                        "%s%s[move.displace]\nweight = 1\n",
                        t->model, isa, own ? "potential = formula\ntabulate = yes\n" : "",
                        own ? t->keys : "");
}

static void formulas_keep_the_contract(void **state)
{
    (void)state;
    for (size_t k = 0; k < sizeof twins / sizeof *twins; k++) {
        struct runfile *const f = file_of(&twins[k], true, "auto");
        struct interaction *const n = interaction_create(f);
        potential_contract_derivatives(n->potential);
        potential_contract_cut(n->potential);
        potential_contract_precision(n->potential);
        interaction_free(n);
        runfile_free(f);
    }
}

/* Trials of every move in the smallest box, on every instruction set, in two and three dimensions. */
static void formulas_keep_the_contract_in_trials(void **state)
{
    (void)state;
    static const char *const sets[] = {"base", "avx2", "avx512"};
    for (size_t k = 0; k < sizeof twins / sizeof *twins; k++)
        for (int dim = 2; dim <= 3; dim++) {
            uint64_t first = 0;
            for (size_t i = 0; i < 3; i++) {
                const struct potentials_isa *const isa = base_find(&potentials_isas, sets[i]);
                if (!isa->runs() || strcmp(twins[k].model, "harmonic") == 0) continue;
                struct runfile *const f = file_of(&twins[k], true, sets[i]);
                struct interaction *const n = interaction_create(f);
                const uint64_t digest = potential_contract_trials(&n->model, n->potential, dim);
                if (!first) first = digest;
                if (digest != first) fail_msg("%s: other bits in %s", twins[k].keys, sets[i]);
                interaction_free(n);
                runfile_free(f);
            }
        }
}

static void near(const char *what, const struct twin *t, double r, double own, double exact,
                 double scale, double most)
{
    if (!(fabs(own - exact) <= most * scale))
        fail_msg("%s: %s at r = %g: %.15g, not %.15g", t->model, what, r, own, exact);
}

static void formulas_equal_built_in_potentials(void **state)
{
    (void)state;
    for (size_t k = 0; k < sizeof twins / sizeof *twins; k++) {
        const struct twin *const t = &twins[k];
        struct runfile *const f = file_of(t, true, "auto"), *const g = file_of(t, false, "auto");
        struct interaction *const own = interaction_create(f), *const is = interaction_create(g);
        assert_true(own->tabulated && !is->tabulated);
        assert_true(own->potential->cut == is->potential->cut);
        const struct potentials_bond bond = {1.1 * 1.1, 1.5, 0};
        const bool species = own->model.mixture; /* the pair of the first species has s = 1 */
        const struct potentials_bond b = species ? (struct potentials_bond){1, 1.5, 0} : bond;
        for (double x = 0.6; x < own->potential->cut; x += 0.000717) {
            const double r2 = x * x * b.s2;
            const double v = potentials_energy(is->potential, r2, b),
                         w = potentials_virial(is->potential, r2, b),
                         c = potentials_curvature(is->potential, r2, b);
            near("v", t, x, potentials_energy(own->potential, r2, b), v, 1 + fabs(v), 1e-9);
            near("-r v'", t, x, potentials_virial(own->potential, r2, b), w, 1 + fabs(w), 1e-9);
            near("r^2 v''", t, x, potentials_curvature(own->potential, r2, b), c, 1 + fabs(c),
                 1e-6);
        }
        interaction_free(own);
        interaction_free(is);
        runfile_free(f);
        runfile_free(g);
    }
}

/* ---- liquids ---------------------------------------------------------------------------------- */

static struct mc_chain liquid(const char *dynamics, const char *keys, const char *isa)
{
    return support_chain(&glass_spheres,
                         "[run]\nsweeps = 1\nfolder = x\nseed = 3\ndynamics = %s\n[system]\n"
                         "T = 0.8\nisa = %s\n%s%s[md]\ndt = 1e-5\nsteps = 4\n"
                         "[move.displace]\nweight = 0.8\nstep = 0.1\n[move.swap]\nweight = 0.2\n",
                         dynamics, isa, keys, strstr(keys, "\nN = ") ? "" : "N = 400\n");
}

/* Energy, forces, and the surface of minimisers and modes: those of the built-in potential. */
static void liquids_equal(const char *keys, const char *formula)
{
    struct mc_chain a = liquid("metropolis", keys, "auto");
    for (int k = 0; k < 30; k++) mc_sweep(&a);
    char *const all = base_text("%spotential = formula\ntabulate = yes\n%s", keys, formula);
    struct mc_chain b = liquid("metropolis", all, "auto");
    support_restart(&a, &b);
    struct spheres *const s = liquid_spheres(a.state), *const t = liquid_spheres(b.state);
    const size_t m = s->n * 3;
    double *const f = base_alloc(m, sizeof *f), *const g = base_alloc(m, sizeof *g), most = 0;
    struct energy_surface x, y;
    energy_surface_init(&x, s);
    energy_surface_init(&y, t);
    const double e = energy_surface_gradient(&x, f), d = energy_surface_gradient(&y, g);
    assert_true(fabs(e - d) < 1e-9 * fabs(e));
    const double running = spheres_energy(t) / spheres_energy(s) - 1;
    print_message("    energy in double precision differs by %.1e, of trials by %.1e\n", d / e - 1,
                  running);
    assert_true(fabs(running) < 1e-6); /* both in single precision */
    for (size_t k = 0; k < m; k++) most = fmax(most, fabs(f[k]));
    for (size_t k = 0; k < m; k++) assert_true(fabs(f[k] - g[k]) < 1e-9 * most);
    forces_sum(s, f);
    forces_sum(t, g);
    for (size_t k = 0; k < m; k++) assert_true(fabs(f[k] - g[k]) < 1e-9 * most + 0x1p-28);
    assert_true(fabs(spheres_virial(s) / spheres_virial(t) - 1) < 1e-9);
    energy_surface_clear(&x);
    energy_surface_clear(&y);
    base_free(f);
    base_free(g);
    base_free(all);
    mc_clear(&a);
    mc_clear(&b);
}

static void energies_and_forces(void **state)
{
    (void)state;
    liquids_equal("model = nbc8\n", "formula = (s/r)^12\n");
    liquids_equal("model = ka\nN = 1000\n", LJ4);
}

static const char own_nbc8[] =
    "model = nbc8\npotential = formula\nformula = (s/r)^10 + a*exp(-r/s)\nparameters = a = 0.5\n";

/* Every dynamics: exact running energies, the same bits from every instruction set, and after a restart. */
static void every_dynamics(void **state)
{
    (void)state;
    static const char *const sets[] = {"base", "avx2", "avx512"};
    for (const struct mc_dynamics *d = glass_spheres.dynamics; d->name; d++) {
        uint64_t first = 0;
        const bool domains = strcmp(d->name, "domains") == 0;
        char *const keys = base_text("%s%s", own_nbc8, domains ? "N = 12000\n" : "");
        for (size_t k = 0; k < 3; k++) {
            const struct potentials_isa *const isa = base_find(&potentials_isas, sets[k]);
            if (!isa->runs()) continue;
            struct mc_chain c = liquid(d->name, keys, sets[k]), e = liquid(d->name, keys, "auto");
            support_advance(&c, d->name, 5);
            support_restart(&c, &e);
            support_advance(&c, d->name, 5);
            support_advance(&e, d->name, 5);
            assert_true(c.energy == spheres_energy(liquid_spheres(c.state)));
            assert_true(support_digest(&c) == support_digest(&e));
            if (!first) first = support_digest(&c);
            if (support_digest(&c) != first) fail_msg("%s: other bits in %s", d->name, sets[k]);
            mc_clear(&c);
            mc_clear(&e);
        }
        base_free(keys);
    }
}

static const char five[] =
    "model = nbc8\nrho = 0.7\npotential = lj1\n"
    "sigma_ab = 1 .9 1.1 1 1, .9 .8 1 .9 .9, 1.1 1 1.2 1.1 1.1, 1 .9 1.1 1 1, 1 .9 1.1 1 1.1\n"
    "epsilon_ab = 1 2 1 1 1, 2 .5 1 1 1, 1 1 1 0 1, 1 1 0 1 1, 1 1 1 1 1\n"
    "cut_ab = 2.5 2 2 2 2, 2 2.2 2 2 2, 2 2 1.1 2 1.9, 2 2 2 2 2, 2 2 1.9 2 2\n"
    "composition = 0.4 0.2 0.1 0.2 0.1\nsmoothing = C1\n";

/* v of a pair by a formula of its own: (s/r)^12 - (s/r)^6 - value and slope in u = (r/s)^2 at the cut. */
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
            const double r = sqrt(potentials_distance2(s->p[i].x, s->p[j].x, s->view.unit2));
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
            const double r = sqrt(potentials_distance2(s->p[i].x, s->p[j].x, s->view.unit2));
            if (r >= end) continue;
            sum += pow(sij / r, 12) + 2 * exp(-r / 0.4) / r - pow(sij / end, 12) -
                   2 * exp(-end / 0.4) / end;
        }
    assert_true(c.energy == spheres_energy_direct(s));
    assert_true(fabs(sum - c.energy) < 2e-6 * (fabs(sum) + 400));
    mc_clear(&c);
}

/* ---- keys ------------------------------------------------------------------------------------- */

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
        cmocka_unit_test(values),
        cmocka_unit_test(derivatives),
        cmocka_unit_test(mistakes),
        cmocka_unit_test(formulas_keep_the_contract),
        cmocka_unit_test(formulas_keep_the_contract_in_trials),
        cmocka_unit_test(formulas_equal_built_in_potentials),
        cmocka_unit_test(energies_and_forces),
        cmocka_unit_test(every_dynamics),
        cmocka_unit_test(tables_of_species),
        cmocka_unit_test(fixed_lengths),
        cmocka_unit_test(presets),
        cmocka_unit_test(digests),
        cmocka_unit_test(nonsense),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
