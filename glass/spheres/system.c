/* The liquid as a Monte Carlo system: its part of the run file, and the table that the chain
   calls. */
#include "glass/spheres/system.h"

#include <string.h>

#include "common/numerics/size_distribution.h"
#include "common/config/runfile.h"
#include "glass/spheres/state/gamma.h"
#include "glass/spheres/state/interaction.h"
#include "glass/spheres/state/species_keys.h"
#include "common/observe/size_observables.h"
#include "glass/spheres/dynamics/liquid.h"
#include "glass/spheres/dynamics/molecular_dynamics.h"
#include "glass/spheres/dynamics/moves.h"
#include "glass/spheres/dynamics/semi_grand.h"
#include "glass/spheres/columns.h"
#include "glass/spheres/constant_pressure.h"
#include "glass/spheres/dense_start.h"
#include "glass/spheres/density_programme.h"
#include "glass/spheres/capabilities.h"
#include "glass/spheres/state/size_keys.h"
#include "glass/spheres/start_defaults.h"
#include "glass/spheres/state/start.h"

static const struct base_row kind_rows[] = {{"spheres", "polydisperse soft or hard spheres"}, {0}};
static const struct base_table kind_table = {"kind", "systems that are simulated, [system] kind",
                                             kind_rows, sizeof *kind_rows};

