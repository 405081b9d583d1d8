/* The liquid as a Monte Carlo system: its part of the run file, and the table that the chain
   calls. */
#include "glass/spheres/system.h"

#include "common/numerics/size_distribution.h"
#include "common/config/runfile.h"
#include "glass/spheres/state/gamma.h"
#include "common/observe/size_observables.h"
#include "glass/spheres/dynamics/molecular_dynamics.h"
#include "glass/spheres/dynamics/moves.h"
#include "glass/spheres/columns.h"
#include "glass/spheres/capabilities.h"
#include "glass/spheres/state/size_keys.h"
#include "glass/spheres/state/spheres.h"
#include "glass/spheres/state/start.h"

static const struct base_row kind_rows[] = {{"spheres", "polydisperse soft or hard spheres"}, {0}};
static const struct base_table kind_table = {"kind", "systems that are simulated, [system] kind",
                                             kind_rows, sizeof *kind_rows};

static const struct runfile_key keys[] = {
    {.name = "kind",
     .doc = "what is simulated",
     .type = RUNFILE_TEXT,
     .value = "spheres",
     .table = &kind_table},
    {.name = "model",
     .doc = "potential and sizes",
     .type = RUNFILE_TEXT,
     .value = "nbc8",
     .table = &models_table},
    {.name = "N",
     .doc = "spheres; 0: as the model was published",
     .type = RUNFILE_INT,
     .value = "0",
     .min = 0,
     .max = 1e9},
    {.name = "dim",
     .doc = "dimensions of space",
     .type = RUNFILE_INT,
     .value = "3",
     .min = 2,
     .max = 3},
    {.name = "rho",
     .doc = "number density; 0: as the model was published",
     .type = RUNFILE_REAL,
     .value = "0",
     .min = 0,
     .max = 1000,
     .unit = "1/length^dim"},
    {.name = "T",
     .doc = "temperature",
     .type = RUNFILE_REAL,
     .min = 1e-9,
     .max = 1e9,
     .unit = "energy"},
    {.name = "Gamma",
     .doc = "in place of T, for bss, nbc1 and r12: rho l0^dim / T^(dim/12); 0: T is given",
     .type = RUNFILE_REAL,
     .value = "0",
     .min = 0,
     .max = 100},
    {.name = "P",
     .doc = "pressure, for [move.volume]; rho is then where the box begins",
     .type = RUNFILE_REAL,
     .value = "0",
     .min = 0,
     .max = 1e9,
     .unit = "energy/length^dim"},
    {.name = "start",
     .doc =
         "lattice, random, or a run folder or .h5, .xyz, .data or .dump file whose last frame is "
         "taken (sizes included)",
     .type = RUNFILE_TEXT,
     .value = "lattice"},
    {.name = "isa",
     .doc = "instruction set of the kernels; never changes a result",
     .type = RUNFILE_TEXT,
     .value = "auto",
     .table = &potentials_isas},
    {0},
};

static const struct runfile_section sections[] = {
    {"system", "the liquid (units: mean diameter, strength of the potential, k_B = 1)", keys,
     false},
    {"system", "the diameters", size_keys, false},
    {"md", "what [run] dynamics other than metropolis need", molecular_dynamics_keys, false},
    {0},
};

static bool exchanges_pairs(const struct runfile *f)
{
    static const char *const moves[] = {"move.swap", "move.swap_near", "move.swap_places"};
    bool any = false;
    for (size_t i = 0; i < sizeof moves / sizeof *moves; i++)
        any = any || (runfile_has(f, moves[i]) && runfile_real(f, moves[i], "weight") > 0);
    return any;
}

/* mc_trials draws which move it is, where there is a choice. */
static uint32_t lead_of(const struct runfile *f)
{
    int used = 0;
    for (const struct mc_move *m = glass_moves; m->name; m++) used += mc_weight(f, m) > 0;
    return used > 1;
}

/* Overlaps that cost the cap, as infinite ones do, are to be refused for ever: exp(-40). */
static void check_cap(const struct spheres *s, double T, const char *where)
{
    const double hottest = POTENTIALS_CAP / 40;
    const bool bounded = !s->potential->hard && isfinite(s->potential->energy(0, 1));
    require(bounded || T < hottest, "%s = %g: must be below %.0f: pair energies end at %g", where,
            T, floor(hottest), POTENTIALS_CAP);
}

