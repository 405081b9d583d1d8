/* Walks the tables of potentials, models and size distributions: derivatives against finite
   differences, the fast path against the plain one in double precision, the same bits on every
   instruction set, distributions with the moments that they promise. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "common/config/runfile.h"
#include "glass/spheres/state/reference.h"
#include "glass/spheres/dynamics/liquid.h"
#include "glass/spheres/system.h"
#include "tests/potential_contract.h"
#include "tests/support.h"

/* ---- potentials ------------------------------------------------------------------------------ */

static void potentials_keep_their_contract(void **state)
{
    (void)state;
    for (const struct potential *v = potentials_base; v->name; v++) {
        potential_contract_derivatives(v);
        potential_contract_cut(v);
        potential_contract_precision(v);
    }
}

/* ---- models ---------------------------------------------------------------------------------- */

/* Room for long cut-offs: N is at least `least`. */
static size_t spheres_for(const struct model *m, int dim, double rho, double cuts, size_t least)
{
    const struct potential *const v = base_find(&potentials_table, m->potential);
    return potential_contract_spheres(m, v, dim, rho, cuts, least);
}

static struct mc_chain opened(const struct model *m, int dim, const char *isa)
{
    const bool attractive = m->rho > 1.25; /* hybrid sizes: plane packings are denser still */
    const double rho = dim == 3 ? m->rho : attractive ? 1.0 : 0.8 * m->rho;
    return support_chain(
        &glass_spheres,
        "[run]\nsweeps = 1\nfolder = x\nseed = 3\n[system]\nmodel = %s\nN = %zu\ndim = %d\n"
        "T = %g\nrho = %g\nisa = %s\n[move.displace]\nweight = 0.8\nstep = 0.1\n"
        "[move.swap]\nweight = 0.2\n",
        m->name, spheres_for(m, dim, rho, 2, dim == 3 ? 400 : 120), dim, m->T * 1.5, rho, isa);
}

static struct mc_chain hot(const struct model *m, int dim, const char *dynamics, double T)
{
    const bool domains = strcmp(dynamics, "domains") == 0;
    const double rho = fmin(m->rho, 1);
    return support_chain(
        &glass_spheres,
        "[run]\nsweeps = 1\nfolder = x\nseed = 5\ndynamics = %s\n[system]\nmodel = %s\nN = %zu\n"
        "dim = %d\nT = %g\nP = %g\nrho = %g\nstart = random\n[md]\ndt = 1e-4\nsteps = 5\n"
        "[move.displace]\nstep = 0.3\n[move.swap]\n%s",
        dynamics, m->name, spheres_for(m, dim, rho, domains ? 11 : 2, domains ? 1200 : 400), dim, T,
        30 * T, rho, strcmp(dynamics, "metropolis") ? "" : "[move.volume]\nweight = 0.02\n");
}

/* ---- does it run at all ---------------------------------------------------------------------- */

struct subject {
    const struct model *m;
    int dim;
};

enum { MODELS = 100 };
static bool broken[MODELS]; /* by the number of a model: another test names it */

static size_t number(const struct model *m)
{
    return (size_t)(m - (const struct model *)models_table.rows);
}

static void run(void *subject)
{
    const struct subject *const s = subject;
    struct mc_chain c = opened(s->m, s->dim, "auto");
    mc_sweep(&c);
    mc_clear(&c);
    c = hot(s->m, s->dim, "metropolis", 4);
    mc_sweep(&c);
    mc_clear(&c);
    _exit(0);
}

/* Each in a child, so that the next tests leave out those that cannot run. */
static void every_model_runs(void **state)
{
    (void)state;
    int failures = 0;
    assert_true(base_rows(&models_table) <= MODELS);
    for (const struct model *m = base_row(&models_table, 0); m->name; m++)
        for (int dim = 2; dim <= 3; dim++) {
            char message[1000];
            const int status =
                support_dies(run, &(struct subject){m, dim}, message, sizeof message);
            if (status == 0) continue;
            print_message("    %s in %dD: status %d: %s\n", m->name, dim, status, message);
            broken[number(m)] = true, failures++;
        }
    if (failures) fail_msg("%d models cannot run (see above)", failures);
}

/* ---- against references ---------------------------------------------------------------------- */