static const struct runfile_key keys[] = {
    {.name = "kind",
     .doc = "simulated system",
     .type = RUNFILE_TEXT,
     .value = "spheres",
     .table = &kind_table},
    {.name = "model",
     .doc = "potential and sizes",
     .type = RUNFILE_TEXT,
     .value = "nbc8",
     .table = &models_table},
    {.name = "N",
     .doc = "number of spheres; 0: as published with the model",
     .type = RUNFILE_INT,
     .value = "0",
     .min = 0,
     .max = 1e9},
    {.name = "dim",
     .doc = "dimension of space",
     .type = RUNFILE_INT,
     .value = "3",
     .min = 2,
     .max = 3},
    {.name = "rho",
     .doc = "number density; 0: as published with the model",
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
     .doc = "rho l0^dim / T^(dim/12), in place of T, for bss, nbc1 and r12; 0: T is used",
     .type = RUNFILE_REAL,
     .value = "0",
     .min = 0,
     .max = 100},
    {.name = "P",
     .doc = "pressure, for [move.volume]; rho is then the initial density",
     .type = RUNFILE_REAL,
     .value = "0",
     .min = 0,
     .max = 1e9,
     .unit = "energy/length^dim"},
    {.name = "pressure_schedule",
     .doc = "P as a function of time, as temperature_schedule: \"ramp 10 1e5, 10 1e6\"; compresses",
     .type = RUNFILE_TEXT,
     .value = "none",
     .added = true},
    {.name = "start",
     .doc =
         "lattice, random, or a run folder (FOLDER@TIME) or .h5, .gsd, .xyz, .data or .dump file "
         "whose last frame is taken, with its sizes; N, dim and rho come from it unless "
         "given; {KEY} in its name is the key's value",
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
    {"run", "the run", density_programme_keys, false},
    {"system", "changes of the model's potential", interaction_keys, false},
    {"system", "the diameters", size_keys, false},
    {"system", "species", species_keys, false},
    {"md", "for [run] dynamics md, md_swap and langevin", molecular_dynamics_keys, false},
    {0},
};

static const struct liquid_move *about(const struct mc_move *m)
{
    static const struct liquid_move none;
    return m->data ? m->data : &none;
}

/* True if a move with a weight counts the pairs that it exchanges. */
static bool counts_pairs(const struct runfile *f)
{
    bool any = false;
    for (const struct mc_move *m = glass_moves; m->name; m++)
        any = any || (about(m)->counts_pairs && mc_weight(f, m) > 0);
    return any;
}

/* mc_trials draws a number to pick a move where there is more than one. */
static uint32_t draws_to_pick(const struct runfile *f)
{
    int used = 0;
    for (const struct mc_move *m = glass_moves; m->name; m++) used += mc_weight(f, m) > 0;
    return used > 1;
}

static struct semi_grand *field_of(struct spheres *s, const struct runfile *f)
{
    for (const struct mc_move *m = glass_moves; m->name; m++) {
        if (!about(m)->needs_field) continue;
        char *const section = base_text("move.%s", m->name);
        const bool used = runfile_has(f, section);
        struct semi_grand *const field =
            used ? semi_grand_create(s, runfile_where(f, section, "weight")) : NULL;
        base_free(section);
        if (field) return field;
    }
    return NULL;
}

/* An overlap at the cap of energies represents an infinite one: the chance to accept it must be negligible,
   below exp(-40). */
static void check_cap(const struct spheres *s, double T, const char *where)
{
    const double hottest = POTENTIALS_CAP / 40;
    require(potentials_bounded(s->potential) || T < hottest,
            "%s = %g: must be below %.0f: pair energies end at %g", where, T, floor(hottest),
            POTENTIALS_CAP);
}

static void *create(const struct runfile *f)
{
    struct interaction *const interaction = interaction_create(f);
    const struct model *const model = &interaction->model;
    const int64_t asked = runfile_int(f, "system", "N");
    const size_t n = asked ? (size_t)asked : model->N;
    require(n >= 2, "%s = %zu: must be at least 2 (or 0: as published)",
            runfile_where(f, "system", "N"), n);
    const double rho = runfile_real(f, "system", "rho");
    float *const diameter = base_alloc(n, sizeof *diameter);
    size_keys_draw(f, model, diameter, n);
    struct liquid *const l =
        liquid_create(model, interaction->potential, n, (int)runfile_int(f, "system", "dim"),
                      rho > 0 ? rho : model->rho, runfile_real(f, "system", "T"), diameter,
                      runfile_where(f, "system", "N"));
    base_free(diameter);
    l->interaction = interaction;
    constant_pressure_set(l, f);
    density_programme_set(l, f);
    check_cap(&l->s, l->T, runfile_where(f, "system", "T"));
    l->dynamics = molecular_dynamics_create(f, n, l->s.dim);
    l->field = field_of(&l->s, f);
    l->domains = domains_create_from(&l->s, glass_moves, f);
    l->counts.used = counts_pairs(f);
    l->draws_to_pick = draws_to_pick(f);
    return l;
}

static void begin(void *state, const struct runfile *f)
{
    struct liquid *const l = state;
    const char *const where = runfile_where(f, "system", "start"), *const start = runfile_text(
                                                                       f, "system", "start");
    const uint64_t seed = (uint64_t)runfile_int(f, "run", "seed");
    const uint32_t replica = (uint32_t)runfile_int(f, "run", "replica");
    const bool made = strcmp(start, "lattice") == 0 || strcmp(start, "random") == 0;
    if (made && dense_start_needed(&l->s)) {
        struct rng rng;
        rng_init(&rng, seed, replica, RNG_START);
        dense_start_place(&l->s, &rng, where);
    } else {
        start_place(&l->s, start, liquid_any_box(l), seed, replica, where);
    }
    semi_grand_require(l, where);
    molecular_dynamics_draw(l);
}

static void resolve(struct runfile *f)
{
    start_defaults_resolve(f);
    gamma_resolve(f);
    constant_pressure_resolve(f);
    density_programme_resolve(f);
    molecular_dynamics_resolve(f);
}

static void check(const struct runfile *f)
{
    constant_pressure_check(f);
    density_programme_check(f);
}

static void report(const void *state, void (*log_line)(void *context, const char *line),
                   void *context)
{
    semi_grand_report(state, log_line, context);
    density_programme_report(state, log_line, context);
}

static void take_frame(void *state, const struct frame *frame, const struct runfile *f,
                       const char *name, const char *where)
{
    struct liquid *const l = state;
    (void)f;
    start_take(&l->s, frame, liquid_any_box(l), name, where);
    semi_grand_require(l, where);
}

static bool has_field(const void *state)
{
    return ((const struct liquid *)state)->field;
}

static bool has_momentum(const void *state)
{
    return molecular_dynamics_inertial(((const struct liquid *)state)->dynamics);
}

static void draw_momentum(void *state, const char *where)
{
    (void)where;
    molecular_dynamics_draw(state);
}

static const struct spheres *spheres_of(const void *state)
{
    return &((const struct liquid *)state)->s;
}

static void destroy(void *state)
{
    liquid_free(state);
}

static size_t trials(const void *state)
{
    return spheres_of(state)->n;
}

static double energy(const void *state)
{
    return spheres_energy(spheres_of(state));
}

static double size(const void *state)
{
    return (double)spheres_of(state)->n;
}

static void view(void *state, struct frame *f)
{
    spheres_view(&((struct liquid *)state)->s, f);
}

static void visit(void *state, struct checkpoint *c)
{
    liquid_visit(state, c);
}

static void set_temperature(void *state, double T)
{
    struct liquid *const l = state;
    check_cap(&l->s, T, "T");
    l->T = T;
    molecular_dynamics_set_temperature(l->dynamics, T);
}

static const char *notes(const void *state)
{
    const struct interaction *const n = ((const struct liquid *)state)->interaction;
    return n ? n->note : NULL;
}

static const char *header_line(const void *state)
{
    const struct spheres *const s = state;
    return s->potential->hard
               ? "pressure of hard spheres: from pairs near contact, extrapolated; its "
                 "mean is the pressure"
               : NULL;
}

const struct mc_system glass_spheres = {
    .name = "spheres",
    .doc = "polydisperse soft spheres in a periodic box",
    .sections = sections,
    .moves = glass_moves,
    .dynamics = glass_dynamics,
    .resolve = resolve,
    .check = check,
    .lacks = capabilities_missing,
    .create = create,
    .set_initial_state = begin,
    .take_frame = take_frame,
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
            .notes = notes,
            .report = report,
        },
    .pressure =
        {
            .value = constant_pressure_value,
            .volume = constant_pressure_volume,
            .set = constant_pressure_change,
            .programme = constant_pressure_programme,
        },
    .density = {.programme = density_programme_of, .set = density_programme_change},
    .adapt =
        {
            .set_temperature = set_temperature,
            .tune = semi_grand_tune,
            .tunes = has_field,
            .has_momentum = has_momentum,
            .draw_momentum = draw_momentum,
        },
};
