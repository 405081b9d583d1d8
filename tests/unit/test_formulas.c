/* Tables of formulas against the built-in potentials that they amount to: pairs, trials, forces, every dynamics. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "common/config/runfile.h"
#include "glass/spheres/dynamics/liquid.h"
#include "glass/spheres/state/forces.h"
#include "glass/spheres/state/interaction.h"
#include "glass/spheres/structure/energy_surface.h"
#include "glass/spheres/system.h"
#include "tests/potential_contract.h"
#include "tests/support.h"

/* ---- tables against built-in potentials ------------------------------------------------------ */

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

/* ---- liquids --------------------------------------------------------------------------------- */

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

static const char *const own[] = {
    "model = nbc8\npotential = formula\nformula = (s/r)^10 + a*exp(-r/s)\nparameters = a = 0.5\n",
    "model = ka\nrho = 1.1\npotential = formula\n" LJ4
    "sigma_ab = 1 0.8, 0.8 1\nepsilon_ab = 1 1.5, 1.5 0.5\ncut_ab = 1.5 1.2, 1.2 1.3\nsmoothing = "
    "C2\n"};

/* Exact running energies, the same bits from every instruction set, and after a restart. */
static void keeps_bits(const char *dynamics, const char *keys)
{
    static const char *const sets[] = {"base", "avx2", "avx512"};
    uint64_t first = 0;
    for (size_t k = 0; k < 3; k++) {
        const struct potentials_isa *const isa = base_find(&potentials_isas, sets[k]);
        if (!isa->runs()) continue;
        struct mc_chain c = liquid(dynamics, keys, sets[k]), e = liquid(dynamics, keys, "auto");
        support_advance(&c, dynamics, 4);
        support_restart(&c, &e);
        support_advance(&c, dynamics, 4);
        support_advance(&e, dynamics, 4);
        assert_true(c.energy == spheres_energy(liquid_spheres(c.state)));
        assert_true(support_digest(&c) == support_digest(&e));
        if (!first) first = support_digest(&c);
        if (support_digest(&c) != first) fail_msg("%s: other bits in %s", dynamics, sets[k]);
        mc_clear(&c);
        mc_clear(&e);
    }
}

static void every_dynamics(void **state)
{
    (void)state;
    for (const struct mc_dynamics *d = glass_spheres.dynamics; d->name; d++)
        for (size_t k = 0; k < sizeof own / sizeof *own; k++) {
            const bool domains = strcmp(d->name, "domains") == 0;
            char *const keys = base_text("%sN = %d\n", own[k], domains ? 11000 : 400);
            keeps_bits(d->name, keys);
            base_free(keys);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(formulas_keep_the_contract),
        cmocka_unit_test(formulas_keep_the_contract_in_trials),
        cmocka_unit_test(formulas_equal_built_in_potentials),
        cmocka_unit_test(energies_and_forces),
        cmocka_unit_test(every_dynamics),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