static void plain_agrees(struct mc_chain *c)
{
    struct spheres *const s = liquid_spheres(c->state);
    struct reference p;
    struct frame f;
    struct rng rng;
    double virial;
    spheres_view(s, &f);
    reference_init(&p, s->potential, s->model, s->n, s->dim, s->L, c->T, f.x, f.label);
    double energy = reference_energy(&p, &virial, NULL);
    assert_true(fabs(energy - c->energy) < 1e-6 * (fabs(energy) + fabs(virial)) + 1e-6);
    assert_true(fabs(virial - spheres_virial(s)) < 1e-6 * (fabs(virial) + 1));
    rng_init(&rng, 2, 0, RNG_TEST);
    for (int k = 0; k < 5; k++) energy += reference_sweep(&p, &rng, 0.12, 0.2, 0.2);
    assert_true(fabs(energy - reference_energy(&p, NULL, NULL)) < 1e-9 * (double)s->n);
    reference_clear(&p);
}

/* Every model in two and three dimensions: running energy, oracle and plain program agree, and all
   instruction sets give the same bits. */
static void every_model(void **state)
{
    (void)state;
    for (const struct model *m = base_row(&models_table, 0); m->name; m++)
        for (int dim = 2; dim <= 3 && !broken[number(m)]; dim++) {
            uint64_t first = 0;
            print_message("    %s in %dD\n", m->name, dim);
            const struct potentials_isa *isa = base_row(&potentials_isas, 1);
            for (; isa->name; isa++) {
                if (!isa->runs()) continue;
                struct mc_chain c = opened(m, dim, isa->name);
                for (int k = 0; k < 150; k++) mc_sweep(&c);
                assert_true(c.energy == spheres_energy(liquid_spheres(c.state)));
                assert_true(c.energy == spheres_energy_direct(liquid_spheres(c.state)));
                assert_true(mc_entry(&c, "displace")->accepted > 0);
                const uint64_t bits = support_digest(&c);
                if (!first) plain_agrees(&c), first = bits;
                assert_true(bits == first);
                mc_clear(&c);
            }
        }
}

/* ---- virials of hot liquids ------------------------------------------------------------------- */

/* The virial of the double-precision reference, all pairs, no cap; how many of the pairs have more
   than the cap of energies. */
static size_t compare_virial(struct spheres *s)
{
    struct reference p;
    struct frame f;
    double virial;
    size_t above = 0;
    spheres_view(s, &f);
    reference_init(&p, s->potential, s->model, s->n, s->dim, s->L, 1, f.x, f.label);
    reference_energy(&p, &virial, NULL);
    if (!(fabs(spheres_virial(s) - virial) <= 1e-11 * fabs(virial) + 1e-6))
        fail_msg("%s, %d dimensions: %.15g, not %.15g", s->model->name, s->dim, spheres_virial(s),
                 virial);
    for (size_t i = 0; i < s->n; i++)
        for (size_t j = 0; j < i; j++) {
            const struct potentials_bond b = potentials_bond(&s->view, s->p[i].s, s->p[j].s);
            const double r2 = potentials_distance2(&s->view, s->p[i].x, s->p[j].x);
            above += b.e * s->potential->virial(r2, b.s2) > POTENTIALS_CAP;
        }
    reference_clear(&p);
    return above;
}

/* Wherever an energy is exact, so is the virial, however hot. */
static void virials_of_hot_liquids(void **state)
{
    (void)state;
    static const struct {
        const char *dynamics;
        int frames;
    } rows[] = {{"metropolis", 2}, {"md_swap", 1}, {"domains", 1}};
    size_t above = 0;
    for (const struct model *m = base_row(&models_table, 0); m->name; m++)
        for (size_t k = 0; k < sizeof rows / sizeof *rows; k++)
            for (int dim = 2; dim <= 3; dim++) {
                const struct potential *const v = base_find(&potentials_table, m->potential);
                const bool bounded = !v->hard && isfinite(v->energy(0, 1));
                if ((v->hard && k == 1) || (k == 2 && dim == 3) || broken[number(m)]) continue;
                for (double T = k == 2 ? 400 : 4; T <= (bounded ? 1e3 : 400); T *= k ? 100 : 10) {
                    struct mc_chain c = hot(m, dim, rows[k].dynamics, T);
                    for (int i = 0; i < rows[k].frames; i++) {
                        support_advance(&c, rows[k].dynamics, 5);
                        above += compare_virial(liquid_spheres(c.state));
                    }
                    mc_clear(&c);
                }
            }
    print_message("    pairs whose virial exceeds the cap of energies: %zu\n", above);
    assert_true(above > 40);
}

