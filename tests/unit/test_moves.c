/* The contract of a move, looped over every move of every system (common/mc/mc.h): after revert no bit
   of the visited state differs; the running energy equals the energy from scratch; save, load,
   continue equals continue; the same seed gives the same bits. Every commit is checked as well:
   what was proposed as dE is what the energy changes by. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "common/io/checkpoint.h"
#include "common/mc/mc.h"
#include "glass/spheres/gibbs/gibbs_system.h"
#include "glass/spheres/system.h"
#include "glass/spins/ising_system.h"
#include "glass/spins/pspin_system.h"
#include "glass/spins/rbm/rbm_system.h"
#include "tests/support.h"

extern const struct mc_system dnn_system_single, dnn_system_double;

#define RUN(length) "[run]\n" length " = 1\nfolder = x\nseed = 5\n"

#define NETWORK                                                                                    \
    RUN("steps")                                                                                   \
    "dynamics = metropolis\n[network]\nlayers = dense 6, relu, dense 5, tanh, dense classes\n"     \
    "precision = double\n[data]\nname = random_labels\ndim = 8\ntrain_samples = 20\ntest_samples " \
    "= 10\n"                                                                                       \
    "[system]\nT = 3\n[train]\nweight_decay = 0.1\n"

static const struct subject { /* table row: a system in a state where every move has something to
                                 do */
    const char *name;
    const struct mc_system *system;
    const char *ini;
    double rounding; /* relative error allowed between running energy and oracle */
    int warm;        /* sweeps before the tests */
} subjects[] = {
    {"nbc8 in 3D", &glass_spheres,
     RUN("sweeps") "[system]\nP = 5\nmodel = nbc8\nN = 128\nT = 0.4\n[move.resize]\n", 1e-11, 20},
    {"nbc8 in 2D", &glass_spheres,
     RUN("sweeps") "[system]\nP = 5\nmodel = nbc8\nN = 60\ndim = 2\nT = 0.4\n[move.resize]\n",
     1e-11, 20},
    {"nbc4 in 3D", &glass_spheres,
     RUN("sweeps") "[system]\nP = 5\nmodel = nbc4\nN = 128\nT = 0.5\n", 1e-11, 20},
    {"nbc1 in 2D", &glass_spheres,
     RUN("sweeps") "[system]\nP = 5\nmodel = nbc1\nN = 60\ndim = 2\nT = 0.5\n", 1e-11, 20},
    {"ka in 3D", &glass_spheres, RUN("sweeps") "[system]\nP = 5\nmodel = ka\nN = 160\nT = 2\n",
     1e-11, 10},
    {"ka3 in 2D", &glass_spheres,
     RUN("sweeps") "[system]\nP = 5\nmodel = ka3\nN = 60\ndim = 2\nT = 2\n", 1e-11, 10},
    {"lj", &glass_spheres,
     RUN("sweeps") "[system]\nP = 5\nmodel = lj\nN = 200\nT = 1\nsizes = species\nspecies = 0.5 1, "
                   "0.5 "
                   "0.9\n",
     1e-11, 10},
    {"hard", &glass_spheres,
     RUN("sweeps") "[system]\nP = 5\nmodel = hard\nN = 100\nrho = 0.7\nT = 1\n", 1e-11, 10},
    {"two boxes in 3D", &gibbs_system,
     RUN("sweeps") "[system]\nN = 60\nrho = 0.1\nT = 1.2\nsizes = species\nspecies = 0.5 1, 0.5 "
                   "0.9\n",
     1e-11, 10},
    {"two boxes in 2D", &gibbs_system,
     RUN("sweeps") "[system]\nmodel = nbc8\nN = 60\ndim = 2\nrho = 0.7\nspheres_share = 0.6\nT = "
                   "0.5\n",
     1e-11, 10},
    {"network, double", &dnn_system_double,
     RUN("steps") "dynamics = metropolis\n[network]\nlayers = dense 6, relu, dense "
                  "classes\nprecision = double\n[data]\nname = "
                  "random_labels\ntrain_samples = 40\ntest_samples = 10\n[train]\nbatch_size = "
                  "10\n[system]\nT = 3\n",
     1e-11, 2},
    {"network, single", &dnn_system_single,
     RUN("steps") "dynamics = metropolis\n[network]\nlayers = dense 6, relu, dense "
                  "classes\n[data]\nname = "
                  "random_labels\ntrain_samples = 40\ntest_samples = 10\n[train]\nbatch_size = "
                  "10\n[system]\nT = 3\n",
     1e-4, 2},
    {"gains", &dnn_system_double, NETWORK "batch_size = 10\n[units]\nproperty = gain\n", 1e-11, 2},
    {"decays", &dnn_system_double, NETWORK "batch_size = 10\n[units]\nproperty = decay\n", 1e-11,
     2},
    {"priors", &dnn_system_double, NETWORK "batch_size = 10\n[units]\nproperty = prior\n", 1e-11,
     2},
    {"trajectories", &dnn_system_double,
     NETWORK "batch_size = 0\n[move.hmc]\nstep = 0.5\n[move.mala]\nstep = 0.9\n", 1e-11, 2},
    {"p-spin, spherical", &pspin_system_spherical,
     RUN("sweeps") "dynamics = metropolis\n[system]\nN = 24\nmixture = 3:1 4:0.5\nT = 0.7\n", 1e-11,
     10},
    {"p-spin, Ising", &pspin_system_ising,
     RUN("sweeps") "[system]\nN = 24\nindices = distinct\nplanted = 0.8\nT = 0.7\n", 1e-11, 10},
    {"p-spin, diluted", &pspin_system_ising,
     RUN("sweeps") "[system]\nN = 60\nmixture = 3:1 2:0.5\ncouplings_per_spin = 2.5\nT = 0.7\n",
     1e-11, 10},
    {"Edwards-Anderson", &ising_system_lattice,
     RUN("sweeps") "[system]\nL = 4\nT = 1.5\nreplicas = 3\n", 1e-11, 10},
    {"Sherrington-Kirkpatrick", &ising_system_complete,
     RUN("sweeps") "[system]\nN = 24\ncouplings = gaussian\nT = 0.8\n", 1e-11, 10},
    {"Edwards-Anderson with sizes", &ising_system_lattice,
     RUN("sweeps") "[system]\nL = 4\nT = 1.5\nsizes = power\nreplicas = 2\n", 1e-11, 10},
    {"Sherrington-Kirkpatrick with sizes", &ising_system_complete,
     RUN("sweeps") "[system]\nN = 24\nsizes = uniform\nspread = 0.8\nT = 0.8\n", 1e-11, 10},
    {"Boltzmann machine", &rbm_system,
     RUN("sweeps") "[system]\nN = 20\nalpha = 0.5\nOmega_hidden = 0.5\nOmega_visible = 0.3\nT = "
                   "1.5\nsize_spread = 0.3\n",
     1e-11, 10},
    {"Boltzmann machine, units +1 and -1", &rbm_system,
     RUN("sweeps") "[system]\nN = 20\nalpha = 0.5\nOmega_hidden = 0\nT = 0.7\n", 1e-11, 10},
    {"Hopfield", &rbm_system_hopfield, RUN("sweeps") "[system]\nN = 24\nalpha = 0.2\nT = 0.6\n",
     1e-11, 10},
    {"rates", &dnn_system_double, NETWORK "batch_size = 10\n[units]\nproperty = rate\n", 1e-11, 2},
    {0},
};

