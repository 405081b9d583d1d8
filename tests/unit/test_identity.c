/* Identities of disordered models in the log: z of many samples has the width 1 or less and no bias; wrong energies,
   temperatures and laws, and states out of equilibrium, are found. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "glass/spins/identity.h"
#include "glass/spins/ising.h"
#include "glass/spins/ising_system.h"
#include "glass/spins/lanes_system.h"
#include "glass/spins/pspin.h"
#include "glass/spins/pspin_system.h"
#include "tests/support.h"

#define RUN "[run]\nsweeps = 1\nfolder = x\nseed = %d\n"

static void note(void *text, const char *line)
{
    snprintf(text, 300, "%s", line);
}

/* z of the line that the run's log gets; NAN: no line. */
static double z_of(const struct mc_chain *c, bool *holds)
{
    char text[300] = "";
    mc_report(c, note, text);
    const char *const at = strstr(text, "z = ");
    if (!at) return NAN;
    *holds = strstr(text, ": holds") != NULL;
    assert_true(*holds || strstr(text, ": violated"));
    return strtod(at + 4, NULL);
}

static const struct model { /* table row: a model, and where its identity holds */
    const struct mc_system *system;
    const char *dynamics, *keys;
    int samples, warm, sweeps;
} models[] = {
    {&ising_system_lattice, "typewriter", "L = 4\nT = 1.3\ncouplings = gaussian\n", 40, 300, 3000},
    {&ising_system_lattice, "heat_bath",
     "L = 6\ndim = 2\nT = 1\ncouplings = gaussian\nreplicas = 3\n", 40, 500, 3000},
    {&ising_system_lattice, "typewriter", "L = 4\nT = 1.6692\npositive = 0.7682\n", 40, 300, 2000},
    {&ising_system_complete, "typewriter", "N = 32\nT = 0.8\ncouplings = gaussian\n", 40, 300,
     3000},
    {&pspin_system_ising, "metropolis",
     "N = 16\nindices = distinct\nmixture = 3:1 2:0.3\nT = 0.9\n[move.flip]\n", 40, 500, 5000},
    {&pspin_system_spherical, "langevin", "N = 24\nT = 0.9\n[langevin]\ndt = 0.02\nsteps = 5\n", 20,
     200, 4000},
    {&pspin_system_spherical, "metropolis",
     "N = 24\nT = 0.8\nplanted = 0.8\nstart = planted\n[move.rotate]\n", 40, 50, 1000},
    {&lanes_system, "typewriter", "L = 4\nT = 1.6\npositive = 0.77730\nmeasure_every = 10\n", 2,
     200, 2000},
};

static void they_hold_in_equilibrium(void **state)
{
    (void)state;
    for (const struct model *m = models; m < models + sizeof models / sizeof *models; m++) {
        double sum = 0, square = 0;
        for (int k = 0; k < m->samples; k++) {
            struct mc_chain c =
                support_chain(m->system, RUN "dynamics = %s\n[system]\nsample = %d\n%s", k + 1,
                              m->dynamics, 1 + 256 * k, m->keys);
            support_advance(&c, m->dynamics, m->warm);
            mc_reset_counters(&c);
            support_advance(&c, m->dynamics, m->sweeps);
            bool holds;
            const double z = z_of(&c, &holds);
            assert_true(holds && fabs(z) < 4);
            sum += z / m->samples, square += z * z / m->samples;
            mc_clear(&c);
        }
        print_message("    %s, %s: mean z %.2f, mean z^2 %.2f of %d samples\n", m->system->name,
                      m->dynamics, sum, square, m->samples);
        assert_true(fabs(sum) < 4 / sqrt(m->samples) && square < 1 + 4 * sqrt(2.0 / m->samples));
    }
}

/* Run files, each with a change after which the state is out of equilibrium. */
static void forged_runs_are_found(void **state)
{
    (void)state;
    static const struct {
        const struct mc_system *system;
        const char *dynamics, *keys;
        int sweeps;
        double T; /* of the dynamics, unknown to the identity */
    } row[] = {
        {&pspin_system_spherical, "langevin", "N = 64\nT = 0.9\n", 3000, 1.1},
        {&pspin_system_ising, "metropolis", "N = 40\nT = 0.9\n[move.flip]\n", 3000, 1.3},
        {&ising_system_lattice, "typewriter", "L = 8\nT = 1.5\ncouplings = gaussian\n", 2000, 3},
        {&ising_system_lattice, "typewriter", "L = 8\nT = 0.3\ncouplings = gaussian\n", 1000, 0.3},
        {&ising_system_lattice, "typewriter", "L = 16\nT = 0.5\npositive = 0.98201\n", 180, 0.5},
        {&ising_system_complete, "typewriter", "N = 256\nT = 1\ncouplings = gaussian\n", 1000, 1.5},
    };
    for (size_t k = 0; k < sizeof row / sizeof *row; k++) {
        struct mc_chain c = support_chain(row[k].system, RUN "dynamics = %s\n[system]\n%s", 7,
                                          row[k].dynamics, row[k].keys);
        const double T = c.T;
        mc_set_temperature(&c, row[k].T);
        support_advance(&c, row[k].dynamics, row[k].sweeps);
        /* the counts of the wrong temperature under the name of the right one */
        const bool spins =
            row[k].system == &pspin_system_spherical || row[k].system == &pspin_system_ising;
        if (spins)
            ((struct pspin *)c.state)->T = T;
        else
            ((struct ising *)c.state)->T = T;
        bool holds = true;
        const double z = z_of(&c, &holds);
        print_message("    %s, %s: z = %.1f\n", row[k].system->name, row[k].keys, z);
        assert_true(!holds && fabs(z) >= 4);
        mc_clear(&c);
    }
}

/* No identity, no line: couplings +1 and -1 off the Nishimori line, one replica, T = 0, too few measurements. */
static void nothing_is_said_without_an_identity(void **state)
{
    (void)state;
    static const struct {
        const struct mc_system *system;
        const char *dynamics, *keys;
        int sweeps;
    } row[] = {
        {&ising_system_lattice, "typewriter", "L = 4\nT = 1.3\n", 1000},
        {&ising_system_lattice, "typewriter",
         "L = 4\nT = 1.3\ncouplings = gaussian\nreplicas = 1\n", 1000},
        {&ising_system_complete, "typewriter", "N = 32\nT = 0.8\ncouplings = gaussian\n", 100},
        {&pspin_system_spherical, "langevin", "N = 24\nT = 0\n", 1000},
        {&pspin_system_spherical, "langevin", "N = 24\nT = 0.8\nplanted = 0.9\n", 1000},
        {&lanes_system, "typewriter", "L = 4\nT = 1.3\n", 1000},
    };
    for (size_t k = 0; k < sizeof row / sizeof *row; k++) {
        struct mc_chain c = support_chain(row[k].system, RUN "dynamics = %s\n[system]\n%s", 7,
                                          row[k].dynamics, row[k].keys);
        support_advance(&c, row[k].dynamics, row[k].sweeps);
        bool holds;
        assert_true(isnan(z_of(&c, &holds)));
        mc_clear(&c);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(they_hold_in_equilibrium),
        cmocka_unit_test(forged_runs_are_found),
        cmocka_unit_test(nothing_is_said_without_an_identity),
    };
    return cmocka_run_group_tests(tests, support_begin, support_end);
}