/* ... as far as the cap of energies; the cap of virials is beyond. */
static void virials_below_the_cap_of_energies(void **state)
{
    (void)state;
    for (const struct potential *v = potentials_base; v->name; v++)
        for (double r = 0.3; r < 1; r += 1e-4)
            assert_true(v->hard || 1.5 * v->energy(r * r, 1) > POTENTIALS_CAP ||
                        1.5 * v->virial(r * r, 1) < POTENTIALS_VIRIAL_CAP);
}

/* ---- diameters ------------------------------------------------------------------------------- */

static double moment(const struct size_distribution_law *law,
                     const struct size_distribution_shape *shape, int k)
{
    enum { N = 20000 };
    double sum = 0;
    for (int i = 0; i < N; i++) sum += pow(law->inverse(shape, (i + 0.5) / N), k) / N;
    return sum;
}

static double polydispersity(const struct size_distribution_law *law,
                             const struct size_distribution_shape *shape)
{
    const double mean = moment(law, shape, 1);
    return sqrt(moment(law, shape, 2) / (mean * mean) - 1);
}

static void laws_have_the_moments_that_they_promise(void **state)
{
    (void)state;
    const struct {
        const char *law;
        double spread, delta;
    } cases[] = {{"equal", 0, 0},
                 {"power", 2.219, 0.2288872903},
                 {"uniform", 0.3, 0.3 / sqrt(3)},
                 {"gaussian", 0.1, 0.1 * sqrt(1 - 6 * exp(-4.5) / sqrt(2 * M_PI) / 0.9973002)}};
    for (size_t k = 0; k < sizeof cases / sizeof cases[0]; k++) {
        const struct size_distribution_law *const law =
            base_find(&size_distribution_laws, cases[k].law);
        const struct size_distribution_shape shape = {.spread = cases[k].spread};
        assert_true(fabs(moment(law, &shape, 1) - 1) < 1e-6);
        assert_true(fabs(polydispersity(law, &shape) - cases[k].delta) < 1e-5);
    }
}

static void models_have_the_published_sizes(void **state)
{
    (void)state;
    const struct {
        const char *model;
        double mean, delta; /* to the digits given */
    } published[] = {{"nbc1", 1, 0.091},  {"nbc2", 1, 0.17},     {"nbc8", 1, 0.23},
                     {"nbc10", 1, 0.21},  {"nbc11", 1, 0.21},    {"five1", 1, 0.16},
                     {"five2", 1, 0.235}, {"harmonic", 1, 0.167}};
    for (size_t k = 0; k < sizeof published / sizeof published[0]; k++) {
        const struct model *const m = base_find(&models_table, published[k].model);
        const struct size_distribution_law *const law = base_find(&size_distribution_laws, m->law);
        assert_true(fabs(moment(law, m->shape, 1) - published[k].mean) < 2e-3);
        assert_true(fabs(polydispersity(law, m->shape) - published[k].delta) < 6e-3);
    }
    for (const struct model *m = base_row(&models_table, 0); m->name; m++) {
        double parts = 0;
        for (int k = 0; k < SIZE_DISTRIBUTION_KINDS; k++) parts += m->shape->kind[k].part;
        assert_true(strcmp(m->law, "species") != 0 || fabs(parts - 1) < 1e-9);
    }
}

/* Gamma of soft spheres: T = Gamma^-4 where rho l0^3 = 1; T of nbc1 is that of bss / 0.952. */
static void coupling_is_a_temperature(void **state)
{
    (void)state;
    const struct {
        const char *model;
        double T, error;
    } rows[] = {{"model = bss", pow(1.45, -4), 2e-6},
                {"model = nbc1", pow(1.45, -4) / 0.952, 2e-4},
                {"model = r12\nrho = 1.1", pow(1.1 / 1.45, 4), 1e-12},
                {"model = r12\nrho = 1.1\ndim = 2", pow(1.1 / 1.45, 6), 1e-12}};
    for (size_t k = 0; k < sizeof rows / sizeof rows[0]; k++) {
        struct runfile *const f = support_load(
            &glass_spheres, "[run]\nsweeps = 1\nfolder = x\n[system]\n%s\nGamma = 1.45\n",
            rows[k].model);
        assert_true(fabs(runfile_real(f, "system", "T") / rows[k].T - 1) < rows[k].error);
        runfile_free(f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_model_runs),
        cmocka_unit_test(potentials_keep_their_contract),
        cmocka_unit_test(every_model),
        cmocka_unit_test(virials_of_hot_liquids),
        cmocka_unit_test(virials_below_the_cap_of_energies),
        cmocka_unit_test(laws_have_the_moments_that_they_promise),
        cmocka_unit_test(models_have_the_published_sizes),
        cmocka_unit_test(coupling_is_a_temperature),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