static struct mc_chain opened(const struct subject *s)
{
    return support_chain(s->system, "%s", s->ini);
}

/* Of the state alone, without counts and random numbers. */
static uint64_t state_digest(struct mc_chain *c)
{
    struct checkpoint *const d = checkpoint_create_digester();
    c->system->visit(c->state, d);
    const uint64_t value = checkpoint_digest(d);
    checkpoint_free(d);
    return value;
}

/* Some trials of every move that the Metropolis chain may draw: a generic state. */
static void stir(struct mc_chain *c, int sweeps)
{
    for (int s = 0; s < sweeps; s++)
        for (size_t i = 0; i < c->n; i++)
            for (int k = 0; k < 50; k++) mc_attempt(c, i);
}

static void revert_restores(struct mc_chain *c, size_t entry)
{
    const struct mc_entry *const e = &c->entry[entry];
    const uint64_t before = state_digest(c);
    for (int k = 0; k < 200; k++) {
        const struct mc_trial trial = e->move->propose(c->state, e->move, &c->rng, e->step);
        assert_false(isnan(trial.dE));
        if (e->move->revert) e->move->revert(c->state);
        assert_true(state_digest(c) == before);
    }
}

static void energy_is_right(struct mc_chain *c, size_t entry, double rounding)
{
    for (int k = 0; k < 300; k++) {
        const double before = c->energy;
        if (!mc_attempt(c, entry)) assert_true(c->energy == before);
        const double oracle = c->system->energy(c->state);
        assert_true(fabs(c->energy - oracle) <= rounding * fmax(1, fabs(oracle)));
    }
}

static void restart_continues(const struct subject *s, size_t entry)
{
    struct mc_chain c = opened(s), again = opened(s);
    stir(&c, s->warm);
    support_restart(&c, &again);
    assert_true(support_digest(&c) == support_digest(&again));
    for (int k = 0; k < 500; k++) {
        mc_attempt(&c, entry), mc_attempt(&again, entry);
        assert_true(c.energy == again.energy);
    }
    stir(&c, 2), stir(&again, 2);
    assert_true(support_digest(&c) == support_digest(&again));
    mc_clear(&c), mc_clear(&again);
}

static void same_seed_same_bits(const struct subject *s)
{
    struct mc_chain a = opened(s), b = opened(s);
    stir(&a, s->warm), stir(&b, s->warm);
    assert_true(support_digest(&a) == support_digest(&b));
    mc_clear(&a), mc_clear(&b);
}

static void contract(const struct subject *s)
{
    struct mc_chain c = opened(s);
    assert_true(c.n > 0);
    stir(&c, s->warm);
    for (size_t i = 0; i < c.n; i++) {
        print_message("    %s: %s\n", s->name, c.entry[i].move->name);
        revert_restores(&c, i);
        energy_is_right(&c, i, s->rounding);
        restart_continues(s, i);
        assert_true(c.entry[i].tried > 0);
    }
    mc_clear(&c);
    same_seed_same_bits(s);
}

static void every_move_of_every_system(void **state)
{
    (void)state;
    for (const struct subject *s = subjects; s->name; s++) contract(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_move_of_every_system)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