static void *create(const struct runfile *f)
{
    const struct model *const model = runfile_row(f, "system", "model");
    const struct potential *const potential = potentials_pick(
        runfile_row(f, "system", "isa"), model->potential, runfile_where(f, "system", "isa"));
    const int64_t asked = runfile_int(f, "system", "N");
    const size_t n = asked ? (size_t)asked : model->N;
    require(n >= 2, "%s = %zu: must be at least 2 (or 0: as published)",
            runfile_where(f, "system", "N"), n);
    const double rho = runfile_real(f, "system", "rho");
    float *const diameter = base_alloc(n, sizeof *diameter);
    size_keys_draw(f, model, diameter, n);
    struct spheres *const s = spheres_create(
        model, potential, n, (int)runfile_int(f, "system", "dim"), rho > 0 ? rho : model->rho,
        runfile_real(f, "system", "T"), diameter, runfile_where(f, "system", "N"));
    base_free(diameter);
    s->P = runfile_real(f, "system", "P");
    require(s->P > 0 || !runfile_has(f, "move.volume"), "%s: must be above 0 for [move.volume]",
            runfile_where(f, "system", "P"));
    check_cap(s, s->T, runfile_where(f, "system", "T"));
    s->dynamics = molecular_dynamics_open(f, n, s->dim);
    if (runfile_has(f, "move.resize")) {
        require(!runfile_has(f, "move.swap_near") && !runfile_has(f, "move.swap_chain"),
                "[move.resize]: changes the order of sizes that swap_near and swap_chain ask for");
        s->field = semi_grand_create(s, runfile_where(f, "move.resize", "weight"));
    }
    s->domains = domains_open(s, f);
    s->counts.used = exchanges_pairs(f);
    s->lead = lead_of(f);
    return s;
}

static void begin(void *state, const struct runfile *f)
{
    start_place(state, runfile_text(f, "system", "start"), (uint64_t)runfile_int(f, "run", "seed"),
                (uint32_t)runfile_int(f, "run", "replica"), runfile_where(f, "system", "start"));
    semi_grand_require(state, runfile_where(f, "system", "start"));
    molecular_dynamics_begin(state);
}

static void destroy(void *state)
{
    spheres_free(state);
}

static size_t trials(const void *state)
{
    return ((const struct spheres *)state)->n;
}

static double energy(const void *state)
{
    return spheres_energy(state);
}

static double size(const void *state)
{
    return (double)((const struct spheres *)state)->n;
}

static void view(void *state, struct frame *f)
{
    spheres_view(state, f);
}

static void visit(void *state, struct checkpoint *c)
{
    spheres_visit(state, c);
}

static void set_temperature(void *state, double T)
{
    struct spheres *const s = state;
    check_cap(s, T, "T");
    s->T = T;
    molecular_dynamics_set_temperature(s->dynamics, T);
}

static const char *header_line(const void *state)
{
    const struct spheres *const s = state;
    return s->potential->hard ? "pressure is nan: hard spheres have no virial; [system] P and "
                                "[move.volume] fix it instead"
                              : NULL;
}

const struct mc_system glass_spheres = {
    .name = "spheres",
    .doc = "polydisperse soft spheres in a periodic box",
    .sections = sections,
    .moves = glass_moves,
    .dynamics = glass_dynamics,
    .resolve = gamma_resolve,
    .lacks = capabilities_missing,
    .create = create,
    .set_initial_state = begin,
    .free = destroy,
    .trials = trials,
    .energy = energy,
    .size = size,
    .view = view,
    .visit = visit,
    .describe =
        {
            .clock = "sweep",
            .duration = "sweeps",
            .columns = glass_columns,
            .watches = glass_watches,
            .tables = glass_tables,
            .observables = size_observables_rows,
            .observables_table = "liquid_observables",
            .label = "diameter",
            .header_line = header_line,
            .report = semi_grand_report,
        },
    .adapt =
        {
            .set_temperature = set_temperature,
            .tune = semi_grand_tune,
        },
};
