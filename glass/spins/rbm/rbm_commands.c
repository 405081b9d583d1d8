#include "glass/spins/rbm/rbm_commands.h"

#include <math.h>
#include <stdio.h>

#include "common/config/runfile.h"
#include "common/io/checkpoint_pair.h"
#include "common/io/run_folder.h"
#include "common/numerics/replica_symmetry.h"
#include "common/run/command_options.h"
#include "glass/spins/rbm/rbm_enumeration.h"
#include "glass/spins/rbm/rbm_keys.h"
#include "glass/spins/rbm/rbm_system.h"

/* ---- saddle points ------------------------------------------------------------------------------ */

static const struct runfile_key saddle_point_keys[] = {
    {.name = "alpha",
     .doc = "patterns (hidden units) per visible unit",
     .type = RUNFILE_REALS,
     .value = "0.05",
     .min = 1e-6,
     .max = 1000},
    {.name = "T",
     .doc = "temperature of the Hopfield network, the square of that of rbm",
     .type = RUNFILE_REALS,
     .value = "0.4",
     .min = 1e-9,
     .max = 1e6},
    RBM_KEY_OMEGA("Omega_hidden", "hidden units", "1"),
    RBM_KEY_OMEGA("Omega_patterns", "patterns", "0"),
    {0},
};

static void print_lines(const struct replica_symmetry_model *x)
{
    const struct replica_symmetry_lines l = replica_symmetry_lines(x);
    printf("%-8g %10.7f %10.7f %10.7f %10.7f %10.4g\n", x->alpha, l.T_g, l.T_M, l.m_M, l.T_c,
           l.T_R);
}

static void print_state(const struct replica_symmetry_model *x,
                        const struct replica_symmetry_state *s, const char *name)
{
    printf("%-8g %-10g %-11s %11.8f %11.8f %12.8f %12.8f %12.8f %10.4g\n", x->alpha, s->T, name,
           s->m, s->q, s->r, s->r * s->T, s->f, s->stability);
}

static int saddle_point_command(const struct program_request *request)
{
    int words;
    double alpha[KEY_REALS], T[KEY_REALS];
    struct runfile *const o =
        command_options_read(request, "saddle_point", saddle_point_keys, 0, 0, &words);
    const size_t loads = runfile_reals(o, "saddle_point", "alpha", alpha),
                 temperatures = runfile_reals(o, "saddle_point", "T", T);
    struct replica_symmetry_model x = {
        .Omega_hidden = runfile_real(o, "saddle_point", "Omega_hidden"),
        .Omega_patterns = runfile_real(o, "saddle_point", "Omega_patterns")};
    printf("# nan: no such line or state\n%-8s %10s %10s %10s %10s %10s\n", "# alpha", "T_g", "T_M",
           "m(T_M)", "T_c", "T_R");
    for (size_t a = 0; a < loads; a++) x.alpha = alpha[a], print_lines(&x);
    printf("%-8s %-10s %-11s %11s %11s %12s %12s %12s %10s\n", "# alpha", "T", "state", "m", "q",
           "r", "T r", "f", "stability");
    for (size_t a = 0; a < loads; a++)
        for (size_t k = 0; k < temperatures; k++) {
            x.alpha = alpha[a];
            const struct replica_symmetry_state s = replica_symmetry_retrieval(&x, T[k]),
                                                d = replica_symmetry_disordered(&x, T[k]);
            print_state(&x, &s, "retrieval");
            print_state(&x, &d, d.q > 0 ? "spin_glass" : "paramagnet");
        }
    runfile_free(o);
    return EXIT_OK;
}

/* ---- enumeration -------------------------------------------------------------------------------- */

static bool can_be_summed(const struct unit_law *law, size_t n)
{
    return law->Omega == 0 && n <= RBM_ENUMERATION_UNITS;
}

static void print_averages(const struct rbm *g, const struct rbm_enumeration *e, bool visible)
{
    const double n = (double)g->n;
    printf("lnZ/N %.12g  e %.12g\n", e->lnZ / n, e->energy / n);
    if (visible) printf("<m^2> %.12g\n", e->m2);
    printf("<(s.s'/n)^2> of %s units %.12g\n", visible ? "visible" : "hidden", e->overlap2);
}

static int enumerate_command(const struct program_request *r)
{
    char *const ini = run_folder_run_file(r->words[0]);
    struct runfile *const f = program_load(r->program, NULL, ini, 0, NULL);
    const struct mc_system *const system = program_system(r->program, f);
    require(system == &rbm_system || system == &rbm_system_hopfield,
            "%s: [system] kind = %s: enumerate needs a run of rbm or hopfield", ini, system->name);
    require(!runfile_has(f, "tempering"), "%s: enumerate needs one chain; this run has [tempering]",
            ini);
    struct checkpoint *const c = checkpoint_pair_load(r->words[0], NULL);
    require(c, "%s: has no checkpoint", r->words[0]);
    struct mc_chain chain;
    mc_init(&chain, system, f);
    mc_visit(&chain, c);
    checkpoint_free(c);
    const struct rbm *const g = chain.state;
    const bool visible = can_be_summed(&g->visible, g->n);
    require(visible || (!g->integrated && can_be_summed(&g->hidden, g->m)),
            "%s: no layer of units +1 and -1 (Omega = 0) with at most %d units", ini,
            RBM_ENUMERATION_UNITS);
    const struct rbm_enumeration e = rbm_enumeration(g, visible ? RBM_VISIBLE : RBM_HIDDEN);
    print_averages(g, &e, visible);
    mc_clear(&chain);
    runfile_free(f);
    base_free(ini);
    return EXIT_OK;
}

const struct program_command rbm_commands[] = {
    {"saddle_point",
     "replica-symmetric states and lines of Hopfield networks and Boltzmann machines", "",
     saddle_point_command, 0, saddle_point_keys, "", 0},
    {"enumerate", "exact averages of a run of rbm or hopfield with at most 20 units in a layer",
     "FOLDER", enumerate_command, 1, NULL, "", 0},
    {0},
};
